"""Near spellings find their option; other words find nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.match import Index, Match, best
from bot.language.phonetics import fine, keys, skeleton
from bot.language.script import fold

FORMS = Index(
    {
        "sole": ["Sole owner", "Akela malik", "اکیلا مالک", "sole proprietor", "zaati karobar"],
        "partnership": ["Partnership", "Sharakat", "شراکت", "partner"],
        "company": ["Private company", "Private limited", "کمپنی", "company", "pvt ltd"],
        "none": ["Not registered", "Koi nahi", "کوئی نہیں"],
        "band-1": ["1-9 log", "1-9"],
        "band-2": ["10-49 log", "10-49"],
    }
)


@pytest.mark.parametrize(
    "same",
    [
        ("قرض", "qarz", "karz", "qarza", "karza"),
        ("چاہیے", "chahiye", "chaiye", "chahye", "chahiay"),
        ("گوجرانوالہ", "gujranwala", "gojranwala"),
        ("کاروبار", "karobar", "kaarobar", "karobaar"),
        ("پشاور", "peshawar", "pishawar"),
        ("درزی", "darzi"),
        ("نہیں", "nahi", "nhi", "nahin"),
    ],
)
def test_a_word_has_one_skeleton_in_both_scripts(same):
    assert len({skeleton(fold(word)) for word in same}) == 1


def test_fine_keys_keep_vowels():
    assert fine("karobar") == fine("kaarobaar") != fine("kirbir")
    assert keys("Bahawal Nagar") == keys("bahawalnagar")


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("Sole owner", "sole"),
        ("SOLE OWNER!", "sole"),
        ("sol owner", "sole"),
        ("partnarship", "partnership"),
        ("شراكت", "partnership"),
        ("sharakt", "partnership"),
        ("Compny", "company"),
        ("کمپني", "company"),
        ("private limitd", "company"),
        ("koi nahin", "none"),
        ("1-9", "band-1"),
        ("10 - 49", "band-2"),
    ],
)
def test_near_spellings_are_sure(typed, id):
    assert best(typed, FORMS) == Match(id)


@pytest.mark.parametrize("typed", ["", "x", "haan", "10-19", "99", "Lahore", "loan chahiye", "😀", "a" * 500, "کرکٹ"])
def test_other_words_are_not(typed):
    assert best(typed, FORMS).sure is None


def test_what_two_share_is_asked_about():
    index = Index({"a": ["hotel"], "b": ["hotel", "inn"]})
    assert best("Hotel", index) == Match(None, ("a", "b"))


def test_close_calls_are_guesses():
    index = Index({"muzaffargarh": ["Muzaffargarh"], "muzaffarabad": ["Muzaffarabad"]})
    found = best("muzaffar", index)
    assert found.sure is None
    assert set(found.guesses) <= {"muzaffargarh", "muzaffarabad"}


def test_short_words_match_exactly_or_not_at_all():
    index = Index({"yes": ["ji"], "kpk": ["KPK"]})
    assert best("kpk", index).sure == "kpk"
    assert best("kpl", index) == Match()
    assert best("jo", index) == Match()


@given(st.text())
def test_any_text_may_come(text):
    found = best(text, FORMS)
    assert found.sure is None or not found.guesses
    assert len(found.guesses) <= 3
    fine(fold(text))
    skeleton(fold(text))


def test_a_long_list_is_quick():
    index = Index(
        {str(n): [f"spelling {chr(97 + n % 26)}{chr(97 + n // 26)} {w}" for w in "abcdef"] for n in range(200)}
    )
    best("warm up", index)
    start = time.perf_counter()
    for _ in range(20):
        best("speling ca b", index)
    assert (time.perf_counter() - start) / 20 < 0.01
