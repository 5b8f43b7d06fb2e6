"""The stand-in refuses what Meta refuses, and its people do what people with WhatsApp can do."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from bot.channels.contract import Event, IdentityChanged, Message, Preference, Status
from bot.channels.whatsapp.parse import parse
from bot.channels.whatsapp.signature import is_signed
from bot.chat.heard import Heard, Place
from tests.standins.whatsapp import Phone, Standin

NUMBER = "923001234567"


class Bot:
    """A bot that believes signed POSTs and remembers what it heard."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.answer = 200
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if not is_signed(raw, request.headers["X-Hub-Signature-256"].encode(), [b"stand-in-secret"]):
            return web.Response(status=401)
        self.events += parse(raw, "106540352242922")
        return web.Response(status=self.answer)

    @property
    def heard(self) -> list[Heard]:
        return [event.heard for event in self.events if isinstance(event, Message)]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/webhooks/whatsapp", bot.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks/whatsapp"
    yield bot
    await runner.cleanup()


@pytest.fixture
async def standin(bot: Bot) -> AsyncIterator[Standin]:
    async with Standin(webhook_url=bot.url) as standin:
        yield standin


@pytest.fixture
def ayesha(standin: Standin) -> Phone:
    return standin.phone("+" + NUMBER, bsuid="PK.1349", name="Ayesha")


async def send(standin: Standin, body: Any, token: str = "stand-in-token") -> tuple[int, Any]:
    """POST a body; the HTTP status and the error code, or the answer."""
    url = f"{standin.url}/v26.0/{standin.phone_number_id}/messages"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers={"Authorization": f"Bearer {token}"}) as response,
    ):
        answer = await response.json()
        return response.status, answer["error"]["code"] if "error" in answer else answer


def text(body: str = "salam", **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": NUMBER, "type": "text", "text": {"body": body}, **more}


def interactive(**content: Any) -> dict[str, Any]:
    content = {"body": {"text": "?"}, **content}
    return {"messaging_product": "whatsapp", "to": NUMBER, "type": "interactive", "interactive": content}


def buttons(*replies: tuple[str, str], **content: Any) -> dict[str, Any]:
    shown = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in replies]
    return interactive(type="button", action={"buttons": shown}, **content)


def rows(*count: int, label: str = "Choose", **row: str) -> dict[str, Any]:
    sections = [
        {"title": f"Part {part}", "rows": [{"id": f"{part}.{n}", "title": f"{part}.{n}", **row} for n in range(many)]}
        for part, many in enumerate(count)
    ]
    return interactive(type="list", action={"button": label, "sections": sections})


