"""Telling people something although they have not written: what `bot.agenda.service.tell` put on the agenda.

A telling opens a turn of the person's own, as if she had written a command nobody can type; so what is said comes from
a flow, in her language, as things stand now, and what it interrupts is taken up again.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.models import timer
from bot.channels.contract import WINDOW, Message
from bot.chat.heard import Heard
from bot.clock import FIRST_HOUR, KARACHI
from bot.inbox import owed
from bot.inbox.arrivals import Fired
from bot.inbox.due import is_polite
from bot.inbox.heard import last_message, window_ends
from bot.inbox.turns import Lane
from bot.outbox.queue import Reply
from bot.registry.people import Person


def rouse(
    connection: Connection, fired: Fired, people: dict[int, Person], lanes: dict[int, Lane], now: dt.datetime
) -> Reply | None:
    """Let the person's lane say it in this batch; or put it off until it may be said. Returns a template to be sent."""
    connection.execute(sa.delete(timer).where(timer.c.kind == fired.kind, timer.c.subject == fired.subject))
    person = people.get(fired.person_id or 0)
    detail = fired.detail
    until = dt.datetime.fromisoformat(detail["until"]) if detail.get("until") else None
    if person is None or (until is not None and now > until):
        return None
    if detail.get("politely") and not is_polite(now):
        agenda.put(connection, fired.kind, fired.subject, _morning(now), person_id=person.id, detail=detail)
        return None
    last = last_message(connection, person.id)
    if last is None:
        return None
    ends = window_ends(last)
    is_shut = detail.get("is_shut") or (ends is not None and now >= ends - _MARGIN)
    is_held = person.held_by_desk and not detail["command"].startswith(owed.DESK_REPLY)
    if not (is_shut or is_held or person.blocked):
        lane = lanes.setdefault(person.id, Lane(person))
        message = Message(fired.key, last.sender, now, Heard())
        lane.rouse(message, detail["command"], "notice", last.sent_at + WINDOW, detail)
        return None
    debt = owed.owe(connection, person, detail["command"], now, reference=detail.get("reference", ""), until=until)
    if not is_shut or is_held:
        return None  # it is said when the officer lets her go, or she unblocks us and writes
    asking = owed.announce(connection, person, debt, last, now)
    return asking if isinstance(asking, Reply) else None


_MARGIN = dt.timedelta(minutes=2)
"""What is told so shortly before the window shuts would meet it shut."""


def _morning(now: dt.datetime) -> dt.datetime:
    """When the next day begins on which people may be written to unasked."""
    local = now.astimezone(KARACHI)
    day = local.date() if local.time() < FIRST_HOUR else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, FIRST_HOUR, KARACHI).astimezone(dt.UTC)
