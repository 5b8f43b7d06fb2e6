"""How many messages wait for something, counted in the database: what one process's memory cannot know."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.inbox.models import inbound
from bot.outbox.models import outbound


class Waiting(msgspec.Struct, frozen=True):
    """Rows that need something. All counts run over partial indexes of just such rows."""

    parked: int = 0
    unknown: int = 0
    unsent: int = 0


def waiting(connection: Connection) -> Waiting:
    """Count them."""
    # The whole conditions of the indexes, so that they are used.
    parked = sa.select(sa.func.count()).where(inbound.c.state.in_(["stale", "parked"]), inbound.c.state == "parked")
    unsent = (
        sa.select(outbound.c.state, sa.func.count())
        .where(sa.text("state IN ('queued', 'unknown')"))
        .group_by(outbound.c.state)
    )
    by_state: dict[str, int] = dict(connection.execute(unsent).all())
    return Waiting(connection.execute(parked).scalar_one(), by_state.get("unknown", 0), by_state.get("queued", 0))
