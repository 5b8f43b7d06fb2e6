"""The database: one set of tables, SQLite embedded by default, PostgreSQL for several machines.

Nobody but the writer (`bot.inbox.writer`) and short console or command-line transactions writes to it.
"""

import datetime as dt
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BUSY_TIMEOUT_MS = 5_000
"""How long a short transaction beside the server waits for its turn on SQLite."""

T = TypeVar("T")

_UTC = dt.UTC
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=_UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Stopped(Exception):
    """The database is no longer written to: the process is shutting down."""


class Moment(TypeDecorator[dt.datetime]):
    """A point in time, kept as whole microseconds since 1970 UTC: exact, sortable, the same on every database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> dt.datetime | None:
        return None if value is None else _EPOCH + dt.timedelta(microseconds=value)


class Json(TypeDecorator[Any]):
    """Plain data as JSON text, written by msgspec. Text, because nothing is ever queried inside it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""Ids made by `new_id`; on SQLite they must be INTEGER to be the row's own key."""

_last = 0


def new_id() -> int:
    """A new id for a row: 41 bits of milliseconds, 20 of chance; sorts roughly by time, fits in 61 bits."""
    global _last
    made = (time.time_ns() // 1_000_000 << 20) | secrets.randbits(20)
    _last = made if made > _last else _last + 1
    return _last


def engine_for(url: str) -> Engine:
    """A synchronous engine for `sqlite:///path` or `postgresql://…`: for migrations, commands and short looks.

    The server itself goes through `bot.database`, which on PostgreSQL speaks asyncpg.
    """
    if url.startswith("sqlite"):
        engine = sa.create_engine(
            url, poolclass=sa.pool.NullPool, hide_parameters=True, connect_args={"check_same_thread": False}
        )
        _prepare_sqlite(engine)
        return engine
    psycopg = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return sa.create_engine(psycopg, poolclass=sa.pool.NullPool, hide_parameters=True)


def _prepare_sqlite(engine: Engine) -> None:
    """Each connection is set up for durable, concurrent use."""

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is deleted or overwritten is gone from the file as well (docs/decisions/0011: it costs nothing we see).
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a transaction that will write takes the lock at its start, so it cannot fail half-way.
        mode = "" if connection.get_execution_options().get("read_only") else " IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN{mode}")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A short look into the database beside the writer."""
    with engine.connect().execution_options(read_only=True) as connection:
        yield connection


def padded(values: Iterable[T]) -> list[T]:
    """Values for an IN list, the last repeated up to a power of two.

    The length is part of a prepared statement; so there are nine of them for batches of up to 256, not 256.
    """
    found = list(values)
    if found:
        found += [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))
    return found


def upsert(connection: Connection, table: sa.Table, keys: list[str], rows: list[dict[str, Any]]) -> None:
    """Insert rows; where one with the same keys is there, the other columns are overwritten."""
    if not rows:
        return
    insert = _insert(connection, table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def insert_new(connection: Connection, table: sa.Table, keys: list[str], rows: list[dict[str, Any]]) -> None:
    """Insert rows; those whose keys are taken are left out."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(index_elements=keys), rows)


_LAST_ID = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")


def reserve(connection: Connection, table: sa.Table, count: int) -> Sequence[int]:
    """The next `count` ids of a table whose ids tell the order in which its rows were written.

    On SQLite nobody else writes until the transaction ends. On PostgreSQL the ids come from the table's sequence;
    for one person they tell the order all the same, because whoever writes for her holds the lock on her row.
    """
    if connection.dialect.name == "postgresql":
        query = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted(connection.execute(query, {"name": table.name, "count": count}).scalars())
    # SQLite remembers the highest id of an AUTOINCREMENT table, also after its row has been erased.
    last = connection.execute(_LAST_ID, {"name": table.name}).scalar() or 0
    return range(last + 1, last + 1 + count)


def _insert(connection: Connection, table: sa.Table) -> Any:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert

        return pg_insert(table)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table)
