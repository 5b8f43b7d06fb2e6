"""What people want, in the words they use for it: the router, its rules, and what it does with anything at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.understanding import Gate, routed, sentences, understand, warm_up
from bot.language.commands import command
from bot.language.concepts import concepts, names
from bot.language.exemplars import QUESTION, exemplars, intents
from bot.language.learnt import label
from bot.language.openings import opened
from bot.language.phrases import words_of
from bot.language.router import OUT_OF_SCOPE
from bot.language.rules import keywords, rules


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("mujhe apna karobar register karwana hai", "register_sme"),
        ("register my business", "register_sme"),
        ("میں اپنا کاروبار رجسٹر کروانا چاہتی ہوں", "register_sme"),
        ("salam mujhe registration karwani hai", "register_sme"),
        ("rajistration krwani h", "register_sme"),
        ("help me register", "register_sme"),
        ("mujhe loan chahiye", "microfinance"),
        ("assalam o alaikum sir mujhe qarza chahiye", "microfinance"),
        ("قرض چاہیے", "microfinance"),
        ("paise chahiye", "microfinance"),
        ("kya main EDF ke liye eligible hun", "edf_eligibility"),
        ("ای ڈی ایف", "edf_eligibility"),
        ("export development fund", "edf_eligibility"),
        ("mujhe training leni hai", "training"),
        ("تربیت", "training"),
        ("I want to join a course", "training"),
        ("kisi insan se baat karni hai", "talk_to_human"),
        ("officer se baat karao", "talk_to_human"),
        ("کسی سے بات کرنی ہے", "talk_to_human"),
        ("call me", "talk_to_human"),
        ("STOP", "stop_broadcasts"),
        ("ye messages band karo", "stop_broadcasts"),
        ("mujhe messages nahi chahiye", "stop_broadcasts"),
        ("میسج نہیں چاہئیں", "stop_broadcasts"),
        ("مجھے پیغام نہ بھیجیں", "stop_broadcasts"),
        ("don't send me messages", "stop_broadcasts"),
        ("mujhe tang mat karo", "stop_broadcasts"),
        ("dobara messages shuru karo", "start_broadcasts"),
        ("start sending messages again", "start_broadcasts"),
        ("messages band mat karo", "start_broadcasts"),
        ("پیغامات دوبارہ شروع کریں", "start_broadcasts"),
        ("zaban badlo", "change_language"),
        ("urdu mein baat karo", "change_language"),
        ("can you speak in English", "change_language"),
        ("English", "change_language"),
        ("menu dikhao", "main_menu"),
        ("/start", "main_menu"),
        ("meri darkhwast ka kya hua", "my_status"),
        ("میری درخواست کا کیا بنا", "my_status"),
        ("where is my application", "my_status"),
        ("mujhe shikayat karni hai", "complaint"),
        ("شکایت درج کرانی ہے", "complaint"),
        ("officer ne rishwat mangi", "complaint"),
        ("ye bot asli hai?", "verify_bot"),
        ("is this a scam", "verify_bot"),
        ("mera number change karna hai", "change_details"),
        ("پتہ تبدیل کرنا ہے", "change_details"),
        ("darkhwast wapas leni hai", "withdraw"),
        ("madad", "help"),
        ("salam", "greeting"),
        ("Assalam o alaikum sir", "greeting"),
        ("السلام علیکم", "greeting"),
        ("shukriya", "thanks"),
        ("thank you so much", "thanks"),
        ("شکریہ جی", "thanks"),
        ("registration ki fees kitni hai", "kb_question"),
        ("رجسٹریشن کے لیے کون سے کاغذات چاہئیں", "kb_question"),
        ("EDF kya hai", "kb_question"),
    ],
)
def test_what_is_wanted(typed: str, intent: str) -> None:
    found = routed(typed)
    assert found.best.intent == intent
    assert found.gate in (Gate.SURE, Gate.NEARLY)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("NTN kaise banta hai", "ntn_how"),
        ("این ٹی این کیسے بنتا ہے", "ntn_how"),
        ("how can i get an ntn", "ntn_how"),
        ("akhuwat ka qarza kaise milta hai", "akhuwat_loan"),
        ("اخوت سے قرض کیسے ملتا ہے", "akhuwat_loan"),
        ("shehad bahar kaise bhejein", "honey_export"),
        ("شہد ایکسپورٹ کیسے کریں", "honey_export"),
        ("qarz ke liye kaun se kaghaz chahiye", "loan_documents"),
        ("registration ke liye kaun se kaghaz chahiye", "registration_documents"),
    ],
)
def test_what_is_asked(typed: str, topic: str) -> None:
    assert routed(typed).best[:2] == (QUESTION, topic)


@pytest.mark.parametrize(
    ("stopped", "started"),
    [
        ("messages band karo", "messages band mat karo"),
        ("پیغام نہ بھیجیں", "پیغام پھر سے شروع کریں"),
        ("stop your messages", "start your messages again"),
        ("mujhe elanat nahi chahiye, band kar dein", "elanat dobara shuru kar dein"),
    ],
)
def test_start_and_stop_are_never_confused(stopped: str, started: str) -> None:
    assert routed(stopped).best.intent == "stop_broadcasts"
    assert routed(started).best.intent == "start_broadcasts"


@pytest.mark.parametrize("typed", ["STOP", "stop", " Stop. ", "بند", "band karo", "unsubscribe", "روکیں"])
def test_stop_is_a_command_before_anything_is_guessed(typed: str) -> None:
    assert command(typed) == "stop"
    assert routed(typed).best == ("stop_broadcasts", "", 1.0)


@pytest.mark.parametrize(
    "typed", ["", "5", "aaj mausam kaisa hai", "tell me a joke", "asdfgh", "biwi bimar hai", "😀", "؟؟"]
)
def test_what_is_not_ours(typed: str) -> None:
    found = routed(typed)
    assert found.gate is Gate.UNSURE
    assert found.best.intent == OUT_OF_SCOPE


@pytest.mark.parametrize("greeting", ["Assalam o alaikum sir, ", "سلام ", "hello there ", "AOA bhai jan "])
@pytest.mark.parametrize("typed", ["mujhe loan chahiye", "NTN kaise banta hai", "مجھے ٹریننگ لینی ہے"])
def test_a_greeting_changes_nothing(greeting: str, typed: str) -> None:
    assert routed(greeting + typed).best[:2] == routed(typed).best[:2]


def test_politeness_alone_is_a_greeting_or_thanks() -> None:
    assert opened(words_of("Assalam o alaikum sir kya haal hai")) == ([], "greeting")
    assert opened(words_of("bohat shukriya bhai jan")) == ([], "thanks")
    assert opened(words_of("sir")) == ([], "")


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("mujhe apna karobar register karwana hai aur loan bhi chahiye", "register_sme", "microfinance"),
        ("I want to register my business and also need training", "register_sme", "training"),
        ("مجھے دکان رجسٹر کروانی ہے اور قرض بھی چاہیے", "register_sme", "microfinance"),
    ],
)
def test_two_wishes_are_found_in_their_order(typed: str, first: str, second: str) -> None:
    found = understand(typed)
    assert found.intent == first
    assert found.also is not None
    assert found.also.intent == second


def test_rules_speak_of_concepts_and_labels_that_exist() -> None:
    known, labels = set(names()), {*intents(), *(one.topic for one in exemplars())}
    for rule in rules():
        assert rule.label in labels
        assert {concept for group in rule.concepts for concept in group} | rule.without <= known
    assert set(keywords()) <= known
    assert set(keywords().values()) <= labels


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.label)
def test_a_rule_is_nearly_always_right_where_it_applies(rule: object) -> None:
    met = [one for one in sentences() if rule.applies(concepts(words_of(one.text)))]  # type: ignore[attr-defined]
    wrong = [one for one in met if label(one) != rule.label]  # type: ignore[attr-defined]
    assert len(wrong) <= max(2, 0.1 * len(met)), [one.text for one in wrong]


def test_every_exemplar_of_an_intent_is_understood() -> None:
    """What it was taught it knows: anything else is a mistake in the data."""
    own = [one for one in exemplars() if not one.topic]
    wrong = [one for one in own if routed(one.text).best.intent not in (one.intent, OUT_OF_SCOPE)]
    assert len(wrong) <= 0.02 * len(own), [(one.intent, one.text) for one in wrong]


@given(st.text())
def test_any_text_may_come(text: str) -> None:
    found = understand(text)
    assert 0 <= found.score <= 1
    assert len(found.guesses()) <= 4
    assert found.gate in ("", *Gate)


@pytest.mark.parametrize(
    "text",
    [
        "loan " * 2000,
        "م" * 10_000,
        "🙂" * 5000,
        "\u200f\u202e" * 3000,
        "\ufedf\ufeee\ufee5",
        "aur " * 2500,
        "\x00\x07" * 100,
    ],
)
def test_long_and_odd_texts_are_answered_quickly(text: str) -> None:
    warm_up()
    begun = time.thread_time()
    understand(text)
    assert time.thread_time() - begun < 0.25
