"""The same world on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.both import KINDS, at_the_newest_schema
from tests.helpdesk.world import World, opened
from tests.outbox.conftest import house, other, phone, whatsapp

__all__ = ["house", "other", "phone", "whatsapp"]


@pytest.fixture(params=KINDS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    with at_the_newest_schema(request.param, tmp_path) as url:
        async with opened(url) as made:
            yield made


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[World]:
    """Where the database makes no difference."""
    with at_the_newest_schema("sqlite", tmp_path) as url:
        async with opened(url) as made:
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
