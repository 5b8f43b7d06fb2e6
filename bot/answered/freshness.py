"""Keeps a process at the articles as they stand: read at its start, and again twice a minute."""

import logging

from bot.answered.articles import refresh
from bot.database import Database
from bot.rounds import Rounds

log = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds. Answers are looked up on every turn anyway; this is how long search and buttons may lag behind them."""


class Freshness(Rounds):
    """Started and stopped with the process."""

    def __init__(self, database: Database, every: float = EVERY) -> None:
        super().__init__(every)
        self._database = database

    async def round(self) -> None:
        """Read what is in force now. A database in trouble leaves us at the articles we know; `/readyz` tells of it."""
        try:
            await self.look()
        except Exception as error:
            log.warning("published articles could not be read: %s", type(error).__name__)

    async def look(self) -> None:
        """The same at once, for whoever has just published something. Raises the database's error."""
        await self._database.read(refresh)
