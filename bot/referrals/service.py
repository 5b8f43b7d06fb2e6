"""Doing what flows ask about referrals, and what is due about them later. All in the batch's own transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import day_in_pakistan
from bot.db import insert_new, new_id
from bot.referrals.models import partner_agreement, referral, referral_delivery, referral_event
from bot.referrals.requests import Agreement, Agreements, MyReferrals, Refer, ReferralCard, ReferralNews
from bot.registry.reference import new_references
from bot.registry.wished import Wished

SEND, STALE = "referral_send", "referral_stale"
NEWS, UNANSWERED = "referral news", "referral unanswered"
"""Commands nobody can type: she is told how it stands, or that the lender is silent and the helpdesk looks."""

SILENCE = dt.timedelta(days=10)
"""How long a lender may say nothing before the helpdesk is reminded. Ours; no lender has promised a time."""

ANSWERED = ("accepted", "declined", "closed")
_r = referral.c


def agreements_on(connection: Connection, day: dt.date) -> list[Agreement]:
    """Agreements that hold on a day, the oldest first."""
    a = partner_agreement.c
    query = sa.select(a.id, a.lender, a.products, a.provinces).where(
        a.begins_on <= day.isoformat(), sa.or_(a.ends_on.is_(None), a.ends_on >= day.isoformat())
    )
    rows = connection.execute(query.order_by(a.id))
    return [Agreement(row.id, row.lender, tuple(row.products), tuple(row.provinces)) for row in rows]


def _agreements(connection: Connection, wishes: list[Wished]) -> list[list[Agreement]]:
    held = agreements_on(connection, day_in_pakistan(wishes[0].now))
    return [held for _wish in wishes]


def _refer(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    keys = [wish.key for wish in wishes]
    before = connection.execute(sa.select(_r.origin, _r.number).where(_r.origin.in_(keys)))
    done = {row.origin: row.number for row in before}
    held = agreements_on(connection, day_in_pakistan(wishes[0].now))
    return [Done(done[wish.key]) if wish.key in done else _refer_one(connection, wish, held) for wish in wishes]


def _refer_one(connection: Connection, wish: Wished, held: Sequence[Agreement]) -> Outcome:
    asked = wish.request
    assert isinstance(asked, Refer)
    agreement = next((a for a in held if a.covers(asked.lender, asked.product, asked.province)), None)
    if agreement is None:
        return Refused("no_agreement")
    number = next(new_references(connection, referral.c.number, 1))
    made, now = new_id(), wish.now
    packet = {name: getattr(asked, name) for name in
              ("lender", "product", "district", "amount", "purpose", "name", "phone", "determination")}  # fmt: skip
    row = {"id": made, "person_id": wish.person_id, "agreement_id": agreement.id, "number": number, **packet,
           "state": "recorded", "origin": wish.key, "made_at": now, "changed_at": now}  # fmt: skip
    connection.execute(sa.insert(referral), [row])
    note_event(connection, made, now, "owner", "recorded", "", wish.key)
    a = partner_agreement.c
    if connection.execute(sa.select(a.webhook_url).where(a.id == agreement.id)).scalar_one():
        delivery = new_id()
        row = {"id": delivery, "referral_id": made, "state": "waiting", "made_at": now}
        connection.execute(sa.insert(referral_delivery), [row])
        agenda.put(connection, SEND, delivery, now)
    agenda.put(connection, STALE, made, now + SILENCE)
    return Done(number)


def note_event(
    connection: Connection, id: int, now: dt.datetime, actor: str, state: str, note: str, origin: str
) -> None:
    """Write into a referral's history, once for an origin."""
    row = {"id": new_id(), "referral_id": id, "at": now, "actor": actor, "state": state, "note": note,
           "origin": origin}  # fmt: skip
    insert_new(connection, referral_event, ["origin"], [row])


def _cards(connection: Connection, *where: Any) -> dict[int, list[ReferralCard]]:
    columns = (_r.person_id, _r.id, _r.number, _r.lender, _r.product, _r.amount, _r.state, _r.note, _r.changed_at)
    cards: dict[int, list[ReferralCard]] = defaultdict(list)
    for row in connection.execute(sa.select(*columns).where(*where).order_by(_r.id)):
        changed_on = day_in_pakistan(row.changed_at).isoformat()
        card = ReferralCard(
            row.id, row.number, row.lender, row.product, row.amount, row.state, row.note, changed_on
        )  # fmt: skip
        cards[row.person_id].append(card)
    return cards


def _my_referrals(connection: Connection, wishes: list[Wished]) -> list[list[ReferralCard]]:
    cards = _cards(connection, _r.person_id.in_({wish.person_id for wish in wishes}))
    return [cards[wish.person_id] for wish in wishes]


def _referral_news(connection: Connection, wishes: list[Wished]) -> list[ReferralCard | None]:
    ids = {wish.request.id for wish in wishes if isinstance(wish.request, ReferralNews)}
    cards = _cards(connection, _r.id.in_(ids))
    found: list[ReferralCard | None] = []
    for wish in wishes:
        assert isinstance(wish.request, ReferralNews)
        own = (card for card in cards[wish.person_id] if card.id == wish.request.id)
        found.append(next(own, None))
    return found


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    Agreements: _agreements,
    Refer: _refer,
    MyReferrals: _my_referrals,
    ReferralNews: _referral_news,
}


# --- what is due ---------------------------------------------------------------------------------------------------


def _send(connection: Connection, due: Due, now: dt.datetime) -> None:
    """The time has come to post a packet. It is done outside of any transaction, by `bot.referrals.courier`."""
    d = referral_delivery.c
    waiting = sa.update(referral_delivery).where(d.id == due.subject, d.state == "waiting")
    connection.execute(waiting.values(state="ready", lease_until=None))


def _remind(connection: Connection, due: Due, now: dt.datetime) -> None:
    """The lender has been silent too long, unless it has answered meanwhile."""
    query = sa.select(_r.person_id, _r.number, _r.state, _r.changed_at).where(_r.id == due.subject)
    row = connection.execute(query).one_or_none()
    if row is None or row.state in ANSWERED:
        return
    if row.changed_at + SILENCE > now:
        agenda.put(connection, STALE, due.subject, row.changed_at + SILENCE)
        return
    unanswered(connection, due.subject, now)


def unanswered(connection: Connection, id: int, now: dt.datetime) -> None:
    """Put a referral before the helpdesk, and tell its owner so."""
    owner, number = connection.execute(sa.select(_r.person_id, _r.number).where(_r.id == id)).one()
    agenda.call_desk(connection, owner, id, f"referral:{number}", now)
    agenda.tell(connection, owner, f"{UNANSWERED}:{id}", now, politely=True, reference=number)


DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {SEND: _send, STALE: _remind}
