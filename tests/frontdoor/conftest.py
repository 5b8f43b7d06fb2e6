"""A running server and a stand-in for WhatsApp that talk to each other over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.frontdoor.server import Server, whatsapp_settings
from tests.standins.whatsapp import Standin


@pytest.fixture
async def whatsapp() -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest.fixture
async def server(tmp_path: Path, whatsapp: Standin) -> AsyncIterator[Server]:
    made = Server(
        tmp_path,
        **whatsapp_settings(whatsapp.url, whatsapp.phone_number_id, whatsapp.access_token, whatsapp.app_secret),
    )
    whatsapp.deliveries.webhook_url = f"{made.base}/webhooks/whatsapp"
    await made.start()
    yield made
    await made.kill()
