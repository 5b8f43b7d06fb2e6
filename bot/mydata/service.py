"""Doing what people ask about what is held: see it, get it, have it erased."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import day_in_pakistan
from bot.db import insert_new, metadata, new_id
from bot.mydata import elsewhere
from bot.mydata.erase import erase, everyone
from bot.mydata.models import erasure, export
from bot.mydata.requests import AskForExport, ConsentCard, EraseMe, HeldCard, MyConsents, WhatIsHeld
from bot.mydata.sweeps import SWEEP, sweep
from bot.outbox.models import outbound
from bot.registry.locks import my_lock
from bot.registry.models import business, consent, person, ticket
from bot.registry.wished import Wished
from bot.staff import audit

ERASE = "erase"
"""The kind of what stands on the agenda until somebody is erased; its subject is the erasure."""

LIVES = dt.timedelta(hours=24)
"""How long the address of an export works: as long as the reply window in which it is sent."""

MOST_EXPORTS = 5
"""Addresses in a day for one person: making a page costs work, and nobody needs more."""

AGAIN = dt.timedelta(seconds=5)
"""While her last reply is on its way, before it is looked at again."""

PATIENCE = dt.timedelta(minutes=15)
"""So long an erasure waits for what is still to be sent to her; a carrier that is down must not hold it up for ever."""


def my_consents(connection: Connection, wishes: list[Wished]) -> list[list[ConsentCard]]:
    return [_consents_of(connection, wish.person_id) for wish in wishes]


def _consents_of(connection: Connection, person_id: int) -> list[ConsentCard]:
    c = consent.c
    query = sa.select(c.topic, c.wording, c.given, c.at).where(c.person_id == person_id).order_by(c.at, c.id)
    latest = {
        row.topic: ConsentCard(row.topic, row.wording, row.given, day_in_pakistan(row.at).isoformat())
        for row in connection.execute(query)
    }
    wants = connection.execute(sa.select(person.c.wants_broadcasts).where(person.c.id == person_id)).scalar_one()
    return [*latest.values(), ConsentCard("announcements", 0, wants, "")]


def what_is_held(connection: Connection, wishes: list[Wished]) -> list[HeldCard]:
    return [_held(connection, wish.person_id) for wish in wishes]


def _held(connection: Connection, person_id: int) -> HeldCard:
    def count(table: sa.Table) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(table.c.person_id == person_id)
        return int(connection.execute(query).scalar_one())

    claimed = sa.select(ticket.c.id).where(ticket.c.person_id == person_id, ticket.c.state == "claimed")
    return HeldCard(
        businesses=count(business),
        messages=count(metadata.tables["inbound"]) + count(outbound),
        others=tuple(elsewhere.given_to(connection, person_id)),
        is_claimed=connection.execute(claimed).first() is not None,
    )


def ask_for_export(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_new_export(connection, wish) for wish in wishes]


def _new_export(connection: Connection, wish: Wished) -> Outcome:
    if my_lock(connection, [wish])[0].shut:
        return Refused("shut")
    e = export.c
    recent = sa.select(sa.func.count()).where(e.person_id == wish.person_id, e.made_at > wish.now - LIVES)
    if connection.execute(recent).scalar_one() >= MOST_EXPORTS:
        return Refused("too_many")
    code = secrets.token_urlsafe(16)  # 128 bits: nobody guesses one
    mine = sa.and_(e.person_id == wish.person_id, e.used_at.is_(None), e.expires_at > wish.now)
    connection.execute(sa.update(export).where(mine).values(expires_at=wish.now))  # only the newest address works
    row = {
        "id": new_id(), "person_id": wish.person_id, "code_hash": hash_of(code), "language": wish.language,
        "made_at": wish.now, "expires_at": wish.now + LIVES, "origin": wish.key,
    }  # fmt: skip
    connection.execute(sa.insert(export).values(row))
    return Done({"code": code, "hours": int(LIVES / dt.timedelta(hours=1))})


def hash_of(code: str) -> str:
    """What is kept of an address. It has 128 bits of chance, so a plain hash is enough."""
    return hashlib.sha256(code.encode()).hexdigest()


def erase_me(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_erase_one(connection, wish) for wish in wishes]


def _erase_one(connection: Connection, wish: Wished) -> Outcome:
    if my_lock(connection, [wish])[0].shut:
        return Refused("shut")
    id = new_id()
    row = {"id": id, "person_id": wish.person_id, "asked_at": wish.now, "origin": wish.key}
    insert_new(connection, erasure, ["origin"], [row])
    agenda.put(connection, ERASE, id, wish.now, person_id=wish.person_id)
    return Done()


def erase_when_quiet(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Erase somebody once nothing is on its way to her any more: a late mark would bring her number back."""
    query = sa.select(erasure).where(erasure.c.id == due.subject, erasure.c.done_at.is_(None))
    row = connection.execute(query.with_for_update()).mappings().one_or_none()
    if row is None:
        return
    ids = everyone(connection, row["person_id"])
    if _just_wrote(connection, ids, now) or (now < row["asked_at"] + PATIENCE and _is_awaited(connection, ids, now)):
        agenda.put(connection, ERASE, due.subject, now + AGAIN, person_id=due.person_id)
        return
    o = outbound.c
    unsent = sa.and_(o.person_id.in_(ids), o.state.in_(("queued", "unknown")))
    connection.execute(sa.update(outbound).where(unsent).values(state="failed"))  # or it would be taken up again
    elsewhere.tell_officers(connection, ids, now)
    elsewhere.forget_gaps(connection, ids, now)
    elsewhere.give_seats_up(connection, ids, now)
    count, finished = erase(connection, ids, now)
    done: dict[str, Any] = {"rows": row["rows"] + count}
    if finished:
        done["done_at"] = now
        audit.record(connection, audit.Actor(None, "owner"), "person erased", now, person=row["person_id"])
    else:
        agenda.put(connection, ERASE, due.subject, now, person_id=ids[0])
    connection.execute(sa.update(erasure).where(erasure.c.id == due.subject).values(**done))


def erased_on(connection: Connection, person_id: int) -> dt.date | None:
    """The day on which the person with this number had everything erased; None where she had not."""
    e = erasure.c
    query = sa.select(e.done_at).where(e.person_id == person_id, e.done_at.is_not(None))
    found = connection.execute(query).scalars().first()
    return None if found is None else day_in_pakistan(found)


def _just_wrote(connection: Connection, ids: list[int], now: dt.datetime) -> bool:
    """Whether a message of hers is in this very transaction: its reply is put into the outbox after us."""
    i = metadata.tables["inbound"].c
    query = sa.select(i.id).where(i.person_id.in_(ids), i.received_at == now, i.kind != "fired")
    return connection.execute(query.limit(1)).first() is not None


def _is_awaited(connection: Connection, ids: list[int], now: dt.datetime) -> bool:
    """Whether something is still to be sent to her, or its fate is only just unknown."""
    o = outbound.c
    recent = sa.and_(o.state == "unknown", sa.or_(o.due_at.is_(None), o.due_at > now - AGAIN))
    query = sa.select(o.id).where(o.person_id.in_(ids), sa.or_(o.state == "queued", recent))
    return connection.execute(query.limit(1)).first() is not None


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    MyConsents: my_consents,
    WhatIsHeld: what_is_held,
    AskForExport: ask_for_export,
    EraseMe: erase_me,
}
DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {ERASE: erase_when_quiet, SWEEP: sweep}
