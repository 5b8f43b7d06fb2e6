"""Which process writes to whom, where several share a database.

A process that wants to send to a person first takes her lane: a lease of a minute on her row. Then it sends whatever
is unsent for her, oldest first, whoever put it there. So two processes never write to one person at the same time,
and when one of them dies the other takes over from the oldest message on, once the lease has run out.

Everything here happens under the lock on the person's row, taken in the order of ids.
"""

import datetime as dt
from collections.abc import Collection

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import padded
from bot.outbox.models import outbound
from bot.outbox.queue import Queued, queued_from, still_unsent
from bot.registry.models import person

LEASE = dt.timedelta(seconds=60)
"""Three times a send's time-out (20 s): a process that is alive renews long before."""

_MOST_TAKEN_OVER = 500
_p = person.c


class Lanes(msgspec.Struct, frozen=True):
    """The lanes of one process."""

    owner: int
    lease: dt.timedelta = LEASE

    @property
    def renew_every(self) -> dt.timedelta:
        """How often a process says that it is alive."""
        return self.lease / 4

    def take(self, connection: Connection, people: Collection[int], now: dt.datetime) -> list[Queued]:
        """Take these people's lanes where they are free; all that is unsent for those that could be taken."""
        free = sa.or_(_p.lane_owner.is_(None), _p.lane_owner == self.owner, _p.lane_until < now)
        taking = (
            sa.update(person)
            .where(_p.id.in_(padded(people)), free)
            .values(lane_owner=self.owner, lane_until=now + self.lease)
            .returning(_p.id)
        )
        return unsent_for(connection, connection.execute(taking).scalars().all())

    def release(self, connection: Connection, people: Collection[int]) -> list[Queued]:
        """Give lanes back. Where something unsent has come in meanwhile the lane is kept, and that is returned."""
        # The lock comes first, in a statement of its own: only the next statement sees what its last holder wrote.
        locked = sa.select(_p.id).where(_p.id.in_(padded(people)), _p.lane_owner == self.owner)
        mine = connection.execute(locked.order_by(_p.id).with_for_update()).scalars().all()
        left = unsent_for(connection, mine)
        busy = {message.person_id for message in left}
        idle = [id for id in mine if id not in busy]
        if idle:
            given_back = sa.update(person).where(_p.id.in_(padded(idle)))
            connection.execute(given_back.values(lane_owner=None, lane_until=None))
        return left

    def renew(self, connection: Connection, people: Collection[int], now: dt.datetime) -> None:
        """Say that we are alive and still at it."""
        mine = sa.update(person).where(_p.id.in_(padded(people)), _p.lane_owner == self.owner)
        connection.execute(mine.values(lane_until=now + self.lease))

    def take_over(self, connection: Connection, now: dt.datetime) -> list[Queued]:
        """Take the lanes of people for whom something is unsent and nobody at work."""
        idle = sa.or_(_p.lane_owner.is_(None), _p.lane_until < now)
        waiting = (
            sa.select(_p.id)
            .where(idle, sa.exists().where(outbound.c.person_id == _p.id, still_unsent()))
            .order_by(_p.id)
            .limit(_MOST_TAKEN_OVER)
            .with_for_update(skip_locked=True)
        )
        people = connection.execute(waiting).scalars().all()
        return self.take(connection, people, now) if people else []


def unsent_for(connection: Connection, people: Collection[int]) -> list[Queued]:
    """All that is unsent for these people, the oldest first."""
    return queued_from(connection, outbound.c.person_id.in_(padded(people))) if people else []
