"""What the operator and the partners do: agreements, tokens, the partner's answer, the list as a file."""

import csv
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from typing import IO, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.db import insert_new, new_id
from bot.keys import Vault
from bot.language.cnic import mask
from bot.language.script import clean
from bot.referrals.models import partner_agreement, partner_token, referral, referral_event
from bot.referrals.service import ANSWERED, NEWS, note_event
from knowledge import lenders

TOKEN = "munshi_"  # noqa: S105 (what every token begins with, so that a leaked one is recognised)
PARTNER_STATES = ("received", "in_review", "visit", "accepted", "declined", "closed")
"""What a partner may report. `visit`: she is asked to come."""
LONGEST_NOTE = 300
"""Letters of a partner's remark: it is read on a small screen, among other things."""
PACKET = ("number", "product", "amount", "purpose", "district", "name", "phone", "made_at")

_r, _a, _t = referral.c, partner_agreement.c, partner_token.c


class CannotAgree(ValueError):
    """It cannot be agreed; the message says why, and `reason` does for a program.

    unknown: there is no such lender · not_routed: nobody may be sent there · product: it is not the lender's · days: it
    would end before it begins · none: nothing is agreed with this lender · overtaken: somebody has just recorded one.
    """

    def __init__(self, why: str, reason: str) -> None:
        super().__init__(why)
        self.reason = reason


class NoReferral(KeyError):
    """No referral of this partner's has that number."""


class NotAllowed(ValueError):
    """A referral cannot go into that state any more; the message says why."""


# --- the operator ----------------------------------------------------------------------------------------------------


def add_agreement(
    connection: Connection,
    lender: str,
    *,
    contact: str,
    begins_on: dt.date,
    ends_on: dt.date | None,
    products: tuple[str, ...],
    provinces: tuple[str, ...],
    webhook_url: str,
    vault: Vault,
    now: dt.datetime,
    seen: int | None = None,
) -> tuple[int, str]:
    """Record an agreement; its id, and the secret that signs what is posted ("" without a webhook), which is sealed.

    `seen` is how many there are with this lender as far as who records it knows; None where that does not matter.
    Raises `CannotAgree`: "do not route" binds, whatever has been agreed.
    """
    known = lenders.lenders().get(lender)
    if known is None:
        raise CannotAgree(f"there is no lender {lender}; known are: {', '.join(lenders.lenders())}", "unknown")
    if known.route not in lenders.ROUTES:
        raise CannotAgree(f"{known.full_name} must not be routed to ({known.advice})", "not_routed")
    wrong = [id for id in products if id not in lenders.offered() or lenders.offered()[id][0].id != lender]
    if wrong:
        own = [product.id for product in known.products]
        raise CannotAgree(f"{lender} has no product {', '.join(wrong)}; its products are: {', '.join(own)}", "product")
    if ends_on is not None and ends_on < begins_on:
        raise CannotAgree("it would end before it begins", "days")
    made, secret = new_id(), secrets.token_urlsafe(32) if webhook_url else ""
    sealed = vault.seal(secret, about(made)) if secret else ""
    nth = (recorded(connection, lender) if seen is None else seen) + 1
    row = {"id": made, "lender": lender, "nth": nth, "products": products, "provinces": provinces, "contact": contact,
           "begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else None,
           "webhook_url": webhook_url, "secret": sealed, "made_at": now}  # fmt: skip
    insert_new(connection, partner_agreement, ["lender", "nth"], [row])
    if connection.execute(sa.select(_a.id).where(_a.id == made)).first() is None:
        raise CannotAgree("somebody has just recorded another one with this lender; look at it first", "overtaken")
    return made, secret


def recorded(connection: Connection, lender: str) -> int:
    """How many agreements there have been with a lender."""
    return connection.execute(sa.select(sa.func.count()).where(_a.lender == lender)).scalar_one()


def about(agreement: int) -> str:
    """What the sealed secret of an agreement is bound to."""
    return f"agreement:{agreement}"


def reseal(connection: Connection, vault: Vault) -> int:
    """Seal with the newest key what an older one has sealed; how many. Raises `CannotOpen`, and nothing is changed."""
    rows = connection.execute(sa.select(_a.id, _a.secret).where(_a.secret != "")).all()
    old = [row for row in rows if not vault.is_newest(row.secret)]
    for row in old:
        sealed = vault.seal(vault.open(row.secret, about(row.id)), about(row.id))
        connection.execute(sa.update(partner_agreement).where(_a.id == row.id).values(secret=sealed))
    return len(old)


def end_agreement(connection: Connection, id: int, last_day: dt.date) -> bool:
    """Let an agreement end with that day; whether there is one. The day before it begins: it never holds.

    Raises `CannotAgree` for a day before that.
    """
    begins_on = connection.execute(sa.select(_a.begins_on).where(_a.id == id)).scalar_one_or_none()
    if begins_on is not None and last_day < dt.date.fromisoformat(begins_on) - dt.timedelta(days=1):
        raise CannotAgree("it would end before it begins", "days")
    ended = sa.update(partner_agreement).where(_a.id == id).values(ends_on=last_day.isoformat())
    return connection.execute(ended).rowcount == 1


