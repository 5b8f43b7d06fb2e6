"""What carriers say became of our messages. Statuses come late, twice and out of order; ours only move forward."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Status
from bot.db import Moment, insert_new
from bot.outbox.models import delivery, outbound
from bot.registry.models import person

RANK = {"": 0, "unknown": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 9}
"""A status of a lower rank than the one we have is old news. `failed` is final."""

WINDOW_CLOSED_CODE = 131047
"""Meta: "re-engagement message": more than 24 hours have passed; only a template may go."""

STOPPED_CODE = 131050
"""Meta: the person has stopped messages of this kind; with it goes our leave to send announcements."""

_o = outbound.c
_newer = _o.delivery_rank < sa.bindparam("rank")


def apply(connection: Connection, statuses: Sequence[Status]) -> bool:
    """Record statuses and move our messages on. True when a message whose fate was unknown has been settled."""
    _keep(connection, statuses)
    refs = {int(s.ref) for s in statuses if s.ref.isascii() and s.ref.isdigit() and len(s.ref) < 19}
    provider_ids = {s.provider_id for s in statuses if s.provider_id}
    query = sa.select(_o.id, _o.person_id, _o.channel, _o.provider_id, _o.state).where(
        sa.or_(_o.id.in_(refs), _o.provider_id.in_(provider_ids))
    )
    ours = connection.execute(query).all()
    by_id = {row.id: row for row in ours}
    by_provider = {(row.channel, row.provider_id): row for row in ours if row.provider_id}
    moves: list[dict[str, Any]] = []
    stopped: set[int] = set()
    settled = False
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
        settled = settled or row.state in ("unknown", "queued")
        moves.append(_move(row.id, status))
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
    return settled


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
