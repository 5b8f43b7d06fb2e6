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

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.chat.flow import Script
from bot.database import Database, NotWritten, stood_in_the_way
from bot.db import Stopped, new_id
from bot.inbox import occasions
from bot.inbox.batch import Applied, Arrival, apply
from bot.inbox.journal import tell
from bot.inbox.turns import Setting, TurnFailed
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

MOST_TRIES = 3
"""A turn that has failed so often is parked for an officer to look at."""

_PRIVATE = {"private": True}
"""What a turn raises may quote what the person wrote."""

_DATABASE_TROUBLE = (NotWritten, sa.exc.OperationalError, sa.exc.InterfaceError)
"""The database itself is in the way (locked, full, gone): nobody's message is to blame, the carrier delivers again."""

Task = Callable[[Connection], Any]


class Busy(Exception):
    """Too much is waiting already; the carrier is asked to deliver again, and will."""


class _Job:
    __slots__ = ("arrivals", "begun", "error", "future", "result", "task")

    def __init__(
        self, future: "asyncio.Future[Any]", arrivals: Sequence[Arrival] = (), task: Task | None = None
    ) -> None:
        self.future, self.arrivals, self.task = future, arrivals, task
        self.begun = perf_counter()
        self.result: Any = None
        self.error: Exception | None = None


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
        self._database, self._script, self._operator, self._now = database, script, operator, now
        self._site = site
        self._on_queued, self._tariff, self._metrics = on_queued, tariff, metrics or Metrics()
        self.lanes = Lanes(new_id(), lease) if database.shared else None
        """Our sending lanes, where other processes send as well."""
        self._jobs: deque[_Job] = deque()
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

    async def write(self, task: Task) -> Any:
        """Run a small task in the next transaction and return its result once it is durable."""
        return await self._put(task=task)

    async def say(self, task: Callable[[Connection, Setting], Applied]) -> Applied:
        """The same for a task that puts messages into the outbox: they are sent once that is durable."""
        said: Applied = await self._put(task=lambda connection: task(connection, self._setting()))
        return said

    def _put(self, arrivals: Sequence[Arrival] = (), task: Task | None = None) -> "asyncio.Future[Any]":
        if self._stopped or self._task is None:
            raise Stopped
        job = _Job(asyncio.get_running_loop().create_future(), arrivals, task)
        self.waiting += len(arrivals)
        self._jobs.append(job)
        self._wanted.set()
        return job.future

    async def _run(self) -> None:
        while jobs := await self._next():
            await self._flush(jobs)

    async def _next(self) -> list[_Job]:
        """The jobs of the next transaction; none when all is done and the writer is to end."""
        while not self._jobs and not self._stopped:
            self._wanted.clear()
            await self._wanted.wait()
        for _ in range(_GATHER):
            await asyncio.sleep(0)
        jobs: list[_Job] = []
        events = 0
        while self._jobs and (not jobs or events + len(self._jobs[0].arrivals) <= MOST_EVENTS):
            jobs.append(self._jobs.popleft())
            events += len(jobs[-1].arrivals)
        return jobs

    async def _flush(self, jobs: list[_Job]) -> None:
        arrivals = [arrival for job in jobs for arrival in job.arrivals]
        left = Applied()
        error: Exception | None = None
        begun = perf_counter()
        self._writing_since = jobs[0].begun
        try:
            await self._take(arrivals, [job for job in jobs if job.task is not None], left)
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

    async def _take(self, arrivals: list[Arrival], tasks: list[_Job], left: Applied) -> None:
        """Apply a batch. A message whose turn fails is taken out, with what its sender wrote after it; tried alone."""
        aside: list[list[Arrival]] = []

        def work(connection: Connection) -> Applied:
            applied = apply(connection, arrivals, self._setting(), {})
            for job in tasks:
                self._do(connection, job)
                if isinstance(job.result, Applied) and job.error is None:
                    applied.add(job.result)
            return applied

        while True:
            try:
                left.add(await self._database.transaction(work))
                break
            except TurnFailed as failed:
                log.warning("%s; it is tried alone", failed, exc_info=failed, extra=_PRIVATE)
                arrivals, alone = _split(arrivals, failed)
                aside.append(alone)
            except _DATABASE_TROUBLE:
                raise
            except Exception as failed:
                if not arrivals:
                    raise
                log.warning("a batch failed; every sender is tried alone", exc_info=failed, extra=_PRIVATE)
                aside += reversed(_by_sender(arrivals))
                arrivals = []
        for alone in reversed(aside):
            left.add(await self._alone(alone))
        if left.roused:
            await self._attend(left)

    async def _attend(self, left: Applied) -> None:
        """Say what has become due to people who have not written; the batch itself is on the disk already."""
        try:
            while applied := await self._database.transaction(lambda c: occasions.attend(c, self._setting())):
                left.add(applied)
        except Exception:
            log.exception("what was to be done about a link failed; it is tried again")
            await self._database.transaction(lambda connection: occasions.put_off(connection, self._now()))

    @staticmethod
    def _do(connection: Connection, job: _Job) -> None:
        """Run one task. A task that fails is undone by itself; everybody else's work in the batch stays."""
        assert job.task is not None
        job.error = None
        try:
            with connection.begin_nested():
                job.result = job.task(connection)
        except sa.exc.DBAPIError as failed:
            if stood_in_the_way(failed):
                raise  # two processes stood in each other's way: the whole transaction is tried again
            job.error = failed
        except Exception as failed:
            job.error = failed

    async def _alone(self, arrivals: list[Arrival]) -> Applied:
        """One sender's messages. What fails three times is parked; where it cannot be told which, the first is."""
        tries: dict[str, int] = {_key_of(arrivals[0]): 1}
        parked: dict[str, str] = {}
        while True:
            try:
                return await self._database.transaction(
                    lambda connection: apply(connection, arrivals, self._setting(), parked)
                )
            except TurnFailed as failed:
                self._count(failed.message.key, failed, failed.__cause__, tries, parked)
            except _DATABASE_TROUBLE:
                raise
            except Exception as failed:
                key = next((key for a in arrivals if (key := _key_of(a)) and key not in parked), "")
                if not key:
                    raise
                self._count(key, failed, failed, tries, parked)

    @staticmethod
    def _count(
        key: str, failed: Exception, cause: BaseException | None, tries: dict[str, int], parked: dict[str, str]
    ) -> None:
        tries[key] = tries.get(key, 0) + 1
        if tries[key] >= MOST_TRIES:
            log.error("%s for the third time; it is parked", failed, exc_info=failed, extra=_PRIVATE)
            parked[key] = repr(cause)[:500]

    def _setting(self) -> Setting:
        return Setting(self._script, self._operator, self._now(), self.lanes, self._tariff, self._site)


def _key_of(arrival: Arrival) -> str:
    return getattr(arrival.event, "key", "")


def _by_sender(arrivals: list[Arrival]) -> list[list[Arrival]]:
    """A batch in parts that cannot harm each other, each in the order of acceptance."""
    parts: dict[object, list[Arrival]] = {}
    for arrival in arrivals:
        sender = getattr(arrival.event, "sender", None)
        parts.setdefault(sender.handles if sender is not None else id(arrival), []).append(arrival)
    return list(parts.values())


def _split(arrivals: list[Arrival], failed: TurnFailed) -> tuple[list[Arrival], list[Arrival]]:
    """The batch without the failed message and what its sender sent after it; and those."""
    names = set(failed.message.sender.handles)
    rest: list[Arrival] = []
    alone: list[Arrival] = []
    for arrival in arrivals:
        sender = getattr(arrival.event, "sender", None)
        same = sender is not None and bool(names & set(sender.handles))
        if arrival.event is failed.message or (alone and same):
            alone.append(arrival)
        else:
            rest.append(arrival)
    return rest, alone
