"""Referrals as officers see them, and what they do about one: write down what a lender said, send it again, hand it
over. Whoever does that names the last step she has read."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.models import timer
from bot.language.cnic import mask
from bot.language.script import clean, digits
from bot.language.secrets import asks_for_secret
from bot.referrals import partners
from bot.referrals.models import partner_agreement, referral, referral_delivery, referral_event
from bot.referrals.service import ANSWERED, SEND, SILENCE
from bot.registry.models import person
from bot.registry.officers import Officer, Refusal

MOST = 50
"""Referrals on one page."""

_r, _e, _d = referral.c, referral_event.c, referral_delivery.c

Did = Literal["done", "known"] | Refusal
"""known: it was so already, by this very form or another; nothing is done twice."""


class Wanted(msgspec.Struct, frozen=True):
    """Which referrals; empty means all. `state` may also be "open" (no last answer) or "stale" (open, and silent).
    `number` as somebody types it, in part or whole."""

    state: str = ""
    lender: str = ""
    number: str = ""
    older_than: dt.timedelta | None = None


class Line(msgspec.Struct, frozen=True):
    """One referral in a list. Moments are UTC; `amount` in rupees; `is_stale`: its lender has been silent too long."""

    id: int
    person_id: int
    number: str
    lender: str
    product: str
    amount: int
    purpose: str
    district: str
    name: str
    state: str
    made_at: dt.datetime
    changed_at: dt.datetime
    is_stale: bool


class Event(msgspec.Struct, frozen=True):
    """One line of its history. `actor`: owner, munshi, partner, or staff:… who wrote down what the partner said."""

    id: int
    at: dt.datetime
    actor: str
    state: str
    note: str


class Delivery(msgspec.Struct, frozen=True):
    """The packet's way to the webhook: how often it was tried, and how the last try ended."""

    state: str
    attempts: int
    status: int | None
    error: str
    next_at: dt.datetime | None


class Detail(msgspec.Struct, frozen=True):
    """One referral with its history, the oldest first. `phone` is in the packet where she agreed to that."""

    line: Line
    phone: str | None
    note: str
    agreement: int
    contact: str
    webhook_url: str
    events: list[Event]
    delivery: Delivery | None

    @property
    def seen(self) -> int:
        return _last(self.events)

    @property
    def is_over(self) -> bool:
        """The lender can say nothing more."""
        return self.line.state in ("declined", "closed")

    @property
    def may_be_posted_again(self) -> bool:
        """The webhook has been given up, and there is still something to hope for."""
        return self.delivery is not None and self.delivery.state == "failed" and self.line.state not in ANSWERED

    @property
    def may_be_handed_over(self) -> bool:
        """Nobody but an officer brings it to the lender."""
        return self.line.state == "recorded" and (self.delivery is None or self.delivery.state == "failed")


class Page(msgspec.Struct, frozen=True):
    """Some of the referrals that were asked for, and how many those are in all."""

    lines: list[Line]
    total: int


def referrals(connection: Connection, wanted: Wanted, now: dt.datetime, *, skip: int = 0, most: int = MOST) -> Page:
    """Referrals, those first that have stood so for longest; answered ones last, the newest first."""
    which = _conditions(wanted, now)
    total = connection.execute(sa.select(sa.func.count()).select_from(referral).where(*which)).scalar_one()
    over = sa.case((_r.state.in_(ANSWERED), 1), else_=0)
    order = (over, sa.case((over == 0, _r.changed_at), else_=-_r.changed_at), _r.id)
    rows = connection.execute(_lines().where(*which).order_by(*order).offset(skip).limit(most))
    return Page([_line(row, now) for row in rows.mappings()], total)


def counts(connection: Connection, now: dt.datetime) -> dict[str, int]:
    """How many stand in which state; under "open" and "stale" those that wait for an answer, and wait too long."""
    query = sa.select(_r.state, sa.func.count()).group_by(_r.state)
    found: dict[str, int] = dict(connection.execute(query).all())
    stale = sa.select(sa.func.count()).select_from(referral).where(*_conditions(Wanted("stale"), now))
    waiting = sum(count for state, count in found.items() if state not in ANSWERED)
    return {**found, "open": waiting, "stale": connection.execute(stale).scalar_one()}


def lenders_with_referrals(connection: Connection) -> list[str]:
    """Ids of lenders to whom somebody was referred."""
    return list(connection.execute(sa.select(_r.lender).distinct().order_by(_r.lender)).scalars())


def referral_of(connection: Connection, id: int, now: dt.datetime) -> Detail | None:
    """One referral, or None."""
    a = partner_agreement.c
    query = _lines(_r.phone, _r.note, a.id.label("agreement"), a.contact, a.webhook_url)
    row = connection.execute(query.join(partner_agreement).where(_r.id == id)).mappings().one_or_none()
    if row is None:
        return None
    more = {name: row[name] for name in ("phone", "note", "agreement", "contact", "webhook_url")}
    return Detail(_line(row, now), events=_events(connection, id), delivery=_delivery(connection, id), **more)