GOOD = {
    "text": text("x" * 4096),
    "text with a reference": text(biz_opaque_callback_data="x" * 512, recipient_type="individual"),
    "three buttons": buttons(
        ("a", "x" * 20), ("b", "ٹیکسٹائل اور گارمنٹس"), ("c" * 256, "C"), footer={"text": "f" * 60}
    ),
    "ten rows": rows(5, 5, description="d" * 72),
    "location": interactive(type="location_request_message", action={"name": "send_location"}),
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_meta_accepts(standin: Standin, name: str) -> None:
    standin.open_window(NUMBER)
    status, answer = await send(standin, GOOD[name])
    assert status == 200
    assert answer["messages"][0]["id"] == standin.sent[0].id


BAD: dict[str, tuple[Any, int]] = {
    "no object": ([], 100),
    "no product": ({"to": NUMBER, "type": "text", "text": {"body": "x"}}, 100),
    "no recipient": ({"messaging_product": "whatsapp", "type": "text", "text": {"body": "x"}}, 131008),
    "no number": (text() | {"to": "Ayesha"}, 131009),
    "no user id": (text() | {"recipient": "1349"}, 131009),
    "a group": (text(recipient_type="group"), 131009),
    "unknown type": (text(type="hologram"), 131009),
    "unknown key": (text(colour="red"), 100),
    "unknown key inside": (text() | {"text": {"body": "x", "bold": True}}, 100),
    "content of another type": (text(type="image"), 131008),
    "long text": (text("x" * 4097), 131009),
    "long text of emoji": (text("🌸" * 2049), 131009),
    "empty text": (text(" "), 131008),
    "long reference": (text(biz_opaque_callback_data="x" * 513), 131009),
    "four buttons": (buttons(*((c, c) for c in "abcd")), 131009),
    "no buttons": (buttons(), 131009),
    "long title": (buttons(("a", "x" * 21)), 131009),
    "empty title": (buttons(("a", "")), 131008),
    "long id": (buttons(("a" * 257, "A")), 131009),
    "same ids": (buttons(("a", "A"), ("a", "B")), 131009),
    "same titles": (buttons(("a", "A"), ("b", "A")), 131009),
    "long body": (buttons(("a", "A"), body={"text": "x" * 1025}), 131009),
    "empty body": (buttons(("a", "A"), body={"text": ""}), 131008),
    "long footer": (buttons(("a", "A"), footer={"text": "x" * 61}), 131009),
    "eleven rows": (rows(6, 5), 131009),
    "no rows": (rows(0), 131009),
    "long label": (rows(1, label="x" * 21), 131009),
    "long row title": (rows(1, title="x" * 25), 131009),
    "long description": (rows(1, description="x" * 73), 131009),
    "long row id": (rows(1, id="x" * 201), 131009),
    "caption on audio": (
        {"messaging_product": "whatsapp", "to": NUMBER, "type": "audio", "audio": {"id": "1", "caption": "x"}},
        100,
    ),
    "unknown media": ({"messaging_product": "whatsapp", "to": NUMBER, "type": "image", "image": {"id": "1"}}, 131009),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_meta_refuses(standin: Standin, name: str) -> None:
    standin.open_window(NUMBER)
    body, code = BAD[name]
    assert (await send(standin, body))[1] == code
    assert not standin.sent


async def test_a_bad_token_and_a_closed_window(standin: Standin) -> None:
    assert await send(standin, text(), token="stolen") == (401, 190)
    assert await send(standin, text()) == (400, 131047)


async def test_mostly_meta_says_so_later(standin: Standin, bot: Bot) -> None:
    standin.late_failures = True
    assert (await send(standin, text(biz_opaque_callback_data="7")))[0] == 200
    await standin.deliveries.settled()
    (status,) = bot.events
    assert isinstance(status, Status)
    assert (status.state, status.error_code, status.ref) == ("failed", 131047, "7")


async def test_statuses_come_by_themselves(standin: Standin, bot: Bot) -> None:
    standin.statuses = ("sent", "delivered", "read")
    standin.open_window(NUMBER)
    await send(standin, text(biz_opaque_callback_data="7"))
    await standin.deliveries.settled()
    assert [(e.state, e.ref) for e in bot.events if isinstance(e, Status)] == [
        *(("sent", "7"), ("delivered", "7"), ("read", "7"))
    ]


async def test_a_person_writes_taps_and_shares(standin: Standin, bot: Bot, ayesha: Phone) -> None:
    await ayesha.says("السلام علیکم 🌸 / 1")
    await send(standin, buttons(("yes", "Haan"), ("no", "Nahin")))
    await ayesha.taps("Haan")
    await send(standin, rows(2))
    await ayesha.taps("0.1")
    await ayesha.shares_location(31.5, 74.3)
    await ayesha.shares_contact()
    await ayesha.sends_media("audio", b"ogg", "audio/ogg", voice=True)
    await ayesha.reacts("👍", ayesha.heard[0])
    assert bot.heard == [
        Heard(text="السلام علیکم 🌸 / 1"),
        Heard(text="Haan", tap="yes"),
        Heard(text="0.1", tap="0.1"),
        Heard(place=Place(31.5, 74.3)),
        Heard(phone="+" + NUMBER),
        Heard(media="voice"),
        Heard(),
    ]
    assert [shown.titles for shown in ayesha.heard] == [["Haan", "Nahin"], ["0.0", "0.1"]]


async def test_nobody_taps_what_was_never_offered(standin: Standin, ayesha: Phone) -> None:
    with pytest.raises(AssertionError, match="not written yet"):
        await ayesha.taps("Haan")
    standin.open_window(NUMBER)
    await send(standin, buttons(("yes", "Haan")))
    with pytest.raises(AssertionError, match="never offered"):
        await ayesha.taps("Nahin")
    await send(standin, text())
    with pytest.raises(AssertionError, match="no options"):
        await ayesha.taps("Haan")
    await ayesha.taps("Haan", of=ayesha.heard[0])


async def test_silence_is_an_answer_too(standin: Standin, ayesha: Phone) -> None:
    await ayesha.hears_nothing(0.01)
    with pytest.raises(AssertionError, match="heard nothing"):
        await ayesha.hears(0.01)
    standin.open_window(NUMBER)
    await send(standin, text())
    with pytest.raises(AssertionError, match="heard Shown"):
        await ayesha.hears_nothing(0.01)


async def test_a_person_is_one_person_under_all_names(standin: Standin, bot: Bot, ayesha: Phone) -> None:
    await ayesha.says("salam")
    body = text()
    del body["to"]
    assert (await send(standin, body | {"recipient": "PK.1349"}))[0] == 200
    assert (await ayesha.hears()).text == "salam"
    await ayesha.changes_number("+923009999999")
    await ayesha.stops_marketing()
    assert [type(event) for event in bot.events[1:]] == [IdentityChanged, Preference]


async def test_a_bot_that_does_not_answer_200_is_noticed(bot: Bot, ayesha: Phone) -> None:
    bot.answer = 500
    with pytest.raises(AssertionError, match="500"):
        await ayesha.says("salam")


async def test_a_batch_arrives_in_one_post(standin: Standin, bot: Bot, ayesha: Phone) -> None:
    items = [ayesha.message("text", {"body": str(n)}) for n in range(1000)]
    assert await standin.deliveries.post(standin.deliveries.change(messages=items)) == 200
    assert len(bot.heard) == 1000
    assert standin.deliveries.answers == [200]


@contextlib.asynccontextmanager
async def process(*options: str) -> AsyncIterator[str]:
    """The stand-in as a process of its own; its URL."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.whatsapp", *options, stdout=asyncio.subprocess.PIPE
    )
    assert running.stdout is not None
    try:
        yield (await running.stdout.readline()).decode().strip()
    finally:
        running.terminate()
        assert await running.wait() == 0


async def test_it_runs_as_a_process_and_logs_fast(tmp_path: Path) -> None:
    log = tmp_path / "sent.log"
    async with process("--port", "0", "--fast", "--log", str(log)) as url, aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bearer stand-in-token"}
        path = f"{url}/v26.0/106540352242922/messages"
        async with session.post(path, json=text(biz_opaque_callback_data="7"), headers=headers) as response:
            assert (await response.json())["messages"][0]["id"].startswith("wamid.")
        async with session.post(path, json=text()) as response:
            assert response.status == 401
    recipient, ref, digest = msgspec.json.decode(log.read_bytes())
    assert (recipient, ref, len(digest)) == (NUMBER, "7", 16)


async def test_another_process_can_steer_it(bot: Bot) -> None:
    async with process("--webhook", bot.url) as url, aiohttp.ClientSession() as session:
        for action, told in (
            ("says", {"number": "+" + NUMBER, "text": "salam"}),
            ("fail", {"code": 131056}),
            ("window", {"person": NUMBER}),
        ):
            async with session.post(f"{url}/control/{action}", json=told) as response:
                assert response.status == 200
        headers = {"Authorization": "Bearer stand-in-token"}
        path = f"{url}/v26.0/106540352242922/messages"
        for status in (400, 200):
            async with session.post(path, json=text(), headers=headers) as response:
                assert response.status == status
        async with session.get(f"{url}/control/sent") as response:
            assert [message["to"] for message in await response.json()] == [NUMBER]
    assert bot.heard == [Heard(text="salam")]
