"""The database: one set of tables, SQLite embedded by default, PostgreSQL for several machines.

Nobody but the writer (`bot.inbox.writer`) and short console or command-line transactions writes to it.
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.compiler import SQLCompiler
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
    # Chance keeps processes apart and guards nothing. Random is seeded anew in every process, also in a forked one.
    made = (time.time_ns() // 1_000_000 << 20) | random.getrandbits(20)
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


class Prepared:
    """A statement of the hot path, made and compiled once for each kind of database.

    SQLAlchemy looks every statement up in a cache and builds every row's parameters anew; for the dozen statements
    that each batch repeats that costs more than the database does. Here it is the driver's own call, with values
    that have gone through the columns' types. Errors come as from `Connection.execute`.

    `make` is given the dialect's name. Values that change are unnamed columns' own parameters (`inserted`) or
    `sa.bindparam`s without a value; lists go into `among`.
    """

    def __init__(self, make: Callable[[str], sa.Executable]) -> None:
        self._make = make
        self._compiled: dict[tuple[str, str], _Compiled] = {}

    def all(self, connection: Connection, **values: Any) -> Sequence[Any]:
        """The rows that a query finds with these values."""
        compiled = self._for(connection)
        found = connection.exec_driver_sql(compiled.text, compiled.bound(values)).all()
        return compiled.read(found)

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute the statement once for each of these rows of values; they all have the same names."""
        if rows:
            compiled = self._for(connection)
            compiled.refuse_strangers(rows[0])
            connection.exec_driver_sql(compiled.text, [compiled.bound(row) for row in rows])

    def _for(self, connection: Connection) -> "_Compiled":
        dialect = connection.dialect
        known = self._compiled.get((dialect.name, dialect.driver))
        if known is None:
            known = self._compiled[(dialect.name, dialect.driver)] = _Compiled(self._make(dialect.name), dialect)
        return known


Convert = Callable[[Any], Any]


class _Compiled:
    """A statement as one driver takes it."""

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect) -> None:
        compiled = cast(SQLCompiler, cast(sa.ClauseElement, statement).compile(dialect=dialect))
        self.text = str(compiled)
        names = compiled.positiontup if compiled.positional and compiled.positiontup is not None else compiled.binds
        binds = [(name, compiled.binds[name]) for name in names]
        types = [bind.type.dialect_impl(dialect).bind_processor(dialect) for _, bind in binds]
        self._names = [name for name, _ in binds]
        self._known = frozenset(self._names)
        self._fixed = {name: bind.effective_value for name, bind in binds if not bind.required}
        self._writing = [(place, convert) for place, convert in enumerate(types) if convert is not None]
        self._pick = itemgetter(*self._names) if len(binds) > 1 else self._pick_few
        self._positional = compiled.positional
        columns = statement.selected_columns if isinstance(statement, sa.Select) else ()
        kinds = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._reading: list[tuple[int, Convert]] = [(n, convert) for n, convert in enumerate(kinds) if convert]

    def _pick_few(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values[name] for name in self._names)

    def refuse_strangers(self, values: Mapping[str, Any]) -> None:
        """A value that the statement has no place for would be lost without a word. Raises `ValueError`."""
        if strangers := values.keys() - self._known:
            raise ValueError(f"the statement has no place for {', '.join(sorted(strangers))}")

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver wants them."""
        picked = list(self._pick({**self._fixed, **values} if self._fixed else values))
        for place, convert in self._writing:
            picked[place] = convert(picked[place])
        return tuple(picked) if self._positional else dict(zip(self._names, picked, strict=True))

    def read(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Rows of the driver with the types of their columns."""
        if not self._reading:
            return rows
        read = [list(row) for row in rows]
        for row in read:
            for place, convert in self._reading:
                row[place] = convert(row[place])
        return read


def among(column: sa.ColumnElement[Any], name: str, dialect: str) -> sa.ColumnElement[bool]:
    """That a column's value is in the list given as `name`: one and the same text however long the list is."""
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam(name, type_=ARRAY(column.type)))
    listed = sa.func.json_each(sa.bindparam(name, type_=Json())).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def inserted(table: sa.Table, *columns: str) -> Prepared:
    """The statement that inserts rows with these columns."""
    return Prepared(lambda _dialect: sa.insert(table).values({name: sa.bindparam(name) for name in columns}))


@cache
def _insert(table: sa.Table, columns: tuple[str, ...], keys: tuple[str, ...], update: bool) -> Prepared:
    """The statement that inserts rows; where one with the same keys is there it is overwritten, or left as it is."""

    def make(dialect: str) -> sa.Executable:
        insert = (pg_insert if dialect == "postgresql" else sqlite_insert)(table)
        rows: Any = insert.values({name: sa.bindparam(name) for name in columns})
        if not update:
            return cast(sa.Executable, rows.on_conflict_do_nothing(index_elements=keys))
        changed = {name: rows.excluded[name] for name in columns if name not in keys}
        return cast(sa.Executable, rows.on_conflict_do_update(index_elements=keys, set_=changed))

    return Prepared(make)


def upsert(connection: Connection, table: sa.Table, keys: list[str], rows: list[dict[str, Any]]) -> None:
    """Insert rows; where one with the same keys is there, the other columns are overwritten."""
    if rows:
        _insert(table, tuple(rows[0]), tuple(keys), update=True).run(connection, rows)


def insert_new(connection: Connection, table: sa.Table, keys: list[str], rows: list[dict[str, Any]]) -> None:
    """Insert rows; those whose keys are taken are left out."""
    if rows:
        _insert(table, tuple(rows[0]), tuple(keys), update=False).run(connection, rows)


_LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = ?"


def reserve(connection: Connection, table: sa.Table, count: int) -> Sequence[int]:
    """The next `count` ids of a table whose ids tell the order in which its rows were written.

    On SQLite nobody else writes until the transaction ends. On PostgreSQL the ids come from the table's sequence;
    for one person they tell the order all the same, because whoever writes for her holds the lock on her row.
    """
    if connection.dialect.name == "postgresql":
        query = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted(connection.execute(query, {"name": table.name, "count": count}).scalars())
    # SQLite remembers the highest id of an AUTOINCREMENT table, also after its row has been erased.
    last = connection.exec_driver_sql(_LAST_ID, (table.name,)).scalar() or 0
    return range(last + 1, last + 1 + count)
