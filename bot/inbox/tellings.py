"""Telling people something although they have not written: what `bot.agenda.service.tell` put on the agenda.

A telling opens a turn of the person's own, as if she had written a command nobody can type; so what is said comes from
a flow, in her language, as things stand now, and what it interrupts is taken up again.
"""

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.models import timer
from bot.channels.contract import WINDOW, Message
from bot.chat.heard import Heard
from bot.clock import FIRST_HOUR, KARACHI
from bot.inbox.due import is_polite, last_message
from bot.inbox.turns import Lane
from bot.registry.people import Person

if TYPE_CHECKING:
    from bot.inbox.batch import Fired


def rouse(
    connection: Connection, fired: "Fired", people: dict[int, Person], lanes: dict[int, Lane], now: dt.datetime
) -> None:
    """Let the person's lane say it in this batch, or put it off until it may be said."""
    connection.execute(sa.delete(timer).where(timer.c.kind == fired.kind, timer.c.subject == fired.subject))
    person = people.get(fired.person_id or 0)
    until = fired.detail.get("until")
    if person is None or (until and now > dt.datetime.fromisoformat(until)):
        return
    if fired.detail.get("politely") and not is_polite(now):
        agenda.put(connection, fired.kind, fired.subject, _morning(now), person_id=person.id, detail=fired.detail)
        return
    last = last_message(connection, person.id)
    if last is None:
        return
    lane = lanes.setdefault(person.id, Lane(person))
    message = Message(fired.key, last.sender, now, Heard())
    lane.rouse(message, fired.detail["command"], "notice", last.sent_at + WINDOW)


def _morning(now: dt.datetime) -> dt.datetime:
    """When the next day begins on which people may be written to unasked."""
    local = now.astimezone(KARACHI)
    day = local.date() if local.time() < FIRST_HOUR else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, FIRST_HOUR, KARACHI).astimezone(dt.UTC)
