"""Years and yearly sales, said as people say them."""

import datetime as dt

import pytest

from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Unclear
from bot.registry import fields

TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("dhai lakh mahina", "to_30l"),
        ("har mahine 80 hazar", "to_30l"),
        ("ڈیڑھ لاکھ مہینہ", "to_30l"),
        ("rozana 5 hazar", "to_30l"),
        ("20 hazar hafta", "to_30l"),
        ("saal ka 4 lakh", "to_5l"),
        ("4 lakh", "to_5l"),
    ],
)
def test_what_comes_each_month_or_day_is_counted_for_a_year(typed: str, band: str) -> None:
    assert fields.turnover.kind.read(Heard(text=typed), TODAY) == band


def test_where_the_days_of_work_decide_she_is_asked() -> None:
    with pytest.raises(Unclear) as asked:
        fields.turnover.kind.read(Heard(text="rozana 8500"), TODAY)
    assert [option.id for option in asked.value.options] == ["to_30l", "to_3cr"]


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("6 mahine", 2026),
        ("11 mahine ho gaye", 2025),
        ("dedh saal se", 2025),
        ("dhai saal", 2024),
        ("ڈیڑھ سال", 2025),
        ("six months", 2026),
    ],
)
def test_months_and_half_years_are_counted_back(typed: str, year: int) -> None:
    assert fields.since.kind.read(Heard(text=typed), TODAY) == year


@pytest.mark.parametrize("typed", ["teen char saal", "3-4 saal", "3 4 saal se"])
def test_three_or_four_years_are_asked_about(typed: str) -> None:
    with pytest.raises(Unclear) as asked:
        fields.since.kind.read(Heard(text=typed), TODAY)
    assert [option.id for option in asked.value.options] == ["ago:3", "ago:4"]


@pytest.mark.parametrize("typed", ["saal 6 mahine", "do din pehle", "kuch saal", "abba ke zamane se"])
def test_what_is_no_year_is_not_guessed(typed: str) -> None:
    with pytest.raises(Invalid):
        fields.since.kind.read(Heard(text=typed), TODAY)
