"""Keeping determinations, repeating them, and finding whom a changed rule would tell something else."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.chat.requests import Done, Outcome, Request
from bot.clock import day_in_pakistan
from bot.db import insert_new, new_id
from bot.determinations.models import determination, rule_version
from bot.determinations.requests import DeterminationCard, Determine, MyDeterminations
from bot.registry.reference import new_references
from bot.registry.wished import Wished
from knowledge import programmes, rules
from knowledge.conditions import loaded
from knowledge.rules import Determination, Programme

_d = determination.c


class NotReproduced(Exception):
    """The stored rules and answers no longer give the stored outcome: the engine itself has changed its mind."""


class Told(msgspec.Struct, frozen=True):
    """Somebody who was told something else than the rules say now."""

    number: str
    person_id: int
    before: str
    now: str
    """What the rules of today come to; where only some of several products changed, their ids stand behind it."""


def _determine(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    keys = [wish.key for wish in wishes]
    before = connection.execute(sa.select(_d.origin, _d.number).where(_d.origin.in_(keys)))
    done = {row.origin: row.number for row in before}
    versions: dict[str, int] = {}
    rows = []
    numbers = new_references(connection, determination.c.number, len(wishes))
    for wish in wishes:
        if wish.key in done:
            continue
        asked = wish.request
        assert isinstance(asked, Determine)
        day = dt.date.fromisoformat(asked.on)
        programme = programmes.in_force(asked.programme, day)
        hash = rules.hash_of(programme)
        if hash not in versions:
            versions[hash] = _keep(connection, programme, hash, wish.now)
        found = rules.decide(programme, loaded(asked.inputs), day)
        done[wish.key] = next(numbers)
        rows.append(
            {
                "id": new_id(),
                "person_id": wish.person_id,
                "number": done[wish.key],
                "programme": asked.programme,
                "rule_version_id": versions[hash],
                "decided_on": asked.on,
                "inputs": asked.inputs,
                "outcome": found.outcome,
                "reasons": found,
                "origin": wish.key,
                "made_at": wish.now,
            }
        )
    if rows:
        connection.execute(sa.insert(determination), rows)
    return [Done(done[wish.key]) for wish in wishes]


def _keep(connection: Connection, programme: Programme, hash: str, now: dt.datetime) -> int:
    """The id of these rules, which are stored the first time they decide something."""
    v = rule_version.c
    query = sa.select(v.id).where(v.programme == programme.programme, v.hash == hash)
    known = connection.execute(query).scalar_one_or_none()
    if known is not None:
        return int(known)
    row = {"id": new_id(), "programme": programme.programme, "version": programme.version, "hash": hash,
           "body": rules.stored(programme).decode(), "stored_at": now}  # fmt: skip
    insert_new(connection, rule_version, ["programme", "hash"], [row])
    return int(connection.execute(query).scalar_one())


def _my_determinations(connection: Connection, wishes: list[Wished]) -> list[list[DeterminationCard]]:
    people = {wish.person_id for wish in wishes}
    latest: dict[tuple[int, str], DeterminationCard] = {}
    columns = (_d.person_id, _d.number, _d.programme, _d.outcome, _d.made_at)
    for row in connection.execute(sa.select(*columns).where(_d.person_id.in_(people)).order_by(_d.id)):
        made_on = day_in_pakistan(row.made_at)
        title = programmes.versions()[row.programme][-1].title
        card = DeterminationCard(row.number, row.programme, title, row.outcome, made_on.isoformat())
        latest.pop((row.person_id, row.programme), None)
        latest[(row.person_id, row.programme)] = card
    return [[card for (owner, _p), card in latest.items() if owner == wish.person_id] for wish in wishes]


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    Determine: _determine,
    MyDeterminations: _my_determinations,
}


# --- later ---------------------------------------------------------------------------------------------------------


def reproduce(connection: Connection, number: str) -> Determination:
    """Decide once more, with the stored rules and answers. Raises KeyError, or `NotReproduced` where it differs."""
    query = sa.select(determination, rule_version.c.body).join(rule_version).where(_d.number == number)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise KeyError(number)
    programme = rules.restored(row["body"])
    again = rules.decide(programme, loaded(row["inputs"]), dt.date.fromisoformat(row["decided_on"]))
    if again != msgspec.convert(row["reasons"], Determination) or again.outcome != row["outcome"]:
        raise NotReproduced(f"{number}: was {row['outcome']}, comes to {again.outcome}")
    return again


def described(connection: Connection, number: str) -> Iterator[str]:
    """What a determination rests on, line by line, for staff. Raises as `reproduce` does."""
    found = reproduce(connection, number)
    columns = (_d.programme, _d.decided_on, _d.inputs, _d.outcome, rule_version.c.version, rule_version.c.hash)
    row = connection.execute(sa.select(*columns).join(rule_version).where(_d.number == number)).one()
    yield f"{number}: {row.programme}, version {row.version} ({row.hash[:12]}), decided on {row.decided_on}"
    yield f"outcome: {row.outcome}"
    for name, value in row.inputs.items():
        yield f"answer: {name} = {'not known' if value is None else value}"
    for reason in found.reasons:
        said = {True: "holds", False: "is broken", None: "cannot be told yet"}[reason.holds]
        yield f"rule: {reason.rule} {said}"
    for id, part in found.parts.items():
        broken = ", ".join(reason.rule for reason in part.reasons)
        yield f"part: {id}: {part.outcome}" + (f" ({broken})" if broken else "")


def affected(connection: Connection, programme_id: str, on: dt.date) -> Iterator[Told]:
    """Whom the rules in force on that day would tell something else than what they were told last.

    Raises KeyError for a programme without rules on that day.
    """
    programme = programmes.in_force(programme_id, on)
    last = sa.select(sa.func.max(_d.id)).where(_d.programme == programme_id).group_by(_d.person_id)
    query = (
        sa.select(_d.number, _d.person_id, _d.inputs, _d.outcome, _d.reasons)
        .join(rule_version)
        .where(_d.id.in_(last), rule_version.c.hash != rules.hash_of(programme))
        .order_by(_d.id)
    )
    for row in connection.execute(query):
        before = msgspec.convert(row.reasons, Determination)
        now = rules.decide(programme, loaded(row.inputs), on)
        if changed := _changed(before, now):
            yield Told(row.number, row.person_id, row.outcome, changed)


def _changed(before: Determination, now: Determination) -> str:
    """What it comes to now; "" where nobody was told otherwise."""
    ids = sorted(before.parts.keys() | now.parts.keys())
    differ = [id for id in ids if _outcome(before, id) != _outcome(now, id)]
    if differ:
        return f"{now.outcome} ({', '.join(differ)})"
    return now.outcome if now.outcome != before.outcome else ""


def _outcome(found: Determination, part: str) -> str:
    return found.parts[part].outcome if part in found.parts else ""
