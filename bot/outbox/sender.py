"""Sends what is in the outbox: each person's messages in order, many people at once.

A reply is sent at least once: it is marked after the carrier took it, so a kill in between may repeat it. Anything
else is sent at most once: it is claimed on the disk first. What may have gone out without an answer is `unknown`
until a status settles it; a reply is then repeated once, after half a minute without news.
"""

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.channels.contract import Channel, Remedy, SendError, Sent
from bot.db import Stopped
from bot.metrics import Metrics
from bot.outbox.books import Books, Writes
from bot.outbox.charges import Tariff
from bot.outbox.journal import Journal
from bot.outbox.models import outbound
from bot.outbox.pace import Pace
from bot.outbox.queue import AT_LEAST_ONCE, Queued, unsent
from bot.outbox.waits import Waits

log = logging.getLogger(__name__)

LANES = 64
"""People written to at the same time on one channel."""

_MOST_TRIES = 2
"""How often a reply is handed over that may have gone out."""


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
        self._channels, self._writer, self._now, self._tariff = channels, writer, now, tariff
        self.journal = Journal(metrics or Metrics())
        self._paces = dict(paces or {})
        self._only = only
        self._waits = waits or Waits()
        self._waiting: dict[int, deque[Queued]] = {}
        self._resting: dict[int, asyncio.TimerHandle] = {}
        self._ready: dict[str, asyncio.Queue[int]] = {}
        self._books = Books(writer, now, self._waiting, self.wake)
        self._lanes = lanes
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self.repeated = 0

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
            elif not self._only and _has_expired(message, self._now()):
                self._mark(message, "closed", error="its channel was switched off until the window had shut")

    async def stop(self) -> None:
        """Let the sends under way end, and write down what became of them."""
        self._stopping = True
        for handle in self._resting.values():
            handle.cancel()
        for task in self._tasks:
            if task not in self._sending:
                task.cancel()
        if self._sending:
            await asyncio.wait(set(self._sending), timeout=self._waits.last)
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
                if queue[0].state == "unknown" and (handle := self._resting.pop(person_id, None)):
                    handle.cancel()
                    self._get_ready(person_id)

    def _enqueue(self, message: Queued) -> None:
        if message.address.channel not in self._ready:
            return  # it stays in the outbox for a run that has this channel
        queue = self._waiting.get(message.person_id)
        if queue is None:
            self._waiting[message.person_id] = deque((message,))
            self._get_ready(message.person_id)
        elif message.id > queue[-1].id:  # else it was read from the database once more, and is here already
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
            if queue[0].address.channel != channel:
                self._get_ready(person_id)
                return
            pause = await self._send(queue[0], newer_wait=len(queue) > 1)
            if self._stopping:
                return
            if self._books.durable is not None:
                # A lane goes on when its mark is on the disk: at a kill no more than one reply a lane can repeat.
                await asyncio.shield(self._books.durable)
            if pause is not None:
                self._rest(person_id, pause)
                return
            queue.popleft()
        del self._waiting[person_id]
        if self._writer.lanes is not None:
            self._books.give_back(person_id)

    def _rest(self, person_id: int, seconds: float) -> None:
        def again() -> None:
            self._resting.pop(person_id, None)
            self._get_ready(person_id)

        self._resting[person_id] = asyncio.get_running_loop().call_later(seconds, again)

    async def _send(self, message: Queued, *, newer_wait: bool) -> float | None:
        """Send one message. None when it is dealt with; else the seconds until it is to be tried again."""
        channel = self._channels[message.address.channel]
        if message.state == "unknown":
            wait = await self._wait_for_news(message)
            if wait != 0:
                return wait
            self.repeated += 1
            self.journal.repeated(message)
        elif channel.has_window and _has_expired(message, self._now()):
            self._mark(message, "closed", error="the 24-hour window had shut before it could be sent")
            return None
        if message.kind not in AT_LEAST_ONCE and not await self._claim(message):
            return None
        pace = self._paces.get(channel.name)
        if pace is not None:
            await pace.turn()
        begun = perf_counter()
        try:
            sent = await self._hand_over(channel, message)
        except SendError as error:
            self.journal.refused(message, error)
            return self._failed(message, error, pace, newer_wait=newer_wait)
        if pace is not None:
            pace.went_well()
        message.attempts += 1
        self._went_out(message, sent, perf_counter() - begun)
        return None

    def _went_out(self, message: Queued, sent: Sent, seconds: float) -> None:
        now = self._now()
        tariff = self._tariff
        charge = tariff.by_rule(message.address, message.category, sent.parts, now) if tariff is not None else None
        self._mark(message, "sent", provider_id=sent.provider_id, parts=sent.parts, charge=charge)
        self.journal.sent(message, sent, charge, seconds, now)

    async def _hand_over(self, channel: Channel, message: Queued) -> Sent:
        """What the carrier said. Raises `SendError`."""
        task = asyncio.current_task()
        assert task is not None
        self._sending.add(task)
        try:
            return await channel.send(message.address, message.outgoing, str(message.id))
        except asyncio.CancelledError:
            self._unknown(message, SendError(Remedy.UNKNOWN, "we were stopped before the carrier had answered"))
            raise
        except SendError:
            raise
        except Exception as surprise:  # a channel promises never to do that; nobody else is to suffer for it
            log.exception("sending message %s went wrong in an unexpected way", message.id)
            raise SendError(Remedy.UNKNOWN, f"unexpected: {type(surprise).__name__}") from surprise
        finally:
            self._sending.discard(task)

    def _failed(self, message: Queued, error: SendError, pace: Pace | None, *, newer_wait: bool) -> float | None:
        """What is to be done about a failure (Meta's error table, as `Remedy`)."""
        match error.remedy:
            case Remedy.STOP_CHANNEL:
                log.critical("the carrier refuses everything: %s", error)
                self.journal.stopped(message.address.channel, error.code)
                if pace is not None:
                    pace.rest(self._waits.stopped)
                self._refused(message, error)
                return self._waits.stopped
            case Remedy.SLOW_CHANNEL:
                self._refused(message, error)
                wait = error.retry_after or self._waits.after_channel(message.refusals)
                if pace is not None:
                    pace.slow_down(wait)
                return wait
            case Remedy.RETRY:
                self._refused(message, error)
                return error.retry_after or self._waits.after_channel(message.refusals)
            case Remedy.SLOW_PERSON:
                if newer_wait and (self._now() - message.created_at).total_seconds() > self._waits.hold:
                    self._mark(message, "failed", error=str(error), code=error.code)
                    return None
                self._refused(message, error)
                return error.retry_after or self._waits.after_person(message.refusals)
            case Remedy.UNKNOWN:
                return self._unknown(message, error)
            case Remedy.WINDOW_CLOSED:
                self._mark(message, "closed", error=str(error), code=error.code)
                return None
            case _:
                log.error("message %s cannot be sent: %s", message.id, error)
                self._mark(message, "failed", error=str(error), code=error.code, remedy=error.remedy)
                return None

    def _refused(self, message: Queued, error: SendError) -> None:
        """It certainly did not go out. What had been claimed on the disk is given free again."""
        message.refusals += 1
        self.journal.retried(message, error)
        if message.kind not in AT_LEAST_ONCE:
            self._mark(message, "queued", error=str(error), code=error.code)

    def _unknown(self, message: Queued, error: SendError) -> float | None:
        """It may have gone out. A reply is repeated once if no status comes; everything else waits for one.

        Where a carrier has no statuses there is nothing to wait for but a moment's quiet.
        """
        message.attempts += 1
        channel = self._channels[message.address.channel]
        wait = self._waits.unknown if channel.has_statuses else self._waits.blind
        message.due_at = self._now() + dt.timedelta(seconds=wait)
        self._mark(message, "unknown", error=str(error), code=error.code)
        if message.kind not in AT_LEAST_ONCE or message.attempts >= _MOST_TRIES:
            return None
        message.state = "unknown"
        return wait

    async def _wait_for_news(self, message: Queued) -> float | None:
        """Of a reply of unknown fate: None when a status has settled it or it may not be repeated (again, or so
        late); the seconds until it may; 0 when it is to be repeated now."""
        if message.attempts >= _MOST_TRIES or _has_expired(message, self._now()):
            return None
        query = sa.select(outbound.c.state).where(outbound.c.id == message.id)
        state = await self._writer.write(lambda connection: connection.execute(query).scalar_one_or_none())
        if state not in ("unknown", "queued"):
            return None
        return max(0.0, (message.due_at - self._now()).total_seconds()) if message.due_at is not None else 0.0

    async def _claim(self, message: Queued) -> bool:
        """At most once: say on the disk that it may be out before it is."""

        def claim(connection: Connection) -> bool:
            row = sa.update(outbound).where(outbound.c.id == message.id, outbound.c.state == "queued")
            return connection.execute(row.values(state="unknown", attempts=message.attempts + 1)).rowcount == 1

        return bool(await self._writer.write(claim))

    def _mark(self, message: Queued, state: str, **more: Any) -> None:
        self._books.enter(message, state, **more)
        if state not in ("sent", "queued"):
            self.journal.ended(message, state, more.get("error", ""), more.get("code", 0))


def _has_expired(message: Queued, now: dt.datetime) -> bool:
    """Whether the person's reply window has shut for it."""
    return message.expires_at is not None and now >= message.expires_at
