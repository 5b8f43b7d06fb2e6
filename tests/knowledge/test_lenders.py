"""Lenders: who may be named and who must not, in which order, and that nothing is claimed that was not found."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import build_lenders, check_programmes, lenders
from knowledge.districts import DISTRICTS
from knowledge.lenders import ROUTES, Lender, Product, offered
from knowledge.matches import closed, concerns_women, next_question, ranked
from knowledge.rules import Range

DAY = dt.date(2026, 11, 23)
MUST_NOT = {"apna", "kamyab", "parwaz", "brac", "easypaisa"}
NOT_YET = {"abhi", "halan", "lolc", "csc", "wasil", "sedf", "sbp_women", "damen", "mojaz"}

AGES = st.integers(10, 110) | st.sampled_from([Range(None, 17), Range(25, 35), Range(56, 60), Range(61, None)])
WISHES = st.fixed_dictionaries(
    {"amount": st.integers(1, 10**9), "district": st.sampled_from(sorted(DISTRICTS))},
    optional={"woman": st.booleans() | st.none(), "age": AGES | st.none()},
)


def _wish(wish: dict) -> dict:
    return {**wish, "province": DISTRICTS[wish["district"]].province}


@given(WISHES, st.booleans())
def test_do_not_route_binds_whatever_is_asked(wish, free):
    named = [match.lender for match in ranked(_wish(wish), DAY, interest_free=free)]
    assert {lender.id for lender in named} & (MUST_NOT | NOT_YET) == set()
    assert all(lender.route in ROUTES for lender in named)
    assert len(named) == len({lender.id for lender in named}), "a lender is named once"


@given(WISHES, st.booleans())
def test_nobody_is_named_whose_own_limits_rule_her_out(wish, free):
    for match in ranked(_wish(wish), DAY, interest_free=free):
        product = match.product
        assert product.least is None or wish["amount"] >= product.least
        assert product.most is None or wish["amount"] <= product.most
        assert not product.districts or wish["district"] in product.districts
        assert not product.provinces or DISTRICTS[wish["district"]].province in product.provinces
        assert product.women != "only" or wish.get("woman") is not False
        age = wish.get("age")
        if isinstance(age, int):
            assert (product.age_min or 0) <= age <= (product.age_max or 999)


@given(WISHES)
def test_what_is_wanted_without_interest_comes_before_the_rest_of_its_kind(wish):
    found = ranked(_wish(wish), DAY, interest_free=True)
    sound = [bool(m.product.free) for m in found if m.lender.route == "refer" and not m.product.open]
    assert sound == sorted(sound, reverse=True)
    cautions = [m.lender.route == "caution" or bool(m.product.open) for m in found]
    assert cautions == sorted(cautions), "whoever needs a caution comes last"


@given(WISHES)
def test_asking_ends_and_asks_only_what_a_rule_needs(wish):
    known, asked = _wish(wish), []
    while (name := next_question(known, DAY)) is not None:
        asked.append(name)
        known[name] = None
    assert set(asked) <= {"woman", "age"}
    assert len(asked) == len(set(asked))


def test_for_a_sum_no_rule_knows_nothing_more_is_asked():
    wish = {"amount": 10**9, "district": "lahore", "province": "punjab"}
    assert next_question(wish, DAY) is None
    assert ranked(wish, DAY, interest_free=False) == []
    assert not concerns_women(wish, DAY)


def _first(**wish: object) -> list[str]:
    district = str(wish.pop("district"))
    free = bool(wish.pop("free", False))
    known = {**wish, "district": district, "province": DISTRICTS[district].province}
    return [match.product.id for match in ranked(known, DAY, interest_free=free)][:3]


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        (
            {"amount": 50_000, "district": "sialkot", "woman": True, "age": 30, "free": True},
            ["akhuwat-punjab", "pmifl"],
        ),
        ({"amount": 300_000, "district": "lahore", "woman": False, "age": 30}, ["karobar-card", "pm-youth-1"]),
        ({"amount": 2_000_000, "district": "lahore", "woman": False, "age": 40, "free": True}, ["karobar-finance-1"]),
        ({"amount": 2_000_000, "district": "gilgit", "woman": False, "age": 50}, ["karakoram"]),
        ({"amount": 200_000, "district": "sukkur", "woman": True, "age": 50, "free": True}, ["srso"]),
    ],
)
def test_who_comes_first(wish, first):
    assert _first(**wish)[: len(first)] == first


def test_a_scheme_for_a_place_is_named_there_and_nowhere_else():
    wish = {"amount": 50_000, "woman": False, "age": 30}
    for district in DISTRICTS.values():
        known = {**wish, "district": district.id, "province": district.province}
        named = {match.product.id for match in ranked(known, DAY, interest_free=False)}
        assert ("merged-districts" in named) == (district.id in offered()["merged-districts"][1].districts)


def test_a_closed_scheme_is_told_as_closed_and_not_offered():
    wish = {"amount": 500_000, "district": "mirpur", "province": "ajk", "woman": False, "age": 30}
    [(lender, product)] = closed(wish, DAY)
    assert (lender.id, product.id, product.closed_on) == ("ajk", "bajk-youth", dt.date(2026, 1, 20))
    assert "bajk-youth" not in {match.product.id for match in ranked(wish, DAY, interest_free=False)}
    assert closed({**wish, "age": 60}, DAY) == []


def test_limits_of_our_own_are_not_passed_off_as_the_lenders():
    for _lender, product in offered().values():
        if product.cap is not None:
            assert product.most is None
        if product.floor is not None:
            assert product.least is None


def test_lookalike_sites_stand_in_no_sentence():
    import json

    shown = json.dumps([_words(lender) for lender in lenders.lenders().values()], ensure_ascii=False)
    assert lenders.never_link()
    for site in lenders.never_link():
        assert site.split()[0] not in shown


def _words(lender: Lender) -> list[str]:
    names = [lender.name, lender.where, lender.caution, lender.note]
    for product in lender.products:
        names += [product.name, product.cost, product.note, *product.needs]
    return [text for name in names if name for text in (name.en, name.ur, name.ur_Latn)] + [lender.website]


# --- making the data ---------------------------------------------------------------------------------------------

PROVIDER = {
    "id": "one", "name": "One Bank", "type": "bank", "products": [
        {"name": "Small", "loan_min_pkr": 1000, "loan_max_pkr": 5000, "age_min": 18, "age_max": None, "cnic": "yes",
         "as_of": "undated page; older copy 2021-03-11", "confidence": "medium"},
        {"name": "Nano", "loan_min_pkr": None, "loan_max_pkr": 10, "age_min": None, "age_max": None, "cnic": None,
         "as_of": None, "confidence": "low"},
    ],
    "how_to_apply": {"website": None, "helpline": None}, "coverage": None, "health": None,
    "referral_advice": "refer", "not_found": [], "as_of": "2024-2025", "confidence": "medium", "sources": [],
}  # fmt: skip
NAME = {"en": "One", "ur": "ایک", "ur_Latn": "Aik"}


def _built(**ours: object) -> Lender:
    products = ours.pop("products", [{"of": "Small", "id": "small", "name": NAME}, {"of": "Nano", "skip": "costly"}])
    written = {"route": "refer", "name": NAME, "products": products, **ours}
    raw = {"providers": [PROVIDER], "lookalike_sites_do_not_link": []}
    made = build_lenders.build(raw, {"version": 1, "from": DAY, "lenders": {"one": written}})
    import msgspec

    return msgspec.convert(made["lenders"][0], Lender)


def test_numbers_come_from_the_list_and_a_correction_wins():
    [product] = _built().products
    assert product == Product("small", product.name, 1000, 5000, age_min=18, cnic=True, as_of="2021-03-11",
                              confidence="medium")  # fmt: skip
    [corrected] = _built(products=[{"of": "Small", "id": "small", "most": 9}, {"of": "Nano", "skip": "x"}]).products
    assert corrected.most == 9


def test_whoever_must_not_be_named_loses_his_products_when_the_data_is_made():
    assert _built(route="never").products == ()
    assert _built(route="check").products == ()


def test_a_product_nobody_has_dealt_with_stops_the_making():
    with pytest.raises(build_lenders.Unwritten, match="Nano"):
        _built(products=[{"of": "Small", "id": "small", "name": NAME}])


@pytest.mark.parametrize(
    ("said", "day"),
    [("undated page", ""), (None, ""), ("2019-2020", "2020"), ("2019-11", "2019-11"), ("about 2012", "2012"),
     ("undated page; older copy 2021-03-11", "2021-03-11")],
)  # fmt: skip
def test_a_day_is_read_from_a_remark_as_far_as_it_is_said(said, day):
    assert build_lenders.day(said) == day


def test_the_rules_and_lenders_are_fit_to_be_shown():
    assert check_programmes.problems() == []
