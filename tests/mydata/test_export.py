"""Everything held about somebody, on a page that opens once: asked for in the chat, opened in a browser."""

import csv
import io
import json
import re
import zipfile
from typing import Any

import aiohttp
import pytest

from tests.frontdoor.conftest import Front, somebody
from tests.frontdoor.owner import Owner
from tests.standins.whatsapp import Phone, Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def fetch(url: str, **form: str) -> tuple[int, bytes, dict[str, str]]:
    async with aiohttp.ClientSession() as session:
        how = session.post(url, data=form) if form else session.get(url)
        async with how as answer:
            return answer.status, await answer.read(), dict(answer.headers)


async def says(phone: Phone, text: str) -> Shown:
    await phone.says(text)
    return await phone.hears()


def link_in(text: str) -> str:
    found = re.search(r"http://\S+/d/[\w-]+", text)
    assert found, text
    return found[0]


async def page_of(phone: Phone) -> str:
    return link_in((await says(phone, "my data")).text)


async def registered(front: Front, language: str = "en", **others: str) -> Owner:
    owner = Owner(somebody(front.whatsapp), "taps", language)
    await owner.registers(None, **others)
    return owner


async def test_the_page_shows_everything_and_opens_once(front: Front) -> None:
    owner = await registered(front)
    await says(owner.phone, "<script>alert(1)</script> <b>noise</b> hurts my ears")
    link = await page_of(owner.phone)

    for _look in range(3):  # link previews look at it beforehand
        status, asks, headers = await fetch(link)
        assert status == 200
        assert b"Read it here" in asks
    assert headers["Cache-Control"] == "no-store"
    assert owner.phone.digits.encode() not in asks, "before it is opened it shows nothing"

    status, page, headers = await fetch(link, how="read")
    text = page.decode()
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    for held in ("Khan Handicrafts", "Mirpur", owner.phone.bsuid, "&lt;b&gt;noise"):
        assert held in text
    assert "<script" not in text
    assert "From: You wrote it. Why: for the helpdesk to record your business." in text

    for form in ({}, {"how": "read"}, {"how": "file"}):
        status, again, _headers = await fetch(f"{link}?l=en", **form)
        assert status == 404
        assert b"no longer open" in again


async def test_the_file_holds_the_same_for_machines(front: Front) -> None:
    owner = await registered(front, owner_name="Ayesha Khan", business_name="=SUM(A1) Traders")
    await says(owner.phone, "میرا راز")
    status, content, headers = await fetch(await page_of(owner.phone), how="file")

    assert status == 200
    assert headers["Content-Type"] == "application/zip"
    assert "attachment" in headers["Content-Disposition"]
    file = zipfile.ZipFile(io.BytesIO(content))
    held: dict[str, Any] = {one["table"]: one for one in json.loads(file.read("data.json"))["held"]}
    assert held["business"]["rows"][0]["business_name"] == "=SUM(A1) Traders"
    assert held["business"]["why"] == "for the helpdesk to record your business"
    assert held["business"]["until"] == "until you withdraw it or have it erased"
    assert [row["topic"] for row in held["consent"]["rows"]] == ["keep_details"]
    assert "میرا راز" in [row.get("text") for row in held["inbound"]["rows"]]
    assert not [hidden for hidden in ("code_hash", "salt", "hash") if hidden in file.read("data.json").decode()]
    [row] = csv.DictReader(io.StringIO(file.read("csv/business.csv").decode("utf-8-sig")))
    assert row["business_name"] == "'=SUM(A1) Traders", "a spreadsheet must not take it for a formula"
    assert "Khan" in file.read("index.html").decode()


@pytest.mark.parametrize(
    ("language", "title"), [("ur", "آپ کے بارے میں کیا محفوظ ہے"), ("ur_Latn", "Aap ke baare mein kya mehfooz hai")]
)
async def test_it_is_in_her_language(front: Front, language: str, title: str) -> None:
    owner = await registered(front, language)
    link = await page_of(owner.phone)
    assert title in (await fetch(link))[1].decode()
    page = (await fetch(link, how="read"))[1].decode()
    assert title in page
    assert ('dir="rtl"' in page) == (language == "ur")
    assert not re.findall(r"\b(You wrote it|Why:|recorded)\b", page)


async def test_only_the_newest_address_works_and_five_in_a_day_are_enough(front: Front) -> None:
    owner = await registered(front)
    links = [await page_of(owner.phone) for _time in range(5)]
    assert [(await fetch(link))[0] for link in links] == [404, 404, 404, 404, 200]
    assert "Five pages in a day" in (await says(owner.phone, "my data")).text
    stored = front.server.rows("SELECT code_hash FROM export")
    assert not [row for row in stored if any(row["code_hash"] in link for link in links)]


async def test_nobody_gets_hers_by_guessing(front: Front) -> None:
    for _try in range(20):
        status, _page, _headers = await fetch(f"{front.server.base}/d/aaaaaaaaaaaaaaaaaaaaaa")
    assert status in (404, 429)
    assert (await fetch(f"{front.server.base}/d/aaaaaaaaaaaaaaaaaaaaaa", how="read"))[0] == 429


async def test_a_locked_person_is_asked_for_her_word_first(front: Front) -> None:
    owner = await registered(front)
    await says(owner.phone, "lock")
    await says(owner.phone, "chambeli")
    for asked in ("my data", "erase everything", "my consents"):
        assert "What is your word?" in (await says(owner.phone, asked)).text
        await says(owner.phone, "cancel")
