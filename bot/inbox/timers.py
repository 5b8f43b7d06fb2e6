"""Fires timers that have come due, as events of the inbox."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.agenda.models import timer
from bot.db import Stopped
from bot.inbox import occasions
from bot.inbox.batch import LINK, Arrival, Fired
from bot.inbox.writer import Busy, Writer

log = logging.getLogger(__name__)

_EVERY = 5.0
"""Seconds between two looks at the clock; nothing that is due later needs to be more exact."""

_MOST = 200


class Timers:
    """Looks for due timers and puts them into the inbox, where their condition is checked again."""

    def __init__(self, writer: Writer, *, every: float = _EVERY, now: Callable[[], dt.datetime] = clock.now) -> None:
        self._writer, self._every, self._now = writer, every, now
        self._task: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()

    def wake(self) -> None:
        """Something has just been put on the agenda that is due now."""
        self._wanted.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                while await self.fire() >= _MOST:
                    pass
            except (Busy, Stopped):
                log.info("timers wait for the writer")
            except Exception:
                log.exception("timers could not be fired; they are tried again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), self._every)
            self._wanted.clear()

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
