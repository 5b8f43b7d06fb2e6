"""What met a shut reply window is not lost: it is owed, and a template says so.

Our clock may have said that the window was open; the carrier knows better, and its word comes with a status.
"""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.helpdesk.models import desk_reply
from bot.inbox.owed import DESK_REPLY
from bot.outbox.marks import SHUT
from bot.outbox.models import outbound
from bot.registry.models import ticket


def look_after(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Have told later what one message of ours was to say."""
    o = outbound.c
    query = sa.select(o.kind, o.state, o.telling, o.person_id).where(o.id == due.subject)
    row = connection.execute(query).one_or_none()
    if row is None or row.state != "closed":
        return
    if row.kind == "notice" and row.telling:
        told = row.telling
        until = dt.datetime.fromisoformat(told["until"]) if told.get("until") else None
        agenda.tell(connection, row.person_id, told["command"], now, until=until,
                    reference=told.get("reference", ""), is_shut=True)  # fmt: skip
    elif row.kind == "desk":
        _officers_answer(connection, due.subject, row.person_id, now)


def _officers_answer(connection: Connection, outbound_id: int, person_id: int, now: dt.datetime) -> None:
    d = desk_reply.c
    query = (
        sa.select(d.id, ticket.c.reference)
        .join(ticket, ticket.c.id == d.ticket_id)
        .where(d.outbound_id == outbound_id, d.state == "queued")
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        return
    back = sa.update(desk_reply).where(d.id == found.id)
    connection.execute(back.values(state="waiting", outbound_id=None, why="window_shut"))
    agenda.tell(connection, person_id, f"{DESK_REPLY}:{found.id}", now, reference=found.reference or "", is_shut=True)


DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {SHUT: look_after}
