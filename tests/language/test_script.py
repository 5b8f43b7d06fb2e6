"""What is stored keeps every letter; what is compared forgets how it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.script import clean, digits, fold, has_urdu


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ayesha Khan", "Ayesha Khan"),
        ("  Ayesha   Khan  ", "Ayesha Khan"),
        ("میں\u200cنے", "میںنے"),
        ("\u202eevil\u202c", "evil"),
        ("\u2067علی\u2069", "علی"),
        ("pay\u00adment\ufeff", "payment"),
        ("a\x00b\x07c", "abc"),
        ("first\r\nsecond\rthird", "first\nsecond\nthird"),
        ("a \n\n\n\n b", "a\n\nb"),
        ("tab\there", "tab here"),
        ("nbsp\u00a0here", "nbsp here"),
        ("cafe\u0301", "café"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("half \ud83d character", "half character"),
        ("ي ك ه", "ي ك ه"),
        ("آپ کے لیے ے", "آپ کے لیے ے"),
        ("❤️", "❤️"),
        ("", ""),
    ],
)
def test_cleaning_hides_nothing_and_changes_no_letter(typed, stored):
    assert clean(typed) == stored


def test_long_messages_are_cut():
    assert len(clean("ab " * 5000)) <= 4096
    assert clean("سلام " * 10, limit=9) == "سلام سلام"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(), st.integers(1, 20))
def test_cut_text_is_clean_and_storable(text, limit):
    cut = clean(text, limit)
    assert len(cut) <= limit
    assert clean(cut, limit) == cut
    cut.encode("utf-8")


@pytest.mark.parametrize(
    "same",
    [
        ("چاہیے", "چاہئے", "چاہیۓ", "چاهيے"),
        ("مجھے", "مجهے", "مُجھے"),
        ("کاروبار", "كاروبار", "کاروبار۔", "کـاروبـار"),
        ("آپ", "اپ", "ا\u0653پ"),
        ("۵۰۰", "٥٠٠", "500", "５００"),
        ("Menu", "MENU!", " menu. ", "ｍｅｎｕ", "ménu"),
        ("don't", "dont", "don’t"),
        ("D.G. Khan", "d g khan"),
        ("لاہور", "لاهور", "لاھور"),
        ("پتہ", "پتة", "پته"),
    ],
)
def test_spellings_of_one_word_fold_together(same):
    assert len({fold(word) for word in same}) == 1


@pytest.mark.parametrize(("one", "other"), [("کار", "خار"), ("میں", "نہیں"), ("hai", "hi"), ("بند", "بندہ")])
def test_different_words_stay_apart(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0x6FF)))
def test_folding_urdu_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_digits_keep_their_places():
    assert digits("۱۲٣٤５ نمبر 6") == "12345 نمبر 6"


def test_urdu_is_told_by_its_letters():
    assert has_urdu("mera naam علی")
    assert not has_urdu("Ali")
    assert not has_urdu("👍 é")
