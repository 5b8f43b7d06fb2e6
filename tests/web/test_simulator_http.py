"""The simulator's addresses without a browser: what is refused, what is accepted, what a stream replays."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.contract import Address, Event, Handle, Message, Remedy, SendError
from bot.channels.simulator import Line, Simulator
from bot.chat.outgoing import Button, Media, Outgoing, Template
from bot.web.simulator import router
from tests.web.simulator_words import ROMAN, URDU, translate

PERSON = Handle("browser", "abcdefghijklmnop0123")
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


class Full(Exception):
    pass


class House:
    """The router with the simplest possible bot behind it."""

    def __init__(self) -> None:
        self.simulator = Simulator(now=lambda: NOON)
        self.accepted: list[Event] = []
        self.lines: list[Line] = []
        self.full = False
        app = FastAPI()
        app.include_router(router(self.accept, self.history, self.simulator, translate, busy=(Full,), now=lambda: NOON))
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://localhost",
            cookies={"munshi_person": PERSON.value, "munshi_page_language": "en"},
        )

    async def accept(self, events: Sequence[Event]) -> None:
        if self.full:
            raise Full
        self.accepted += events

    async def history(self, person: Handle) -> list[Line]:
        return self.lines if person == PERSON else []

    async def say(self, **said: Any) -> httpx.Response:
        return await self.client.post("/simulator/say", json=said)

    async def streamed(self, **query: str) -> list[dict[str, Any]]:
        """What a stream gives before it ends, because the channel was closed beforehand."""
        await self.simulator.close()
        answer = await self.client.get("/simulator/stream", params=query)
        blocks = [block for block in answer.text.split("\n\n") if "event: line" in block]
        return [json.loads(block.split("data: ")[1]) for block in blocks]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    built = House()
    yield built
    await built.client.aclose()


async def test_words_arrive_clean_and_masked(house: House) -> None:
    answer = await house.say(key="key-00000001", text="  my\u202e card 35202-1234567-1 ")
    assert answer.status_code == 200
    assert answer.json()["hid_cnic"]
    assert answer.json()["line"]["text"] == "my card •••••-•••••••-•"
    (message,) = house.accepted
    assert isinstance(message, Message)
    assert message.key == "key-00000001"
    assert message.sent_at == NOON
    assert message.sender.handles == (PERSON,)
    assert message.heard.hid_cnic


async def test_the_same_key_is_handed_on_as_the_same_message(house: House) -> None:
    for _ in range(2):
        assert (await house.say(key="key-00000001", text="Salam")).status_code == 200
    assert {message.key for message in house.accepted if isinstance(message, Message)} == {"key-00000001"}


@pytest.mark.parametrize(
    "said",
    [
        {"text": "no key"},
        {"key": "short", "text": "x"},
        {"key": "key-00000001"},
        {"key": "key-00000001", "text": " \u200f "},
        {"key": "key-00000001", "text": 7},
        {"key": "key-00000001", "text": "x", "surprise": 1},
        {"key": "key-00000001", "latitude": 31.5},
        {"key": "key-00000001", "latitude": 91, "longitude": 0},
        {"key": "key-00000001", "tap": "x" * 300, "title": "x"},
        {"key": "key-00000001", "tap": "hidden\u200b", "title": "x"},
    ],
)
async def test_what_makes_no_sense_gets_a_kind_sentence(house: House, said: dict[str, Any]) -> None:
    answer = await house.say(**said)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")
    assert not house.accepted


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"key": "\xff"}', b'"' + b"[" * 5000])
async def test_what_is_not_json_gets_a_kind_sentence(house: House, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await house.client.post("/simulator/say", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_the_sentence_is_in_the_language_of_the_page(house: House) -> None:
    house.client.cookies.set("munshi_page_language", "ur")
    assert (await house.say(key="key-00000001")).json()["error"] in URDU.values()
    house.client.cookies.set("munshi_page_language", "ur_Latn")
    assert (await house.say(key="key-00000001")).json()["error"] in ROMAN.values()


async def test_a_form_of_another_site_cannot_speak_for_someone(house: House) -> None:
    body = b'{"key": "key-00000001", "text": "x"}'
    answer = await house.client.post("/simulator/say", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400
    assert not house.accepted


async def test_too_much_is_refused_before_it_is_read(house: House) -> None:
    for text in ("x" * 70_000, "x" * 4097):
        answer = await house.say(key="key-00000001", text=text)
        assert answer.status_code == 413
    assert not house.accepted


async def test_a_full_inbox_asks_for_patience(house: House) -> None:
    house.full = True
    answer = await house.say(key="key-00000001", text="Salam")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "kept" in answer.json()["error"]


async def test_a_page_of_an_earlier_person_is_told_so(house: House) -> None:
    said = {"key": "key-00000001", "text": "x"}
    answer = await house.client.post("/simulator/say", params={"person": "someone-else"}, json=said)
    assert answer.status_code == 409
    stream = await house.client.get("/simulator/stream", params={"person": "someone-else"})
    assert "event: stranger" in stream.text


async def test_without_a_cookie_there_is_nobody(house: House) -> None:
    house.client.cookies.delete("munshi_person")
    assert (await house.say(key="key-00000001", text="x")).status_code == 400
    assert (await house.client.get("/simulator/history")).json() == {"lines": []}
    assert (await house.client.get("/simulator/stream")).status_code == 204
    page = await house.client.get("/simulator")
    cookie = page.headers["set-cookie"]
    assert "munshi_person=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_a_stream_begins_with_what_was_missed(house: House) -> None:
    house.lines = [
        Line(f"line-{n}", False, NOON + dt.timedelta(minutes=n), outgoing=Outgoing(f"{n}")) for n in range(60)
    ]
    missed = [line["id"] for line in await house.streamed(after="line-55")]
    assert missed[-4:] == ["line-56", "line-57", "line-58", "line-59"]
    assert len(missed) < 30  # a few more, which the page drops, but not everything
    assert len(await house.streamed(after="unknown")) == 60
    assert len(await house.streamed()) == 60


async def test_lines_come_in_the_shape_of_whatsapp(house: House) -> None:
    outgoing = [
        Outgoing("Which?", tuple(Button(str(n), f"Row {n}") for n in range(4)), menu="Choose"),
        Outgoing("Long\n\n" + "A sentence. " * 500),
        Outgoing("Your receipt", media=Media("image", link="/r/1.png")),
        Outgoing("", template=Template("case_accepted", "en", ("MS-1",))),
        Outgoing("x " * 3000, (Button("1", "One"),)),  # WhatsApp would refuse it; an old history may hold it
    ]
    house.lines = [Line(str(n), False, NOON, outgoing=said) for n, said in enumerate(outgoing)]
    lines = (await house.client.get("/simulator/history")).json()["lines"]
    assert [line["parts"][0]["kind"] for line in lines] == ["list", "text", "media", "template", "text"]
    assert [len(line["parts"]) for line in lines] == [1, 3, 1, 1, 1]
    assert lines[0]["parts"][0]["menu"] == "Choose"
    assert lines[3]["parts"][0]["text"] == "case_accepted · MS-1"


async def test_only_the_pages_own_files_are_served(house: House) -> None:
    page = (await house.client.get("/simulator")).text
    script = page.split('src="')[1].split('"')[0]
    answer = await house.client.get(script)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    old = await house.client.get(script.replace(script.split("/")[3], "old"))
    assert old.headers["cache-control"] == "no-cache"
    for name in ("%2e%2e/templates/simulator.html", "..%2f..%2fsimulator/routes.py", "simulator/none.js"):
        assert (await house.client.get(f"/simulator/static/x/{name}")).status_code == 404


async def test_a_message_reaches_every_open_page_and_no_other() -> None:
    simulator = Simulator()
    to = Address("simulator", "browser", (PERSON,))
    with simulator.page(PERSON) as one, simulator.page(PERSON) as two, simulator.page(Handle("browser", "x")) as other:
        sent = await simulator.send(to, Outgoing("Salam"), "ref-1")
        assert sent.provider_id == "ref-1"
        for page in (one, two):
            line = await anext(page.lines(1))
            assert line is not None
            assert (line.id, line.mine, line.outgoing) == ("ref-1", False, Outgoing("Salam"))
        assert await anext(other.lines(0.01)) is None
    await simulator.send(to, Outgoing("to nobody"), "ref-2")


async def test_a_page_that_sleeps_holds_nobody_up() -> None:
    simulator = Simulator()
    to = Address("simulator", "browser", (PERSON,))
    with simulator.page(PERSON) as page:
        async with asyncio.timeout(2):
            for n in range(1000):
                await simulator.send(to, Outgoing("x"), str(n))
        await simulator.close()
        seen = [line async for line in page.lines(1)]
    assert 0 < len(seen) < 1000


async def test_what_whatsapp_would_refuse_is_refused_here() -> None:
    simulator = Simulator()
    to = Address("simulator", "browser", (PERSON,))
    for address, said in (
        (Address("simulator", "browser", ()), Outgoing("x")),
        (to, Outgoing("")),
        (to, Outgoing("x " * 3000, (Button("1", "One"),))),
    ):
        with pytest.raises(SendError) as refused:
            await simulator.send(address, said, "ref")
        assert refused.value.remedy is Remedy.FIX_REQUEST
