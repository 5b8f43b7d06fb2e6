"""Channel tests talk to stand-ins on this machine, and to nobody else."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.whatsapp.client import WhatsApp
from tests.standins.whatsapp import Standin

TESTDATA = Path(__file__).parent / "testdata"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def nobody_elses_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to, and look-ups of, any other host."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in _LOOPBACK:
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    def look_up_loopback(host: Any, *more: Any, **named: Any) -> Any:
        if host not in (*_LOOPBACK, None):
            pytest.fail(f"a test tried to look up {host}")
        return look_up(host, *more, **named)

    monkeypatch.setattr(socket.socket, "connect", connect_to_loopback)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_loopback)


def wire(name: str) -> bytes:
    """A webhook body of WhatsApp, from the file named for what it shows."""
    return (TESTDATA / "whatsapp" / f"{name}.json").read_bytes()


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest.fixture
async def whatsapp(standin: Standin) -> AsyncIterator[WhatsApp]:
    channel = WhatsApp(phone_number_id=standin.phone_number_id, access_token=standin.access_token, base_url=standin.url)
    yield channel
    await channel.close()
