"""Agreements and tokens as the console makes them: by `bot.referrals.partners`, and never over a change unseen.

Whoever records, ends or makes something names what she has read: how many agreements there are, the last day, the
token in use. A form that is sent twice is thereby done once, and of two admins the second reads what the first did.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.keys import Vault
from bot.referrals import partners
from bot.referrals.addresses import why_unfit
from bot.referrals.models import partner_agreement, partner_token, referral
from knowledge import gazetteer, lenders
from knowledge.lenders import Lender

MOST_CONTACT = 200
"""Letters about whom to ask at a lender."""

_a, _t = partner_agreement.c, partner_token.c


class NotAgreed(Exception):
    """It was not done. `reason` says why.

    Those of `CannotAgree` and of `why_unfit` · province: there is no such one · begin: no day was named · contact: it
    is empty, or too long · overtaken: it does not stand as it was read · gone: there is no such agreement.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Terms(msgspec.Struct, frozen=True):
    """What is agreed with a lender. No products, no provinces: all of them. Without a webhook referrals go as CSV."""

    lender: str
    contact: str
    begins_on: dt.date | None
    ends_on: dt.date | None = None
    products: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    webhook_url: str = ""


class Agreed(msgspec.Struct, frozen=True):
    """An agreement as it stands. Days are ISO dates; `referred` is how many people were referred under it."""

    id: int
    lender: str
    products: tuple[str, ...]
    provinces: tuple[str, ...]
    begins_on: str
    ends_on: str
    contact: str
    webhook_url: str
    made_at: dt.datetime
    referred: int

    def stands(self, day: dt.date) -> str:
        """future, holds or over, on that day."""
        if self.ends_on and self.ends_on < max(day.isoformat(), self.begins_on):
            return "over"
        return "future" if self.begins_on > day.isoformat() else "holds"


class Token(msgspec.Struct, frozen=True):
    """The token a lender uses at /api/v1; what it is nobody can say any more."""

    id: int
    made_at: dt.datetime


def agreements(connection: Connection) -> list[Agreed]:
    """Every agreement ever recorded, the newest first."""
    query = sa.select(referral.c.agreement_id, sa.func.count()).group_by(referral.c.agreement_id)
    referred: dict[int, int] = dict(connection.execute(query).all())
    return [_agreed(row, referred) for row in reversed(partners.all_agreements(connection))]


def _agreed(row: Any, referred: dict[int, int]) -> Agreed:
    return Agreed(
        row.id, row.lender, tuple(row.products), tuple(row.provinces), row.begins_on, row.ends_on or "", row.contact,
        row.webhook_url, row.made_at, referred.get(row.id, 0),
    )  # fmt: skip


def may_be_agreed_with() -> list[Lender]:
    """Lenders to whom somebody may be routed, by name."""
    return sorted((one for one in lenders.lenders().values() if one.route in lenders.ROUTES), key=_by_name)


def must_not_be_agreed_with() -> list[Lender]:
    """Lenders to whom nobody may be routed, whatever is agreed, by name."""
    return sorted((one for one in lenders.lenders().values() if one.route not in lenders.ROUTES), key=_by_name)


def _by_name(lender: Lender) -> str:
    return lender.full_name.casefold()


def newest(connection: Connection, lender: str) -> dt.datetime | None:
    """When the lender's newest agreement was recorded; None where there is none."""
    query = sa.select(_a.made_at).where(_a.lender == lender).order_by(_a.made_at.desc()).limit(1)
    found: dt.datetime | None = connection.execute(query).scalar_one_or_none()
    return found


def token_of(connection: Connection, lender: str) -> Token | None:
    """The token a lender uses."""
    query = sa.select(_t.id, _t.made_at).where(_t.lender == lender, _t.ended_at.is_(None)).order_by(_t.id.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else Token(*row)


def record(
    connection: Connection, terms: Terms, seen: int, vault: Vault, now: dt.datetime, *, in_production: bool
) -> tuple[int, str]:
    """Record an agreement; its id, and the secret of its webhook ("" without one). Raises `NotAgreed`.

    `seen` is how many there were with this lender when the form was opened. Who comes in the same instant is not seen
    here; the database refuses the second (`partners.add_agreement`).
    """
    if not 0 < len(terms.contact) <= MOST_CONTACT:
        raise NotAgreed("contact")
    if terms.begins_on is None:
        raise NotAgreed("begin")
    if set(terms.provinces) - set(gazetteer.provinces()):
        raise NotAgreed("province")
    if terms.webhook_url and (why := why_unfit(terms.webhook_url, in_production=in_production)):
        raise NotAgreed(why)
    if partners.recorded(connection, terms.lender) != seen:
        raise NotAgreed("overtaken")
    try:
        return partners.add_agreement(
            connection, terms.lender, contact=terms.contact, begins_on=terms.begins_on, ends_on=terms.ends_on,
            products=terms.products, provinces=terms.provinces, webhook_url=terms.webhook_url, vault=vault, now=now,
            seen=seen,
        )  # fmt: skip
    except partners.CannotAgree as why_not:
        raise NotAgreed(why_not.reason) from why_not


def end(connection: Connection, id: int, seen: str, last_day: dt.date) -> bool:
    """Let an agreement end with a day; False where it ends with that day already. Raises `NotAgreed`.

    `seen` is the last day as it was read, an ISO date or "".
    """
    query = sa.select(_a.ends_on).where(_a.id == id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotAgreed("gone")
    if row.ends_on == last_day.isoformat():
        return False
    if (row.ends_on or "") != seen:
        raise NotAgreed("overtaken")
    try:
        return partners.end_agreement(connection, id, last_day)
    except partners.CannotAgree as why_not:
        raise NotAgreed(why_not.reason) from why_not


def renew_token(connection: Connection, lender: str, seen: int, now: dt.datetime) -> str:
    """Make a lender a token; the one before it ends. `seen` is the id of that one, 0 for none. Raises `NotAgreed`."""
    connection.execute(sa.select(_a.id).where(_a.lender == lender).with_for_update()).all()
    used = token_of(connection, lender)
    if (0 if used is None else used.id) != seen:
        raise NotAgreed("overtaken")
    try:
        return partners.new_token(connection, lender, now)
    except partners.CannotAgree as why_not:
        raise NotAgreed(why_not.reason) from why_not
