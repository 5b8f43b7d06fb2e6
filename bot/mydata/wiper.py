"""After an erasure: what was erased must not stand in the database's own files any more."""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.database import Database
from bot.mydata.models import erasure
from bot.outbox.books import Writes
from bot.rounds import Rounds

_EVERY = 5.0
"""Seconds between two looks; one reads an index that is nearly always empty."""

_done = sa.and_(erasure.c.done_at.is_not(None), erasure.c.wiped_at.is_(None))


class Wiper(Rounds):
    """Empties the write-ahead log once somebody has been erased, and notes that it did."""

    trouble = "the database's log could not be emptied after an erasure; it is tried again"

    def __init__(
        self,
        database: Database,
        writer: Writes,
        *,
        every: float = _EVERY,
        now: Callable[[], dt.datetime] = clock.now,
    ) -> None:
        super().__init__(every)
        self._database, self._writer, self._now = database, writer, now

    async def round(self) -> None:
        await self.wipe()

    async def wipe(self) -> int:
        """Empty it where somebody has been erased since the last time; of how many people nothing is left now."""
        ids = await self._database.read(lambda c: list(c.execute(sa.select(erasure.c.id).where(_done)).scalars()))
        if not ids or not await self._database.wipe():
            return 0

        def note(connection: Connection) -> None:
            connection.execute(sa.update(erasure).where(erasure.c.id.in_(ids)).values(wiped_at=self._now()))

        await self._writer.write(note)
        return len(ids)
