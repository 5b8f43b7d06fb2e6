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
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.channels.contract import Channel, Remedy, SendError
from bot.db import Stopped
from bot.outbox import marks
from bot.outbox.models import outbound
from bot.outbox.pace import Pace
from bot.outbox.queue import Queued, unsent

log = logging.getLogger(__name__)

LANES = 64
"""People written to at the same time."""

UNKNOWN_WAIT = 30.0
"""Seconds to wait for a status before a reply of unknown fate is repeated."""

HOLD = dt.timedelta(minutes=2)
"""A reply that cannot go out holds its person's later replies back for so long at most."""

_CHANNEL_REST = 60.0
"""Seconds between two tries while the carrier refuses everything (token, payment, account)."""


class Writes(Protocol):
    """Whoever writes to the database for us, one transaction at a time."""

    async def write(self, task: Callable[[Connection], Any]) -> Any: ...


class Sender:
    """Owns everything between the outbox and the carriers.

    `only` restricts it to one channel: a terminal talk beside a running server leaves the server's messages alone.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        writer: Writes,
        *,
        paces: Mapping[str, Pace] | None = None,
        lanes: int = LANES,
        only: str = "",
        unknown_wait: float = UNKNOWN_WAIT,
        now: Callable[[], dt.datetime] = clock.now,
    ) -> None:
        self._channels, self._writer, self._now = channels, writer, now
        self._paces = dict(paces or {})
        self._only = only
        self._unknown_wait = unknown_wait
        self._waiting: dict[int, deque[Queued]] = {}
        self._resting: dict[int, asyncio.TimerHandle] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._marks: list[marks.Mark] = []
        self._marked = asyncio.Event()
        self._durable: asyncio.Future[None] | None = None
        self._lanes = lanes
        self._tasks: list[asyncio.Task[None]] = []
        self.repeated = 0

    async def start(self) -> None:
        """Take up what an earlier run left, then send whatever comes."""
        for message in await self._writer.write(unsent):
            if not self._only or message.address.channel == self._only:
                self._enqueue(message)
        self._tasks = [asyncio.create_task(self._lane()) for _ in range(self._lanes)]
        self._tasks.append(asyncio.create_task(self._mark_all()))

    async def stop(self) -> None:
        """Let the sends in flight end, and write down what became of them."""
        for handle in self._resting.values():
            handle.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._write_marks()

    @property
    def waiting(self) -> int:
        """Messages that have not been sent yet."""
        return sum(len(queue) for queue in self._waiting.values())

    def wake(self, queued: list[Queued], settled: bool = False) -> None:
        """New messages are in the outbox; or a status has settled one of unknown fate."""
        for message in queued:
            self._enqueue(message)
        if settled:
            for person_id, queue in list(self._waiting.items()):
                if queue[0].state == "unknown" and (handle := self._resting.pop(person_id, None)):
                    handle.cancel()
                    self._ready.put_nowait(person_id)

    def _enqueue(self, message: Queued) -> None:
        queue = self._waiting.get(message.person_id)
        if queue is None:
            self._waiting[message.person_id] = deque((message,))
            self._ready.put_nowait(message.person_id)
        else:
            queue.append(message)

    async def _lane(self) -> None:
        while True:
            person_id = await self._ready.get()
            queue = self._waiting[person_id]
            while queue:
                pause = await self._send(queue[0], newer_wait=len(queue) > 1)
                if self._durable is not None:
                    # A lane goes on when its mark is on the disk: at a kill no more than one reply a lane can repeat.
                    await asyncio.shield(self._durable)
                if pause is not None:
                    self._rest(person_id, pause)
                    break
                queue.popleft()
            else:
                del self._waiting[person_id]

    def _rest(self, person_id: int, seconds: float) -> None:
        def again() -> None:
            self._resting.pop(person_id, None)
            self._ready.put_nowait(person_id)

        self._resting[person_id] = asyncio.get_running_loop().call_later(seconds, again)

    async def _send(self, message: Queued, *, newer_wait: bool) -> float | None:
        """Send one message. None when it is dealt with; else the seconds until it is to be tried again."""
        channel = self._channels.get(message.address.channel)
        if channel is None:
            self._mark(message, "failed", error="this channel is switched off")
            return None
        if channel.has_window and message.expires_at is not None and self._now() >= message.expires_at:
            self._mark(message, "closed", error="the 24-hour window had shut before it could be sent")
            return None
        if message.state == "unknown" and not await self._may_repeat(message):
            return None
        if message.kind != "reply" and not await self._claim(message):
            return None
        pace = self._paces.get(channel.name)
        if pace is not None:
            await pace.turn()
        message.attempts += 1
        try:
            sent = await channel.send(message.address, message.outgoing, str(message.id))
        except SendError as error:
            return self._failed(message, error, pace, newer_wait=newer_wait)
        if pace is not None:
            pace.went_well()
        self._mark(message, "sent", provider_id=sent.provider_id)
        return None

    def _failed(self, message: Queued, error: SendError, pace: Pace | None, *, newer_wait: bool) -> float | None:
        """What is to be done about a failure (Meta's error table, as `Remedy`)."""
        match error.remedy:
            case Remedy.STOP_CHANNEL:
                log.critical("the carrier refuses everything: %s", error)
                if pace is not None:
                    pace.rest(_CHANNEL_REST)
                return _CHANNEL_REST
            case Remedy.SLOW_CHANNEL | Remedy.RETRY:
                if pace is not None:
                    pace.slow_down(error.retry_after)
                return error.retry_after or min(2.0 ** min(message.attempts, 5), 30.0)
            case Remedy.SLOW_PERSON:
                if newer_wait and self._now() - message.created_at > HOLD:
                    self._mark(message, "failed", error=str(error), code=error.code)
                    return None
                return error.retry_after or min(4.0 ** min(message.attempts, 4), 120.0)
            case Remedy.UNKNOWN:
                return self._unknown(message, error)
            case Remedy.WINDOW_CLOSED:
                self._mark(message, "closed", error=str(error), code=error.code)
                return None
            case _:
                log.error("message %s cannot be sent: %s", message.id, error)
                self._mark(message, "failed", error=str(error), code=error.code, remedy=error.remedy)
                return None

    def _unknown(self, message: Queued, error: SendError) -> float | None:
        """It may have gone out. A reply is repeated once if no status comes; everything else waits for one."""
        self._mark(message, "unknown", error=str(error), code=error.code)
        if message.kind != "reply" or message.attempts >= 2:
            return None
        message.state = "unknown"
        return self._unknown_wait

    async def _may_repeat(self, message: Queued) -> bool:
        """Whether a reply of unknown fate is still unknown, and has not been repeated yet."""
        if message.due_at is not None and message.due_at > self._now():
            await asyncio.sleep((message.due_at - self._now()).total_seconds())
        await self._write_marks()
        query = sa.select(outbound.c.state).where(outbound.c.id == message.id)
        state = await self._writer.write(lambda connection: connection.execute(query).scalar_one_or_none())
        if state not in ("unknown", "queued") or message.attempts >= 2:
            return False
        self.repeated += 1
        return True

    async def _claim(self, message: Queued) -> bool:
        """At most once: say on the disk that it may be out before it is."""

        def claim(connection: Connection) -> bool:
            row = sa.update(outbound).where(outbound.c.id == message.id, outbound.c.state == "queued")
            return connection.execute(row.values(state="unknown", attempts=message.attempts + 1)).rowcount == 1

        return bool(await self._writer.write(claim))

    # --- writing down what happened, many at a time

    def _mark(self, message: Queued, state: str, **more: Any) -> None:
        due = self._now() + dt.timedelta(seconds=self._unknown_wait) if state == "unknown" else None
        self._marks.append(
            marks.Mark(message.id, message.person_id, state, self._now(), message.attempts, due_at=due, **more)
        )
        if self._durable is None:
            self._durable = asyncio.get_running_loop().create_future()
        self._marked.set()

    async def _mark_all(self) -> None:
        while True:
            await self._marked.wait()
            await self._write_marks()

    async def _write_marks(self) -> None:
        self._marked.clear()
        if not self._marks:
            return
        taken, self._marks = self._marks, []
        durable, self._durable = self._durable, None
        try:
            await self._writer.write(lambda connection: marks.write(connection, taken))
        except Stopped:
            log.warning("%s sends could not be marked; these replies may repeat", len(taken))
        except Exception:
            log.exception("marks could not be written; they are tried again")
            self._marks = taken + self._marks
            self._marked.set()
            await asyncio.sleep(1)
        finally:
            if durable is not None and not durable.done():
                durable.set_result(None)
