"""Fresh databases of either kind: at the newest schema for processes, or one connection whose work is rolled back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

import bot.determinations.models
import bot.inbox.models
import bot.outbox.models
import bot.referrals.models  # noqa: F401
from bot.db import engine_for, metadata
from tests import postgres
from tests.house import empty_database

KINDS = ("sqlite", "postgresql")


@contextmanager
def at_the_newest_schema(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database that was migrated once a process and copied; skips where there is no PostgreSQL."""
    if kind == "sqlite":
        shutil.copy(empty_database(), folder / "both.db")
        yield f"sqlite:///{folder}/both.db"
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database(migrated=True) as url:
        yield url


@contextmanager
def engine_of(kind: str, folder: object) -> Iterator[Engine]:
    """An engine on an empty database with all tables; skips where there is no PostgreSQL."""
    if kind == "sqlite":
        made = engine_for(f"sqlite:///{folder}/both.db")
        metadata.create_all(made)
        yield made
        made.dispose()
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database() as url:
        made = engine_for(url)
        metadata.create_all(made)
        yield made
        made.dispose()


@contextmanager
def undone(engine: Engine) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
