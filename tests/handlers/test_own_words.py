"""Answers as people give them: what they say counts, and what they do not mean is not done."""

import pytest

from bot.registry.requests import RecordBusiness, SetBroadcasts
from handlers import SCRIPT
from tests.conversation import Conversation

TO_THE_WOMEN = ("register", "yes", "Ayesha Khan", "skip", "silai", "Daska", "2019", "4")
TO_THE_SALES = (*TO_THE_WOMEN, "2")
TO_EXPORTING = (*TO_THE_SALES, "2 lakh", "1", "no")
TO_INTEREST = ("loan", "50 hazar, Lodhran, umar 35", "2", "no")


def after(said: tuple[str, ...], language: str = "ur_Latn") -> Conversation:
    talk = Conversation(SCRIPT, language)
    for words in said:
        talk.says(words)
    return talk


@pytest.mark.parametrize(
    ("said", "women"),
    [
        ("3 gents", 1),
        ("ek mard he baqi aurtein", 3),
        ("2 mard 2 aurtein", 2),
        ("دو مرد", 2),
        ("main khud aur ek beti", 2),
        ("5 mard", None),
    ],
)
def test_women_may_be_counted_by_the_men_among_them(said: str, women: int | None) -> None:
    assert after((*TO_THE_WOMEN, said)).talk.stack[0].answers.get("women") == women


@pytest.mark.parametrize("said", ["profit 50 hazar monthly", "bachat 10 hazar mahina", "منافع دس ہزار"])
def test_profit_is_not_taken_for_sales(said: str) -> None:
    talk = after((*TO_THE_SALES, said))
    assert talk.asked == "turnover"
    assert talk.last is not None
    assert "munafa" in talk.last.text


def test_sales_a_month_may_be_written_pm() -> None:
    assert after((*TO_THE_SALES, "80 thousand pm")).talk.stack[0].answers["turnover"] == "to_30l"


@pytest.mark.parametrize(
    ("said", "exporting"),
    [
        ("haan insha Allah bhejenge", "wants"),
        ("haan agle saal", "wants"),
        ("ہاں انشاء اللہ بھیجیں گے", "wants"),
        ("ہاں بھیجوں گی", "wants"),
        ("ji haan, already", "yes"),
        ("kabhi kabhi", "yes"),
        ("only in pakistan", "no"),
    ],
)
def test_what_is_still_to_come_is_a_wish(said: str, exporting: str) -> None:
    assert after((*TO_EXPORTING, said)).talk.stack[0].answers["exporting"] == exporting


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Aslam", "Aslam"),
        ("nahi mera naam Muhammad Aslam he", "Muhammad Aslam"),
        ("people call me Bhola", "Bhola"),
        ("shabana bibi naam he mera", "shabana bibi"),
        ("my name is Ali Raza and shop is in Lahore", "Ali Raza"),
        ("salam", None),
        ("call me", None),
    ],
)
def test_a_name_is_one_whatever_else_it_sounds_like(said: str, name: str | None) -> None:
    assert after(("register", "yes", said)).talk.stack[0].answers.get("owner_name") == name


def test_a_phone_number_is_no_business() -> None:
    talk = after(("register", "yes", "Ayesha Khan", "my no is 0300 1234567"))
    assert "business_name" not in talk.talk.stack[0].answers


@pytest.mark.parametrize(
    "said",
    [
        "han magar ab band he",
        "dukan do din se band he",
        "2010 me band kia tha 2019 me dobara",
        "کام دو مہینے سے بند ہے",
    ],
)
@pytest.mark.parametrize("before", [("menu",), TO_THE_SALES])
def test_a_shop_that_is_closed_changes_nothing_about_announcements(before: tuple[str, ...], said: str) -> None:
    talk = after((*before, said))
    assert not [one for one in talk.did if isinstance(one, SetBroadcasts)]
    assert talk.last is not None
    assert "elaan nahi aayega" not in talk.last.text
    assert "elaan mil sakte" not in talk.last.text