def all_agreements(connection: Connection) -> list[Any]:
    """Every agreement ever recorded, the oldest first."""
    return list(connection.execute(sa.select(partner_agreement).order_by(_a.id)))


def new_token(connection: Connection, lender: str, now: dt.datetime) -> str:
    """A token for `/api/v1`; the ones before it end. It is shown once and kept as a hash. Raises `CannotAgree`."""
    if not connection.execute(sa.select(_a.id).where(_a.lender == lender)).first():
        raise CannotAgree(f"there is no agreement with {lender}; record it first: partners add", "none")
    ended = sa.update(partner_token).where(_t.lender == lender, _t.ended_at.is_(None))
    connection.execute(ended.values(ended_at=now))
    token = TOKEN + secrets.token_urlsafe(32)
    row = {"id": new_id(), "lender": lender, "hash": hash_of(token), "made_at": now}
    connection.execute(sa.insert(partner_token), [row])
    return token


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def lender_of(connection: Connection, token: str) -> str | None:
    """Whose token this is; None for nobody's."""
    query = sa.select(_t.lender).where(_t.hash == hash_of(token), _t.ended_at.is_(None))
    return connection.execute(query).scalar_one_or_none()


# --- the partner -----------------------------------------------------------------------------------------------------


class Reported(msgspec.Struct, frozen=True):
    """Where a referral stands after a partner's report; `changed` says whether the report was news."""

    number: str
    state: str
    changed: bool


def report(
    connection: Connection,
    lender: str,
    number: str,
    state: str,
    note: str,
    key: str,
    now: dt.datetime,
    *,
    actor: str = "partner",
) -> Reported:
    """Take a partner's report. `key` is the partner's own name for it, if it gives one: the same one counts once.

    `actor` is who wrote it down: the partner, or an officer who was told by telephone. Raises `NoReferral`, or
    `NotAllowed` where the answer has been given already.
    """
    query = sa.select(_r.id, _r.person_id, _r.state, _r.note).where(_r.number == number, _r.lender == lender)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NoReferral(number)
    note, _hid_cnic = mask(clean(note))
    origin = f"partner:{lender}:{row.id}:{key or new_id()}"
    e = referral_event.c
    if connection.execute(sa.select(e.id).where(e.origin == origin)).first() is not None:
        return Reported(number, row.state, changed=False)
    if (row.state, row.note) == (state, note):
        return Reported(number, row.state, changed=False)
    if row.state in ("declined", "closed") or (row.state == "accepted" and state not in ("accepted", "closed")):
        raise NotAllowed(f"it is {row.state} already; ask the helpdesk if that was a mistake")
    connection.execute(sa.update(referral).where(_r.id == row.id).values(state=state, note=note, changed_at=now))
    note_event(connection, row.id, now, actor, state, note, origin)
    agenda.tell(connection, row.person_id, f"{NEWS}:{row.id}", now, politely=True, reference=number)
    return Reported(number, state, changed=True)


def packets(connection: Connection, lender: str, *, after: str = "", most: int = 1000) -> list[dict[str, Any]]:
    """What a partner gets of its referrals, the oldest first; `after` is the number of the last one it has."""
    columns = [getattr(_r, name) for name in PACKET]
    query = sa.select(*columns, _r.state).where(_r.lender == lender).order_by(_r.id).limit(most)
    if after:
        query = query.where(_r.id > sa.select(_r.id).where(_r.number == after).scalar_subquery())
    return [{**row, "made_at": row["made_at"].isoformat()} for row in connection.execute(query).mappings()]


def export(connection: Connection, file: IO[str], lender: str, now: dt.datetime) -> int:
    """Write a partner's open referrals as CSV; how many. Those not sent before count as sent from now on."""
    rows = [row for row in packets(connection, lender, most=1_000_000) if row["state"] not in ANSWERED]
    writer = csv.DictWriter(file, [*PACKET, "state"])
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    for row in rows:
        if row["state"] == "recorded":
            mark_sent(connection, row["number"], now)
    return len(rows)


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula. A phone number is none."""
    if not isinstance(value, str) or (value[:1] == "+" and value[1:].isdecimal()):
        return value
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value


def mark_sent(connection: Connection, number: str, now: dt.datetime, *, actor: str = "munshi") -> None:
    """The packet is with the partner; `actor` has handed it over."""
    where = (_r.number == number, _r.state == "recorded")
    id = connection.execute(sa.select(_r.id).where(*where)).scalar_one_or_none()
    if id is not None:
        connection.execute(sa.update(referral).where(*where).values(state="sent", changed_at=now))
        note_event(connection, id, now, actor, "sent", "", f"sent:{id}")


def histories(connection: Connection, number: str) -> Iterator[Any]:
    """What happened to a referral, the oldest first."""
    e = referral_event.c
    query = sa.select(referral_event).join(referral).where(_r.number == number).order_by(e.at, e.id)
    yield from connection.execute(query)
