"""Blue ticks: telling a person that what she wrote has been read, while her answer is on its way.

It is a courtesy, one more request for each message, and nothing depends on it: it is never retried, and where too many
are under way it is left out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from bot.outbox.queue import Queued

_MOST = 50
"""Requests under way; beyond that the carrier is busy enough with answers."""


class Ticks:
    """`mark` tells the carrier that the message with this key was read; it never raises."""

    def __init__(self, channel: str, mark: Callable[[str], Awaitable[bool]]) -> None:
        self._channel, self._mark = channel, mark
        self._tasks: set[asyncio.Future[bool]] = set()

    def answered(self, replies: Iterable[Queued]) -> None:
        """These answers have just been put into the outbox."""
        for reply in replies:
            if reply.message_key and reply.address.channel == self._channel and len(self._tasks) < _MOST:
                task = asyncio.ensure_future(self._mark(reply.message_key))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
