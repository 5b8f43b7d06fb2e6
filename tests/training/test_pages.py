"""Trainings on the real server: the samples are there to be tried, the seat is real, and the calendar file is there."""

import re
from pathlib import Path

import aiohttp
import pytest

from tests.frontdoor.conftest import Front, front, new_phone, phone, server_for, whatsapp
from tests.frontdoor.test_operator import PRODUCTION
from tests.standins.whatsapp import Phone, Standin

__all__ = ["front", "new_phone", "phone", "whatsapp"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def get(url: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text(), answer.headers["Content-Type"]


async def test_a_seat_in_a_sample_and_its_calendar_file(front: Front, phone: Phone) -> None:
    for said in ("English", "I want a training"):
        await phone.says(said)
        shown = await phone.hears()
    assert all(title.startswith("Sample: ") for title in shown.titles[:-1])
    await phone.says("Swat")
    await phone.hears()
    await phone.says("yes")
    await phone.hears()
    await phone.says("Ayesha Khan")
    booked = await phone.hears()
    assert "Your seat is booked." in booked.text
    found = re.search(r"/t/\d+\.ics", booked.text)
    assert found
    status, file, kind = await get(front.server.base + found[0])
    assert (status, kind) == (200, "text/calendar; charset=utf-8")
    assert "SUMMARY:Sample: Packing" in file
    assert "Ayesha" not in file
    status, file, _kind = await get(front.server.base + found[0] + "?l=ur")
    assert "نمونہ: پیکنگ" in file
    for id in ("1", "99999999999999999999", "x"):
        status, _file, _kind = await get(f"{front.server.base}/t/{id}.ics")
        assert status in (404, 422), id
    await phone.says("status")
    assert "Sample: Packing" in (await phone.hears()).text


async def test_a_complaint_has_a_number_and_stands_in_my_status(front: Front, phone: Phone) -> None:
    for said in ("English", "shikayat", "1", "Three weeks and nobody has answered me. Why?"):
        await phone.says(said)
        heard = await phone.hears()
    found = re.search(r"\d{3}-\d{3}-\d{4}", heard.text)
    assert found
    await phone.says("status")
    assert found[0] in (await phone.hears()).text
    assert front.server.rows("SELECT words FROM complaint")[-1]["words"].startswith("Three weeks")


async def test_in_production_no_sample_is_ever_loaded(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path, HOST="0.0.0.0", **PRODUCTION)
    await server.start()
    try:
        assert server.rows("SELECT count(*) AS many FROM sitting")[0]["many"] == 0
        assert server.rows("SELECT count(*) AS many FROM course")[0]["many"] == 0
    finally:
        await server.kill()
