"""Yes and no in all their politeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.yesno import yes_or_no


@pytest.mark.parametrize(
    "typed",
    [
        "yes",
        "Yes!",
        "yes please",
        "yes 3 workers",
        "haan 2015 se",
        "han jee krdain",
        "karna hai",
        "han yehi hai",
        "ji",
        "g",
        "jee",
        "ji haan",
        "haan",
        "han",
        "haan ji",
        "haan ji bilkul",
        "hanji",
        "haannnn",
        "bilkul",
        "theek hai",
        "ok",
        "okay",
        "sure",
        "zaroor",
        "kyun nahi",
        "no problem",
        "جی",
        "جی ہاں",
        "ہاں",
        "ہاں جی",
        "بالکل",
        "ٹھیک ہے",
        "کیوں نہیں",
        "👍",
        "👍🏽",
        "✅",
        "yes 👍",
        "ji mere paas hai",
        "yes i have",
        "hai",
        "ہے",
        "y",
        "manzoor hai",
        "کوئی مسئلہ نہیں",
    ],
)
def test_yes(typed):
    assert yes_or_no(typed) is True


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "No.",
        "nope",
        "ni",
        "no thanks",
        "nahi",
        "nhi",
        "nahin",
        "na",
        "ji nahi",
        "nahi ji",
        "bilkul nahi",
        "abhi nahi",
        "nahi hai",
        "mere paas NTN nahi hai",
        "i don't have",
        "nahi shukriya",
        "نہیں",
        "جی نہیں",
        "نہیں جی",
        "نہیں شکریہ",
        "ابھی نہیں",
        "بالکل نہیں",
        "👎",
        "❌",
        "n",
        "noooo",
        "not yet",
        "rehne dein",
        "میرے پاس نہیں ہے",
        "zaroorat nahi",
    ],
)
def test_no(typed):
    assert yes_or_no(typed) is False


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "haan nahi",
        "yes or no",
        "kya karna hai",
        "no 5",
        "ji 3",
        "shayad",
        "شاید",
        "maybe",
        "pata nahi",
        "پتہ نہیں",
        "not sure",
        "I am not sure",
        "agar loan mila to haan",
        "haan lekin baad mein",
        "soch kar bataunga",
        "Ali",
        "Lahore",
        "5",
        "menu",
        "👍👎",
        "haan 👎",
        "yes I want to know about the loan first",
        "kya",
        "?",
        "🙂",
        "میں کل بتاؤں گی",
        "haan " * 200,
    ],
)
def test_neither(typed):
    assert yes_or_no(typed) is None


@given(st.text())
def test_any_text_may_come(text):
    assert yes_or_no(text) in (True, False, None)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("haan pakka", True), ("ho jaye", True), ("bismillah karo", True), ("karwa do", True),
        ("set hai", True), ("yes boss", True),
        ("no thnx", False), ("chodo yar", False), ("na ji na", False),
        ("koi zarurat nahi", False), ("rehne do yaar", False),
        ("jo aap theek samjhein", None), ("mujhe kya pata", None),
    ],
)  # fmt: skip
def test_as_people_nod_and_wave_off(typed: str, answer: bool | None) -> None:
    assert yes_or_no(typed) is answer
