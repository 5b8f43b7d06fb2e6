"""A real database for the tests about staff."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from bot.db import engine_for
from tests.house import empty_database

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of an empty database."""
    file = tmp_path / "munshi.db"
    shutil.copy(empty_database(), file)
    return f"sqlite:///{file}"


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    """A transaction on it."""
    engine = engine_for(database)
    with engine.begin() as opened:
        yield opened
    engine.dispose()