def test_who_wants_no_more_announcements_gets_none() -> None:
    talk = after(("menu", "mujhe elaan mat bhejo"))
    assert SetBroadcasts(False) in talk.did
    assert talk.last is not None
    assert "elaan nahi aayega" in talk.last.text


@pytest.mark.parametrize(
    ("said", "free"),
    [
        ("sood wala nahi chahiye", True),
        ("سود والا نہیں", True),
        ("sood ho to bhi chalega", False),
        ("jo bhi mil jae", False),
        ("haan", True),
        ("nahi", False),
    ],
)
def test_interest_is_refused_or_not_in_her_own_words(said: str, free: bool) -> None:
    talk = after((*TO_INTEREST, said))
    assert talk.talk.stack[0].answers["interest_free"] is free


def test_of_two_ages_none_is_taken() -> None:
    talk = after(("loan", "50 hazar, Lodhran, mere walid ki umar 60 he, meri 25"))
    assert not talk.talk.stack[0].answers["need"].get("age")


def test_who_says_she_is_a_widow_is_not_asked_whether_she_is_a_woman() -> None:
    talk = after(("loan", "50 hazar, Lodhran, umar 35", "2"), "ur")
    assert talk.asked == "woman"
    talk.says("میں بیوہ ہوں")
    assert talk.asked == "interest_free"


def test_a_no_in_the_middle_of_a_sentence_ends_no_loan() -> None:
    talk = after((*TO_INTEREST, "nahi", "no sorry i meant 3 lakh", "haan"))
    assert talk.asked == "lender_1"


@pytest.mark.parametrize("said", ["sorry i meant 5 people", "sorry, log 5 hain", "wait there are 5 workers"])
def test_an_apology_corrects_what_it_names_and_answers_nothing_else(said: str) -> None:
    talk = after((*TO_THE_WOMEN, said))
    assert talk.asked == "women"
    assert talk.talk.stack[0].answers["people"] == 5


@pytest.mark.parametrize("said", ["mera sara data mita do", "mera data mitao", "میری معلومات مٹا دیں"])
def test_who_wants_all_of_it_erased_is_asked_whether_she_is_sure(said: str) -> None:
    assert after(("menu", said)).flow == "erase"


@pytest.mark.parametrize(("said", "since"), [("just started", 2026), ("15 saal ki umar se", None), ("5 saal se", 2021)])
def test_since_when_in_her_own_words(said: str, since: int | None) -> None:
    talk = after(("register", "yes", "Ayesha Khan", "skip", "silai", "Daska", said))
    assert talk.talk.stack[0].answers.get("since") == since


@pytest.mark.parametrize("said", ["it is for goats", "sewing machines", "dukan ka samaan", "bhens leni hai"])
def test_what_the_money_is_for_in_her_own_words(said: str) -> None:
    assert after(("loan", "50 hazar, Lodhran", said)).asked == "age"


TO_THE_REVIEW = (*TO_EXPORTING, "no")


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("theek hai lekin NTN bana hua hai", {"has_ntn": True}),
        ("ok but year is 2017", {"since": 2017}),
        ("سب ٹھیک ہے مگر ضلع ملتان ہے", {"district": "multan"}),
    ],
)
def test_a_but_under_the_review_says_what_is_wrong(said: str, changed: dict[str, object]) -> None:
    talk = after((*TO_THE_REVIEW, said))
    assert talk.asked == "review"
    assert talk.talk.stack[0].answers.items() >= changed.items()


@pytest.mark.parametrize("said", ["ok record it", "darj kar dein", "درج کر دیں"])
def test_a_review_is_confirmed_in_her_own_words(said: str) -> None:
    assert [one for one in after((*TO_THE_REVIEW, said)).did if isinstance(one, RecordBusiness)]


@pytest.mark.parametrize("said", ["nahi rehne do", "forget it", "نہیں رہنے دیں"])
def test_who_lets_a_complaint_be_is_let_go(said: str) -> None:
    talk = after(("complaint", said))
    assert talk.flow == "menu"
    assert not talk.did
