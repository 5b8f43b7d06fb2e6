"""What one message costs: the tables, and what is looked up in them."""

import datetime as dt
from pathlib import Path

import pytest

from bot.channels.contract import Address, Handle
from bot.outbox.charges import Charge, Tariff
from knowledge import prices

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TARIFF = Tariff()
OWN = """
[[table]]
version = "2026-Q4"
from = 2026-10-01
channel = "whatsapp"
market = "PK"
usd = { service = 0.01 }
as_of = 2026-10-01
confidence = "high"
source = "our rate card"
"""


def to(channel: str, kind: str = "phone", value: str = "+923001234567") -> Address:
    return Address(channel, "1", (Handle(kind, value),))


@pytest.mark.parametrize("channel", ["telegram", "simulator", "terminal"])
def test_only_whatsapp_costs(channel: str) -> None:
    assert TARIFF.by_rule(to(channel), "service", 1, NOW) == Charge(False, "", 0, "rule")


@pytest.mark.parametrize(
    ("category", "parts", "amount"), [("service", 1, 5900), ("utility", 2, 11800), ("marketing", 1, 52000)]
)
def test_each_part_of_a_message_is_charged(category: str, parts: int, amount: int) -> None:
    assert TARIFF.by_rule(to("whatsapp"), category, parts, NOW) == Charge(True, "2026-Q4", amount, "rule")


def test_replies_are_billed_since_october_by_pakistans_calendar() -> None:
    last = dt.datetime(2026, 9, 30, 18, 59, tzinfo=dt.UTC)
    before = TARIFF.by_rule(to("whatsapp"), "service", 1, last)
    after = TARIFF.by_rule(to("whatsapp"), "service", 1, last + dt.timedelta(minutes=1))
    assert (before.billable, before.version, before.micro_usd) == (False, "2026-Q3", 0)
    assert (after.billable, after.version, after.micro_usd) == (True, "2026-Q4", 5900)


@pytest.mark.parametrize(("kind", "value"), [("phone", "+14155550100"), ("bsuid", "AE.13491208655302741918")])
def test_a_market_without_a_table_has_no_price(kind: str, value: str) -> None:
    assert TARIFF.by_rule(to("whatsapp", kind, value), "service", 1, NOW) == Charge(True, "", None, "rule")


def test_a_user_id_tells_the_market() -> None:
    assert TARIFF.by_rule(to("whatsapp", "bsuid", "PK.1349"), "service", 1, NOW).micro_usd == 5900


def test_the_carriers_word() -> None:
    someone = to("whatsapp")
    assert TARIFF.by_status(someone, "service", False, 1, NOW) == Charge(False, "", 0, "status")
    assert TARIFF.by_status(someone, "utility", True, 1, NOW) == Charge(True, "2026-Q4", 5900, "status")
    assert TARIFF.by_status(someone, "unheard_of", True, 1, NOW).micro_usd is None
    early = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    assert TARIFF.by_status(someone, "service", True, 1, early).micro_usd is None, "billed, against our table"


def test_every_table_says_where_it_is_from() -> None:
    for table in prices.load():
        assert table.source
        assert table.confidence in ("high", "medium", "low")
        assert table.from_.day == 1
        assert table.version == f"{table.from_.year}-Q{(table.from_.month + 2) // 3}"
        assert table.as_of <= dt.date(2100, 1, 1)


def test_an_operators_table_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    tables = prices.load(tmp_path / "own.toml")
    assert [table.version for table in tables] == ["2026-Q4", "2026-Q3"]
    assert Tariff(tables).by_rule(to("whatsapp"), "service", 1, NOW).micro_usd == 10_000


@pytest.mark.parametrize(
    "broken",
    [
        "[[table",
        OWN.replace("0.01", "-0.01"),
        OWN.replace("0.01", "99"),
        OWN.replace("0.01", "nan"),
        OWN.replace('"high"', '"surely"'),
        OWN.replace("our rate card", ""),
        OWN.replace("2026-10-01\nchannel", '"soon"\nchannel'),
        OWN + "free = 3\n",
        OWN + OWN,
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, broken: str) -> None:
    (tmp_path / "own.toml").write_text(broken)
    with pytest.raises(prices.WrongTable, match=r"own\.toml"):
        prices.load(tmp_path / "own.toml")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(prices.WrongTable):
        prices.load("/nowhere/prices.toml")


@pytest.mark.parametrize(
    ("day", "late"), [((2026, 11, 1), False), ((2026, 12, 31), False), ((2027, 1, 1), True), ((2026, 9, 30), False)]
)
def test_a_table_is_outdated_when_its_quarter_is_over(day: tuple[int, int, int], late: bool) -> None:
    newest = prices.in_force(prices.load(), "whatsapp", "PK", dt.date(2026, 11, 22))
    assert newest is not None
    assert prices.is_outdated(newest, dt.date(*day)) is late
