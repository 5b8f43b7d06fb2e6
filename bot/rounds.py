"""What a process does again and again beside its messages: every so many seconds, or at once when it is woken."""

import asyncio
import logging
from abc import ABC, abstractmethod
from contextlib import suppress

from bot.db import Stopped

log = logging.getLogger(__name__)


class Rounds(ABC):
    """One such thing. It ends with `stop`, or when the database is no longer written to; nothing else ends it."""

    trouble = "a round failed; it is tried again"
    """What the log says when a round raises."""

    def __init__(self, every: float) -> None:
        """`every`: seconds from one round to the next."""
        self._every = every
        self._task: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()

    @abstractmethod
    async def round(self) -> None:
        """Do what there is to be done now."""

    def wake(self) -> None:
        """There is something to be done now."""
        self._wanted.set()

    def start(self, *, at_once: bool = True) -> None:
        """Begin, on the running event loop; with a round, or else when the time of the first has come."""
        self._task = asyncio.create_task(self._run(at_once))

    async def stop(self) -> None:
        """End. What is under way is broken off: whatever takes its place does it again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self, at_once: bool) -> None:
        if not at_once:
            await self._wait()
        while True:
            self._wanted.clear()
            try:
                await self.round()
            except Stopped:
                return
            except Exception:
                log.exception(self.trouble)
            await self._wait()

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), self._every)
