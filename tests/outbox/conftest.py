"""A stand-in for WhatsApp and the parts of Munshi that talk to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House
from tests.standins.whatsapp import Phone, Standin


@pytest.fixture
async def whatsapp() -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest.fixture
async def house(tmp_path: Path, whatsapp: Standin) -> AsyncIterator[House]:
    made = await House(whatsapp, tmp_path).start()
    yield made
    await made.stop()


@pytest.fixture
def phone(whatsapp: Standin) -> Phone:
    return whatsapp.phone("+923001234567", bsuid="PK.1349087123", name="Ayesha")


@pytest.fixture
def other(whatsapp: Standin) -> Phone:
    return whatsapp.phone("+923017654321", bsuid="PK.1349087999", name="Bilal")
