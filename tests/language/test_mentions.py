"""Facts that a longer sentence mentions beside others."""

import pytest

from bot.language import mentions


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("mujhe 2 lakh chahiye silai machine ke liye", 200_000),
        ("مجھے 2 لاکھ چاہیے سلائی مشین کے لیے", 200_000),
        ("50 ہزار روپے چاہییں", 50_000),
        ("2 dhai lakh", 250_000),
        ("do teen lakh ka qarz", 300_000),
        ("50 60 hazar", 60_000),
        ("ڈھائی تین لاکھ", 300_000),
        ("do sau lakh", 20_000_000),
    ],
)
def test_an_amount_of_money(said: str, amount: int) -> None:
    assert mentions.rupees(said) == amount


@pytest.mark.parametrize("said", ["3 2 lakh", "2 50 lakh", "2 lakh ya 5 hazar", "teen larkiyan", "dhai", "lakh"])
def test_what_is_no_one_amount(said: str) -> None:
    assert mentions.rupees(said) is None
