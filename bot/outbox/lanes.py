"""Which process writes to whom, where several share a database.

A process that wants to send to a person first takes her lane: a lease of a minute on her row. Then it sends whatever
is unsent for her, oldest first, whoever put it there. So two processes never write to one person at the same time,
and when one of them dies the other takes over from the oldest message on, once the lease has run out. A process that
stood still for so long may have lost its lanes without knowing: near the end of a lease it looks before it sends.

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
from bot.registry.people import Person

LEASE = dt.timedelta(seconds=60)
"""Three times a send's time-out (20 s): a process that is alive renews long before."""

_MOST_TAKEN_OVER = 500
_p = person.c


class Kept(msgspec.Struct, frozen=True):
    """What came of looking after the lanes."""

    found: list[Queued]
    """What another process left behind, and is now ours to send."""
    lost: set[int]
    """People who are no longer ours to write to."""


class Lanes(msgspec.Struct, frozen=True):
    """The lanes of one process."""

    owner: int
    lease: dt.timedelta = LEASE

    @property
    def renew_every(self) -> dt.timedelta:
        """How often a process says that it is alive."""
        return self.lease / 4

    @property
    def trusted(self) -> dt.timedelta:
        """For how long after renewing a process may send without looking: what is left is enough for a send."""
        return self.lease * 2 / 3

    def take(
        self, connection: Connection, people: Collection[Person], queued: list[Queued], now: dt.datetime
    ) -> list[Queued]:
        """What of `queued` this process is to send, and what else is unsent for the same people.

        The people's rows are locked by this transaction and say how things stand. A free lane is taken. Where somebody
        is at work, us included, `lane_wanted` says that there is more, so that the lane is not given back over it.
        """
        free = {p.id for p in people if p.lane_owner is None}
        left = {p.id for p in people if p.lane_owner not in (None, self.owner) and (p.lane_until or now) < now}
        mine = {p.id for p in people if p.lane_owner == self.owner}
        told = {p.id for p in people if p.lane_wanted} & mine
        busy = {p.id for p in people} - free - left
        if taken := free | left:
            self._occupy(connection, taken, now)
        if busy:
            connection.execute(sa.update(person).where(_p.id.in_(padded(busy))).values(lane_wanted=True))
        # In a lane that was free nothing else is unsent, and in our own nothing that we do not hold already.
        found = unsent_for(connection, left | told)
        ours = (free | mine) - told
        return [*(message for message in queued if message.person_id in ours), *found]

    def _occupy(self, connection: Connection, people: Collection[int], now: dt.datetime) -> None:
        taking = sa.update(person).where(_p.id.in_(padded(people)))
        connection.execute(taking.values(lane_owner=self.owner, lane_until=now + self.lease, lane_wanted=False))

    def release(self, connection: Connection, people: Collection[int]) -> list[Queued]:
        """Give lanes back. Where somebody has put in more meanwhile the lane is kept, and all of it is returned."""
        mine = sa.and_(_p.id.in_(padded(people)), _p.lane_owner == self.owner)
        # One statement: were `lane_wanted` set while we wait for the row, the condition is looked at again.
        given = sa.update(person).where(mine, _p.lane_wanted.is_(False)).values(lane_owner=None, lane_until=None)
        released = set(connection.execute(given.returning(_p.id)).scalars())
        kept = [id for id in people if id not in released]
        if not kept:
            return []
        wanted = sa.update(person).where(_p.id.in_(padded(kept)), _p.lane_owner == self.owner)
        ours = connection.execute(wanted.values(lane_wanted=False).returning(_p.id)).scalars().all()
        return unsent_for(connection, ours)  # the others have been taken from us, with all that is unsent

    def renew(self, connection: Connection, people: Collection[int], now: dt.datetime) -> set[int]:
        """Say that we are alive and still at it. Returns those of them that another process has taken meanwhile."""
        mine = sa.update(person).where(_p.id.in_(padded(people)), _p.lane_owner == self.owner)
        kept = connection.execute(mine.values(lane_until=now + self.lease).returning(_p.id)).scalars()
        return set(people).difference(kept)

    def keep(self, connection: Connection, mine: Collection[int], now: dt.datetime) -> "Kept":
        """Look after the lanes: renew those at work, take over what a dead process left."""
        lost = self.renew(connection, mine, now) if mine else set()
        return Kept(self.take_over(connection, now), lost)

    def take_over(self, connection: Connection, now: dt.datetime) -> list[Queued]:
        """Take the lanes of people for whom something is unsent and nobody at work."""
        idle = sa.or_(_p.lane_owner.is_(None), _p.lane_until < now)
        waiting = (
            sa.select(_p.id)
            .where(idle, sa.exists().where(outbound.c.person_id == _p.id, still_unsent()))
            .order_by(_p.id)
            .limit(_MOST_TAKEN_OVER)
            .with_for_update(skip_locked=True, key_share=True)
        )
        people = connection.execute(waiting).scalars().all()
        if not people:
            return []
        self._occupy(connection, people, now)
        return unsent_for(connection, people)


def unsent_for(connection: Connection, people: Collection[int]) -> list[Queued]:
    """All that is unsent for these people, the oldest first."""
    return queued_from(connection, outbound.c.person_id.in_(padded(people))) if people else []
