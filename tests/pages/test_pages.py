"""Public pages on the real server: a receipt that anybody can check, a one-time form for what no chat must hear."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot import clock
from bot.db import engine_for
from bot.papers import service as papers
from bot.receipts.signing import check
from tests.frontdoor.conftest import Front
from tests.frontdoor.owner import Owner, until
from tests.standins.whatsapp import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

CNIC = "35202-1234567-1"
_PAGE = r"http://\S+/f/[\w-]+"


async def get(url: str, **form: str) -> tuple[int, str, dict[str, str]]:
    async with aiohttp.ClientSession() as session:
        how = session.post(url, data=form) if form else session.get(url)
        async with how as answer:
            return answer.status, await answer.text(errors="replace"), dict(answer.headers)


async def registered(phone: Phone, language: str = "en") -> Owner:
    owner = Owner(phone, "taps", language)
    await owner.registers()
    return owner


def number_in(text: str) -> str:
    found = re.search(r"\d{3}-\d{3}-\d{4}", text)
    assert found, text
    return found.group()


async def link_in(owner: Owner, front: Front, case: str) -> str:
    """An officer asks for the CNIC; she wants the page."""

    def ask() -> bool:
        with engine_for(f"sqlite:///{front.server.database}").begin() as connection:
            query = sa.text('SELECT id FROM "case" WHERE reference = :r')
            id = connection.execute(query, {"r": case}).scalar_one()
            return papers.ask_for(connection, id, "cnic", "officer", clock.now())

    assert await asyncio.to_thread(ask)
    # Unasked it comes by day only; she may write before that.
    shown = await owner.says("papers")
    assert case in shown.text
    assert CNIC not in shown.text
    await owner.chooses("page")
    found = re.search(_PAGE, (await owner.looks_for(_PAGE)).text)
    assert found
    return found.group()


async def test_a_receipt_is_an_image_with_a_code_that_the_public_key_alone_can_check(
    front: Front, phone: Phone
) -> None:
    owner = await registered(phone)
    number = number_in(owner.shown.text)
    await owner.chooses("!receipt")
    assert number in owner.shown.text
    [link] = re.findall(r"http://\S+/r/\w+", owner.shown.text)
    status, page, headers = await get(link)
    assert status == 200
    assert "This receipt is genuine" in (await get(f"{link}?l=en"))[1]
    assert number in page
    assert "Ayesha" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    signed = await _signed(front, link)
    _, key, _ = await get(f"{front.server.base}/receipts.key")
    assert check(signed, key.strip()).number == number
    assert "genuine" in (await get(f"{signed}&l=en"))[1]
    forged = signed.replace(number, "111-111-1111")
    assert "not genuine" in (await get(f"{forged}&l=en"))[1]


async def _signed(front: Front, link: str) -> str:
    """What the QR code of the image says."""
    async with aiohttp.ClientSession() as session, session.get(f"{link}.png") as answer:
        assert answer.headers["Content-Type"] == "image/png"
        image = await answer.read()
    assert image.startswith(b"\x89PNG")
    assert len(image) < 40_000
    from bot.config import load
    from bot.receipts.signing import Stated, address

    code = link.rpartition("/")[2]
    [row] = front.server.rows("SELECT kind, number, on_day FROM receipt WHERE code = ?", code)
    settings = load(database_url=f"sqlite:///{front.server.database}")
    stated = Stated(row["kind"], row["number"], row["on_day"], code)
    return address(stated, settings.keys.receipts, front.server.base)


async def test_a_withdrawn_business_has_a_receipt_that_says_so(front: Front, phone: Phone) -> None:
    owner = await registered(phone)
    await owner.chooses("!receipt")
    [link] = re.findall(r"http://\S+/r/\w+", owner.shown.text)
    await owner.says("withdraw")
    await owner.chooses("yes")
    assert "no longer holds" in (await get(f"{link}?l=en"))[1]


async def test_the_number_goes_over_the_page_once_and_is_readable_nowhere(front: Front, phone: Phone) -> None:
    owner = await registered(phone)
    link = await link_in(owner, front, number_in(owner.shown.text))
    for language, word in (("en", "13 digits"), ("ur", "ہندسے"), ("ur_Latn", "13 digit")):
        status, page, _ = await get(f"{link}?l={language}")
        assert (status, word in page) == (200, True)
    status, page, _ = await get(f"{link}?l=en", number="35202-123")
    assert (status, "13 digits" in page) == (422, True)
    status, page, _ = await get(f"{link}?l=en", number=CNIC)
    assert (status, "arrived" in page) == (200, True)
    assert (await get(link))[0] == 404
    assert (await get(link, number=CNIC))[0] == 404
    await owner.looks_for("arrived safely")
    asked = front.server.rows("""SELECT detail FROM timer WHERE kind = 'tell' AND detail LIKE '%"papers"%'""")
    assert not asked, "in the morning she would be asked for what she gave at night"
    digits = CNIC.replace("-", "").encode()
    for file in front.server.folder.iterdir():
        if file.is_file():
            content = file.read_bytes()
            assert digits not in content, file
            assert CNIC.encode() not in content, file
    [row] = front.server.rows("SELECT sealed, mark FROM paper ORDER BY id DESC LIMIT 1")
    assert row["sealed"].startswith("dev:")


async def test_the_page_closes_after_ten_wrong_numbers(front: Front, phone: Phone) -> None:
    owner = await registered(phone)
    link = await link_in(owner, front, number_in(owner.shown.text))
    statuses = [(await get(link, number="12"))[0] for _ in range(11)]
    assert statuses == [422] * 9 + [404] * 2


async def test_two_who_send_at_once_are_one(front: Front, phone: Phone) -> None:
    owner = await registered(phone)
    link = await link_in(owner, front, number_in(owner.shown.text))
    answers = await asyncio.gather(*(get(link, number=CNIC) for _ in range(4)))
    assert sorted(status for status, _, _ in answers) == [200, 404, 404, 404]


async def test_at_the_office_instead(front: Front, phone: Phone) -> None:
    owner = await registered(phone, "ur_Latn")
    link = await link_in(owner, front, number_in(owner.shown.text))
    await owner.says("papers")
    await owner.chooses("office")
    assert "dikhaein" in owner.shown.text
    assert (await get(link))[0] == 404  # the address she had does not work any more


async def test_guessing_is_slowed_and_says_nothing(front: Front) -> None:
    guesses: list[Any] = [await get(f"{front.server.base}/f/guess-{n}?l=en") for n in range(24)]
    assert guesses[0][0] == 404
    assert guesses[-1][0] == 429
    assert "no longer open" in guesses[0][1]


async def test_an_address_that_expired_is_closed(front: Front, phone: Phone) -> None:
    # The guesses above have used up this visitor's patience; a fresh form is looked at in the database instead.
    owner = await registered(phone)
    link = await link_in(owner, front, number_in(owner.shown.text))
    code = link.rpartition("/")[2]
    with engine_for(f"sqlite:///{front.server.database}").begin() as connection:
        assert papers.find_form(connection, code, clock.now()) is not None
        assert papers.find_form(connection, code, clock.now() + papers.LIVES) is None


async def test_a_decided_case_erases_the_number(front: Front, phone: Phone) -> None:
    owner = await registered(phone)
    number = number_in(owner.shown.text)
    await owner.says("menu")
    with engine_for(f"sqlite:///{front.server.database}").begin() as connection:
        id = connection.execute(sa.text('SELECT id FROM "case" WHERE reference = :r'), {"r": number}).scalar_one()
        from bot.keys import Vault, data_keys

        vault = Vault(data_keys("a:" + "k" * 43))
        assert papers.take_at_office(connection, vault, id, "cnic", CNIC, "officer@desk", clock.now())
        [held] = papers.held(connection, id)
        assert papers.reveal(connection, vault, held["id"]) == "3520212345671"
    await owner.says("withdraw")
    await owner.chooses("yes")
    moved = "UPDATE timer SET due_at = 0 WHERE kind = 'paper_erase' AND subject = :p"
    with engine_for(f"sqlite:///{front.server.database}").begin() as connection:
        connection.execute(sa.text(moved), {"p": held["id"]})
    await until(lambda: front.server.rows("SELECT erased_at FROM paper WHERE id = ?", held["id"])[0]["erased_at"], 15)
    [row] = front.server.rows("SELECT sealed, mark FROM paper WHERE id = ?", held["id"])
    assert (row["sealed"], row["mark"]) == (None, None)
