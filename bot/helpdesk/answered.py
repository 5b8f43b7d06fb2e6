"""A complaint has been answered: whoever is on the list only because of it need not wait there any longer."""

import datetime as dt
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.complaints.models import complaint
from bot.helpdesk import causes, service
from bot.helpdesk.models import desk_reply
from bot.helpdesk.service import Held
from bot.registry.models import ticket
from bot.registry.officers import Officer

OF_COMPLAINTS: Final = frozenset({"complaint", "complaint_due"})
"""Why somebody is on the list who complained, or whose day was near."""

_c, _t = complaint.c, ticket.c


def close_for(connection: Connection, complaint_id: int, officer: Officer, now: dt.datetime) -> Held | None:
    """Close the ticket that a complaint opened, now that the complaint is answered; None where nothing is to be closed.

    It stays where another complaint of hers is open, for that one shares her place; where she came for something
    else meanwhile; and where an officer has it or has written to her in it, for that is a conversation. She is told of
    the answer alone.
    """
    about = connection.execute(sa.select(_c.person_id, _c.reference).where(_c.id == complaint_id)).one()
    is_open = sa.select(_c.id).where(_c.person_id == about.person_id, _c.state == "open").limit(1)
    if connection.execute(is_open).first() is not None:
        return None
    query = sa.select(_t.id).where(
        _t.person_id == about.person_id, _t.state == "waiting", _t.reason.in_(sorted(OF_COMPLAINTS))
    )
    id = connection.execute(query.order_by(_t.id).limit(1)).scalar_one_or_none()
    if id is None or causes.also_for(connection, [id])[id] - OF_COMPLAINTS or _has_been_talked_in(connection, id):
        return None
    held = service.close(connection, id, officer, now, tell=False, why={"complaint": about.reference})
    return held if isinstance(held, Held) else None


def _has_been_talked_in(connection: Connection, ticket_id: int) -> bool:
    query = sa.select(desk_reply.c.id).where(desk_reply.c.ticket_id == ticket_id).limit(1)
    return connection.execute(query).first() is not None
