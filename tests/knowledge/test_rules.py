"""The rule engine: three answers, never a "no" too early, and the question that decides soonest."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.words import Name
from knowledge import lenders, programmes, rules
from knowledge.rules import NO, UNKNOWN, YES, Fact, Programme, Range, Reason, Rule, decide, next_question

DAY = dt.date(2026, 11, 23)
TITLE = Name("Test", "ٹیسٹ", "Test")
FACTS = {
    "a": Fact("number", TITLE),
    "b": Fact("yes or no", TITLE),
    "c": Fact("one of", TITLE, ("x", "y", "z")),
    "d": Fact("yes or no", TITLE),
}
VALUES = {"a": range(7), "b": (True, False), "c": ("x", "y", "z"), "d": (True, False)}
SIMPLE = st.one_of(
    st.builds(lambda op, n: f"a {op} {n}", st.sampled_from(("<=", ">=", "<", ">")), st.integers(0, 6)),
    st.builds(lambda name, answer: f"{name} is {answer}", st.sampled_from(("b", "d")), st.sampled_from(("yes", "no"))),
    st.builds(lambda among: f"c is one of {', '.join(sorted(among))}", st.sets(st.sampled_from("xyz"), min_size=1)),
)
WRITTEN = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds(lambda word, a, b: f"({a}) {word} ({b})", st.sampled_from(("and", "or")), inner, inner),
    ),
    max_leaves=4,
)
DAYS = st.none() | st.dates(dt.date(2026, 11, 20), dt.date(2026, 11, 26))


def _rule(nth: int, when: str, outcome: str = "", from_: dt.date | None = None, until: dt.date | None = None) -> Rule:
    return Rule(f"r{nth}", when, outcome=outcome, from_=from_, until=until)


@st.composite
def sets_of_rules(draw: st.DrawFn, decides: str = "all") -> Programme:
    made = []
    for nth in range(draw(st.integers(1, 4))):
        outcome = draw(st.sampled_from(("p", "q", "s"))) if decides == "first" else ""
        made.append(_rule(nth, draw(WRITTEN), outcome, draw(DAYS), draw(DAYS)))
    return Programme("test", 1, TITLE, decides, facts=FACTS, rules=tuple(made))  # type: ignore[arg-type]


PARTLY = st.dictionaries(
    st.sampled_from("abcd"), st.none() | st.integers(0, 6) | st.booleans() | st.sampled_from("xyz")
)


def _known(inputs: dict) -> dict:
    """Only answers that the fact may have; None for what is not known."""
    return {name: value for name, value in inputs.items() if value is None or any(
        value == good and type(value) is type(good) for good in VALUES[name])}  # fmt: skip


def _completions(inputs: dict) -> list[dict]:
    open_ = [name for name in VALUES if inputs.get(name) is None]
    return [
        {**inputs, **dict(zip(open_, chosen, strict=True))}
        for chosen in itertools.product(*(VALUES[name] for name in open_))
    ]


@given(sets_of_rules(), PARTLY)
def test_no_is_impossible_while_an_answer_that_is_missing_could_still_make_it_yes(programme, inputs):
    inputs = _known(inputs)
    early = decide(programme, inputs, DAY).outcome
    if early != UNKNOWN:
        assert {decide(programme, full, DAY).outcome for full in _completions(inputs)} == {early}


@given(sets_of_rules("first"), PARTLY)
def test_an_outcome_that_is_named_early_is_the_one_that_comes_out(programme, inputs):
    inputs = _known(inputs)
    early = decide(programme, inputs, DAY).outcome
    if early != UNKNOWN:
        assert {decide(programme, full, DAY).outcome for full in _completions(inputs)} == {early}


@given(sets_of_rules(), PARTLY)
def test_reasons_are_rules_of_that_day_and_a_no_names_what_breaks(programme, inputs):
    found = decide(programme, _known(inputs), DAY)
    for reason in found.reasons:
        assert programme.rule(reason.rule).is_in_force(DAY)
    if found.outcome == NO:
        assert found.reasons
        assert found.changes == tuple(reason.rule for reason in found.reasons)
        assert not found.missing
    if found.outcome == UNKNOWN and any(rule.is_in_force(DAY) for rule in programme.rules):
        assert found.missing


@given(sets_of_rules(), st.fixed_dictionaries({name: st.sampled_from(list(values)) for name, values in VALUES.items()}))
def test_asking_always_ends_in_a_decision_and_asks_nothing_twice(programme, truth):
    known: dict = {}
    while (name := next_question([programme], known, DAY)) is not None:
        assert name not in known
        known[name] = truth[name]
    in_force = any(rule.is_in_force(DAY) for rule in programme.rules)
    assert decide(programme, known, DAY).outcome == (decide(programme, truth, DAY).outcome if in_force else UNKNOWN)


@given(sets_of_rules(), PARTLY)
def test_what_is_stored_decides_the_same(programme, inputs):
    again = rules.restored(rules.stored(programme))
    assert again == programme
    assert decide(again, inputs, DAY) == decide(programme, inputs, DAY)
    assert rules.hash_of(again) == rules.hash_of(programme)


def _programme(*when: str, facts: dict | None = None) -> Programme:
    return Programme("test", 1, TITLE, facts=facts or FACTS, rules=tuple(_rule(n, w) for n, w in enumerate(when)))


def test_what_was_asked_and_is_not_known_is_not_asked_again():
    programme = _programme("b is yes", "d is yes")
    assert next_question([programme], {"b": None}, DAY) == "d"
    assert next_question([programme], {"b": None, "d": True}, DAY) is None
    found = decide(programme, {"b": None, "d": True}, DAY)
    assert found == rules.Determination(UNKNOWN, (Reason("r0", None),), missing=("b",))


def test_the_question_that_settles_most_comes_first():
    two = [_programme("b is yes", "d is yes"), _programme("d is yes", "c is x")]
    assert next_question(two, {}, DAY) == "d"
    assert next_question(two, {"d": False}, DAY) is None


def test_a_rule_counts_only_on_its_days():
    rule = Rule("r", "b is yes", from_=DAY, until=DAY)
    programme = Programme("test", 1, TITLE, facts=FACTS, rules=(rule, Rule("s", "d is yes")))
    assert decide(programme, {"b": False, "d": True}, DAY).outcome == NO
    for other in (-1, 1):
        assert decide(programme, {"b": False, "d": True}, DAY + dt.timedelta(days=other)).outcome == YES


def test_without_any_rule_nothing_is_decided():
    assert decide(Programme("test", 1, TITLE), {}, DAY).outcome == UNKNOWN


@pytest.mark.parametrize(
    ("day", "turnover", "outcome"),
    [
        (dt.date(2026, 11, 23), 30_000_000, "micro"),
        (dt.date(2026, 11, 23), 30_000_001, "small"),
        (dt.date(2025, 8, 4), 30_000_000, "small"),
        (dt.date(2026, 11, 23), 150_000_000, "small"),
        (dt.date(2026, 11, 23), Range(150_000_001, 800_000_000), "medium"),
        (dt.date(2026, 11, 23), Range(800_000_001, None), "larger"),
        (dt.date(2026, 11, 23), Range(1, 31_000_000), UNKNOWN),
        (dt.date(2026, 11, 23), None, UNKNOWN),
    ],
)
def test_the_size_is_that_of_the_rule_in_force_on_the_day(day, turnover, outcome):
    assert decide(programmes.in_force("size-class", day), {"turnover": turnover}, day).outcome == outcome


def test_before_a_programme_began_it_has_no_rules():
    with pytest.raises(KeyError):
        programmes.in_force("size-class", dt.date(2020, 1, 1))


GRANT = {
    "has_ntn": True, "years": 6, "on_paper": True, "bank_account": True, "has_certificate": False,
    "other_grant": False, "owns_stake": True, "turnover": Range(1, 500_000),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({}, ()),
        ({"years": 4}, ("years",)),
        ({"has_ntn": False, "other_grant": True}, ("ntn", "other-grant")),
        ({"has_certificate": True, "renewal": False}, ("certificate",)),
        ({"has_certificate": True, "renewal": True}, ()),
        ({"turnover": Range(800_000_001, None)}, ("turnover",)),
    ],
)
def test_the_certification_grant_names_what_stands_in_the_way(changed, broken):
    found = decide(programmes.in_force("certification-grant", DAY), {**GRANT, **changed}, DAY)
    assert found.outcome == (NO if broken else YES)
    assert found.changes == broken


def test_the_fund_never_says_yes_or_no():
    fund = programmes.in_force("export-fund", DAY)
    outcomes = {rule.outcome for rule in fund.rules}
    assert not outcomes & {YES, NO}
    assert decide(fund, {"applicant": "firm"}, DAY).outcome == UNKNOWN
    assert decide(fund, {"applicant": "firm", "member": True}, DAY).outcome == UNKNOWN, "it may not export at all"
    assert decide(fund, {"applicant": "association"}, DAY).outcome == "institution"


def test_whoever_must_not_be_named_has_no_rules_that_could_name_him():
    named = {part.programme for part in programmes.in_force("loans", DAY).parts}
    assert named == set(lenders.offered())
    held = [lender for lender in lenders.lenders().values() if lender.advice.startswith(("do not", "check first"))]
    assert {lender.id for lender in held} >= {"apna", "kamyab", "brac", "easypaisa"}
    assert all(not lender.products for lender in held)


def test_a_closed_scheme_is_no_match_from_the_day_after():
    loans = programmes.in_force("loans", DAY).part("bajk-youth")
    fitting = {"amount": 500_000, "province": "ajk", "district": "mirpur", "age": 30}
    assert decide(loans, fitting, dt.date(2026, 1, 20)).outcome == YES
    assert decide(loans, fitting, dt.date(2026, 1, 21)).changes == ("closed",)
