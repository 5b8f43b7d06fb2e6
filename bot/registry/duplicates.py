"""Businesses that may have been recorded twice, in whatever script and spelling: found, scored with reasons, decided.

Found outside of any conversation (the agenda) by two indexed keys, so that the cost does not grow with the register;
decided by an officer only. What was decided is remembered: the same pair is not asked about again.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.db import insert_new, new_id
from bot.language.phonetics import fine, joined, keys, skeleton
from bot.language.script import fold
from bot.registry.merge import CannotMerge, merge
from bot.registry.models import business, case, case_event, duplicate, identity, person
from bot.registry.officers import Officer, Refusal

LOOK = "find_duplicates"
"""What stands on the agenda after a business has been recorded or renamed; its subject is the business."""

ENOUGH = 60
"""Points from which an officer is asked. A name alone (at most 45) is never enough, nor is a place and a trade (30)."""

_MOST_ALIKE = 200
"""Businesses that share a key; a name shared by more tells nobody apart."""

_b, _c, _d = business.c, case.c, duplicate.c

_COMMON = frozenset(
    skeleton(fold(word))
    for word in (
        "traders", "trader", "trading", "enterprises", "enterprise", "store", "stores", "shop", "general", "company",
        "co", "brothers", "bros", "sons", "and", "al", "the", "industries", "industry", "works", "center", "centre",
        "house",
        "pvt", "private", "ltd", "limited", "karyana", "mart",
        "ٹریڈرز", "ٹریڈنگ", "انٹرپرائزز", "سٹور", "اسٹور", "دکان", "جنرل", "کمپنی", "برادرز", "سنز", "اینڈ", "ال",
        "انڈسٹریز", "سینٹر", "ہاؤس", "کریانہ", "مارٹ",
    )
)  # fmt: skip
"""Words that half of all businesses are called by: they count for nothing in what a name sounds like."""


_ALLAH = frozenset({fold("اللہ"), "allah", "ullah"})


class Pair(msgspec.Struct, frozen=True):
    """Two businesses that may be one, side by side. `reasons` are what they have in common: name, owner, district,
    trade, phone, since. The facts are those of `bot.registry.fields`."""

    id: int
    score: int
    reasons: dict[str, int]
    first: dict[str, Any]
    second: dict[str, Any]
    first_case: int
    second_case: int
    same_person: bool
    found_at: dt.datetime


def sound_of(name: str | None) -> str:
    """What a name sounds like in any script, without what many names have in common; "" for no name."""
    words: list[str] = []
    for word in fold(name or "").split():
        if word in _ALLAH and words:
            words[-1] += "l"  # بسم اللہ and ماشا اللہ are one word in Roman: Bismillah, Mashallah
        else:
            words.append(skeleton(word))
    own = [word for word in words if word and word not in _COMMON]
    sound = joined(own)
    # "النور" and "Al-Noor": the article stands alone in one script and not in the other.
    for article in ("al", "an"):
        if len(own) == 1 and len(sound) > 3 and sound.startswith(article):
            sound = sound[len(article) :]
    return sound or keys(name or "")[1]


def find(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Compare a business with those that sound like it, and keep the pairs that an officer should look at."""
    mine = connection.execute(sa.select(business).where(_b.id == due.subject)).mappings().one_or_none()
    if mine is None:
        return
    sounds = [column == mine[column.name] for column in (_b.name_key, _b.owner_key) if mine[column.name]]
    if not sounds:
        return
    query = sa.select(business).where(sa.or_(*sounds), _b.id != mine["id"]).order_by(_b.id.desc()).limit(_MOST_ALIKE)
    others = connection.execute(query).mappings().all()
    phones = _phones(connection, {mine["person_id"], *(other["person_id"] for other in others)})
    rows = []
    for other in others:
        reasons = compare(mine, other, phones)
        score = min(sum(reasons.values()), 100)
        if score >= ENOUGH:
            first, second = sorted((mine, other), key=lambda row: (row["created_at"], row["id"]))
            rows.append({"id": new_id(), "first": first["id"], "second": second["id"], "score": score,
                         "reasons": reasons, "state": "open", "found_at": now})  # fmt: skip
    insert_new(connection, duplicate, ["first", "second"], rows)


def compare(one: Any, other: Any, phones: dict[int, set[str]]) -> dict[str, int]:
    """What two businesses have in common, and how many points it counts. `phones` by person."""
    reasons: dict[str, int] = {}
    if one["name_key"] and one["name_key"] == other["name_key"]:
        reasons["name"] = round(0.45 * _alike(one["business_name"], other["business_name"]))
    if one["owner_key"] and one["owner_key"] == other["owner_key"]:
        reasons["owner"] = round(0.35 * _alike(one["owner_name"], other["owner_name"]))
    if one["district"] == other["district"]:
        reasons["district"] = 15
    if one["isic_division"] and one["isic_division"] == other["isic_division"]:
        reasons["trade"] = 15
    if one["person_id"] == other["person_id"] or phones.get(one["person_id"], set()) & phones.get(
        other["person_id"], set()
    ):
        reasons["phone"] = 25
    if abs(one["since"] - other["since"]) <= 1:
        reasons["since"] = 5
    return reasons


