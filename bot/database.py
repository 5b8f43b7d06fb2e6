"""The database as the server uses it: one writing transaction after another, and short looks beside them.

Both kinds hand the work a synchronous `Connection`, so there is one set of statements. On SQLite only waiting (for the
write lock, for the disk) is done in a thread; on PostgreSQL SQLAlchemy's `run_sync` bridges to asyncpg.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import engine_for, reading

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Connection], T]


class NotWritten(Exception):
    """The work was done but could not be made durable: the database is in the way, not the work."""


class Database(Protocol):
    """What the writer and the pages need."""

    shared: bool
    """Whether other processes may write to it at the same time."""

    async def transaction(self, work: Work[T]) -> T:
        """Do the work in a transaction and return its result once that is durable. Called by the writer only."""
        ...

    async def read(self, work: Work[T]) -> T:
        """A short look, beside the writer."""
        ...

    async def wipe(self) -> bool:
        """Leave nothing of deleted rows in files of its own beside the tables; False where that must be tried again."""
        ...

    async def close(self) -> None: ...


def database_for(url: str) -> Database:
    """The database behind an address."""
    return SqliteDatabase(url) if url.startswith("sqlite") else PostgresDatabase(url)


class SqliteDatabase:
    """The embedded database: one connection writes."""

    shared = False

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._thread = ThreadPoolExecutor(1, "writer")
        self._connection: Connection | None = None

    async def transaction(self, work: Work[T]) -> T:
        if self._connection is None:
            self._connection = await self._aside(self._engine.connect)
        transaction = await self._aside(self._connection.begin)
        try:
            result = work(self._connection)
        except BaseException:
            await self._aside(transaction.rollback)
            raise
        try:
            await self._aside(transaction.commit)
        except Exception as error:
            # The disk is full, perhaps. The connection may still be inside the transaction: the next one is new.
            broken, self._connection = self._connection, None
            await self._aside(broken.invalidate)
            raise NotWritten(str(error)) from error
        return result

    async def _aside(self, wait: Callable[[], T]) -> T:
        """Something that waits, done in the thread while the event loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, wait)

    async def read(self, work: Work[T]) -> T:
        def look() -> T:
            with reading(self._engine) as connection:
                return work(connection)

        return await asyncio.to_thread(look)

    async def wipe(self) -> bool:
        """Move the write-ahead log into the database and cut it to nothing. Freed space is overwritten already."""

        def checkpoint() -> bool:
            connection = self._engine.raw_connection()
            try:
                busy, _pages, _moved = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
            return not busy

        return await asyncio.to_thread(checkpoint)

    async def close(self) -> None:
        if self._connection is not None:
            await self._aside(self._connection.close)
        self._thread.shutdown()
        self._engine.dispose()


_TRIES = 6
_TRY_AGAIN = frozenset({"23505", "40001", "40P01"})
"""unique_violation, serialization_failure, deadlock_detected (PostgreSQL, appendix A): two processes met the same
newcomer or the same message; the second look finds what the other one wrote."""


class PostgresDatabase:
    """A database that several processes, on several machines, write to."""

    shared = True

    def __init__(self, url: str) -> None:
        # With it comes the ORM, which nobody uses and which is slow to load: only where there is PostgreSQL.
        from sqlalchemy.ext.asyncio import create_async_engine

        asyncpg = url.replace("postgresql://", "postgresql+asyncpg://", 1)
        self._engine = create_async_engine(asyncpg, pool_size=4, max_overflow=4, hide_parameters=True)

    async def transaction(self, work: Work[T]) -> T:
        for tried in range(1, _TRIES + 1):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(work)
            except sa.exc.DBAPIError as error:
                if tried == _TRIES or not _passing(error):
                    raise
                log.info("a transaction is tried again: %s", type(error.orig).__name__)
                await asyncio.sleep(0.005 * tried * tried)
        raise AssertionError("unreachable")

    async def read(self, work: Work[T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def wipe(self) -> bool:
        """Dead rows are autovacuum's to clear (docs/operations.md); there is no log of ours."""
        return True

    async def close(self) -> None:
        await self._engine.dispose()


def stood_in_the_way(error: sa.exc.DBAPIError) -> bool:
    """Whether two processes held what the other one wanted: nothing of the work is to blame, and all of it is to be
    done again."""
    return getattr(error.orig, "sqlstate", "") in ("40001", "40P01")


def _passing(error: sa.exc.DBAPIError) -> bool:
    """Whether the same work may well succeed the next time."""
    return error.connection_invalidated or getattr(error.orig, "sqlstate", "") in _TRY_AGAIN
