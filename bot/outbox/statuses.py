"""What carriers say became of our messages. Statuses come late, twice and out of order; ours only move forward."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Address, Status
from bot.db import Moment, insert_new
from bot.outbox.charges import Charge, Tariff
from bot.outbox.marks import charged, look_after
from bot.outbox.models import delivery, outbound
from bot.registry.models import NOBODY, person

RANK = {"": 0, "unknown": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 9}
"""A status of a lower rank than the one we have is old news. `failed` is final."""

WINDOW_CLOSED_CODE = 131047
"""Meta: "re-engagement message": more than 24 hours have passed; only a template may go."""

STOPPED_CODE = 131050
"""Meta: the person has stopped messages of this kind; with it goes our leave to send announcements."""

_o = outbound.c
_newer = _o.delivery_rank < sa.bindparam("rank")
_address = msgspec.json.Decoder(Address).decode

_charge = (
    sa.update(outbound)
    # The carrier's word counts once; only a failure takes it back.
    .where(
        _o.id == sa.bindparam("row"),
        sa.or_(_o.billed_by.is_(None), _o.billed_by != "status", sa.bindparam("failed", type_=sa.Boolean())),
    )
    .values(
        category=sa.bindparam("group"),
        billable=sa.bindparam("bill"),
        billed_by=sa.bindparam("by"),
        price_version=sa.bindparam("prices"),
        micro_usd=sa.bindparam("amount"),
    )
)


class News(msgspec.Struct):
    """What statuses told us."""

    settled: bool = False
    """A message whose fate was unknown has been settled."""
    told: list[tuple[str, int, Status]] = []
    """Of our messages: the trace, the row, the status."""


def apply(connection: Connection, statuses: Sequence[Status], tariff: Tariff | None = None) -> News:
    """Record statuses, move our messages on, and charge what the carrier says it bills."""
    refs = {int(s.ref) for s in statuses if s.ref.isascii() and s.ref.isdigit() and len(s.ref) < 19}
    provider_ids = {s.provider_id for s in statuses if s.provider_id}
    query = sa.select(
        _o.id, _o.person_id, _o.channel, _o.provider_id, _o.state, _o.trace,
        _o.address, _o.category, _o.parts, _o.billed_by, _o.sent_at,
    ).where(
        sa.or_(
            _o.id.in_(refs),
            # The channel too: it comes first in the index, which would be read from end to end without it.
            sa.and_(_o.channel.in_({s.channel for s in statuses}), _o.provider_id.in_(provider_ids)),
        )
    )  # fmt: skip
    ours = connection.execute(query).all()
    by_id = {row.id: row for row in ours}
    by_provider = {(row.channel, row.provider_id): row for row in ours if row.provider_id}
    if erased := {str(row.id) for row in ours if row.person_id == NOBODY}:
        # What it was about has been erased since; the status would bring the number back.
        statuses = [status for status in statuses if status.ref not in erased]
    _keep(connection, statuses)
    moves: list[dict[str, Any]] = []
    charges: dict[int, dict[str, Any]] = {}
    stopped: set[int] = set()
    shut: list[tuple[int, int]] = []
    news = News()
    for status in statuses:
        row = by_provider.get((status.channel, status.provider_id))
        if row is None and status.ref.isascii() and status.ref.isdigit():
            row = by_id.get(int(status.ref))
            if row is not None and row.channel != status.channel:
                row = None
        if row is None or not RANK[status.state]:
            continue
        if status.error_code == STOPPED_CODE:
            stopped.add(row.person_id)
        if status.state == "failed" and row.provider_id not in (None, status.provider_id):
            continue  # an earlier try failed; the one that counts is another
        news.settled = news.settled or row.state in ("unknown", "queued")
        news.told.append((row.trace, row.id, status))
        moves.append(_move(row.id, status))
        if moves[-1]["state"] == "closed":
            shut.append((row.id, row.person_id))
        if tariff is not None and (charge := _charge_for(row, status, tariff, charges.get(row.id))) is not None:
            charges[row.id] = {
                "row": row.id,
                "failed": status.state == "failed",
                "group": status.category or row.category,
                **charged(charge),
            }
    if stopped:
        connection.execute(sa.update(person).where(person.c.id.in_(stopped)).values(wants_broadcasts=False))
    if moves:
        connection.execute(
            sa.update(outbound)
            .where(_o.id == sa.bindparam("row"), _newer)
            .values(
                delivery=sa.bindparam("delivery"),
                delivery_rank=sa.bindparam("rank"),
                state=sa.bindparam("state"),
                provider_id=sa.func.coalesce(_o.provider_id, sa.bindparam("provider", type_=sa.Text())),
                sent_at=sa.func.coalesce(_o.sent_at, sa.bindparam("at", type_=Moment())),
                error=sa.bindparam("error"),
                error_code=sa.bindparam("code"),
            ),
            sorted(moves, key=lambda m: m["rank"]),
        )
    if shut:
        look_after(connection, shut, max(status.at for status in statuses))
    if charges:
        connection.execute(_charge, [charges[id] for id in sorted(charges)])
    return news


def _charge_for(row: Any, status: Status, tariff: Tariff, before: dict[str, Any] | None) -> Charge | None:
    """The charge that this status brings; None where it says nothing new about money. `before` is from this batch."""
    if status.state == "failed":
        return Charge(False, "", 0, "status")
    by = row.billed_by if before is None else before["by"]
    if by == "status" or (by == "rule" and status.billable is None):
        return None
    to, at = _address(row.address), row.sent_at or status.at
    if status.billable is not None:
        return tariff.by_status(to, status.category or row.category, status.billable, row.parts, at)
    return tariff.by_rule(to, row.category, row.parts, at)


def _move(id: int, status: Status) -> dict[str, Any]:
    failed = status.state == "failed"
    state = "sent"
    if failed:
        state = "closed" if status.error_code == WINDOW_CLOSED_CODE else "failed"
    return {
        "row": id,
        "delivery": status.state,
        "rank": RANK[status.state],
        "state": state,
        "provider": status.provider_id or None,
        "at": status.at,
        "error": status.error if failed else None,
        "code": status.error_code if failed else None,
    }


def _keep(connection: Connection, statuses: Sequence[Status]) -> None:
    rows = [
        {
            "channel": s.channel,
            "provider_id": s.provider_id,
            "state": s.state,
            "recipient": s.recipient,
            "at": s.at,
            "ref": s.ref,
            "error_code": s.error_code,
            "error": s.error,
            "billable": s.billable,
            "category": s.category,
        }
        for s in statuses
    ]
    insert_new(connection, delivery, ["channel", "provider_id", "state", "recipient"], rows)
