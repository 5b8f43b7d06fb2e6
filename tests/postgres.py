"""A PostgreSQL server for the tests: the one named by TEST_POSTGRES_URL, or one that listens on this machine."""

import atexit
import getpass
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql

from bot.db import metadata
from bot.migrate import upgrade

_CANDIDATES = ("postgresql://127.0.0.1:5432/postgres", "postgresql:///postgres")


@cache
def server() -> str:
    """The address of a server on which databases may be created, or ""."""
    named = os.environ.get("TEST_POSTGRES_URL", "")
    for url in (named,) if named else _with_users(_CANDIDATES):
        try:
            with psycopg.connect(url, connect_timeout=2, autocommit=True) as connection:
                row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return url
    return ""


def _with_users(urls: tuple[str, ...]) -> Iterator[str]:
    for url in urls:
        for user in (getpass.getuser(), "postgres"):
            yield url.replace("postgresql://", f"postgresql://{user}@", 1)


WHY_NOT = "no PostgreSQL server: set TEST_POSTGRES_URL to one on which databases may be created"


@contextmanager
def fresh_database(*, migrated: bool = False, durable: bool = False) -> Iterator[str]:
    """A database of its own, empty or at the newest schema; its address.

    Unless it is to be `durable`, a commit does not wait for the disk. Only a crash of PostgreSQL itself would tell the
    difference, and no test makes it crash; the storm and the benchmark wait as everybody does.
    """
    if migrated and not durable:
        name = _emptied.pop() if _emptied else _made(migrated=True, durable=False)
        try:
            yield _url(name)
        finally:
            _empty(name)
            _emptied.append(name)
        return
    name = _made(migrated=migrated, durable=durable)
    try:
        yield _url(name)
    finally:
        _drop(name)


_emptied: list[str] = []
"""Databases at the newest schema that were used and emptied: making and dropping one costs half a second each time."""


def _made(*, migrated: bool, durable: bool) -> str:
    name = _new_name()
    atexit.register(_drop, name)
    like = f' TEMPLATE "{_migrated()}"' if migrated else ""
    _execute(f'CREATE DATABASE "{name}"{like}')
    if not durable:
        _execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return name


@cache
def _migrated() -> str:
    """The name of a database at the newest schema, made once a process: copying it is quicker than migrating anew."""
    name = _new_name()
    atexit.register(_drop, name)
    _execute(f'CREATE DATABASE "{name}"')
    upgrade(_url(name))
    return name


def _empty(name: str) -> None:
    """As after the migrations, which leave no rows behind: whoever is still there is sent away, and ids begin anew."""
    with psycopg.connect(_url(name), autocommit=True) as connection:
        connection.execute(_ALONE)
        for table in reversed(metadata.sorted_tables):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        connection.execute(_FROM_THE_START)


_ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_FROM_THE_START = "SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences"


def _new_name() -> str:
    return f"munshi_test_{secrets.token_hex(6)}"


def _url(name: str) -> str:
    head, _, _tail = server().rpartition("/")
    return f"{head}/{name}"


def _drop(name: str) -> None:
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(command: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(command)
