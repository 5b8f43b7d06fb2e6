"""What timers do: what is unfinished is mentioned once, politely, and erased when nobody comes back to it.

A timer that fires checks its condition again. One that comes too late for a nudge is dropped.
"""

import datetime as dt
import logging
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.models import timer
from bot.agenda.service import Due
from bot.channels.contract import WINDOW, Address
from bot.chat.complaints import CONTINUE, NUDGE, NUDGE_BEGUN
from bot.chat.flow import Script
from bot.chat.outgoing import Button, Outgoing
from bot.chat.session import FORM_EXPIRES, Session
from bot.chat.suggest import go_on
from bot.chat.taps import command_tap
from bot.clock import FIRST_HOUR, KARACHI, LAST_HOUR
from bot.database import stood_in_the_way
from bot.db import insert_new, new_id
from bot.i18n.catalogues import DEFAULT, catalogue
from bot.inbox.answers import DUE, Do
from bot.inbox.arrivals import Fired
from bot.inbox.heard import last_message
from bot.inbox.models import session
from bot.log import trace_of
from bot.outbox.queue import Reply
from bot.registry.models import person

log = logging.getLogger(__name__)

EXPIRES = "session_expires"
NUDGES = "session_nudge"

NUDGE_AFTER = dt.timedelta(hours=20)
"""Long enough to be no haste, short enough to lie within WhatsApp's 24 hours."""

AGAIN = dt.timedelta(minutes=10)
"""Before something that failed is tried again."""

_MARGIN = dt.timedelta(minutes=30)
"""A nudge goes out so long before the window shuts, or not at all."""

_decode = msgspec.json.Decoder(Session).decode
_encode = msgspec.json.Encoder().encode


def first_timers(one: Session, person_id: int, *, mentioned: bool) -> list[dict[str, Any]]:
    """The timers of a session that has just begun; whether it is `mentioned` when nobody comes back to it."""
    rows = [_timer(EXPIRES, one, person_id, one.touched_at + FORM_EXPIRES)]
    nudge = polite_time(one.touched_at) if mentioned else None
    return [*rows, _timer(NUDGES, one, person_id, nudge)] if nudge else rows


def _timer(kind: str, one: Session, person_id: int, due_at: dt.datetime) -> dict[str, Any]:
    return {"id": new_id(), "kind": kind, "subject": one.id, "person_id": person_id, "due_at": due_at}


def polite_time(last_heard: dt.datetime) -> dt.datetime | None:
    """When to mention an unfinished form: about 20 hours later, by day, while the window is open; None for never."""
    due = (last_heard + NUDGE_AFTER).astimezone(KARACHI)
    if due.timetz().replace(tzinfo=None) < FIRST_HOUR:  # before the day begins: the evening before, or that morning
        evening = dt.datetime.combine(due.date() - dt.timedelta(days=1), LAST_HOUR, KARACHI) - _MARGIN
        due = evening if evening - last_heard > WINDOW / 8 else dt.datetime.combine(due.date(), FIRST_HOUR, KARACHI)
    elif due.timetz().replace(tzinfo=None) >= LAST_HOUR:
        due = dt.datetime.combine(due.date(), LAST_HOUR, KARACHI) - _MARGIN
    due = due.astimezone(dt.UTC)
    return due if due <= last_heard + WINDOW - _MARGIN else None


def is_polite(now: dt.datetime) -> bool:
    """Whether one may write to somebody unasked at this time of the day."""
    return FIRST_HOUR <= now.astimezone(KARACHI).time() < LAST_HOUR


def fire(connection: Connection, fired: Fired, script: Script, now: dt.datetime) -> Reply | None:
    """Do what is due; returns a message to send, if there is one."""
    connection.execute(sa.select(person.c.id).where(person.c.id == fired.person_id).with_for_update(key_share=True))
    connection.execute(sa.delete(timer).where(timer.c.kind == fired.kind, timer.c.subject == fired.subject))
    if (do := DUE.get(fired.kind)) is not None:
        _do(connection, do, Due(fired.kind, fired.subject, fired.person_id, fired.detail), now)
        return None
    query = sa.select(session.c.body).where(session.c.id == fired.subject, session.c.state == "open")
    body = connection.execute(query).scalar_one_or_none()
    if body is None or fired.person_id is None:
        return None
    one = _decode(body)
    if fired.kind == EXPIRES:
        _expire(connection, one, fired.person_id, now)
        return None
    return _nudge(connection, one, fired.person_id, script, now)


def _do(connection: Connection, do: Do, due: Due, now: dt.datetime) -> None:
    """Do it; where it fails, people's messages in the same transaction are not to suffer, and it is tried again."""
    try:
        with connection.begin_nested():
            do(connection, due, now)
    except Exception as failed:
        if isinstance(failed, sa.exc.OperationalError | sa.exc.InterfaceError) or (
            isinstance(failed, sa.exc.DBAPIError) and stood_in_the_way(failed)
        ):
            raise  # the database is in the way, not the work
        log.exception("%s %s, which was due, failed; it is tried again", due.kind, due.subject, extra={"private": True})
        agenda.put(connection, due.kind, due.subject, now + AGAIN, person_id=due.person_id, detail=due.detail or None)


def _expire(connection: Connection, one: Session, person_id: int, now: dt.datetime) -> None:
    """Erase the answers of a form whose time is up, or look again when it can be."""
    due = one.touched_at + FORM_EXPIRES
    if due > now:
        insert_new(connection, timer, ["kind", "subject"], [_timer(EXPIRES, one, person_id, due)])
        return
    one.state = "expired"
    one.forget()
    _save(connection, one)


def _nudge(connection: Connection, one: Session, person_id: int, script: Script, now: dt.datetime) -> Reply | None:
    """Mention what is unfinished, once in its life."""
    flow = script.flows.get(one.flow)
    if flow is None or not flow.is_mentioned or one.nudged or not one.answers or one.rests:
        return None
    due = polite_time(one.touched_at)
    if due is not None and due > now:
        insert_new(connection, timer, ["kind", "subject"], [_timer(NUDGES, one, person_id, due)])
        return None
    who = connection.execute(sa.select(person).where(person.c.id == person_id)).mappings().one()
    last = last_message(connection, person_id)
    if who["held_by_desk"]:
        return None
    if last is None or not is_polite(now) or now > last.sent_at + WINDOW - _MARGIN / 2:
        return None
    if who["blocked"] or not who["wants_broadcasts"] or (who["muted_until"] or now) > now:
        return None
    one.nudged = True
    _save(connection, one)
    words = catalogue(who["language"] or DEFAULT)
    done = sum(1 for name in one.answers if not name.startswith("did:"))
    unfinished = NUDGE.with_(form=flow.title, done=done, about=flow.about)
    text = words.say(unfinished if flow.about else NUDGE_BEGUN.with_(form=flow.title))
    sender = last.sender
    return Reply(
        person_id=person_id,
        address=Address(sender.channel, sender.account, sender.handles),
        outgoing=Outgoing(
            text, (Button(command_tap(go_on(flow.name).id), words.label(CONTINUE)),), language=words.language
        ),
        flow=flow.name,
        question="nudge",
        kind="notice",
        trace=trace_of(sender.channel, last.key),
        expires_at=last.sent_at + WINDOW,
    )


def _save(connection: Connection, one: Session) -> None:
    row = sa.update(session).where(session.c.id == one.id)
    connection.execute(row.values(state=one.state, body=_encode(one).decode()))
