"""A database at the newest schema, on SQLite and, where there is a server, on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.db import engine_for
from knowledge import live
from tests.both import KINDS, at_the_newest_schema


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with at_the_newest_schema(request.param, tmp_path) as url:
        made = engine_for(url)
        yield made
        made.dispose()


@pytest.fixture(autouse=True)
def _only_the_files() -> Iterator[None]:
    yield
    live.replace({})
