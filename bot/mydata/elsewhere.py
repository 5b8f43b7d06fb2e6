"""What an erasure touches outside her own rows: what others were given, and officers who have her conversation."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import new_id
from bot.helpdesk.models import ticket_event
from bot.mydata.requests import Elsewhere
from bot.referrals.models import partner_agreement, referral
from bot.registry.models import ticket

ERASED = "erased"
"""What stands in a conversation's history, and as its reason, when she has had everything erased."""


def given_to(connection: Connection, person_id: int) -> list[Elsewhere]:
    """What a lender has of her, under which number, and whom to ask there."""
    r, a = referral.c, partner_agreement.c
    query = (
        sa.select(r.lender, r.number, a.contact)
        .join(partner_agreement, a.id == r.agreement_id)
        .where(r.person_id == person_id, r.state != "recorded")
        .order_by(r.id)
    )
    return [Elsewhere(lender, number, contact) for lender, number, contact in connection.execute(query)]


def tell_officers(connection: Connection, ids: list[int], now: dt.datetime) -> None:
    """Whoever has her conversation open sees why it ends: its history says so."""
    open_ = sa.and_(ticket.c.person_id.in_(ids), ticket.c.state.in_(("waiting", "claimed")))
    found = list(connection.execute(sa.select(ticket.c.id).where(open_)).scalars())
    if found:
        row = {"at": now, "officer_name": "", "what": ERASED}
        connection.execute(sa.insert(ticket_event), [{"id": new_id(), "ticket_id": id, **row} for id in found])
        connection.execute(sa.update(ticket).where(open_).values(reason=ERASED, closed_at=now))
