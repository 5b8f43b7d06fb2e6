"""Fires timers that have come due, as events of the inbox."""

import datetime as dt
import logging
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.agenda.models import timer
from bot.inbox import occasions
from bot.inbox.batch import LINK, Arrival, Fired
from bot.inbox.writer import Busy, Writer
from bot.rounds import Rounds

log = logging.getLogger(__name__)

_EVERY = 5.0
"""Seconds between two looks at the clock; nothing that is due later needs to be more exact."""

_MOST = 200


class Timers(Rounds):
    """Looks for due timers and puts them into the inbox, where their condition is checked again."""

    trouble = "timers could not be fired; they are tried again"

    def __init__(self, writer: Writer, *, every: float = _EVERY, now: Callable[[], dt.datetime] = clock.now) -> None:
        super().__init__(every)
        self._writer, self._now = writer, now

    async def round(self) -> None:
        try:
            while await self.fire() >= _MOST:
                pass
        except Busy:
            log.info("timers wait for the writer")

    async def fire(self) -> int:
        """Fire what is due now; returns how many."""
        now = self._now()

        def due(connection: Connection) -> list[Arrival]:
            t = timer.c
            query = sa.select(t.id, t.kind, t.subject, t.person_id, t.detail).where(t.due_at <= now)
            link = occasions.due(connection, now)
            links = [] if link is None else [Arrival(Fired("", LINK, link))]
            return links + [
                Arrival(Fired(f"timer:{row.id}", row.kind, row.subject, row.person_id, row.detail or {}))
                for row in connection.execute(query.order_by(t.due_at).limit(_MOST))
            ]

        fired: list[Arrival] = await self._writer.write(due)
        await self._writer.accept(fired)
        return len(fired)
