"""The same bot behind a Solution Provider: other paths, a key in a header of its own, files through its own host."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.channels.whatsapp.api import Paths
from bot.channels.whatsapp.client import WhatsApp
from bot.channels.whatsapp.media import MediaUnavailable
from bot.config import Misconfigured, load
from tests.frontdoor.conftest import server_for, somebody
from tests.frontdoor.owner import Owner
from tests.frontdoor.server import Server
from tests.standins.whatsapp import Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = {
    "WHATSAPP_AUTH_HEADER": "D360-API-KEY",
    "WHATSAPP_MESSAGES_PATH": "/messages",
    "WHATSAPP_UPLOAD_PATH": "/media",
    "WHATSAPP_MEDIA_PATH": "/{media_id}",
}


@pytest_asyncio.fixture(loop_scope="module")
async def provider() -> AsyncIterator[Standin]:
    async with Standin(is_provider=True) as standin:
        yield standin


@pytest_asyncio.fixture(loop_scope="module")
async def served(provider: Standin, tmp_path: Path) -> AsyncIterator[Server]:
    server = server_for(provider, tmp_path, **SETTINGS, WHATSAPP_MEDIA_HOST=provider.url)
    await server.start()
    yield server
    await server.kill()


@pytest_asyncio.fixture(loop_scope="module")
async def channel(provider: Standin) -> AsyncIterator[WhatsApp]:
    made = WhatsApp(
        phone_number_id=provider.phone_number_id,
        access_token=provider.access_token,
        base_url=provider.url,
        auth_header="D360-API-KEY",
        paths=Paths("/messages", "/media", "/{media_id}", provider.url),
    )
    yield made
    await made.close()


async def test_an_owner_registers_through_a_provider(served: Server, provider: Standin) -> None:
    phone = somebody(provider)
    await Owner(phone, "taps", "ur_Latn").registers()
    assert len(served.rows('SELECT * FROM "case"')) == 1
    assert provider.refused == []
    doctor = await served.command("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "paths of its own" in doctor.stdout


async def test_the_settings_of_meta_do_not_do_there(provider: Standin, tmp_path: Path) -> None:
    """The stand-in is a different one: with Meta's paths and header nothing gets through."""
    server = server_for(provider, tmp_path)
    await server.start()
    try:
        phone = somebody(provider)
        await phone.says("hello")
        async with asyncio.timeout(30):
            while not provider.refused:
                await asyncio.sleep(0.01)
        assert provider.sent == []
    finally:
        await server.kill()


async def test_files_go_and_come_through_the_providers_host(provider: Standin, channel: WhatsApp) -> None:
    media_id = await channel.upload(b"%PDF-1.7 receipt", "application/pdf", "receipt.pdf")
    content, mime = await channel.fetch_media(media_id, 1000)
    assert (content, mime) == (b"%PDF-1.7 receipt", "application/pdf")


async def test_a_file_offered_at_a_strange_host_is_fetched_from_nowhere(
    provider: Standin, channel: WhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = await channel.upload(b"x", "text/plain")
    monkeypatch.setattr("bot.channels.whatsapp.media.MEDIA_HOSTS", ("media.example",))
    with pytest.raises(MediaUnavailable):
        await channel.fetch_media(media_id, 1000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"whatsapp_messages_path": "messages"},
        {"whatsapp_messages_path": "/{number}/messages"},
        {"whatsapp_messages_path": "/{version/messages"},
        {"whatsapp_media_path": "/media"},
        {"whatsapp_upload_path": "/{media_id}"},
        {"whatsapp_media_host": "waba.example"},
    ],
)
async def test_wrong_paths_are_named(wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    (name,) = wrong
    with pytest.raises(Misconfigured, match=name.upper()):
        load(**wrong)
