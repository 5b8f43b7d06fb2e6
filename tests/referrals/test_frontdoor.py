"""The whole way: somebody asks for a loan, agrees, the partner gets it and answers, and she is told. All over HTTP."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.registry.reference import is_reference
from tests.frontdoor.conftest import server_for, somebody
from tests.frontdoor.server import Server
from tests.standins.partner import Partner
from tests.standins.whatsapp import Phone, Shown, Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def command(server: Server, *words: str) -> str:
    """Run `main.py …` beside the server; what it printed."""
    ended = await server.command(*words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.strip()


class Desk:
    """A server with one agreement, its partner listening, and the partner's token."""

    def __init__(self, server: Server, whatsapp: Standin, partner: Partner, token: str) -> None:
        self.server, self.whatsapp, self.partner, self.token = server, whatsapp, partner, token

    async def call(self, method: str, path: str, token: str | None = None, **how: Any) -> tuple[int, Any]:
        bearer = self.token if token is None else token
        headers = {**({"Authorization": f"Bearer {bearer}"} if bearer else {}), **how.pop("headers", {})}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self.server.base}{path}", headers=headers, **how) as answer,
        ):
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def reports(self, number: str, state: str, note: str = "", **how: Any) -> tuple[int, Any]:
        body = {"state": state, "note": note}
        return await self.call("POST", f"/api/v1/referrals/{number}/status", json=body, **how)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("partners")
    async with Standin() as whatsapp, Partner() as partner:
        server = server_for(whatsapp, folder)
        await server.start()
        added = await command(server, "partners", "add", "akhuwat", "--contact", "Ali", "--webhook", partner.url)
        partner.secret = added.rpartition(": ")[2]
        token = (await command(server, "partners", "token", "akhuwat")).rpartition(": ")[2]
        yield Desk(server, whatsapp, partner, token)
        await server.kill()


async def hears_news(desk: Desk, phone: Phone) -> Shown:
    """What she is told. News waits for the morning; where the test runs at night, the morning comes at once."""
    for _second in range(20):
        with closing(sqlite3.connect(desk.server.database, timeout=10)) as database, database:
            database.execute(
                """UPDATE timer SET due_at = 0, detail = replace(detail, '"politely":true', '"politely":false')
                WHERE kind = 'tell'"""
            )
        try:
            return await phone.hears(1)
        except AssertionError:
            continue  # it may have been put off to the morning just before
    return await phone.hears(1)


async def refers(desk: Desk, phone: Phone) -> str:
    """Somebody goes through the conversation to its end; the number she gets."""
    said = ["English", "I need a loan", "40 hazar, dukan ka maal, Sialkot", "30", "yes", "yes", "Akhuwat", "yes",
            "Ayesha Khan", "0300 1234567"]  # fmt: skip
    await phone.says("hello")
    shown = await phone.hears()
    for words in said:
        await phone.says(words)
        shown = await phone.hears()
    assert "Passed on to Akhuwat." in shown.text
    [number] = [word.strip(".") for word in shown.text.split() if is_reference(word)]
    return number


