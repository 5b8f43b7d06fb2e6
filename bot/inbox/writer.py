"""The one writer: everything that queued up during the last commit goes into the next one.

Group commit: a transaction costs one fsync however many messages are in it, so under load the batches grow by
themselves and nobody waits on purpose. Callers await `accept`, which returns once their events are on the disk.

The batch itself runs on the event loop, and only waiting (for the write lock, for the disk) is done in a thread:
as fast as a thread for everything, and nothing in a batch needs a lock (docs/decisions/0002).
"""

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from sqlalchemy.engine import Connection

from bot import clock
from bot.chat.flow import Script
from bot.database import Database
from bot.db import Stopped, new_id
from bot.inbox.arrivals import Applied, Arrival
from bot.inbox.attempts import Attempts, Job, Task
from bot.inbox.journal import tell
from bot.inbox.turns import Setting
from bot.metrics import Metrics
from bot.outbox.charges import Tariff
from bot.outbox.lanes import LEASE, Lanes
from bot.outbox.queue import Queued

log = logging.getLogger(__name__)

MOST_EVENTS = 256
"""Events in one transaction. Batches saturate at the number of connections in flight; beyond this latency grows."""

MOST_WAITING = 20_000
"""Events that may wait for the writer. Beyond it we say "later" instead of promising what we cannot keep."""

_GATHER = 8
"""Rounds of the event loop before a batch is closed: what already lies in the sockets comes along. No time is waited;
under load it makes batches a quarter larger and acknowledgements quicker."""

PATIENCE = 0.01
"""Seconds for which what nobody waits for lies by, in case a batch comes along that it can go with."""


class Busy(Exception):
    """Too much is waiting already; the carrier is asked to deliver again, and will."""


class Writer:
    """Owns the only writing connection. `on_queued` hears of new messages to be sent before anybody is acknowledged,
    `on_files` of files that people have sent."""

    def __init__(
        self,
        database: Database,
        script: Script,
        operator: str,
        on_queued: Callable[[list[Queued], bool], None] = lambda queued, settled: None,
        now: Callable[[], Any] = clock.now,
        lease: dt.timedelta = LEASE,
        tariff: Tariff | None = None,
        metrics: Metrics | None = None,
        site: str = "",
        on_files: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_files = on_files
        self._script, self._operator, self._now = script, operator, now
        self._site = site
        self._on_queued, self._tariff, self._metrics = on_queued, tariff, metrics or Metrics()
        self.lanes = Lanes(new_id(), lease) if database.shared else None
        """Our sending lanes, where other processes send as well."""
        self._attempts = Attempts(database, self._setting)
        self._jobs: deque[Job] = deque()
        self._wanted = asyncio.Event()
        self._stopped = False
        self._task: asyncio.Task[None] | None = None
        self._writing_since: float | None = None
        self.waiting = 0
        """Events that are not on the disk yet."""
        self.batches = 0
        self.events = 0

    def start(self) -> None:
        """Begin to write, on the running event loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what has been accepted, then end."""
        self._stopped = True
        self._wanted.set()
        if self._task is not None:
            await self._task

    @property
    def alive(self) -> bool:
        return self._task is not None and not self._task.done() and not self._stopped

    @property
    def oldest(self) -> float:
        """Seconds for which the event or task that waits longest has been waiting to be written."""
        since = self._writing_since
        if since is None and self._jobs:
            since = self._jobs[0].begun
        return 0.0 if since is None else perf_counter() - since

    async def accept(self, arrivals: Sequence[Arrival]) -> None:
        """Store events and act on them; returns once that is durable. Raises `Busy`, or the database's error."""
        if not arrivals:
            return
        if self.waiting >= MOST_WAITING:
            raise Busy
        await self._put(arrivals=arrivals)

    async def write(self, task: Task, *, patiently: bool = False) -> Any:
        """Run a small task in a transaction and return its result once it is durable. It may be run again after a
        failure of its own or of others. `patiently`: with the next batch, or by itself after `PATIENCE`."""
        return await self._put(task=task, patiently=patiently)

    async def say(self, task: Callable[[Connection, Setting], Applied]) -> Applied:
        """The same for a task that puts messages into the outbox: they are sent once that is durable."""
        said: Applied = await self._put(task=lambda connection: task(connection, self._setting()))
        return said

    def _put(
        self, arrivals: Sequence[Arrival] = (), task: Task | None = None, *, patiently: bool = False
    ) -> "asyncio.Future[Any]":
        if self._stopped or self._task is None:
            raise Stopped
        loop = asyncio.get_running_loop()
        job = Job(loop.create_future(), arrivals, task)
        self.waiting += len(arrivals)
        self._jobs.append(job)
        if patiently:
            loop.call_later(PATIENCE, self._wanted.set)
        else:
            self._wanted.set()
        return job.future

    async def _run(self) -> None:
        while jobs := await self._next():
            await self._flush(jobs)

    async def _next(self) -> list[Job]:
        """The jobs of the next transaction; none when all is done and the writer is to end."""
        while not self._stopped:
            await self._wanted.wait()
            self._wanted.clear()
            if self._jobs:
                break
        for _ in range(_GATHER):
            await asyncio.sleep(0)
        jobs: list[Job] = []
        events = 0
        while self._jobs and (not jobs or events + len(self._jobs[0].arrivals) <= MOST_EVENTS):
            jobs.append(self._jobs.popleft())
            events += len(jobs[-1].arrivals)
        if self._jobs:
            self._wanted.set()
        return jobs

    async def _flush(self, jobs: list[Job]) -> None:
        arrivals = [arrival for job in jobs for arrival in job.arrivals]
        left = Applied()
        error: Exception | None = None
        begun = perf_counter()
        self._writing_since = jobs[0].begun
        try:
            await self._attempts.write(arrivals, [job for job in jobs if job.task is not None], left)
        except Exception as failed:
            log.exception("a batch could not be written")
            error = failed
        self._writing_since = None
        self.waiting -= len(arrivals)
        self.batches += 1
        self.events += len(arrivals)
        if left.queued or left.news.settled:
            self._on_queued(left.queued, left.news.settled)
        if left.files:
            self._on_files()
        if error is None:
            now = perf_counter()
            self._metrics.transaction.observe(now - begun)
            tell(self._metrics, jobs, left, now)
        for job in jobs:
            wrong = error or job.error
            if job.future.done():
                continue
            if wrong is not None:
                job.future.set_exception(wrong)
            else:
                job.future.set_result(job.result)

    def _setting(self) -> Setting:
        return Setting(self._script, self._operator, self._now(), self.lanes, self._tariff, self._site)
