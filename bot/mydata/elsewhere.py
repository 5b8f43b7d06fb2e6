"""What an erasure touches outside her own rows: what others were given, and officers who have her conversation."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.mydata.requests import Elsewhere
from bot.registry.models import ticket


def given_to(connection: Connection, person_id: int) -> list[Elsewhere]:
    """What a lender has of her, under which number, and whom to ask there."""
    return []


def tell_officers(connection: Connection, ids: list[int], now: dt.datetime) -> None:
    """Whoever has her conversation open sees why it ends."""
    connection.execute(sa.update(ticket).where(ticket.c.person_id.in_(ids)).values(reason="erased"))
