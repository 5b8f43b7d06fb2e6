"""Writing down what became of sends, many at once, and keeping our lanes where several processes send."""

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from bot.db import Stopped
from bot.outbox import marks
from bot.outbox.lanes import Kept, Lanes
from bot.outbox.queue import Queued

log = logging.getLogger(__name__)

_TRY_AGAIN = 1.0
"""Seconds before marks that could not be written are tried again."""


class Writes(Protocol):
    """Whoever writes to the database for us, one transaction at a time."""

    lanes: Lanes | None
    """Our lanes, where other processes send as well."""

    async def write(self, task: Callable[[Connection], Any], *, patiently: bool = False) -> Any: ...


class _Taken:
    """What one transaction puts down, and who waits for it."""

    def __init__(self) -> None:
        self.marks: list[marks.Mark] = []
        self.idle: list[int] = []
        self.promised: list[asyncio.Future[None]] = []


class Books:
    """The sender's book-keeping. `waiting` is what it holds for each person; `wake` hands it what else was found, and
    `forget` tells it whom another process writes to by now, and up to which message: later ones came with a lane that
    was ours once more."""

    def __init__(
        self,
        writer: Writes,
        now: Callable[[], dt.datetime],
        waiting: Mapping[int, deque[Queued]],
        wake: Callable[[list[Queued]], None],
        forget: Callable[[int, int], None],
    ) -> None:
        self._writer, self._now, self._waiting, self._wake, self._forget = writer, now, waiting, wake, forget
        self._marks: list[marks.Mark] = []
        self._idle: list[int] = []
        self._wanted = asyncio.Event()
        self.durable: asyncio.Future[None] | None = None
        """Done when everything entered so far is on the disk; None when it is."""
        self._trusted_until: dt.datetime | None = None
        """Until when our lanes are surely ours."""
        self._look = asyncio.Event()
        self._looked = asyncio.Event()

    def enter(self, message: Queued, state: str, **more: Any) -> None:
        """Note what became of an attempt; it is on the disk when `durable` is done."""
        due = message.due_at if state == "unknown" else None
        self._marks.append(
            marks.Mark(message.id, message.person_id, state, self._now(), message.attempts, due_at=due, **more)
        )
        if self.durable is None:
            self.durable = asyncio.get_running_loop().create_future()
        self._wanted.set()

    def give_back(self, person_id: int) -> None:
        """Nothing is left for this person: another process may write to her."""
        self._idle.append(person_id)
        self._wanted.set()

    async def keep(self) -> None:
        """Write whenever there is something to write."""
        while True:
            await self._wanted.wait()
            await self.write()

    async def write(self) -> None:
        """Write what has been entered, also what comes in until the transaction is there."""
        self._wanted.clear()
        if not self._marks and not self._idle:
            return
        taken = _Taken()
        try:
            # A lane waits for it, a person hardly ever: it goes with the next batch.
            found = await self._writer.write(lambda connection: self._put_down(connection, taken), patiently=True)
            self._wake(found)
        except Stopped:
            log.warning("%s sends could not be marked; these replies may repeat", len(taken.marks) + len(self._marks))
            taken.promised += [] if self.durable is None else [self.durable]
        except Exception:
            log.exception("marks could not be written; they are tried again")
            self._marks = taken.marks + self._marks
            self._idle = taken.idle + self._idle
            self._wanted.set()
            await asyncio.sleep(_TRY_AGAIN)
        finally:
            for durable in taken.promised:
                if not durable.done():
                    durable.set_result(None)

    def _put_down(self, connection: Connection, taken: "_Taken") -> list[Queued]:
        """In the transaction; once more with what has come in since if that is tried again."""
        taken.marks += self._marks
        taken.idle = [id for id in (*taken.idle, *self._idle) if id not in self._waiting]
        if self.durable is not None:
            taken.promised.append(self.durable)
        self._marks, self._idle, self.durable = [], [], None
        if taken.marks:
            marks.write(connection, taken.marks)
        lanes = self._writer.lanes
        return lanes.release(connection, taken.idle) if lanes is not None and taken.idle else []

    async def surely_ours(self) -> None:
        """Comes back when nobody else can be writing to the people we hold: at once, unless we stood still so long
        that a lease may have run out. Then the lanes are looked at first, and `forget` is told what was lost."""
        while self._writer.lanes is not None and not self._is_trusted(self._now()):
            self._looked.clear()
            self._look.set()
            await self._looked.wait()

    def _is_trusted(self, now: dt.datetime) -> bool:
        return self._trusted_until is not None and now < self._trusted_until

    async def keep_lanes(self, lanes: Lanes, every: float) -> None:
        """Renew our lanes, and take over those of a process that has died, from its oldest message on."""
        every = min(every, lanes.renew_every.total_seconds())
        renew_at = self._now()

        def keep(connection: Connection) -> tuple[Kept, dict[int, int], dt.datetime | None]:
            # Now, not when it was asked for: in a queue of the writer's a lease would have become shorter.
            now = self._now()
            if now < renew_at and self._is_trusted(now):
                return lanes.keep(connection, [], now), {}, None
            held = {person_id: queue[-1].id for person_id, queue in self._waiting.items() if queue}
            return lanes.keep(connection, held, now), held, now

        while True:
            self._look.clear()
            try:
                kept, held, renewed = await self._writer.write(keep)
            except Stopped:
                return
            except Exception:
                log.exception("lanes could not be looked after; that is tried again")
            else:
                if renewed is not None:
                    renew_at, self._trusted_until = renewed + lanes.renew_every, renewed + lanes.trusted
                for person_id in kept.lost:
                    self._forget(person_id, held[person_id])
                self._wake(kept.found)
                self._looked.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await self._look.wait()
