"""The helpdesk is called by something else than the person: a deadline has passed, a partner is silent.

Whoever calls puts it on the agenda (`bot.agenda.service.call_desk`) and need not know the helpdesk.
"""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import CALL_DESK, Due
from bot.helpdesk.service import OPEN, open_tickets
from bot.registry.models import ticket

AGAIN = dt.timedelta(days=1)
"""Where an officer has the person already, the call waits so long for its turn."""


def _open(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Put the person on the list for this; there is one ticket a person, so it waits while she has another."""
    if due.person_id is None:
        return
    reason = str(due.detail["reason"])
    t = ticket.c
    if connection.execute(sa.select(t.id).where(t.person_id == due.person_id, t.state.in_(OPEN)).limit(1)).first():
        agenda.call_desk(connection, due.person_id, due.subject, reason, now + AGAIN)
        return
    open_tickets(connection, {due.person_id: (f"desk:{due.subject}:{reason}", reason)}, now)


DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {CALL_DESK: _open}
