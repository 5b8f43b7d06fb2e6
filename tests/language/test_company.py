"""People who are counted up in a list, as answers and in the middle of a story."""

import pytest

from bot.language import mentions
from bot.language.numbers import count


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("hum do bhai aur 4 karigar", 6),
        ("hum do bhai aur char karigar hain", 6),
        ("2 bhai 3 mulazim", 5),
        ("main, meri biwi aur 2 bete", 4),
        ("mein aur mera bhai aur 3 larkay", 5),
        ("main aur mere 2 bhai", 3),
        ("do aurtein aur ek main", 3),
        ("me my two sons and 5 workers", 8),
        ("ہم دو بھائی اور چار کاریگر", 6),
        ("میں، میری بیوی اور دو بیٹے", 4),
    ],
)
def test_a_list_is_added_up(typed: str, people: int) -> None:
    assert count(typed) == people
    assert mentions.people(f"{typed} khes banate hain 3 sal se") == people


@pytest.mark.parametrize(
    "typed", ["7 log hain 3 aurtain", "7 log aur 3 aurtain", "5 mard 3 aurtein", "2 ya 3 karigar aur main"]
)
def test_what_may_be_a_part_of_the_whole_is_asked_about(typed: str) -> None:
    assert count(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["mera karobar register kar do bhai", "loan dila do bhai", "naam likh do bhai", "form bhej do dost", "کر دو بھائی"],
)
def test_a_brother_who_is_asked_for_something_is_not_counted(typed: str) -> None:
    assert mentions.people(typed) is None
    assert count(typed) is None


def test_no_is_no_nine() -> None:
    assert mentions.people("no ladies") is None
