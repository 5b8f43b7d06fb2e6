"""Keeps a process at the articles and accepted sentences as they stand: read at its start, and again twice a minute."""

import logging

from sqlalchemy.engine import Connection

from bot.answered.articles import refresh
from bot.answered.exemplars import to_learn
from bot.answered.learner import Learner
from bot.database import Database
from bot.language.exemplars import Exemplar
from bot.rounds import Rounds

log = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds. Answers are looked up on every turn anyway; this is how long search and buttons may lag behind them."""


class Freshness(Rounds):
    """Started and stopped with the process."""

    def __init__(self, database: Database, learner: Learner | None, every: float = EVERY) -> None:
        """Without a `learner` nothing is learnt: somebody else understands."""
        super().__init__(every)
        self._database, self._learner = database, learner

    async def learn(self) -> None:
        """Before the first message: what has been accepted counts as well. In trouble we go on with the files'."""
        if self._learner is None:
            return
        try:
            accepted = await self._database.read(to_learn)
        except Exception as error:
            log.warning("accepted sentences could not be read: %s", type(error).__name__)
        else:
            await self._learner.first(accepted)

    async def round(self) -> None:
        """Read what is in force now. A database in trouble leaves us at the articles we know; `/readyz` tells of it."""
        try:
            await self.look()
        except Exception as error:
            log.warning("published articles could not be read: %s", type(error).__name__)

    async def look(self) -> None:
        """The same at once, for whoever has just published or accepted something. Raises the database's error."""
        accepted = await self._database.read(_look)
        if self._learner is not None:
            await self._learner.wish(accepted)

    async def stop(self) -> None:
        if self._learner is not None:
            await self._learner.stop()
        await super().stop()


def _look(connection: Connection) -> tuple[Exemplar, ...]:
    refresh(connection)
    return to_learn(connection)
