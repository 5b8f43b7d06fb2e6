"""A word before her things are shown: chosen, asked for, mistyped, forgotten, taken away; in three languages."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import msgspec
import pytest

from bot.registry.requests import AskForPerson, ChangeBusiness, RemoveLock, SetLockWord, ShutLock, TryLockWord
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.flows.walk import card


def locked(language: str = "en") -> Conversation:
    """Somebody with a business, and a lock whose word is "chambeli"."""
    talk = Conversation(SCRIPT, language)
    talk.registry.cards = [card(1)]
    for text in ("lock", "chambeli"):
        talk.says(text)
    talk.did.clear()
    return talk


def test_a_word_is_chosen_and_asked_for_in_english() -> None:
    talk = Conversation(SCRIPT, "en")
    talk.registry.cards = [card(1)]
    talk.plays("""
        you: lock
        bot: Then nobody can see or change your things on this phone without your word. | Choose one that only you know; never a PIN or a password you use elsewhere. / Which word shall I ask for?
        you: abc
        bot: The word needs at least 4 letters or digits. / Then nobody can see or change your things on this phone without your word. | Choose one that only you know; never a PIN or a password you use elsewhere. / Which word shall I ask for?
        you: Chambeli
        bot: I have not kept the word itself. Please delete your message with it from this chat. / Your things are locked. To open them, write “unlock”. [Unlock | Menu]
        you: status
        bot: Your things are locked. What is your word? [I forgot it]
        you: gulab
        bot: That is not the word. Please write it once more. [I forgot it]
        you: CHAMBELI!
        bot: Khan Stitching: number 482-915-7031 | Recorded on 20 November 2026.…
    """)


def test_in_roman_urdu() -> None:
    Conversation(SCRIPT, "ur_Latn").plays("""
        you: tala lagao
        bot: Phir is phone par aap ki maloomat is lafz ke baghair na dekhi ja sakein gi, na badli. | Aisa lafz chunein jo sirf aap ko maloom ho; koi PIN ya password hargiz nahi. / Kaun sa lafz poocha karun?
        you: motia 7
        bot: Woh lafz main ne mehfooz nahi kiya. Is chat se apna woh message bhi mita dein. / Aap ki maloomat par lock laga hai. Kholne ke liye likhein “unlock”. [Unlock karein | Menu]
        you: unlock karein
        bot: Aap ki maloomat par lock laga hai. Aap ka lafz kya hai? [Yaad nahi]
        you: MOTIA7
        bot: Lock khul gaya: yahan, 24 ghante ke liye. Pehle band karne ke liye likhein “lock”. [Mera case | Phir lock karein | Menu]
    """)


def test_in_urdu() -> None:
    Conversation(SCRIPT, "ur").plays("""
        you: تالا
        bot: پھر اس فون پر آپ کی معلومات اس لفظ کے بغیر نہ دیکھی جا سکیں گی، نہ بدلی۔ | ایسا لفظ چنیں جو صرف آپ کو معلوم ہو؛ کوئی پن یا پاس ورڈ ہرگز نہیں۔ / کون سا لفظ پوچھا کروں؟
        you: موتیا
        bot: وہ لفظ میں نے محفوظ نہیں کیا۔ اس چیٹ سے اپنا وہ پیغام بھی مٹا دیں۔ / آپ کی معلومات پر تالا لگا ہے۔ کھولنے کے لیے لکھیں “تالا کھولیں”۔ [تالا کھولیں | مینو]
        you: تالا کھولیں
        bot: آپ کی معلومات پر تالا لگا ہے۔ آپ کا لفظ کیا ہے؟ [یاد نہیں]
        you: موتيا
        bot: تالا کھل گیا: یہاں، 24 گھنٹے کے لیے۔ پہلے بند کرنے کے لیے لکھیں “تالا”۔ […
    """)


@pytest.mark.parametrize("said", ["status", "change", "withdraw", "link", "link 482913", "unlock"])
def test_whatever_shows_or_changes_something_asks_for_the_word_first(said: str) -> None:
    talk = locked()
    assert "What is your word?" in talk.says(said).text
    assert not [request for request in talk.did if not isinstance(request, TryLockWord)]


def test_after_the_word_the_change_goes_on_where_it_was() -> None:
    talk = locked()
    for text in ("change", "chambeli", "since", "2015"):
        talk.says(text)
    assert talk.did[-1] == ChangeBusiness(1, "since", 2015)


def test_after_five_wrong_words_it_rests_and_a_person_is_offered() -> None:
    talk = locked()
    for text in ("status", *["gulab"] * 5):
        talk.says(text)
    assert talk.last is not None
    assert "wait an hour" in talk.last.text
    assert talk.titles == ["Talk to a person", "Menu"]
    assert "wait an hour" in talk.says("status").text
    assert sum(isinstance(request, TryLockWord) for request in talk.did) == 5


@pytest.mark.parametrize("said", ["«I forgot it»", "i forgot it", "bhool gayi", "یاد نہیں"])
def test_whoever_forgot_it_is_put_on_the_helpdesks_list(said: str) -> None:
    talk = locked()
    talk.says("status")
    assert "once they know that it is you" in talk.says(said).text
    assert [type(request) for request in talk.did] == [AskForPerson]


@pytest.mark.parametrize(
    ("chosen", "wish", "told"),
    [
        ("Lock now", ShutLock, "Your things are locked."),
        ("No lock any more", RemoveLock, "Nothing is locked any more."),
        ("Another word", None, "Which word shall I ask for?"),
    ],
)
def test_while_it_is_open_it_can_be_shut_changed_or_taken_away(chosen: str, wish: type | None, told: str) -> None:
    talk = locked()
    for text in ("unlock", "chambeli", "lock"):
        talk.says(text)
    assert talk.titles == ["Lock now", "Another word", "No lock any more"]
    assert told in talk.says(f"«{chosen}»").text
    assert wish is None or isinstance(talk.did[-1], wish)


def test_neither_the_conversation_nor_the_request_holds_the_word() -> None:
    talk = Conversation(SCRIPT, "en")
    for text in ("lock", "chambeli", "status", "gulabi"):
        talk.says(text)
        assert b"chambeli" not in _stored(talk)
        assert b"gulabi" not in _stored(talk)
    set_to = next(request for request in talk.did if isinstance(request, SetLockWord))
    assert "chambeli" not in str(set_to)


@pytest.mark.parametrize("said", ["menu", "help", "cancel"])
def test_a_command_at_the_question_is_a_command_and_no_try(said: str) -> None:
    talk = locked()
    talk.says("status")
    talk.says(said)
    assert talk.did == []
    assert talk.sprint is not None
    assert not talk.sprint.heard_secret


@pytest.mark.parametrize("said", ["chambeli", "gulab", "abc"])
def test_right_wrong_and_impossible_words_are_all_left_out_of_the_record(said: str) -> None:
    talk = locked()
    talk.says("status")
    talk.says(said)
    assert talk.sprint is not None
    assert talk.sprint.heard_secret


def _stored(talk: Conversation) -> bytes:
    return msgspec.json.encode(talk.talk)
