"""One conversation, word for word the same on WhatsApp, on Telegram and in the browser's simulator, on one server."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import pytest

from tests.frontdoor.conftest import server_for, somebody
from tests.frontdoor.server import Server
from tests.standins.telegram import Standin as Telegram
from tests.standins.telegram import TelegramUser
from tests.standins.whatsapp import Phone
from tests.standins.whatsapp import Standin as WhatsApp

TALK = {
    "ur_Latn": (
        "salam", "Roman Urdu", "register", "haan ji", "mera naam Ayesha Khan hai", "menu", "karobar darj karna hai",
        "back", "haan", "Ayesha Khan", "Khan Silai Centre", "kapron ki silai", "xyzzy", "main Daska se hoon",
        "3 saal se", "kitne log?", "4", "sab", "3", "dhai lakh", "akela malik", "nahi", "1", "kuch badalna hai", "1",
        "Ayesha Bibi", "haan", "status", "shukriya",
    ),
    "ur": (
        "السلام علیکم", "اردو", "مجھے کاروبار رجسٹر کرنا ہے", "جی ہاں", "عائشہ خان", "چھوڑ دیں", "سلائی", "ڈسکہ",
        "۲۰۱۹", "۳", "۲", "دو لاکھ", "میرا اپنا", "نہیں", "نہیں", "جی ہاں", "میرا کیس", "مدد",
    ),
    "en": (
        "hello", "English", "1", "yes", "Ayesha Khan", "Khan Stitching", "sewing clothes", "Sialkot", "since 2019", "3",
        "5", "2", "10 lakh", "partners", "no", "I want to", "yes", "my status", "language",
    ),
}  # fmt: skip
_NUMBER = re.compile(r"\d{3}-\d{3}-\d{4}")
_SIGNS = re.compile("[\u2066-\u2069]")

Line = tuple[str, tuple[str, ...]]


class Mouth(Protocol):
    """Somebody on one channel, who says something and is told something."""

    async def says(self, text: str) -> Line: ...


class OnWhatsApp:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    async def says(self, text: str) -> Line:
        await self.phone.says(text)
        shown = await self.phone.hears()
        return "\n\n".join(filter(None, (shown.text, shown.footer))), tuple(shown.titles)


class OnTelegram:
    def __init__(self, user: TelegramUser) -> None:
        self.user = user

    async def says(self, text: str) -> Line:
        await self.user.says(text)
        shown = await self.user.hears()
        return shown.text, tuple(shown.titles)


class InTheBrowser:
    """What the page does: say something, and read the stream of lines."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session, self.base = session, base
        self.lines: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None

    async def opens(self) -> None:
        async with self.session.get(f"{self.base}/simulator") as page:
            assert page.status == 200
        self._reading = asyncio.create_task(self._read())

    async def closes(self) -> None:
        assert self._reading is not None
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async with self.session.get(f"{self.base}/simulator/stream") as stream:
            async for raw in stream.content:
                if raw.startswith(b"data: ") and (line := json.loads(raw[6:])).get("parts"):
                    self.lines.put_nowait(line)

    async def says(self, text: str) -> Line:
        said = {"key": secrets.token_hex(12), "text": text}
        async with self.session.post(f"{self.base}/simulator/say", json=said) as answer:
            assert answer.status == 200, await answer.text()
        async with asyncio.timeout(30):
            [part] = (await self.lines.get())["parts"]
        titles = tuple(option["title"] for option in part.get("options", ()))
        return "\n\n".join(filter(None, (part["text"], part["footer"]))), titles


@pytest.fixture
async def everywhere(tmp_path: Path) -> AsyncIterator[tuple[Server, WhatsApp, Telegram]]:
    async with WhatsApp() as whatsapp, Telegram() as telegram:
        server = server_for(
            whatsapp, tmp_path,
            TELEGRAM_BOT_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url,
            TELEGRAM_MESSAGES_PER_SECOND_PER_CHAT="1000",
        )  # fmt: skip
        await server.start()
        yield server, whatsapp, telegram
        await server.kill()


async def _talk(mouth: Mouth, language: str) -> list[tuple[str, Line]]:
    lines = []
    for text in TALK[language]:
        said, titles = await mouth.says(text)
        # Every one of them has a number of her own, and no carrier shows the signs that turn directions.
        lines.append((text, (_NUMBER.sub("№", _SIGNS.sub("", said)), titles)))
    return lines


@pytest.mark.parametrize("language", list(TALK))
async def test_the_same_words_are_answered_the_same_everywhere(
    everywhere: tuple[Server, WhatsApp, Telegram], language: str
) -> None:
    server, whatsapp, telegram = everywhere
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        browser = InTheBrowser(session, server.base)
        await browser.opens()
        on_whatsapp = await _talk(OnWhatsApp(somebody(whatsapp)), language)
        on_telegram = await _talk(OnTelegram(telegram.user("Ayesha", "Khan", language="")), language)
        in_browser = await _talk(browser, language)
        await browser.closes()

    assert on_telegram == on_whatsapp
    assert in_browser == on_whatsapp
    businesses = [dict(row) for row in server.rows("SELECT * FROM business ORDER BY id")]
    own = ("id", "person_id", "created_at", "updated_at")
    facts = [{name: value for name, value in row.items() if name not in own} for row in businesses]
    assert len(facts) == 3
    assert facts[0] == facts[1] == facts[2]
    assert whatsapp.refused == telegram.refused == []
