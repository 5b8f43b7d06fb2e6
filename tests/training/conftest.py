"""A database of each kind with all tables, and people and sittings put straight into it."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

import bot.inbox.answers
import bot.outbox.models  # noqa: F401
from bot.db import metadata
from tests.both import KINDS, engine_of


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of(request.param, tmp_path_factory.mktemp("training")) as made:
        yield made


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
