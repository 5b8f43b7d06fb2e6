"""Somebody goes through everything there is and then has it erased: no table, no file and no log knows her any more."""

import asyncio
import base64
import re
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot import clock
from bot.db import engine_for, metadata
from bot.papers import service as papers
from bot.registry.models import NOBODY
from tests.frontdoor.conftest import Front
from tests.frontdoor.owner import Owner, until
from tests.standins.whatsapp import Phone, Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBERS = ("+923037719253", "+923037719264")
BSUIDS = ("PK.77192538461", "PK.77192648461")
NAME, BUSINESS, PROFILE = "Zarmeena Qudsia", "Kashmala Zardozi", "Zarmeena Profile"
WORDS = ("yeh mera raaz hai firozabegum", "میرا راز نیلمپری ہے", "my secret is bluebirdfeather")
PLACE = (31.8237119, 74.2751133)
CNIC = "35202-7719253-8"

MARKS = (
    *(number.removeprefix("+") for number in NUMBERS), *(number.removeprefix("+92") for number in NUMBERS), *BSUIDS,
    *(bsuid.removeprefix("PK.") for bsuid in BSUIDS), "Zarmeena", "Qudsia", "Kashmala", "Zardozi",
    "firozabegum", "نیلمپری", "bluebirdfeather", "31.8237", "74.2751", "7719253", "0300-1112223",
)  # fmt: skip


def phones(front: Front) -> list[Phone]:
    return [
        front.whatsapp.phone(number, bsuid=bsuid, name=PROFILE) for number, bsuid in zip(NUMBERS, BSUIDS, strict=True)
    ]


async def says(phone: Phone, text: str) -> Shown:
    await phone.says(text)
    return await phone.hears()


async def taps(phone: Phone, title: str, of: Shown) -> Shown:
    await phone.taps(title, of=of)
    return await phone.hears()


def engine_of(front: Front) -> Engine:
    return engine_for(front.server.environment["DATABASE_URL"])


def in_database(front: Front, work: Callable[[Any], Any]) -> Any:
    engine = engine_of(front)
    with engine.begin() as connection:
        return work(connection)