def _alike(one: str | None, other: str | None) -> float:
    """How alike two names are that sound the same without their vowels: 0 to 100, by consonants and vowels."""
    return fuzz.token_sort_ratio(*(" ".join(map(fine, fold(name or "").split())) for name in (one, other)))


def _phones(connection: Connection, people: set[int]) -> dict[int, set[str]]:
    """Every number a person was ever known by, also where it has gone to somebody else since."""
    query = sa.select(identity.c.person_id, identity.c.value).where(
        identity.c.person_id.in_(people), identity.c.kind == "phone"
    )
    found: dict[int, set[str]] = {}
    for owner, number in connection.execute(query):
        found.setdefault(owner, set()).add(number)
    return found


# --- what officers see and decide


def pairs(connection: Connection, most: int = 100) -> list[Pair]:
    """Pairs that nobody has decided about, the most alike first."""
    query = sa.select(duplicate).where(_d.state == "open").order_by(_d.score.desc(), _d.id).limit(most)
    return [made for row in connection.execute(query).mappings() if (made := _pair(connection, row)) is not None]


def pairs_of(connection: Connection, business_id: int) -> list[Pair]:
    """The undecided pairs that a business is in."""
    query = sa.select(duplicate).where(_d.state == "open", sa.or_(_d.first == business_id, _d.second == business_id))
    return [made for row in connection.execute(query).mappings() if (made := _pair(connection, row)) is not None]


def _pair(connection: Connection, row: Any) -> Pair | None:
    """A pair; None where one of the two has been withdrawn since."""
    query = sa.select(business, _c.id.label("case_id"), _c.reference, _c.state).join(case, _c.business_id == _b.id)
    both = {
        found["id"]: dict(found)
        for found in connection.execute(query.where(_b.id.in_((row["first"], row["second"])))).mappings()
    }
    if len(both) != 2:
        return None
    first, second = both[row["first"]], both[row["second"]]
    return Pair(
        row["id"], row["score"], row["reasons"], first, second, first["case_id"], second["case_id"],
        first["person_id"] == second["person_id"], row["found_at"],
    )  # fmt: skip


def decide(
    connection: Connection,
    pair_id: int,
    decision: str,
    officer: Officer,
    now: dt.datetime,
    *,
    forms: frozenset[str] = frozenset(),
    waiting: frozenset[str] = frozenset(),
) -> Refusal | None:
    """Decide about a pair: None when it is done.

    different: it is remembered · same_business: the first one's case goes on, the second's is closed, and its owner
    told under which number it goes on · same_person: the same, and the two people become one (`bot.registry.merge`;
    `forms` and `waiting` are the script's: of the first nobody may have two, of the second one is kept). Where
    they cannot become one nothing is done: Refusal("not_so", state=reason).
    """
    row = connection.execute(sa.select(duplicate).where(_d.id == pair_id)).mappings().one_or_none()
    made = None if row is None else _pair(connection, row)
    if row is None or (made is None and decision != "different"):
        return Refusal("gone")
    if made is not None:
        people = sorted({made.first["person_id"], made.second["person_id"]})
        connection.execute(
            sa.select(person.c.id).where(person.c.id.in_(people)).order_by(person.c.id).with_for_update(key_share=True)
        )
    taken = sa.update(duplicate).where(_d.id == pair_id, _d.state == "open")
    decided = taken.values(state=decision, decided_at=now, officer_id=officer.id, officer_name=officer.name)
    if connection.execute(decided).rowcount != 1:
        now_is = connection.execute(sa.select(duplicate).where(_d.id == pair_id)).mappings().one()
        return Refusal("overtaken", now_is["officer_name"] or "", now_is["state"], now_is["decided_at"])
    if decision == "different" or made is None:
        return None
    if decision == "same_person" and not made.same_person:
        try:
            merge(connection, made.first["person_id"], made.second["person_id"], forms=forms, waiting=waiting,
                  how=f"officer:{officer.id}", now=now)  # fmt: skip
        except CannotMerge as why:
            reopened = sa.update(duplicate).where(_d.id == pair_id)
            connection.execute(reopened.values(state="open", decided_at=None, officer_id=None, officer_name=None))
            return Refusal("not_so", state=why.reason)
    _close_second(connection, made, officer, now)
    return None


def _close_second(connection: Connection, made: Pair, officer: Officer, now: dt.datetime) -> None:
    """The second one's case goes on under the first one's number."""
    gone = sa.update(case).where(_c.id == made.second_case)
    connection.execute(
        gone.values(
            state="withdrawn", state_at=now, version=_c.version + 1, merged_into=made.first_case, overdue_at=None,
            officer_id=officer.id, officer_name=officer.name,
        )
    )  # fmt: skip
    connection.execute(sa.delete(business).where(_b.id == made.second["id"]))
    for case_id, what, other in (
        (made.second_case, "merged_into", made.first["reference"]),
        (made.first_case, "merged_with", made.second["reference"]),
    ):
        id = new_id()
        detail = {"name": officer.name, "reference": other}
        connection.execute(
            sa.insert(case_event).values(
                id=id, case_id=case_id, at=now, actor=officer.actor, what=what, detail=detail, origin=f"event:{id}"
            )
        )
    owner = connection.execute(sa.select(_c.person_id).where(_c.id == made.second_case)).scalar_one()
    agenda.tell(
        connection, owner, f"case news:{made.second_case}", now, politely=True, reference=made.second["reference"]
    )
