"""What was left half-way: kept for weeks, offered once she is back, and never pushed at her."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import pytest

from bot.chat.heard import Heard
from bot.complaints.requests import FileComplaint, SettleComplaint
from bot.i18n.catalogues import languages
from bot.terminal import transcribed
from bot.training.requests import TakeSeat
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes.complaints import Complaints
from tests.fakes.training import SHOP, Trainings
from tests.flows.walk import card

HALVES: dict[str, tuple[tuple[str, ...], str]] = {
    "loan_referral": (("!loan", "50 hazar, Sialkot"), "purpose"),
    "export_fund": (("!edf", "1"), "exporting"),
    "certification_grant": (("!grant", "1"), "years"),
    "training": (("!training", "1"), "take_1"),
    "complaint": (("!intent:complaint", "1"), "words"),
}
"""Each journey left half-way, and the question it was left at."""
halves = pytest.mark.parametrize("flow", HALVES)
each = pytest.mark.parametrize("language", languages())


def half(flow: str, language: str = "en") -> Conversation:
    one = Conversation(SCRIPT, language)
    said, asked = HALVES[flow]
    for words in said:
        hears(one, words)
    assert (one.flow, one.asked) == (flow, asked)
    return one


def hears(one: Conversation, words: str) -> str:
    return transcribed(one.hears(Heard(tap=words)) if words.startswith("!") else one.says(words))


def open_flows(one: Conversation) -> list[str]:
    return [session.flow for session in one.talk.stack]


@each
@halves
def test_after_a_week_it_is_offered_with_what_she_had_said(flow: str, language: str) -> None:
    one = half(flow, language).later(days=7)
    said = hears(one, "salam")
    assert one.flow == "begun"
    assert len(one.titles) == 3
    assert "2026" in said
    assert " | " in said, "her answers stand under it"
    one.says("1")
    assert (one.flow, one.asked) == (flow, HALVES[flow][1])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "bot: Welcome back. On 23 November 2026 you had begun this: Loan. | Needed: Rs 50,000; Sialkot / Shall we go on with it? [Go on | Begin anew | Let it be]"),
        ("ur", "bot: پھر سے خوش آمدید۔ 23 نومبر 2026 کو یہ بات شروع ہوئی تھی: قرض۔ | ضرورت: ⁨50,000 روپے⁩؛ سیالکوٹ / کیا وہیں سے آگے چلیں؟ [جاری رکھیں | نئے سرے سے | رہنے دیں]"),
        ("ur_Latn", "bot: Phir se khush aamdeed. 23 November 2026 ko yeh baat shuru hui thi: Qarz. | Zaroorat: Rs 50,000; Sialkot / Kya wahin se aage chalein? [Jari rakhein | Naye siray se | Rehne dein]"),
    ],
)  # fmt: skip
def test_the_words_of_it(language: str, said: str) -> None:
    assert hears(half("loan_referral", language).later(days=3), "salam") == said


@halves
def test_begun_anew_nothing_of_it_is_left(flow: str) -> None:
    one = half(flow).later(days=3)
    for words in ("salam", "Begin anew"):
        one.says(words)
    assert one.flow == flow
    assert one.talk.stack[-1].answers == {}


@halves
def test_let_be_it_is_gone_and_the_menu_comes(flow: str) -> None:
    one = half(flow).later(days=3)
    for words in ("salam", "no"):
        one.says(words)
    assert one.flow == "menu"
    assert open_flows(one) == ["menu"]


@halves
def test_asked_for_once_more_it_is_offered_too(flow: str) -> None:
    one = half(flow).later(days=3)
    hears(one, HALVES[flow][0][0])
    assert one.flow == "begun"


def test_who_says_at_once_what_she_needs_now_is_not_asked_about_before() -> None:
    one = half("loan_referral").later(days=3)
    one.says("mujhe Lahore mein 2 lakh ka qarz chahiye")
    assert one.flow == "loan_referral"
    assert one.talk.stack[-1].answers == {"need": {"amount": 200_000, "district": "lahore"}}


def test_an_answer_counts_although_days_have_passed() -> None:
    one = half("loan_referral").later(days=3)
    one.says("bhains")
    assert one.asked == "age"


@halves
def test_what_is_no_answer_leads_to_the_offer(flow: str) -> None:
    one = half(flow).later(days=3)
    one.says("hmm acha ji suno bhai")
    assert one.flow == "begun"
    assert one.did == []


def test_words_said_days_later_are_no_complaint() -> None:
    one = half("complaint").later(days=3)
    one.says("Main ne socha tha ke aap se baat karoon")
    assert one.flow == "begun"
    for words in ("yes", "Teen hafte se koi jawab nahi aaya"):
        one.says(words)
    assert one.did[0] == FileComplaint("delay", "Teen hafte se koi jawab nahi aaya")


@each
def test_a_seat_in_a_training_that_is_over_is_not_offered_again(language: str) -> None:
    one = half("training", language).later(days=7)
    one.registry.noun(Trainings).sittings = [SHOP]
    one.says("salam")
    assert open_flows(one) == ["menu"]
    hears(one, "!training")
    assert one.asked == "which"


def test_a_seat_in_a_training_that_is_still_to_come_is_taken_days_later() -> None:
    one = half("training").later(days=3)
    for words in ("salam", "yes", "yes", "Ayesha Khan"):
        one.says(words)
    assert one.did[-1] == TakeSeat(1, "Ayesha Khan")


@each
def test_who_has_been_told_is_not_asked_again_but_may_choose_days_later(language: str) -> None:
    one = Conversation(SCRIPT, language)
    for words in ("!loan", "50 hazar, maal, Sialkot", "30", "1", "1"):
        hears(one, words)
    akhuwat = one.tap(one.titles[0])
    one.later(days=3).says("salam")
    assert one.flow == "menu"
    assert one.last is not None
    assert "\n\n" not in one.last.text.partition("\n\n")[2].partition("\n\n")[2], "nothing is said of the loan"
    one.hears(Heard(tap=akhuwat))
    assert one.flow == "loan_referral"
    assert one.asked == "", "the sheet of that lender"


def test_who_has_been_told_begins_anew_when_she_asks_again() -> None:
    one = Conversation(SCRIPT, "en")
    for words in ("!loan", "50 hazar, maal, Sialkot", "30", "1", "1", "mujhe 2 lakh ka qarz chahiye Lahore mein"):
        hears(one, words)
    assert one.talk.stack[-1].answers == {"need": {"amount": 200_000, "district": "lahore"}}


@halves
def test_nothing_is_pushed_at_her_when_she_asks_something_else(flow: str) -> None:
    one = half(flow).later(days=3)
    hears(one, "!verify")
    assert one.asked == ""
    assert one.titles[-1] == "Go on"
    assert len(one.titles) > 1, "what that conversation offers is there too"
    one.says("Go on")
    assert (one.flow, one.asked) == (flow, HALVES[flow][1])


@halves
def test_on_the_same_day_a_question_in_between_gives_way_again(flow: str) -> None:
    one = half(flow)
    said = hears(one, "!question:ntn_how")
    assert (one.flow, one.asked) == (flow, HALVES[flow][1])
    assert "Was this useful?" not in said, "one question is enough"


@halves
def test_a_greeting_in_between_loses_nothing(flow: str) -> None:
    one = half(flow)
    one.says("assalam o alaikum")
    assert (one.flow, one.asked) == (flow, HALVES[flow][1])


@halves
def test_another_journey_in_between_ends_with_the_way_back(flow: str) -> None:
    one = half(flow)
    for words in ("!training", "Something else", "No, thanks") if flow != "training" else ("!loan", "50 crore, machine, Lahore"):  # fmt: skip
        hears(one, words)
    assert one.asked == ""
    assert one.titles[-1] == "Go on"
    one.says("Go on")
    assert (one.flow, one.asked) == (flow, HALVES[flow][1])


@each
def test_the_menu_names_it(language: str) -> None:
    one = half("loan_referral", language)
    said = hears(one, "!menu")
    assert said.count(" / ") == 2
    one.says("3")
    assert (one.flow, one.asked) == ("loan_referral", "purpose")


def test_nothing_answered_is_nothing_begun() -> None:
    one = Conversation(SCRIPT, "en")
    hears(one, "!loan")
    one.later(days=3).says("salam")
    assert open_flows(one) == ["menu"]


@halves
def test_after_ninety_days_it_is_gone_without_a_word(flow: str) -> None:
    one = half(flow).later(days=91)
    assert "begun" not in hears(one, "salam")
    assert open_flows(one) == ["menu"]


def test_a_form_beneath_is_not_lost_with_what_lay_on_it() -> None:
    one = Conversation(SCRIPT, "en")
    for words in ("!register", "yes", "Ayesha Khan", "!loan", "50 hazar, Sialkot"):
        hears(one, words)
    one.later(days=3)
    for words in ("salam", "Let it be"):
        one.says(words)
    assert one.titles[0] == "Go on with the form"
    one.says("1")
    assert (one.flow, one.asked) == ("registration", "business_name")


def test_cancel_closes_what_is_open_and_keeps_the_form_beneath() -> None:
    one = Conversation(SCRIPT, "en")
    for words in ("!register", "yes", "Ayesha Khan", "!intent:complaint", "1", "cancel"):
        hears(one, words)
    assert (one.flow, one.asked) == ("registration", "business_name")


@each
def test_the_answer_to_a_complaint_can_be_settled_days_later(language: str) -> None:
    one = Conversation(SCRIPT, language)
    one.registry.noun(Complaints).with_two()
    hears(one, "!complaint news:2")
    yes = one.tap(one.titles[0])
    one.later(days=4)
    hears(one, "!menu")
    one.hears(Heard(tap=yes))
    assert SettleComplaint(2, True) in one.did


@each
def test_a_new_training_she_was_told_of_can_be_taken_days_later(language: str) -> None:
    one = Conversation(SCRIPT, language)
    one.registry.cards = [card(1)]
    hears(one, "!new training:2")
    yes = one.tap(one.titles[0])
    one.later(days=4).says("salam")
    assert one.flow == "menu", "she had not asked for it"
    one.hears(Heard(tap=yes))
    assert one.did[-1] == TakeSeat(2, "Ayesha Khan")


@each
def test_after_another_journey_what_she_was_told_already_is_not_offered_once_more(language: str) -> None:
    one = Conversation(SCRIPT, language)
    hears(one, "!loan")
    hears(one, "50 hazar, Sialkot, umar 30")
    for _question in range(4):
        if not one.talk.stack[-1].rests:
            one.says("1")
    assert (one.flow, one.talk.stack[-1].rests) == ("loan_referral", True)
    for words in ("!intent:complaint", "1"):
        hears(one, words)
    said = hears(one, "Nobody has answered me for three weeks")
    assert len(one.titles) == 2, "only what goes with a complaint"
    assert "Akhuwat" not in said
    assert "loan_referral" in open_flows(one), "its buttons still work"
