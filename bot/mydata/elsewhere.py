"""What an erasure touches outside her own rows: what others have, the gap list, seats, officers who talk with her."""

import datetime as dt

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered import exemplars
from bot.answered.gaps import key_of
from bot.answered.models import gap
from bot.channels.contract import Message
from bot.chat.heard import Heard
from bot.db import metadata, new_id, padded
from bot.helpdesk.models import ticket_event
from bot.mydata.requests import Elsewhere
from bot.referrals.models import partner_agreement, referral
from bot.registry.models import ticket
from bot.registry.wished import Wished
from bot.staff import audit
from bot.training.models import seat
from bot.training.requests import GiveUpSeat
from bot.training.seats import give_up_seats

BY_ERASURE = "an erasure"
"""Who the trail says has done what follows from somebody's wish to be erased."""

_AT_ONCE = 256
_message = msgspec.json.Decoder(Message).decode

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


def forget_gaps(connection: Connection, ids: list[int], now: dt.datetime) -> int:
    """Take what she wrote out of the list of what was not understood, and out of what the router learns from. They do
    not say whose words they are; their sound does. Returns how many rows that were; the trail says how many sentences
    the router loses, so that nobody has to wonder."""
    i = metadata.tables["inbound"].c
    query = sa.select(i.body).where(i.person_id.in_(ids), i.body.like('{"type":"message"%'))
    said = {heard.text for body in connection.execute(query).scalars() if (heard := _heard(body)).text}
    keys = sorted({key for text in said if (key := key_of(text))})
    gone = unlearnt = 0
    for start in range(0, len(keys), _AT_ONCE):
        some = padded(keys[start : start + _AT_ONCE])
        gone += connection.execute(sa.delete(gap).where(gap.c.key.in_(some))).rowcount
        unlearnt += exemplars.forget(connection, some)
    if unlearnt:
        nobody = audit.Actor(None, BY_ERASURE)
        audit.record(connection, nobody, "exemplar erased", now, detail={"sentences": unlearnt})
    return gone + unlearnt


def _heard(body: str) -> Heard:
    try:
        return _message(body).heard
    except msgspec.ValidationError:
        return Heard()


def give_seats_up(connection: Connection, ids: list[int], now: dt.datetime) -> None:
    """Seats she will not take go to whoever waits for one."""
    s = seat.c
    taken = sa.select(s.id, s.person_id).where(s.person_id.in_(ids), s.state.in_(("booked", "waiting", "offered")))
    wishes = [
        Wished(GiveUpSeat(id), owner, now, f"erase:{id}") for id, owner in connection.execute(taken.order_by(s.id))
    ]
    if wishes:
        give_up_seats(connection, wishes)
