"""A database at the newest schema, on SQLite and, where there is a server, on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.db import engine_for
from bot.migrate import upgrade
from knowledge import live
from tests import postgres
from tests.house import empty_database


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        shutil.copy(empty_database(), tmp_path / "answered.db")
        made = engine_for(f"sqlite:///{tmp_path}/answered.db")
        yield made
        made.dispose()
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database() as url:
        upgrade(url)
        made = engine_for(url)
        yield made
        made.dispose()


@pytest.fixture(autouse=True)
def _only_the_files() -> Iterator[None]:
    yield
    live.replace({})
