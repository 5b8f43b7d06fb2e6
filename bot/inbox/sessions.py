"""Conversations in the database: loaded for a batch, saved with it, expired by timers (`bot.inbox.due`)."""

import datetime as dt
import logging
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.models import timer
from bot.chat.flow import Script
from bot.chat.session import Session
from bot.db import Prepared, among, insert_new, upsert
from bot.inbox import due
from bot.inbox.models import inbound, session
from bot.registry.models import person
from bot.registry.people import Person

if TYPE_CHECKING:
    from bot.inbox.turns import Lane

log = logging.getLogger(__name__)

_decode = msgspec.json.Decoder(Session).decode
_encode = msgspec.json.Encoder().encode

_open = Prepared(
    lambda dialect: (
        sa.select(session.c.id, session.c.person_id, session.c.body)
        .where(session.c.state == "open", among(session.c.person_id, "people", dialect))
        .order_by(session.c.person_id, session.c.position)
    )
)
_know = Prepared(
    lambda _dialect: (
        sa.update(person)
        .where(person.c.id == sa.bindparam("p"))
        .values({name: sa.bindparam(name) for name in ("language", "language_chosen", "met", "missed")})
    )
)
MOST_MISSED = 3
"""So many late messages are told of by their words; more would not fit a message anybody reads."""

_MOST_LETTERS = 200


def load(connection: Connection, lanes: "list[Lane]") -> None:
    """Give every lane its person's open conversations."""
    by_person = {lane.person.id: lane for lane in lanes if not lane.person.is_new}
    if not by_person:
        return
    unreadable = []
    for id, person_id, body in _open.all(connection, people=list(by_person)):
        try:
            by_person[person_id].talk.stack.append(_decode(body))
        except msgspec.MsgspecError:
            log.exception("session %s cannot be read; it is set aside as it is", id)
            unreadable.append(id)
    if unreadable:
        connection.execute(sa.update(session).where(session.c.id.in_(unreadable)).values(state="expired"))


def asked_for_secrets(connection: Connection, people: Collection[int]) -> set[int]:
    """Those of them whose open question is a sensitive one."""
    top: dict[int, Session] = {}
    for _id, person_id, body in _open.all(connection, people=list(people)):
        with suppress(msgspec.MsgspecError):
            top[person_id] = _decode(body)
    return {person_id for person_id, one in top.items() if one.secret}


def remember_missed(connection: Connection, texts: dict[int, list[str]], known: dict[int, Person]) -> None:
    """Messages came too late to be acted upon: their people are told when they write next."""
    for person_id, missed in texts.items():
        kept = [*known[person_id].missed, *(text[:_MOST_LETTERS] for text in missed if text)][:MOST_MISSED]
        connection.execute(sa.update(person).where(person.c.id == person_id).values(missed=kept))
        known[person_id].missed = kept


def save(connection: Connection, lanes: "list[Lane]", script: Script, now: dt.datetime) -> None:
    """Write what the turns changed: sessions, new timers, language and acquaintance."""
    rows, timers, people, told = [], [], [], []
    for lane in lanes:
        known = lane.person.id
        for position, one in enumerate(lane.talk.stack):
            rows.append(_row(one, known, position))
            flow = script.flows.get(one.flow)
            if one.began_at == now and flow is not None and flow.stays:
                timers += due.first_timers(one, known, mentioned=flow.is_mentioned)
        rows += [_row(one, known, -1) for one in lane.closed]
        after = (lane.talk.language, lane.talk.chosen, lane.talk.met)
        if after != lane.before or lane.told:
            people.append(
                {"p": known, "language": after[0], "language_chosen": after[1], "met": after[2], "missed": []}
            )
            told += [known] if lane.told else []
    upsert(connection, session, ["id"], rows)
    insert_new(connection, timer, ["kind", "subject"], timers)
    _know.run(connection, people)
    if told:
        stale = sa.update(inbound).where(inbound.c.person_id.in_(told), inbound.c.state == "stale")
        connection.execute(stale.values(state="told"))


def _row(one: Session, person_id: int, position: int) -> dict[str, object]:
    return {
        "id": one.id,
        "person_id": person_id,
        "flow": one.flow,
        "state": one.state,
        "position": position,
        "body": _encode(one).decode(),
        "touched_at": one.touched_at,
    }
