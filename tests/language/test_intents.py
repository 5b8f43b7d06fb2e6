"""What people want, in the words they use for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.intents import guess, intents

SURE_ENOUGH = 0.6


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
        ("akhuwat se qarz kaise milega", "microfinance"),
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
def test_what_is_wanted(typed, intent):
    found = guess(typed)
    assert found.intent == intent
    assert found.score >= SURE_ENOUGH


@pytest.mark.parametrize(
    "typed",
    ["", "5", "Ali Khan", "aaj mausam kaisa hai", "tell me a joke", "کرکٹ میچ", "asdfgh", "biwi bimar hai", "😀"],
)
def test_what_is_not_ours(typed):
    assert guess(typed) == ("out_of_scope", 0.0, ())


def test_a_second_wish_is_an_alternative():
    found = guess("mujhe register karna hai aur loan bhi chahiye")
    assert "microfinance" in [intent for intent, _ in found.alternatives] or found.intent == "microfinance"


def test_a_greeting_never_outranks_a_request():
    for request in ("loan chahiye", "training", "رجسٹریشن"):
        assert guess(f"السلام علیکم {request}").intent == guess(request).intent


@given(st.text())
def test_any_text_may_come(text):
    found = guess(text)
    assert found.intent in intents()
    assert 0 <= found.score <= 1
    assert len(found.alternatives) <= 3
