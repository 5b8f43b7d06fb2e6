"""Conversations in the database: loaded for a batch, saved with it, expired by timers."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.chat.session import FORM_EXPIRES, Session
from bot.db import insert_new, new_id, upsert
from bot.inbox.models import inbound, session, thread, timer
from bot.registry.models import person

if TYPE_CHECKING:
    from bot.inbox.batch import Fired
    from bot.inbox.turns import Lane

EXPIRES = "session_expires"

_decode = msgspec.json.Decoder(Session).decode
_encode = msgspec.json.Encoder().encode

_open = (
    sa.select(session.c.person_id, session.c.body)
    .where(session.c.state == "open")
    .order_by(session.c.person_id, session.c.position)
)
_missed = (
    sa.select(inbound.c.id, inbound.c.person_id, inbound.c.body)
    .where(inbound.c.state == "stale")
    .order_by(inbound.c.id)
)
MOST_MISSED = 3
"""So many late messages are told of by their words; more would not fit a message anybody reads."""


def load(connection: Connection, lanes: "list[Lane]") -> None:
    """Give every lane its person's open conversations, and what she must be told came too late."""
    by_person = {lane.person.id: lane for lane in lanes if not lane.person.is_new}
    if not by_person:
        return
    for person_id, body in connection.execute(_open.where(session.c.person_id.in_(by_person))):
        by_person[person_id].talk.stack.append(_decode(body))
    late = connection.execute(_missed.where(inbound.c.person_id.in_(by_person))).all()
    for _id, person_id, body in late:
        text = msgspec.json.decode(body)["heard"]["text"]
        if text and len(by_person[person_id].missed) < MOST_MISSED:
            by_person[person_id].missed += (text[:200],)
    if late:
        told = sa.update(inbound).where(inbound.c.id.in_([row.id for row in late]))
        connection.execute(told.values(state="told"))


def save(connection: Connection, lanes: "list[Lane]", now: dt.datetime) -> None:
    """Write what the turns changed: sessions, new timers, language and acquaintance."""
    rows, timers, people = [], [], []
    for lane in lanes:
        known = lane.person.id
        for position, one in enumerate(lane.talk.stack):
            rows.append(_row(one, known, position))
            if one.began_at == now:
                due = now + FORM_EXPIRES
                timers.append(
                    {"id": new_id(), "kind": EXPIRES, "subject": one.id, "person_id": known, "due_at": due}
                )
        rows += [_row(one, known, -1) for one in lane.closed]
        after = (lane.talk.language, lane.talk.chosen, lane.talk.met)
        if after != lane.before:
            people.append({"p": known, "language": after[0], "language_chosen": after[1], "met": after[2]})
    upsert(connection, session, ["id"], rows)
    insert_new(connection, timer, ["kind", "subject"], timers)
    if people:
        connection.execute(sa.update(person).where(person.c.id == sa.bindparam("p")), people)


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


def open_windows(connection: Connection, heard: Mapping[tuple[int, str, str], dt.datetime]) -> None:
    """Remember when people last wrote: the carrier's window counts from there."""
    rows = [
        {"person_id": person_id, "channel": channel, "account": account, "heard_at": at}
        for (person_id, channel, account), at in heard.items()
    ]
    upsert(connection, thread, ["person_id", "channel", "account"], rows)


def expire(connection: Connection, fired: "Fired", now: dt.datetime) -> None:
    """A form's time may be up: erase its answers, or look again when it can be."""
    connection.execute(sa.delete(timer).where(timer.c.kind == fired.kind, timer.c.subject == fired.subject))
    query = sa.select(session.c.body).where(session.c.id == fired.subject, session.c.state == "open")
    body = connection.execute(query).scalar_one_or_none()
    if body is None:
        return
    one = _decode(body)
    due = one.touched_at + FORM_EXPIRES
    if due > now:
        row = {"id": new_id(), "kind": EXPIRES, "subject": one.id, "person_id": fired.person_id, "due_at": due}
        insert_new(connection, timer, ["kind", "subject"], [row])
        return
    one.state = "expired"
    one.forget()
    connection.execute(
        sa.update(session).where(session.c.id == one.id).values(state="expired", body=_encode(one).decode())
    )
