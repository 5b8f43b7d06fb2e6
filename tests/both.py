"""Fresh databases of either kind, at the newest schema; or one connection whose work is rolled back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

from bot.db import engine_for
from tests import postgres
from tests.depth import pick
from tests.house import empty_database

KINDS = pick(quick=("sqlite",), deep=("sqlite", "postgresql"))
"""What is asked of one database is asked of the other; quickly, only of the one that needs no server. What PostgreSQL
alone does, and the work of owners and officers on it, is looked at at either depth."""


@contextmanager
def at_the_newest_schema(kind: str, folder: Path | None) -> Iterator[str]:
    """The address of a database with all tables and no rows; skips where there is no PostgreSQL."""
    if kind == "sqlite":
        assert folder is not None
        shutil.copy(empty_database(), folder / "both.db")
        yield f"sqlite:///{folder}/both.db"
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database(migrated=True) as url:
        yield url


@contextmanager
def engine_of(kind: str, folder: Path | None) -> Iterator[Engine]:
    """An engine on such a database."""
    with at_the_newest_schema(kind, folder) as url:
        made = engine_for(url)
        yield made
        made.dispose()


@contextmanager
def undone(engine: Engine) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
