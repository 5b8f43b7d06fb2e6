"""Writing down what became of sends, many at once."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.models import timer
from bot.channels.contract import Remedy
from bot.db import Moment, Prepared, insert_new, new_id
from bot.outbox.charges import Charge
from bot.outbox.models import outbound
from bot.registry.models import person

SHUT = "undelivered"
"""What stands on the agenda when a message was not sent because its window had shut; its subject is the row."""


class Mark(msgspec.Struct, frozen=True):
    """What became of one attempt."""

    id: int
    person_id: int
    state: str
    at: dt.datetime
    attempts: int
    provider_id: str = ""
    error: str = ""
    code: int = 0
    due_at: dt.datetime | None = None
    remedy: Remedy | None = None
    parts: int = 1
    charge: Charge | None = None


_o = outbound.c
_update = Prepared(
    lambda _dialect: (
        sa.update(outbound)
        # A status may have been quicker than we are: what it settled stays as it is.
        .where(_o.id == sa.bindparam("row"), sa.or_(_o.state == "queued", _o.state == "unknown"))
        .values(
            state=sa.bindparam("new"),
            provider_id=sa.func.coalesce(sa.bindparam("provider", type_=sa.Text()), _o.provider_id),
            attempts=sa.bindparam("tries"),
            sent_at=sa.func.coalesce(_o.sent_at, sa.bindparam("sent", type_=Moment())),
            due_at=sa.bindparam("due"),
            error=sa.bindparam("why"),
            error_code=sa.bindparam("code"),
            parts=sa.bindparam("pieces"),
            billable=sa.bindparam("bill"),
            billed_by=sa.bindparam("by"),
            price_version=sa.bindparam("prices"),
            micro_usd=sa.bindparam("amount"),
        )
    )
)


def look_after(connection: Connection, shut: Sequence[tuple[int, int]], now: dt.datetime) -> None:
    """Have messages (row and person) that met a shut window looked after: what they say may be due in another way."""
    rows = [{"id": new_id(), "kind": SHUT, "subject": row, "person_id": owner, "due_at": now} for row, owner in shut]
    insert_new(connection, timer, ["kind", "subject"], rows)


_UNCHARGED = {"bill": None, "by": None, "prices": None, "amount": None}


def charged(charge: Charge) -> dict[str, Any]:
    """A charge as the values of the statements that write it."""
    return {"bill": charge.billable, "by": charge.by, "prices": charge.version, "amount": charge.micro_usd}


def write(connection: Connection, marks: Sequence[Mark]) -> None:
    """Move our messages on, and remember who does not want or cannot get them."""
    _update.run(
        connection,
        [
            {
                "row": mark.id,
                "new": mark.state,
                "provider": mark.provider_id or None,
                "tries": mark.attempts,
                "sent": mark.at if mark.state == "sent" else None,
                "due": mark.due_at,
                "why": mark.error or None,
                "code": mark.code or None,
                "pieces": mark.parts,
                **(_UNCHARGED if mark.charge is None else charged(mark.charge)),
            }
            for mark in marks
        ],
    )
    if shut := [(mark.id, mark.person_id) for mark in marks if mark.state == "closed"]:
        look_after(connection, shut, marks[0].at)
    stopped = [mark.person_id for mark in marks if mark.remedy is Remedy.OPT_OUT]
    if stopped:
        connection.execute(sa.update(person).where(person.c.id.in_(stopped)).values(wants_broadcasts=False))