def everything(front: Front) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as it really is: also tables that no model speaks of."""
    found: dict[str, list[dict[str, Any]]] = {}
    engine = engine_of(front)
    with engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
            found[name] = [dict(row) for row in rows]
    engine.dispose()
    return found


def traces(rows: dict[str, list[dict[str, Any]]], marks: tuple[str, ...] = MARKS) -> list[tuple[str, str, str]]:
    """Where something of her stands: table, column, what."""
    found = []
    for table, all_rows in rows.items():
        for row in all_rows:
            for column, value in row.items():
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                found += [(table, column, mark) for mark in marks if mark in text]
    return found


async def lives(front: Front) -> tuple[list[int], list[bytes]]:
    """Two phones of one person, who does everything one can do; her ids, and bodies as the carrier sent them."""
    first, second = phones(front)
    bodies: list[bytes] = []
    build = front.whatsapp.deliveries.body

    def body(changes: Any) -> bytes:
        bodies.append(build(changes))
        return bodies[-1]

    front.whatsapp.deliveries.body = body  # type: ignore[method-assign]
    owner = Owner(first, "words", "en")
    end = await owner.registers(owner_name=NAME, business_name=BUSINESS)
    reference = re.search(r"\d{3}-\d{3}-\d{4}", end.text)
    assert reference
    await says(first, "status")
    await says(first, "receipt")
    for words in WORDS:
        await says(first, words)
    await first.shares_location(*PLACE, name="Kashmala house")
    await first.hears()
    await says(first, "complaint")
    await says(first, "person")
    await gives_number(front, first, reference[0])
    await joins(first, second)
    await says(second, "my consents")
    await says(second, "menu")
    await half_a_form(second)
    await front.whatsapp.deliveries.settled()
    front.whatsapp.deliveries.body = build  # type: ignore[method-assign]
    ids = [row["id"] for row in front.server.rows("SELECT id FROM person")]
    return ids, bodies


async def gives_number(front: Front, phone: Phone, reference: str) -> None:
    """An officer asks for the CNIC; she gives it on the page."""

    def ask(connection: Any) -> bool:
        query = sa.text('SELECT id FROM "case" WHERE reference = :r')
        case_id = connection.execute(query, {"r": reference}).scalar_one()
        return papers.ask_for(connection, case_id, "cnic", "officer", clock.now())

    assert await asyncio.to_thread(in_database, front, ask)
    asked = await says(phone, "papers")
    shown = await taps(phone, "On the safe page", asked)
    page = re.search(r"http://\S+/f/[\w-]+", shown.text)
    assert page
    async with aiohttp.ClientSession() as session, session.post(page[0], data={"number": CNIC}) as answer:
        assert answer.status == 200
    while "arrived safely" not in (await phone.hears(15)).text:
        pass


async def joins(first: Phone, second: Phone) -> None:
    await says(second, "hello")
    await second.taps("English")
    await second.hears()
    code = re.search(r"link (\d{6})", (await says(first, "link")).text)
    assert code
    await says(second, f"link {code[1]}")
    await says(second, "yes")
    await first.taps("Yes", of=await first.hears())
    await first.hears()
    await second.hears()


async def half_a_form(phone: Phone) -> None:
    """Another business, of which she leaves the form after the name."""
    asked = await says(phone, "register")
    await taps(phone, "Yes, another one", asked)
    await says(phone, "yes")
    await says(phone, NAME)


async def erases(front: Front, phone: Phone) -> Shown:
    asked = await says(phone, "erase everything")
    assert asked.text.startswith("I hold the details of 1 business,")
    sure = await taps(phone, "Yes, erase it", asked)
    assert "What stays" in sure.text
    last = await taps(phone, "Erase for good", sure)
    assert "erasing everything now" in last.text
    await until(lambda: front.server.rows("SELECT 1 FROM erasure WHERE wiped_at IS NOT NULL"), 45)
    return last


async def test_nothing_is_left_of_her_anywhere(front: Front) -> None:
    ids, bodies = await lives(front)
    before = await asyncio.to_thread(everything, front)
    held = {table for table, _column, _mark in traces(before)}
    assert held >= {"business", "identity", "inbound", "outbound", "session", "delivery"}
    number = traces(before, (CNIC, CNIC.replace("-", "")))
    assert not number, "the number is sealed"

    first = phones(front)[0]
    await erases(front, first)

    after = await asyncio.to_thread(everything, front)
    assert traces(after) == []
    known = {str(id) for id in ids if id != NOBODY}
    allowed = {("erasure", "person_id"), ("audit_entry", "person_id")}
    places = {
        (table, column)
        for table, rows in after.items()
        for row in rows
        for column, value in row.items()
        if str(value) in known
    }
    assert places <= allowed
    assert [row["id"] for row in after["person"]] == [NOBODY]
    for table in ("business", "identity", "consent", "session", "paper", "form", "merge", "merge_row", "link"):
        assert after[table] == [], table
    assert {row["person_id"] for row in after["outbound"]} == {NOBODY}
    costs = {row["id"]: row["micro_usd"] for row in after["outbound"]}
    assert {row["id"]: row["micro_usd"] for row in before["outbound"]}.items() <= costs.items(), "the ledger stands"
    await nothing_in_files(front)
    await late_deliveries_bring_nothing_back(front, bodies, after)
    await she_is_new(front, first)


async def nothing_in_files(front: Front) -> None:
    """The database's own files, and the log."""
    files = list(front.server.folder.glob("*.log"))
    if front.server.database.exists() and "sqlite" in front.server.environment["DATABASE_URL"]:
        files += list(front.server.folder.glob("munshi.db*"))
    assert files
    for file in files:
        content = await asyncio.to_thread(file.read_bytes)
        for mark in MARKS:
            for written in (mark.encode(), mark.encode("utf-16-le"), base64.b64encode(mark.encode()).rstrip(b"=")[:-1]):
                assert written not in content, f"{mark} stands in {file.name}"


async def late_deliveries_bring_nothing_back(front: Front, bodies: list[bytes], after: dict[str, Any]) -> None:
    """Carriers deliver again, for days."""
    assert len(bodies) > 60
    for body in bodies:
        assert await front.whatsapp.deliveries.post_raw(body) == 200
    again = await asyncio.to_thread(everything, front)
    assert traces(again) == []
    assert {table: len(rows) for table, rows in again.items() if table not in ("inbound", "timer")} == {
        table: len(rows) for table, rows in after.items() if table not in ("inbound", "timer")
    }


async def she_is_new(front: Front, phone: Phone) -> None:
    """Who writes again is greeted like anybody."""
    shown = await says(phone, "status")
    assert "Munshi" in shown.text
    assert shown.titles
    assert len(front.server.rows("SELECT 1 FROM person WHERE id <> ?", NOBODY)) == 1


async def test_the_marks_are_found_where_they_stand() -> None:
    """The search itself works."""
    assert traces({"t": [{"c": b"x\xd9\x86\xdb\x8c\xd9\x84\xd9\x85\xd9\xbe\xd8\xb1\xdb\x8c"}]}) == [
        ("t", "c", "نیلمپری")
    ]
    assert metadata.tables
