"""Keeps a process at the articles as they stand: read at its start, and again twice a minute."""

import asyncio
import logging
from contextlib import suppress

from bot.answered.articles import refresh
from bot.database import Database

log = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds. Answers are looked up on every turn anyway; this is how long search and buttons may lag behind them."""


class Freshness:
    """Started and stopped with the process."""

    def __init__(self, database: Database, every: float = EVERY) -> None:
        self._database, self._every = database, every
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._try_to_look()
        self._task = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def look(self) -> None:
        """Read what is in force now. Whoever has just published something calls it too."""
        await self._database.read(refresh)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            await self._try_to_look()

    async def _try_to_look(self) -> None:
        """A database in trouble leaves us at the articles we know; `/readyz` tells of the trouble."""
        try:
            await self.look()
        except Exception as error:
            log.warning("published articles could not be read: %s", type(error).__name__)
