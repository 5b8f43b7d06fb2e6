"""Bands of sales as numbers, and the size that follows from each."""

import datetime as dt

import pytest

from bot.chat.heard import Heard
from bot.i18n.catalogues import catalogue
from bot.registry import fields
from handlers.turnover import size_lines, turnover_range
from knowledge.conditions import holds, parse

DAY = dt.date(2026, 11, 23)
SIZES = {
    "to_5l": "micro", "to_30l": "micro", "to_3cr": "micro", "to_15cr": "small", "to_80cr": "medium",
    "over_80cr": "larger", "unsaid": "",
}  # fmt: skip


def test_every_band_of_the_question_has_its_size() -> None:
    assert {option.id for option in fields.turnover.kind.options} == set(SIZES)


@pytest.mark.parametrize(("band", "size"), SIZES.items())
def test_the_size_of_a_band(band: str, size: str) -> None:
    lines = [catalogue("en").say(line) for line in size_lines(band, DAY)]
    if not size:
        assert lines == []
        return
    assert lines[0].startswith(f"Size by its sales: {size} ")
    assert lines[0].endswith("That is no certificate.")
    assert lines[1].startswith("(Source: ")


@pytest.mark.parametrize("rupees", [1, 500_000, 500_001, 3_000_000, 3_000_001, 30_000_000, 30_000_001, 150_000_000,
                                    150_000_001, 800_000_000, 800_000_001])  # fmt: skip
def test_an_amount_lies_in_the_range_of_the_band_it_is_put_into(rupees: int) -> None:
    band = fields.turnover.kind.read(Heard(text=f"{rupees} rupay"), DAY)
    inputs = {"turnover": turnover_range(str(band))}
    assert holds(parse(f"turnover >= {rupees}"), inputs) is not False
    assert holds(parse(f"turnover <= {rupees}"), inputs) is not False
