"""What a registration costs, as the operator is told it: by rule first, then by the carrier's word."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests import postgres
from tests.both import KINDS
from tests.frontdoor.conftest import server_for, somebody
from tests.frontdoor.owner import Owner, until
from tests.frontdoor.server import Server
from tests.standins.whatsapp import Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVICE = 5900
"""Micro-USD of one answer to Pakistan (knowledge/prices.toml, 2026-Q4)."""


async def costs(server: Server, *more: str) -> tuple[int, str]:
    ended = await server.command("costs", *more)
    return ended.returncode, ended.stdout + ended.stderr


def ledger(server: Server) -> list[dict[str, Any]]:
    return [dict(row) for row in server.rows("SELECT * FROM outbound ORDER BY id")]


@pytest_asyncio.fixture(loop_scope="module", params=KINDS)
async def shop(request: pytest.FixtureRequest, tmp_path: Path, whatsapp: Standin) -> AsyncIterator[Server]:
    if request.param == "sqlite":
        server = server_for(whatsapp, tmp_path)
        await server.start()
        yield server
        await server.kill()
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database(migrated=True) as url:
        server = server_for(whatsapp, tmp_path, DATABASE_URL=url)
        await server.start()
        yield server
        await server.kill()


async def test_a_registration_is_charged_by_rule_then_by_the_carriers_word(shop: Server, whatsapp: Standin) -> None:
    phone = somebody(whatsapp)
    await Owner(phone, "taps", "en").registers()
    await until(lambda: all(row["state"] == "sent" for row in ledger(shop)))
    rows = ledger(shop)
    assert len(rows) == len(phone.heard)
    assert {(row["category"], bool(row["billable"]), row["billed_by"], row["micro_usd"]) for row in rows} == {
        ("service", True, "rule", SERVICE)
    }
    assert {row["price_version"] for row in rows} == {"2026-Q4"}
    assert all(row["flow"] and row["sent_at"] and row["person_id"] for row in rows[1:])

    code, said = await costs(shop)
    assert code == 0
    assert re.search(rf"whatsapp, service +{len(rows)} +{len(rows)} +\$", said), said
    assert "confidence LOW" in said
    assert "2026-Q4" in said
    assert re.search(rf"free: .*\({len(rows)}\) +-\$", said), "the first thousand are free"
    assert re.search(r"to be paid +\$0\.0000", said)
    assert "1 registrations were finished" in said
    assert f"{len(rows):.1f} messages" in said
    naive = int(re.findall(r"^total .*?(\d+) +\$[\d.]+$", said, re.MULTILINE)[0])
    assert naive == sum(row["body"].count("\\n\\n") + 1 for row in rows)
    assert naive > len(rows)

    # Minutes later the carrier says what it bills: each row is corrected once, twice told or not.
    first, second, third, fourth = whatsapp.sent[:4]
    told = whatsapp.deliveries.status(first, "delivered")
    told["value"]["statuses"][0]["pricing"].update(billable=False, type="free_customer_service")
    for change in (told, told, whatsapp.deliveries.status(first, "read"), whatsapp.deliveries.status(first, "sent")):
        assert await whatsapp.deliveries.post(change) == 200
    marketing = whatsapp.deliveries.status(second, "delivered")
    marketing["value"]["statuses"][0]["pricing"].update(category="marketing")
    read = whatsapp.deliveries.status(third, "read")
    late = whatsapp.deliveries.status(third, "delivered")
    strange = whatsapp.deliveries.status(fourth, "delivered")
    strange["value"]["statuses"][0]["pricing"].update(category="stranger_than_fiction")
    for change in (marketing, read, late, strange):
        assert await whatsapp.deliveries.post(change) == 200
    found = [
        (row["category"], bool(row["billable"]), row["billed_by"], row["micro_usd"], row["delivery"])
        for row in ledger(shop)[:5]
    ]
    assert found == [
        ("service", False, "status", 0, "read"),
        ("marketing", True, "status", 52000, "delivered"),
        ("service", True, "status", SERVICE, "read"),
        ("stranger_than_fiction", True, "status", None, "delivered"),
        ("service", True, "rule", SERVICE, ""),
    ]
    _code, said = await costs(shop)
    assert re.search(r"whatsapp, marketing +1 +1 +\$0\.0520", said), said
    assert f"the carrier's own word for 4 of {len(rows)} messages" in said
    assert "no table knows the price" in said
    # What the carrier itself bills (0.0520 and one service message) is to be paid; the rest is free.
    assert re.search(r"to be paid +\$0\.0579", said), said


async def test_what_failed_costs_nothing(shop: Server, whatsapp: Standin) -> None:
    phone = somebody(whatsapp)
    await phone.says("hello")
    await phone.hears()
    (row,) = await until(lambda: [row for row in ledger(shop) if row["state"] == "sent"])
    assert row["micro_usd"] == SERVICE
    (message,) = [sent for sent in whatsapp.sent if sent.ref == str(row["id"]) and sent.recipient == phone.digits]
    assert await whatsapp.deliveries.post(whatsapp.deliveries.status(message, "delivered")) == 200
    assert await whatsapp.deliveries.post(whatsapp.deliveries.status(message, "failed")) == 200
    (row,) = ledger(shop)
    assert (row["state"], bool(row["billable"]), row["micro_usd"]) == ("failed", False, 0)


async def test_an_operators_own_prices_win(tmp_path: Path, whatsapp: Standin) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[table]]\nversion = "2026-Q4"\nfrom = 2026-10-01\nchannel = "whatsapp"\nmarket = "PK"\n'
        "usd = { service = 0.01 }\nfree_service = 0\nas_of = 2026-10-01\n"
        'confidence = "high"\nsource = "our rate card"\n'
    )
    server = server_for(whatsapp, tmp_path, PRICE_TABLE=str(own))
    await server.start()
    try:
        phone = somebody(whatsapp)
        await phone.says("hello")
        await phone.hears()
        await until(lambda: [row for row in ledger(server) if row["micro_usd"] == 10_000])
        _code, said = await costs(server)
        assert "confidence HIGH" in said
        assert re.search(r"to be paid +\$0\.0100", said)
    finally:
        await server.kill()


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1"])
async def test_a_month_that_is_none(tmp_path: Path, whatsapp: Standin, month: str) -> None:
    code, said = await costs(server_for(whatsapp, tmp_path), "--month", month)
    assert code == 2
    assert said.strip().count("\n") == 0


async def test_an_empty_month(tmp_path: Path, whatsapp: Standin) -> None:
    code, said = await costs(server_for(whatsapp, tmp_path), "--month", "2026-08")
    assert code == 0
    assert "2026-Q3" in said
    assert "No registration was finished" in said


async def test_a_broken_price_table_is_named_at_the_start(tmp_path: Path, whatsapp: Standin) -> None:
    (tmp_path / "own.toml").write_text("[[table]]\nversion = 3\n")
    code, said = await costs(server_for(whatsapp, tmp_path, PRICE_TABLE=str(tmp_path / "own.toml")))
    assert code == 2
    assert "PRICE_TABLE" in said
    assert said.strip().count("\n") == 0
