"""A running server and a stand-in for WhatsApp that talk to each other over HTTP.

All of it lives on one event loop a module (`pytestmark = ON_ONE_LOOP`), so that tests whose people do not meet can
share a server. A test that kills its server, or plans faults, takes one of its own.
"""

import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.frontdoor.server import Server, whatsapp_settings
from tests.house import empty_database
from tests.standins.whatsapp import Phone, Standin

_numbers = itertools.count(1_000_000)


class Front(NamedTuple):
    """A server and its WhatsApp, shared by the tests of a module."""

    server: Server
    whatsapp: Standin


def server_for(whatsapp: Standin, folder: Path, **settings: str) -> Server:
    """A server that is not running yet, on an empty database, and a stand-in that knows where it will be."""
    ours = whatsapp_settings(whatsapp.url, whatsapp.phone_number_id, whatsapp.access_token, whatsapp.app_secret)
    made = Server(folder, **{**ours, **settings})
    shutil.copy(empty_database(), made.database)
    whatsapp.deliveries.webhook_url = f"{made.base}/webhooks/whatsapp"
    return made


def somebody(whatsapp: Standin, name: str = "Ayesha") -> Phone:
    """A phone nobody has had before."""
    number = next(_numbers)
    return whatsapp.phone(f"+92301{number}", bsuid=f"PK.13490{number}", name=name)


@pytest_asyncio.fixture(loop_scope="module")
async def whatsapp() -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest_asyncio.fixture(loop_scope="module")
async def server(tmp_path: Path, whatsapp: Standin) -> AsyncIterator[Server]:
    made = server_for(whatsapp, tmp_path)
    await made.start()
    yield made
    await made.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def front(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Front]:
    async with Standin() as standin:
        made = server_for(standin, tmp_path_factory.mktemp("front"))
        made.database.unlink()  # this one makes its own, as at the very first start
        await made.start()
        yield Front(made, standin)
        await made.kill()


@pytest.fixture
def phone(front: Front) -> Phone:
    """Somebody's phone, who has never written before."""
    return somebody(front.whatsapp)


@pytest.fixture
def new_phone(front: Front) -> Callable[[], Phone]:
    """More of them."""
    return lambda: somebody(front.whatsapp)
