"""Trades as the people who ply them say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.script import fold
from knowledge.trades import GROUPS, TRADES, division_name, find, in_group


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("kapre seeti hoon", "tailoring"),
        ("main kapray seeti hun", "tailoring"),
        ("میں کپڑے سیتی ہوں", "tailoring"),
        ("darzi", "tailoring"),
        ("karhai", "embroidery"),
        ("embroydery ka kam krti hon", "embroidery"),
        ("byuti parlar", "beautyparlour"),
        ("kiryana store", "grocery"),
        ("میری کریانے کی دکان ہے", "grocery"),
        ("doodh ka kaam", "dairy"),
        ("poltry farm", "poultry"),
        ("شہد", "honey"),
        ("honey export", "honey"),
        ("zaitoon ka tel", "oliveoil"),
        ("auto parts", "autoparts"),
        ("pankhay", "fans"),
        ("surgicl instruments", "surgical"),
        ("آلات جراحی", "surgical"),
        ("sialkot mein football banata hoon", "sportsgoods"),
        ("چوڑیاں", "bangles"),
        ("mobile repairing", "mobilerepair"),
        ("mobile ki dukan", "mobileshop"),
        ("kapre ki dukan", "clothshop"),
        ("chai ka hotel", "restaurant"),
        ("silai school", "vocational"),
        ("aam ka bagh", "orchard"),
        ("IT", "software"),
        ("rickshaw chalata hoon", "transport"),
        ("ghar se khana bana kar bechti hoon", "catering"),
        ("weldng", "welding"),
        ("dukan", "shop"),
        ("fruit ki rehri", "vegshop"),
        ("gari ki repair", "mechanic"),
        ("rice exporter", "ricemill"),
    ],
)
def test_one_trade_is_meant(typed, id):
    assert find(typed).sure == id


@pytest.mark.parametrize(
    ("typed", "guesses"),
    [
        ("silai aur karhai", {"tailoring", "embroidery"}),
        ("hotel", {"restaurant", "guesthouse"}),
        ("furniture ki dukan", {"furniture", "shop"}),
    ],
)
def test_it_may_be_several(typed, guesses):
    found = find(typed)
    assert found.sure is None
    assert set(found.guesses) == guesses


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5",
        "ji",
        "hello",
        "loan chahiye",
        "mujhe register karna hai",
        "it is good",
        "aam admi",
        "mali madad",
        "mera mobile number",
        "😀",
    ],
)
def test_no_trade_is_taken_for_granted(typed):
    assert find(typed).sure is None


def test_every_trade_is_found_by_its_name():
    for id, trade in TRADES.items():
        for spelling in (trade.name.en, trade.name.ur, trade.name.ur_Latn):
            assert find(spelling).sure == id, spelling


def test_every_word_leads_to_its_trade():
    for id, trade in TRADES.items():
        for word in trade.words:
            found = find(word)
            assert id in (found.sure, *found.guesses), word


def test_a_word_stands_under_two_trades_only_on_purpose():
    owners: dict[str, set[str]] = {}
    for id, trade in TRADES.items():
        for word in trade.words:
            owners.setdefault(fold(word), set()).add(id)
    assert {word for word, ids in owners.items() if len(ids) > 1} == {"hotel", "hotal", "ہوٹل"}


def test_groups_end_with_something_else():
    assert list(GROUPS)[-1] == "other"
    assert in_group("other") == []
    assert all(in_group(group) for group in GROUPS if group != "other")


def test_divisions_have_plain_names():
    name = division_name("14")
    assert name is not None
    assert name.ur == "سلے کپڑے اور سلائی"
    assert division_name("04") is None


@given(st.text())
def test_any_text_may_come(text):
    found = find(text)
    assert found.sure is None or found.sure in TRADES
    assert all(id in TRADES for id in found.guesses)


@pytest.mark.parametrize(
    "text",
    [
        "karobar register karwana he", "main register hona chahti hun", "apply kaise karun", "account khulwana hai",
        "ہمیں حکومت سے مدد چاہیے", "nai skeemon ki khabar diya karo",
    ],
)  # fmt: skip
def test_what_people_say_to_us_about_anything_is_no_slip_for_a_trade(text: str) -> None:
    found = find(text)
    assert (found.sure, found.guesses) == (None, ())
