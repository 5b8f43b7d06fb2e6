"""One spelling for short and frequent words, and words known by their consonants."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import spelling
from bot.language.concepts import concepts
from bot.language.phrases import words_of
from bot.language.script import fold
from bot.language.spelling import spellings, usual, usual_words

LINES = tomllib.loads(Path(spelling.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mjhe krna h", "mujhe karna hai"),
        ("kse milta hy", "kaise milta hai"),
        ("Mjhy lon chaye", "mujhe loan chahiye"),
        ("ap k daftr ka nmbr", "aap ke daftar ka number"),
        ("EDF aur NTN", "edf aur ntn"),
        ("do ya teen", "do ya teen"),
    ],
)
def test_text_message_cuts_have_one_spelling(typed, meant):
    assert usual(fold(typed).split()) == meant.split()


def test_every_spelling_leads_to_one_word_and_no_farther():
    others = [fold(other) for forms in LINES.values() for other in forms]
    assert len(others) == len(set(others))
    assert usual_words().isdisjoint(spellings())
    assert all(" " not in word and word.isascii() and len(word) > 0 for word in [*others, *usual_words()])


@given(st.text())
def test_words_stay_as_many_and_are_settled_at_once(text):
    words = words_of(text)
    assert len(usual(words)) == len(words)
    assert usual(usual(words)) == usual(words)


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("rejistration", "register"),
        ("rajistry", "register"),
        ("tarening", "training"),
        ("shikyat", "complaint"),
        ("drkhwast", "application"),
        ("daftr", "office"),
        ("zetun", "olive"),
        ("lon", "loan"),
        ("kors", "learn training"),
        ("eligble", "eligible"),
    ],
)
def test_desi_spellings_speak_of_the_same_thing(typed, concept):
    assert concepts([typed]) & set(concept.split())


@pytest.mark.parametrize("typed", ["banwane", "milta", "kitab", "barish ka", "asdfgh", "krna"])
def test_other_words_do_not(typed):
    assert not concepts(words_of(typed)) - {"weather"}
