"""A batch until it is written: what fails is taken out and tried alone, so that nobody else waits for it.

A message whose turn fails is tried again with what its sender wrote after it; after three failures it is parked, and
the person hears a sentence. A task that fails is undone by itself.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.database import Database, NotWritten, stood_in_the_way
from bot.inbox import occasions
from bot.inbox.arrivals import Applied, Arrival
from bot.inbox.batch import apply
from bot.inbox.turns import Setting, TurnFailed

log = logging.getLogger(__name__)

MOST_TRIES = 3
"""A turn that has failed so often is parked for an officer to look at."""

_PRIVATE = {"private": True}
"""What a turn raises may quote what the person wrote."""

_DATABASE_TROUBLE = (NotWritten, sa.exc.OperationalError, sa.exc.InterfaceError)
"""The database itself is in the way (locked, full, gone): nobody's message is to blame, the carrier delivers again."""

Task = Callable[[Connection], Any]


class Job:
    """Events or a task that somebody waits for."""

    __slots__ = ("arrivals", "begun", "error", "future", "result", "task")

    def __init__(
        self, future: "asyncio.Future[Any]", arrivals: Sequence[Arrival] = (), task: Task | None = None
    ) -> None:
        self.future, self.arrivals, self.task = future, arrivals, task
        self.begun = perf_counter()
        self.result: Any = None
        self.error: Exception | None = None


class _TaskFailed(Exception):
    """A task went wrong in a transaction where it could not be undone by itself."""


class Attempts:
    """Writes batches. `setting` says how things stand now."""

    def __init__(self, database: Database, setting: Callable[[], Setting]) -> None:
        self._database, self._setting = database, setting

    async def write(self, arrivals: list[Arrival], tasks: list[Job], left: Applied) -> None:
        """Write a batch, whatever it takes. `left` is told what is on the disk. Raises the database's error."""
        aside: list[list[Arrival]] = []
        # A savepoint for each task costs more than most tasks; only where one has failed do they get them.
        apart = False

        def work(connection: Connection) -> Applied:
            applied = apply(connection, arrivals, self._setting(), {})
            for job in tasks:
                self._do(connection, job, apart=apart)
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
            except _TaskFailed:
                apart = True
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
            await self._database.transaction(lambda connection: occasions.put_off(connection, self._setting().now))

    @staticmethod
    def _do(connection: Connection, job: Job, *, apart: bool) -> None:
        """Run one task; `apart`, if it fails, it is undone by itself and everybody else's work in the batch stays."""
        assert job.task is not None
        job.error = None
        try:
            if not apart:
                job.result = job.task(connection)
                return
            with connection.begin_nested():
                job.result = job.task(connection)
        except Exception as failed:
            if isinstance(failed, sa.exc.DBAPIError) and stood_in_the_way(failed):
                raise  # two processes stood in each other's way: the whole transaction is tried again
            if not apart:
                raise _TaskFailed from failed
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