async def test_from_the_wish_to_the_partners_answer(desk: Desk) -> None:
    phone = somebody(desk.whatsapp)
    number = await refers(desk, phone)

    async with asyncio.timeout(20):
        while not (packets := [p for p in desk.partner.taken.values() if p["referral"]["number"] == number]):
            await asyncio.sleep(0.05)
    assert packets[0]["referral"]["phone"] == "+923001234567"
    status, [listed] = await desk.call("GET", "/api/v1/referrals")
    assert (status, listed["number"], listed["name"]) == (200, number, "Ayesha Khan")

    note = "Please bring your card on Monday."
    assert await desk.reports(number, "visit", note) == (200, {"number": number, "state": "visit", "changed": True})
    news = await hears_news(desk, phone)
    assert "There is news about your loan." in news.text
    assert "asks you to come to the branch" in news.text
    assert note in news.text

    assert (await desk.reports(number, "visit", note))[1]["changed"] is False
    assert await phone.hears_nothing(1) is None

    assert (await desk.reports(number, "declined"))[0] == 200
    assert "the lender says no" in (await hears_news(desk, phone)).text
    status, said = await desk.reports(number, "accepted")
    assert (status, said["detail"]) == (409, "it is declined already; ask the helpdesk if that was a mistake")

    await phone.says("status")
    shown = await phone.hears()
    assert number in shown.text
    assert "the lender says no" in shown.text

    told = await command(desk.server, "referrals", "show", number)
    assert [line.split("  ")[1:3] for line in told.splitlines()] == [
        ["owner", "recorded"], ["munshi", "sent"], ["partner", "visit"], ["partner", "declined"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("token", "told"),
    [("", "send your token as"), ("munshi_nonsense", "not known, or has ended"), ("x" * 5000, "not known")],
)
async def test_without_the_right_token_nothing_is_told_or_taken(desk: Desk, token: str, told: str) -> None:
    for answer in (
        await desk.call("GET", "/api/v1/referrals", token=token),
        await desk.reports("482-915-7036", "accepted", token=token),
    ):
        assert answer[0] == 401
        assert told in answer[1]["detail"]


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        ("482-915-7036", {"state": "accepted"}, 404),
        ("482-915-7037", {"state": "accepted"}, 404),
        ("nonsense", {"state": "accepted"}, 404),
        ("482-915-7036", {"state": "approved"}, 422),
        ("482-915-7036", {"state": "visit", "note": "x" * 301}, 422),
        ("482-915-7036", {"state": "visit", "cnic": "1"}, 422),
        ("482-915-7036", {}, 422),
        ("482-915-7036", [], 422),
    ],
)
async def test_what_makes_no_sense_is_refused(desk: Desk, number: str, body: Any, status: int) -> None:
    got, _said = await desk.call("POST", f"/api/v1/referrals/{number}/status", json=body)
    assert got == status


async def test_a_report_that_comes_twice_counts_once(desk: Desk) -> None:
    phone = somebody(desk.whatsapp)
    number = await refers(desk, phone)
    key = {"Idempotency-Key": "report-1"}
    first = await desk.reports(number, "received", headers=key)
    assert first[1]["changed"] is True
    await hears_news(desk, phone)
    assert (await desk.reports(number, "in_review", headers={"Idempotency-Key": "report-2"}))[1]["changed"] is True
    await hears_news(desk, phone)
    replayed = await desk.reports(number, "received", headers=key)
    assert replayed == (200, {"number": number, "state": "in_review", "changed": False})


async def test_the_description_is_a_page_and_a_file(desk: Desk) -> None:
    status, page = await desk.call("GET", "/api/docs", token="")
    assert status == 200
    for word in ("Munshi-Signature", "/api/v1/referrals/{number}/status", "Idempotency-Key", "in_review", "1 min"):
        assert word in page
    assert "<script" not in page
    assert len(page.encode()) < 100_000
    status, described = await desk.call("GET", "/api/openapi.json", token="")
    assert status == 200
    assert set(described["paths"]) == {"/api/v1/referrals", "/api/v1/referrals/{number}/status"}


async def test_the_open_ones_as_a_file(desk: Desk) -> None:
    number = await refers(desk, somebody(desk.whatsapp))
    file = desk.server.folder / "akhuwat.csv"
    assert "referrals to akhuwat are in" in await command(desk.server, "referrals", "export", "akhuwat", str(file))
    assert number in file.read_text(encoding="utf-8-sig")


async def test_whoever_says_no_is_not_passed_on(desk: Desk) -> None:
    phone = somebody(desk.whatsapp)
    await phone.says("hello")
    await phone.hears()
    for words in ("English", "loan", "40 hazar, maal, Sialkot", "30", "yes", "yes", "Akhuwat", "no"):
        await phone.says(words)
        shown = await phone.hears()
    assert "Then I pass nothing on." in shown.text
    assert "Take your identity card with you" in shown.text
    assert not [word for word in shown.text.split() if is_reference(word.strip(".:"))]
