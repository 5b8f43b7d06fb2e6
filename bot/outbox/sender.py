"""Sends what is in the outbox: each person's messages in order, many people at once (`handover`: one message)."""

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Mapping

from bot import clock
from bot.channels.contract import Channel
from bot.db import Stopped
from bot.metrics import Metrics
from bot.outbox.books import Books, Writes
from bot.outbox.charges import Tariff
from bot.outbox.handover import Handover, has_expired
from bot.outbox.journal import Journal
from bot.outbox.pace import Pace
from bot.outbox.queue import Queued, unsent
from bot.outbox.waits import Waits

log = logging.getLogger(__name__)

LANES = 100
"""People written to at the same time on one channel, as many as there are connections. With answers after 0.3 s that is
300 messages a second; a kill may repeat one reply in each."""


class Sender:
    """Owns everything between the outbox and the carriers.

    `only` restricts it to one channel: a terminal talk beside a running server leaves the server's messages alone.
    Every channel has lanes of its own, so that a carrier that is down delays nobody on another.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        writer: Writes,
        *,
        paces: Mapping[str, Pace] | None = None,
        lanes: int = LANES,
        only: str = "",
        waits: Waits | None = None,
        now: Callable[[], dt.datetime] = clock.now,
        tariff: Tariff | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._channels, self._writer, self._now = channels, writer, now
        self.journal = Journal(metrics or Metrics())
        self._paces = dict(paces or {})
        self._only = only
        self._waits = waits or Waits()
        self._waiting: dict[int, deque[Queued]] = {}
        self._resting: dict[int, asyncio.TimerHandle] = {}
        self._ready: dict[str, asyncio.Queue[int]] = {}
        self._books = Books(writer, now, self._waiting, self.wake, self._forget)
        self._handover = Handover(
            channels, writer, self._books, self.journal, paces=self._paces, waits=self._waits, now=now, tariff=tariff
        )
        self._lanes = lanes
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        """Take up what an earlier run left, then send whatever comes."""
        served = [name for name in self._channels if self._only in ("", name)]
        self._ready = {name: asyncio.Queue() for name in served}
        self._tasks = [asyncio.create_task(self._lane(name)) for name in served for _ in range(self._lanes)]
        self._tasks.append(asyncio.create_task(self._books.keep()))
        if self._writer.lanes is not None:
            self._tasks.append(asyncio.create_task(self._books.keep_lanes(self._writer.lanes, self._waits.look_round)))
            return
        for message in await self._writer.write(unsent):
            if message.address.channel in self._ready:
                self._enqueue(message)
            elif not self._only and has_expired(message, self._now()):
                self._handover.mark(message, "closed", error="its channel was switched off until the window had shut")

    async def stop(self) -> None:
        """Let the sends under way end, and write down what became of them."""
        self._stopping = True
        for handle in self._resting.values():
            handle.cancel()
        for task in self._tasks:
            if task not in self._handover.under_way:
                task.cancel()
        if self._handover.under_way:
            await asyncio.wait(set(self._handover.under_way), timeout=self._waits.last)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._books.write()

    @property
    def waiting_by_channel(self) -> dict[str, float]:
        """The same, for each channel."""
        counted = dict.fromkeys(self._ready, 0.0)
        for queue in self._waiting.values():
            for message in queue:
                counted[message.address.channel] += 1
        return counted

    @property
    def repeated(self) -> int:
        """Replies that were sent once more."""
        return self._handover.repeated

    @property
    def paces(self) -> Mapping[str, Pace]:
        return self._paces

    @property
    def waiting(self) -> int:
        """Messages that have not been sent yet."""
        return sum(len(queue) for queue in self._waiting.values())

    def wake(self, queued: list[Queued], settled: bool = False) -> None:
        """New messages are in the outbox; or a status has settled one of unknown fate."""
        for message in queued:
            self._enqueue(message)
        if settled:
            for person_id, queue in self._waiting.items():
                if queue and queue[0].state == "unknown" and (handle := self._resting.pop(person_id, None)):
                    handle.cancel()
                    self._get_ready(person_id)

    def _enqueue(self, message: Queued) -> None:
        if message.address.channel not in self._ready:
            return  # it stays in the outbox for a run that has this channel
        queue = self._waiting.get(message.person_id)
        if queue is None:
            self._waiting[message.person_id] = deque((message,))
            self._get_ready(message.person_id)
        elif (
            not queue or message.id > queue[-1].id
        ):  # else it was read from the database once more, and is here already
            queue.append(message)

    def _get_ready(self, person_id: int) -> None:
        self._ready[self._waiting[person_id][0].address.channel].put_nowait(person_id)

    async def _lane(self, channel: str) -> None:
        while not self._stopping:
            person_id = await self._ready[channel].get()
            try:
                await self._serve(person_id, channel)
            except Stopped:
                return
            except Exception:
                log.exception("a message could not be dealt with; it is tried again")
                self._rest(person_id, self._waits.channel_most)

    async def _serve(self, person_id: int, channel: str) -> None:
        """Send one person's messages on one channel, the oldest first, as far as it goes."""
        queue = self._waiting[person_id]
        while queue:
            await self._books.surely_ours()
            if not queue:
                break
            message = queue[0]
            if message.address.channel != channel:
                self._get_ready(person_id)
                return
            pause = await self._handover.send(message, newer_wait=len(queue) > 1)
            if self._stopping:
                return
            if self._books.durable is not None:
                # A lane goes on when its mark is on the disk: at a kill no more than one reply a lane can repeat.
                await asyncio.shield(self._books.durable)
            if not queue or queue[0] is not message:
                continue  # meanwhile another process has taken her lane
            if pause is not None:
                self._rest(person_id, pause)
                return
            queue.popleft()
        del self._waiting[person_id]
        if self._writer.lanes is not None:
            self._books.give_back(person_id)

    def _forget(self, person_id: int, newest: int) -> None:
        """Another process has this person's messages up to this one; whoever of us is at it goes on with the next."""
        queue = self._waiting.get(person_id, deque[Queued]())
        while queue and queue[0].id <= newest:
            queue.popleft()
        if (handle := self._resting.pop(person_id, None)) is not None:
            handle.cancel()
            if queue:
                self._get_ready(person_id)
            else:
                del self._waiting[person_id]

    def _rest(self, person_id: int, seconds: float) -> None:
        def again() -> None:
            self._resting.pop(person_id, None)
            self._get_ready(person_id)

        self._resting[person_id] = asyncio.get_running_loop().call_later(seconds, again)
