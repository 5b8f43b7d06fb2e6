"""A PostgreSQL server for the tests: the one named by TEST_POSTGRES_URL, or one that listens on this machine."""

import getpass
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg

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
def fresh_database() -> Iterator[str]:
    """An empty database of its own, dropped afterwards; its address."""
    name = f"munshi_test_{secrets.token_hex(6)}"
    base = server()
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, _tail = base.rpartition("/")
    try:
        yield f"{head}/{name}"
    finally:
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
