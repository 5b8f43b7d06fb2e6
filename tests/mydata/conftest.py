"""Erasing is tested on the real server, beside a stand-in for WhatsApp, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests import postgres
from tests.both import KINDS
from tests.frontdoor.conftest import Front, server_for
from tests.standins.whatsapp import Standin


@pytest.fixture(scope="module", params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """ "" for the embedded database."""
    if request.param == "sqlite":
        yield ""
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database(migrated=True) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def front(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> AsyncIterator[Front]:
    folder: Path = tmp_path_factory.mktemp("mydata")
    settings = {"DATABASE_URL": database_url} if database_url else {}
    async with Standin(statuses=("sent", "delivered", "read")) as standin:
        made = server_for(standin, folder, **settings)
        await made.start()
        yield Front(made, standin)
        await made.kill()
        await asyncio.sleep(0)
