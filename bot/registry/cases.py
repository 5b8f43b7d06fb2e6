"""A case on its way: officers move it, its owner is told and may answer, and nobody decides twice.

recorded → in_review → needs_information → in_review → accepted with SMEDA's number | declined with a reason. Whoever
moves it names the version she has read; a case that has changed since is not moved, and she is told by whom it was.
The functions for officers lock the owner's row first, as everybody does, and may be run again after a deadlock.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused
from bot.db import insert_new, new_id
from bot.language.cnic import mask
from bot.language.secrets import asks_for_secret
from bot.registry.models import business, case, case_event, person
from bot.registry.officers import Officer, Refusal
from bot.registry.requests import AnswerCase, CaseCard, MyCase
from bot.registry.wished import Wished

NEWS = "case news"
"""The telling that opens the owner's turn: "case news:<id of the case>"."""

WAITS_TOO_LONG = "case_waits"
"""What stands on the agenda for each case that waits for somebody; its subject is the case."""

PATIENCE = {
    "recorded": dt.timedelta(days=3),
    "in_review": dt.timedelta(days=7),
    "needs_information": dt.timedelta(days=7),
}
"""How long a case may stand so before the desk is reminded, and of a question its owner.

SMEDA publishes no time; nothing is promised to owners, so this is only a guard against forgetting and no setting. Three
days span a week-end: what is recorded on Friday evening is not late on Monday morning. A week is what the helpdesk can
still explain to somebody who asks.
"""

_c = case.c


class Changed(msgspec.Struct, frozen=True):
    """It is done: the case's new state, and the version that the next change has to name."""

    state: str
    version: int


Moved = Changed | Refusal


def take_up(connection: Connection, case_id: int, version: int, officer: Officer, now: dt.datetime) -> Moved:
    """An officer begins to look at it (from recorded), or takes it over from the colleague who did (from in_review)."""
    return _move(connection, case_id, version, officer, now, "in_review", _from=("recorded", "in_review"))


def ask_owner(
    connection: Connection,
    case_id: int,
    version: int,
    officer: Officer,
    question: str,
    now: dt.datetime,
    *,
    sure: bool = False,
) -> Moved:
    """Ask the owner for something, in the officer's own words (at most 700 letters); she can answer in the chat.

    A question that seems to ask for an identity card number, a PIN or an OTP is refused ("asks_for_secret"), because
    nobody may ask for these in a chat; `sure` is for one that only mentions them.
    """
    question = mask(question.strip())[0]
    if not 0 < len(question) <= MOST_LETTERS:
        return Refusal("empty")
    if not sure and asks_for_secret(question):
        return Refusal("asks_for_secret")
    return _move(
        connection, case_id, version, officer, now, "needs_information",
        _from=("in_review", "needs_information"), remark=question,
    )  # fmt: skip


def accept(
    connection: Connection, case_id: int, version: int, officer: Officer, smeda_number: str, now: dt.datetime
) -> Moved:
    """SMEDA has given the business a number. The only state in which the bot says so, and whose word it is."""
    number = " ".join(smeda_number.split())
    if not 0 < len(number) <= 40:
        return Refusal("empty")
    return _move(
        connection, case_id, version, officer, now, "accepted",
        _from=("in_review", "needs_information"), smeda_number=number,
    )  # fmt: skip


def decline(
    connection: Connection, case_id: int, version: int, officer: Officer, reason: str, now: dt.datetime
) -> Moved:
    """Not accepted; `reason` (at most 700 letters) is told to the owner as it is written here."""
    reason = mask(reason.strip())[0]
    if not 0 < len(reason) <= MOST_LETTERS:
        return Refusal("empty")
    return _move(
        connection, case_id, version, officer, now, "declined",
        _from=("in_review", "needs_information"), remark=reason,
    )  # fmt: skip


def reopen(connection: Connection, case_id: int, version: int, officer: Officer, why: str, now: dt.datetime) -> Moved:
    """A decision was wrong: look at it again. `why` goes into the history; the owner is told that it is looked at."""
    if not (why := mask(why.strip())[0][:MOST_LETTERS]):
        return Refusal("empty")
    return _move(
        connection,
        case_id,
        version,
        officer,
        now,
        "in_review",
        _from=("accepted", "declined"),
        why=why,
    )


MOST_LETTERS = 700
"""What an officer writes to the owner about a case: it fits one message with buttons (1,024) beside our own words."""


def _move(
    connection: Connection,
    case_id: int,
    version: int,
    officer: Officer,
    now: dt.datetime,
    state: str,
    *,
    _from: tuple[str, ...],
    remark: str | None = None,
    smeda_number: str | None = None,
    why: str = "",
) -> Moved:
    owner = lock_owner(connection, case_id)
    if owner is None:
        return Refusal("gone")
    query = (
        sa.update(case)
        .where(_c.id == case_id, _c.version == version, _c.state.in_(_from))
        .values(
            state=state, state_at=now, version=version + 1, officer_id=officer.id, officer_name=officer.name,
            remark=remark, smeda_number=smeda_number, overdue_at=None,
        )
    )  # fmt: skip
    if connection.execute(query).rowcount != 1:
        return _why_not(connection, case_id, version)
    detail = {"name": officer.name, "remark": remark, "smeda_number": smeda_number, "why": why}
    _note(connection, case_id, officer.actor, state, now, {name: said for name, said in detail.items() if said})
    expect(connection, case_id, owner, state, now)
    reference = connection.execute(sa.select(_c.reference).where(_c.id == case_id)).scalar_one()
    _tell(connection, case_id, owner, reference, now)
    return Changed(state, version + 1)


