"""Takes packets to partners' webhooks, outside of any transaction, again and again until they have them.

The agenda says when (`bot.referrals.service.DUE`); a packet that is ready is leased by one process, posted, and marked.
A process that dies in between leaves a lease that runs out; the packet is then posted once more under the same
Idempotency-Key.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.agenda import service as agenda
from bot.channels.pool import Failed, Pool
from bot.keys import CannotOpen, Vault
from bot.referrals.models import partner_agreement, referral, referral_delivery
from bot.referrals.partners import PACKET, about, mark_sent
from bot.referrals.service import SEND, unanswered
from bot.referrals.signature import sign
from bot.rounds import Rounds

log = logging.getLogger(__name__)

BACK_OFF = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 1440))
"""Waits between one try and the next; after the last one the helpdesk is told."""

LEASE = dt.timedelta(seconds=60)
TIMEOUT = dt.timedelta(seconds=20)
"""Shorter than the lease: nobody posts what another still may."""

_EVERY = 2.0
"""Seconds between two looks; the agenda itself looks every five."""
_MOST = 20
_HAD_IT = 409
"""A partner may say "I have that already" instead of answering a repeated packet as the first."""

_d = referral_delivery.c

Write = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


class Parcel(msgspec.Struct, frozen=True):
    """One packet to be posted. Its body is made once, so every try carries the same bytes."""

    delivery: int
    referral: int
    number: str
    agreement: int
    url: str
    sealed: str
    body: bytes


class Courier(Rounds):
    """Runs beside the timers. `write` does a task in the next transaction and returns its result.

    `vault` opens the secrets that partners share with us.
    """

    trouble = "packets could not be taken to partners; they are tried again"

    def __init__(
        self,
        write: Write,
        vault: Vault,
        *,
        now: Callable[[], dt.datetime] = clock.now,
        every: float = _EVERY,
        timeout: dt.timedelta = TIMEOUT,
    ) -> None:
        super().__init__(every)
        self._write, self._vault, self._now = write, vault, now
        self._pool = Pool(timeout)

    async def stop(self) -> None:
        await super().stop()
        await self._pool.close()

    async def round(self) -> None:
        while await self.deliver() >= _MOST:
            pass

    async def deliver(self) -> int:
        """Post what is ready; returns how many packets were looked after."""
        now = self._now()
        parcels: list[Parcel] = await self._write(lambda connection: lease(connection, now))
        await asyncio.gather(*(self._take(parcel) for parcel in parcels))
        return len(parcels)

    async def _take(self, parcel: Parcel) -> None:
        status, error = await self._post(parcel)
        now = self._now()
        await self._write(lambda connection: mark(connection, parcel, status, error, now))

    async def _post(self, parcel: Parcel) -> tuple[int | None, str]:
        """The partner's status, or why there is none."""
        try:
            secret = self._vault.open(parcel.sealed, about(parcel.agreement))
        except CannotOpen as lost:
            log.error("the webhook secret of agreement %s cannot be opened: %s", parcel.agreement, lost)
            return None, type(lost).__name__
        timestamp = int(self._now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(parcel.delivery),
            "Munshi-Timestamp": str(timestamp),
            "Munshi-Signature": sign(secret, timestamp, parcel.body),
        }
        try:
            # The pool follows no redirect: that would hand the packet to an address nobody agreed on.
            return (await self._pool.post(parcel.url, parcel.body, headers)).status, ""
        except Failed as failed:
            return None, type(failed).__name__


def lease(connection: Connection, now: dt.datetime) -> list[Parcel]:
    """Take packets that are ready, so that no other process posts them meanwhile."""
    free = sa.or_(_d.lease_until.is_(None), _d.lease_until <= now)
    query = sa.select(_d.id).where(_d.state == "ready", free).order_by(_d.id).limit(_MOST)
    ids = list(connection.execute(query.with_for_update(skip_locked=True)).scalars())
    if not ids:
        return []
    connection.execute(sa.update(referral_delivery).where(_d.id.in_(ids)).values(lease_until=now + LEASE))
    a, r = partner_agreement.c, referral.c
    columns = [getattr(r, name) for name in PACKET]
    wanted = (
        sa.select(
            *columns, _d.id.label("delivery"), r.id.label("referral"), a.id.label("agreement"), a.webhook_url, a.secret
        )
        .join_from(referral_delivery, referral)
        .join(partner_agreement)
        .where(_d.id.in_(ids))
        .order_by(_d.id)
    )
    return [_parcel(dict(row)) for row in connection.execute(wanted).mappings()]


def _parcel(row: dict[str, Any]) -> Parcel:
    packet = {name: row[name] for name in PACKET}
    packet["made_at"] = row["made_at"].isoformat()
    body = msgspec.json.encode({"event": "referral.created", "referral": packet})
    return Parcel(
        row["delivery"], row["referral"], row["number"], row["agreement"], row["webhook_url"], row["secret"], body
    )


def mark(connection: Connection, parcel: Parcel, status: int | None, error: str, now: dt.datetime) -> None:
    """Note how a try went, and what comes next."""
    row = connection.execute(sa.select(_d.state, _d.attempts).where(_d.id == parcel.delivery)).one_or_none()
    if row is None or row.state != "ready":
        return
    tried = row.attempts + 1
    done = status is not None and (200 <= status < 300 or status == _HAD_IT)
    state = "delivered" if done else "waiting" if tried <= len(BACK_OFF) else "failed"
    values = {"state": state, "attempts": tried, "status": status, "error": error, "lease_until": None}
    connection.execute(sa.update(referral_delivery).where(_d.id == parcel.delivery).values(**values))
    if done:
        mark_sent(connection, parcel.number, now)
    elif state == "waiting":
        agenda.put(connection, SEND, parcel.delivery, now + BACK_OFF[tried - 1])
    else:
        log.error("referral %s could not be delivered to its partner (%s)", parcel.number, status or error)
        unanswered(connection, parcel.referral, now)
