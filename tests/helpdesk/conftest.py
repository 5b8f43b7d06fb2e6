"""The same world on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import postgres
from tests.helpdesk.world import World, opened
from tests.outbox.conftest import house, other, phone, whatsapp

__all__ = ["house", "other", "phone", "whatsapp"]


@pytest.fixture(params=["sqlite", "postgresql"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    if request.param == "sqlite":
        async with opened(f"sqlite:///{tmp_path / 'desk.db'}") as made:
            yield made
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database() as url:
        async with opened(url) as made:
            yield made


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[World]:
    """Where the database makes no difference."""
    async with opened(f"sqlite:///{tmp_path / 'desk.db'}") as made:
        yield made


@pytest.fixture
async def second(world: World) -> AsyncIterator[World]:
    """Another process on the same database; on SQLite there is only one, and it is that one."""
    if world.url.startswith("sqlite"):
        yield world
        return
    made = World(world.url, world.now)
    yield made
    await made.stop()
