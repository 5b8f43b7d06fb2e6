"""A database of each kind with all tables, and people and sittings put straight into it."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

import bot.inbox.answers
import bot.outbox.models  # noqa: F401
from bot.db import engine_for, metadata
from tests import postgres


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        made = engine_for(f"sqlite:///{tmp_path_factory.mktemp('training') / 'training.db'}")
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


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction that is rolled back afterwards."""
    with engine.connect() as connected:
        transaction = connected.begin()
        yield connected
        transaction.rollback()


NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
"""Noon in Pakistan, a Monday."""


def people(connection: Connection, count: int, first: int = 1) -> list[int]:
    """So many people."""
    ids = list(range(first, first + count))
    person = metadata.tables["person"]
    connection.execute(sa.insert(person), [{"id": id, "created_at": NOW} for id in ids])
    return ids