def _conditions(wanted: Wanted, now: dt.datetime) -> list[sa.ColumnElement[bool]]:
    which: list[sa.ColumnElement[bool]] = []
    if wanted.state in ("open", "stale"):
        which.append(_r.state.not_in(ANSWERED))
    elif wanted.state:
        which.append(_r.state == wanted.state)
    if wanted.state == "stale":
        which.append(_r.changed_at <= now - SILENCE)
    if wanted.lender:
        which.append(_r.lender == wanted.lender)
    if wanted.number:
        plain = re.sub("[^0-9]", "", digits(wanted.number))
        which.append(sa.func.replace(_r.number, "-", "").contains(plain) if plain else sa.false())
    if wanted.older_than is not None:
        which.append(_r.made_at <= now - wanted.older_than)
    return which


def _lines(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*(_r[name] for name in Line.__struct_fields__ if name != "is_stale"), *more)


def _line(row: Any, now: dt.datetime) -> Line:
    is_stale = row["state"] not in ANSWERED and row["changed_at"] <= now - SILENCE
    names = (name for name in Line.__struct_fields__ if name != "is_stale")
    return Line(**{name: row[name] for name in names}, is_stale=is_stale)


def _events(connection: Connection, id: int) -> list[Event]:
    query = sa.select(_e.id, _e.at, _e.actor, _e.state, _e.note).where(_e.referral_id == id)
    return [Event(*row) for row in connection.execute(query.order_by(_e.at, _e.id))]


def _delivery(connection: Connection, id: int) -> Delivery | None:
    query = sa.select(_d.state, _d.attempts, _d.status, _d.error, timer.c.due_at).where(_d.referral_id == id)
    of_it = sa.and_(timer.c.kind == SEND, timer.c.subject == _d.id)
    row = connection.execute(query.join_from(referral_delivery, timer, of_it, isouter=True)).one_or_none()
    return None if row is None else Delivery(*row)


# --- what is done ----------------------------------------------------------------------------------------------------


def record_said(
    connection: Connection, id: int, seen: int, officer: Officer, state: str, note: str, now: dt.datetime,
    *, sure: bool = False,
) -> Did:  # fmt: skip
    """Write down what a lender said by telephone. It goes the way of the lender's own reports, so she is told once.

    Refusals: empty (no such state, or a remark of more than 300 letters); asks_for_secret, unless `sure`; gone;
    overtaken; not_so (the lender has given its answer already).
    """
    note = mask(clean(note))[0]
    if state not in partners.PARTNER_STATES or len(note) > partners.LONGEST_NOTE:
        return Refusal("empty")
    if not sure and asks_for_secret(note):
        return Refusal("asks_for_secret")
    row = _locked(connection, id)
    if row is None:
        return Refusal("gone")
    since = [event for event in _events(connection, id) if event.id > seen and event.actor != "munshi"]
    if since and (since[0].actor, since[0].state, since[0].note) == (officer.actor, state, note):
        return "known"
    if since:
        return Refusal("overtaken", since[-1].actor, since[-1].state, since[-1].at)
    try:
        reported = partners.report(connection, row.lender, row.number, state, note, "", now, actor=officer.actor)
    except partners.NotAllowed:
        return Refusal("not_so", state=row.state)
    return "done" if reported.changed else "known"


def send_again(connection: Connection, id: int, now: dt.datetime) -> Did:
    """Post a packet to the webhook again that was given up, with all its tries before it. Refusals: gone, not_so."""
    row = _locked(connection, id)
    if row is None:
        return Refusal("gone")
    found = connection.execute(sa.select(_d.id, _d.state).where(_d.referral_id == id)).one_or_none()
    if found is None or row.state in ANSWERED:
        return Refusal("not_so", state=row.state)
    if found.state != "failed":
        return "known"
    fresh = {"state": "waiting", "attempts": 0, "status": None, "error": "", "lease_until": None}
    connection.execute(sa.update(referral_delivery).where(_d.id == found.id).values(**fresh))
    agenda.put(connection, SEND, found.id, now)
    return "done"


def hand_over(connection: Connection, id: int, officer: Officer, now: dt.datetime) -> Did:
    """An officer has brought a packet to the lender herself, as a file or a letter. Refusals: gone, not_so."""
    row = _locked(connection, id)
    if row is None:
        return Refusal("gone")
    if row.state == "sent":
        return "known"
    state = connection.execute(sa.select(_d.state).where(_d.referral_id == id)).scalar_one_or_none()
    if row.state != "recorded" or state not in (None, "failed"):
        return Refusal("not_so", state=row.state)
    partners.mark_sent(connection, row.number, now, actor=officer.actor)
    return "done"


def _last(events: Sequence[Event]) -> int:
    """The step that whoever acts has read last. That a packet was sent is no news that changes a decision."""
    return max((event.id for event in events if event.actor != "munshi"), default=0)


def _locked(connection: Connection, id: int) -> Any:
    """A referral, its owner's row locked first, as everybody does; None where there is none."""
    owner = sa.select(person.c.id).join(referral, _r.person_id == person.c.id).where(_r.id == id)
    if connection.execute(owner.with_for_update(of=person, key_share=True)).first() is None:
        return None
    query = sa.select(_r.person_id, _r.number, _r.lender, _r.state).where(_r.id == id)
    return connection.execute(query.with_for_update()).one_or_none()
