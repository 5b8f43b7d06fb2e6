"""How many people, without a number."""

import pytest

from bot.language.headcount import without_number
from bot.language.numbers import count
from bot.language.script import fold


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("sirf main", 1),
        ("main akeli kaam karti hun", 1),
        ("it's just me", 1),
        ("koi aur nahi sirf main", 1),
        ("mere ilawa koi nahi", 1),
        ("صرف میں خود", 1),
        ("akela hi kam krta hn", 1),
        ("koi ni", 0),
        ("koi bhi mulazim nahi hai", 0),
        ("no employees yet", 0),
        ("ابھی کوئی نہیں", 0),
        ("me and my brother", 2),
        ("میں اور میرا بھائی", 2),
    ],
)
def test_said_without_a_number(typed, people):
    assert without_number(fold(typed)) == people
    assert count(typed) == people


@pytest.mark.parametrize(
    "typed",
    ["", "main", "sirf", "main akela nahi", "main aur mere bete", "koi log", "bohat log", "akela banda koi nahi milta"],
)
def test_not_said(typed):
    assert without_number(fold(typed)) is None


@pytest.mark.parametrize(
    ("typed", "people"),
    [("a dozen", 12), ("do darjan", 24), ("ایک درجن", 12), ("main aur 2 larkiyan", 3), ("sau", 100)],
)
def test_dozens_and_company(typed, people):
    assert count(typed) == people


@pytest.mark.parametrize("typed", ["no proper staff maybe", "do se teen", "6/7", "half"])
def test_doubts_are_asked_about(typed):
    assert count(typed) is None