def _why_not(connection: Connection, case_id: int, version: int) -> Refusal:
    """Who was quicker, or that it does not stand so."""
    row = connection.execute(sa.select(case).where(_c.id == case_id)).mappings().one()
    if row["version"] == version:
        return Refusal("not_so", row["officer_name"] or "", row["state"], row["state_at"])
    e = case_event.c
    last = connection.execute(
        sa.select(e.actor, e.detail, e.at).where(e.case_id == case_id).order_by(e.at.desc(), e.id.desc()).limit(1)
    ).one()
    by = (last.detail or {}).get("name", "") if last.actor.startswith("staff:") else last.actor
    return Refusal("overtaken", by, row["state"], last.at)


def lock_owner(connection: Connection, case_id: int) -> int | None:
    """The owner of a case, her row locked; None where there is no such case."""
    query = sa.select(person.c.id).join(case, _c.person_id == person.c.id).where(_c.id == case_id)
    return connection.execute(query.with_for_update(of=person, key_share=True)).scalar_one_or_none()


def expect(connection: Connection, case_id: int, owner: int, state: str, now: dt.datetime) -> None:
    """Have the desk reminded when it stands so for too long."""
    agenda.drop(connection, WAITS_TOO_LONG, case_id)
    if (patience := PATIENCE.get(state)) is not None:
        agenda.put(connection, WAITS_TOO_LONG, case_id, now + patience, person_id=owner)


def waits_too_long(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Mark a case that nobody has moved; ask the owner once more, once, where it is her answer that is missing."""
    row = connection.execute(sa.select(case).where(_c.id == due.subject).with_for_update()).mappings().one_or_none()
    patience = PATIENCE.get(row["state"]) if row is not None else None
    if row is None or patience is None or row["overdue_at"] is not None:
        return
    since = row["state_at"] or row["created_at"]
    if since + patience > now:
        agenda.put(connection, WAITS_TOO_LONG, row["id"], since + patience, person_id=row["person_id"])
        return
    connection.execute(sa.update(case).where(_c.id == row["id"]).values(overdue_at=now))
    _note(connection, row["id"], "bot", "overdue", now, {"state": row["state"]})
    if row["state"] == "needs_information":
        _tell(connection, row["id"], row["person_id"], row["reference"], now)


def _tell(connection: Connection, case_id: int, owner: int, reference: str, now: dt.datetime) -> None:
    """Have the owner told, by day. Of two steps that follow each other at once she hears where they lead."""
    agenda.tell(connection, owner, f"{NEWS}:{case_id}", now, politely=True, reference=reference, subject=case_id)


def _note(
    connection: Connection,
    case_id: int,
    actor: str,
    what: str,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
    origin: str = "",
) -> None:
    id = new_id()
    row = {"id": id, "case_id": case_id, "at": now, "actor": actor, "what": what, "detail": detail or None,
           "origin": origin or f"event:{id}"}  # fmt: skip
    insert_new(connection, case_event, ["origin"], [row])


# --- what the owner's flows ask


def my_case(connection: Connection, wishes: list[Wished]) -> list[CaseCard | None]:
    return [_card(connection, wish) for wish in wishes]


def _card(connection: Connection, wish: Wished) -> CaseCard | None:
    asked = wish.request
    assert isinstance(asked, MyCase)
    found = _cards(connection, _c.id == asked.case, _c.person_id == wish.person_id)
    return found[0] if found else None


def my_open_questions(connection: Connection, wishes: list[Wished]) -> list[list[CaseCard]]:
    return [
        _cards(connection, _c.person_id == wish.person_id, _c.state == "needs_information") for wish in wishes
    ]  # fmt: skip


def _cards(connection: Connection, *which: sa.ColumnElement[bool]) -> list[CaseCard]:
    kept = case.alias("kept")
    query = (
        sa.select(case, business.c.business_name, business.c.owner_name, kept.c.reference.label("kept"))
        .join(business, business.c.id == _c.business_id, isouter=True)
        .join(kept, kept.c.id == _c.merged_into, isouter=True)
        .where(*which)
        .order_by(_c.id)
    )
    return [
        CaseCard(
            id=row["id"],
            reference=row["reference"],
            name=row["business_name"] or row["owner_name"] or "",
            state=row["state"],
            version=row["version"],
            remark=row["remark"] or "",
            smeda_number=row["smeda_number"] or "",
            together_with=row["kept"] or "",
        )
        for row in connection.execute(query).mappings()
    ]


def answer_case(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_answer(connection, wish) for wish in wishes]


def _answer(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, AnswerCase)
    done = sa.select(case_event.c.id).where(case_event.c.origin == wish.key)
    if connection.execute(done).first() is not None:
        return Done()
    query = sa.update(case).where(
        _c.id == asked.case,
        _c.person_id == wish.person_id,
        _c.state == "needs_information",
        _c.version == asked.version,
    )
    answered = query.values(state="in_review", state_at=wish.now, version=_c.version + 1, overdue_at=None)
    if connection.execute(answered).rowcount != 1:
        return Refused("over")
    detail: dict[str, Any] = {"at_the_office": True} if asked.at_the_office else {"text": asked.text}
    _note(connection, asked.case, "owner", "answered", wish.now, detail, wish.key)
    expect(connection, asked.case, wish.person_id, "in_review", wish.now)
    return Done()
