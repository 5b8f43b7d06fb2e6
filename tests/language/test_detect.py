"""The answer comes in the language of the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.detect import language_of


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("میرا نام علی ہے", "ur"),
        ("EDF کیا ہے", "ur"),
        ("میں Lahore سے ہوں", "ur"),
        ("mera naam Ali hai", "ur_Latn"),
        ("mujhe loan chahiye", "ur_Latn"),
        ("registration ki fees kitni h", "ur_Latn"),
        ("plz register kr dein", "ur_Latn"),
        ("main ne loan lena hai", "ur_Latn"),
        ("kya ye free he", "ur_Latn"),
        ("EDF kya hai?", "ur_Latn"),
        ("mein Sialkot se hun, football banata hun", "ur_Latn"),
        ("apka shukriya", "ur_Latn"),
        ("edf me apply krne ka tareka", "ur_Latn"),
        ("angrezi me jwab do", "ur_Latn"),
        ("What is EDF?", "en"),
        ("i want loan", "en"),
        ("How do I register my business?", "en"),
        ("how much loan can i get sir", "en"),
        ("the shop is mine", "en"),
        ("Can a woman apply for this?", "en"),
        ("ok", None),
        ("hi", None),
        ("Ali Khan", None),
        ("5000", None),
        ("۵۰۰۰", None),
        ("loan", None),
        ("registration", None),
        ("Sialkot sports goods", None),
        ("👍", None),
        ("", None),
        ("stop", None),
        ("yes", None),
    ],
)
def test_languages(typed, language):
    assert language_of(typed) == language


@given(st.text())
def test_any_text_may_come(text):
    assert language_of(text) in ("ur", "ur_Latn", "en", None)
