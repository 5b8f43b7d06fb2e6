"""Conditions as people write them: what they mean, what is refused, and that what is unknown stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.conditions import All, Any, Comparison, Condition, Not, Range, WrongCondition, comparisons, holds, parse

BOTH = Range(1, 100)


@pytest.mark.parametrize(
    ("text", "inputs", "value"),
    [
        ("years >= 5", {"years": 5}, True),
        ("years >= 5", {"years": 4}, False),
        ("years >= 5", {}, None),
        ("years >= 5", {"years": None}, None),
        ("years >= 5", {"years": "many"}, None),
        ("years >= 5", {"years": True}, None),
        ("turnover <= 80 crore", {"turnover": 800_000_000}, True),
        ("turnover <= 80 crore", {"turnover": 800_000_001}, False),
        ("turnover <= 3 lakh", {"turnover": Range(1, 300_000)}, True),
        ("turnover <= 3 lakh", {"turnover": Range(1, 300_001)}, None),
        ("turnover <= 3 lakh", {"turnover": Range(300_001, None)}, False),
        ("age >= 18", {"age": Range(None, 17)}, False),
        ("age >= 18", {"age": Range(18, None)}, True),
        ("age < 18", {"age": Range()}, None),
        ("age is 30", {"age": Range(30, 30)}, True),
        ("age is 30", {"age": Range(31, 35)}, False),
        ("age is 30", {"age": Range(25, 35)}, None),
        ("has_ntn is yes", {"has_ntn": True}, True),
        ("has_ntn is yes", {"has_ntn": False}, False),
        ("exporting is no", {"exporting": "no"}, True),
        ("exporting is no", {"exporting": "wants"}, False),
        ("exporting is not no", {"exporting": "wants"}, True),
        ("form is one of sole, partners", {"form": "partners"}, True),
        ("form is not one of sole, partners", {"form": "partners"}, False),
        ("not (a is yes and b is yes)", {"a": False}, True),
        ("not (a is yes and b is yes)", {"a": True}, None),
        ("a is yes or b is yes", {"b": True}, True),
        ("a is yes or b is yes", {"b": False}, None),
        ("otherwise", {}, True),
        ("not otherwise", {}, False),
    ],
)
def test_what_a_condition_comes_to(text, inputs, value):
    assert holds(parse(text), inputs) is value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "breaks off"),
        ("years", "breaks off"),
        ("years >=", "breaks off"),
        ("years >= many", "is not a number"),
        ("years of 5", "after years comes"),
        ("5 >= years", "is not the name of an answer"),
        ("a is yes and b is yes or c is yes", "put brackets"),
        ("(a is yes", "is missing"),
        ("a is yes b is no", "is not expected there"),
        ("a is one sole", "is missing"),
        ("a & b", "has no meaning here"),
        ("a is and", "is no answer"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(text, told):
    with pytest.raises(WrongCondition, match=told):
        parse(text)


FACTS = ("a", "b", "c", "d")
NUMBERS = st.integers(0, 6)
WORDS = st.sampled_from(["x", "y", "z"])


def _conditions() -> st.SearchStrategy[Condition]:
    compared = st.sampled_from(("<=", "<", ">=", ">"))
    numbers = st.builds(lambda f, op, n: Comparison(f, op, (n,)), st.sampled_from(("a", "b")), compared, NUMBERS)
    some = st.sets(WORDS, min_size=1)
    words = st.builds(lambda f, among: Comparison(f, "in", tuple(among)), st.sampled_from(("c", "d")), some)
    return st.recursive(
        numbers | words,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(lambda parts: All(tuple(parts)), st.lists(inner, max_size=3)),
            st.builds(lambda parts: Any(tuple(parts)), st.lists(inner, max_size=3)),
        ),
        max_leaves=6,
    )


CONDITIONS = _conditions()
FULL = st.fixed_dictionaries({"a": NUMBERS, "b": NUMBERS, "c": WORDS, "d": WORDS})


@given(CONDITIONS, FULL, st.sets(st.sampled_from(FACTS)))
def test_what_is_decided_early_is_decided_the_same_when_all_is_known(condition, full, hidden):
    early = holds(condition, {name: value for name, value in full.items() if name not in hidden})
    late = holds(condition, full)
    assert late is not None
    assert early in (None, late)


@given(CONDITIONS, FULL, st.integers(0, 4), st.integers(0, 4))
def test_a_range_decides_only_what_all_its_numbers_decide(condition, full, below, above):
    rough = {**full, "a": Range(full["a"] - below, full["a"] + above)}
    assert holds(condition, rough) in (None, holds(condition, full))


LIMITS = st.none() | NUMBERS
ANSWERS = st.none() | st.booleans() | NUMBERS | st.text("xyesno1", max_size=3) | st.builds(Range, LIMITS, LIMITS)


@given(CONDITIONS, st.dictionaries(st.sampled_from(FACTS), ANSWERS))
def test_no_answer_whatever_makes_it_fail(condition, inputs):
    assert holds(condition, inputs) in (True, False, None)
    assert all(test.fact in FACTS for test in comparisons(condition))


@given(st.text(alphabet="ab<>=() ,andorisotne0123_ ", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        condition = parse(text)
    except WrongCondition:
        return
    assert holds(condition, {}) in (True, False, None)
