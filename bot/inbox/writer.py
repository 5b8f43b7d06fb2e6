"""The one thread that writes: everything that queued up during the last commit goes into the next one.

Group commit: a transaction costs one fsync however many messages are in it, so under load the batches grow by
themselves and nobody waits on purpose. Callers await `accept`, which returns once their events are on the disk.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.engine import Connection, Engine

from bot import clock
from bot.chat.flow import Script
from bot.db import Stopped
from bot.inbox.batch import Applied, Arrival, apply
from bot.inbox.turns import Setting, TurnFailed
from bot.outbox.queue import Queued

log = logging.getLogger(__name__)

MOST_EVENTS = 256
"""Events in one transaction. Batches saturate at the number of connections in flight; beyond this latency grows."""

MOST_WAITING = 20_000
"""Events that may wait for the writer. Beyond it we say "later" instead of promising what we cannot keep."""

MOST_TRIES = 3
"""A turn that has failed so often is parked for an officer to look at."""

Task = Callable[[Connection], Any]


class Busy(Exception):
    """Too much is waiting already; the carrier is asked to deliver again, and will."""


class _Job:
    __slots__ = ("arrivals", "error", "future", "result", "task")

    def __init__(
        self, future: "asyncio.Future[Any]", arrivals: Sequence[Arrival] = (), task: Task | None = None
    ) -> None:
        self.future, self.arrivals, self.task = future, arrivals, task
        self.result: Any = None
        self.error: Exception | None = None


class Writer:
    """Owns the only writing connection. `on_queued` hears of new messages to be sent, on the event loop."""

    def __init__(
        self,
        engine: Engine,
        script: Script,
        operator: str,
        on_queued: Callable[[list[Queued], bool], None] = lambda queued, settled: None,
        now: Callable[[], Any] = clock.now,
    ) -> None:
        self._engine, self._script, self._operator, self._now = engine, script, operator, now
        self._on_queued = on_queued
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self.batches = 0
        self.events = 0

    def start(self) -> None:
        """Begin to write. Called on the event loop that will await the results."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Finish what has been accepted, then end the thread."""
        self._stopped = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    @property
    def waiting(self) -> int:
        """Events accepted from carriers that are not on the disk yet."""
        return self._waiting

    async def accept(self, arrivals: Sequence[Arrival]) -> None:
        """Store events and act on them; returns once that is durable. Raises `Busy`, or the database's error."""
        if not arrivals:
            return
        if self._waiting >= MOST_WAITING:
            raise Busy
        await self._put(arrivals=arrivals)

    async def write(self, task: Task) -> Any:
        """Run a small task in the next transaction and return its result once it is durable."""
        return await self._put(task=task)

    def _put(self, arrivals: Sequence[Arrival] = (), task: Task | None = None) -> "asyncio.Future[Any]":
        if self._stopped or self._loop is None:
            raise Stopped
        job = _Job(self._loop.create_future(), arrivals, task)
        with self._lock:
            self._waiting += len(arrivals)
        self._jobs.put(job)
        return job.future

    # --- the writer's own thread

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (jobs := self._next()) is not None:
                self._flush(connection, jobs)

    def _next(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        jobs, events = [first], len(first.arrivals)
        while events < MOST_EVENTS:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            jobs.append(job)
            events += len(job.arrivals)
        return jobs

    def _flush(self, connection: Connection, jobs: list[_Job]) -> None:
        arrivals = [arrival for job in jobs for arrival in job.arrivals]
        left = Applied()
        error: BaseException | None = None
        try:
            self._take(connection, arrivals, [job for job in jobs if job.task is not None], left)
        except Exception as failed:
            log.exception("a batch could not be written")
            error = failed
        with self._lock:
            self._waiting -= len(arrivals)
        self.batches += 1
        self.events += len(arrivals)
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(self._report, jobs, left, error)
        except RuntimeError:  # the loop has been closed: nobody waits any more
            log.debug("nobody waited for a finished batch")

    def _report(self, jobs: list[_Job], left: Applied, error: BaseException | None) -> None:
        """On the event loop: wake the senders, then everybody who waited."""
        if left.queued or left.settled:
            self._on_queued(left.queued, left.settled)
        for job in jobs:
            if job.future.done():
                continue
            wrong = error or job.error
            if wrong is not None:
                job.future.set_exception(wrong)
            else:
                job.future.set_result(job.result)

    def _take(self, connection: Connection, arrivals: list[Arrival], tasks: list[_Job], left: Applied) -> None:
        """Apply a batch. A message whose turn fails is taken out, with what its sender wrote after it, and tried alone."""
        aside: list[list[Arrival]] = []
        while True:
            try:
                with connection.begin():
                    applied = apply(connection, arrivals, self._setting(), {})
                    for job in tasks:
                        self._do(connection, job)
                break
            except TurnFailed as failed:
                log.warning("%s; it is tried alone", failed, exc_info=failed)
                arrivals, alone = _split(arrivals, failed)
                aside.append(alone)
        left.add(applied)
        for alone in reversed(aside):
            left.add(self._alone(connection, alone))

    @staticmethod
    def _do(connection: Connection, job: _Job) -> None:
        """Run one task. A task that fails is undone by itself; everybody else's work in the batch stays."""
        assert job.task is not None
        job.error = None
        try:
            with connection.begin_nested():
                job.result = job.task(connection)
        except Exception as failed:
            job.error = failed

    def _alone(self, connection: Connection, arrivals: list[Arrival]) -> Applied:
        """One sender's messages, the first of which has failed once."""
        tries: dict[str, int] = {_first_key(arrivals): 1}
        parked: dict[str, str] = {}
        while True:
            try:
                with connection.begin():
                    return apply(connection, arrivals, self._setting(), parked)
            except TurnFailed as failed:
                key = failed.message.key
                tries[key] = tries.get(key, 0) + 1
                if tries[key] >= MOST_TRIES:
                    log.error("%s for the third time; it is parked", failed, exc_info=failed)
                    parked[key] = repr(failed.__cause__)[:500]

    def _setting(self) -> Setting:
        return Setting(self._script, self._operator, self._now())


def _first_key(arrivals: list[Arrival]) -> str:
    return getattr(arrivals[0].event, "key", "")


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


def run_once(engine: Engine, task: Task) -> Any:
    """A short transaction from the command line, beside a running server or without one."""
    with engine.connect() as connection, connection.begin():
        return task(connection)

