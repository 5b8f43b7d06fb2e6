"""Complaints as conversations in three languages: a number, her own words, an aim and no promise, and the answer."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import pytest

from bot.chat.complaints import THE_OTHER_TOO
from bot.chat.heard import Heard
from bot.complaints.requests import FileComplaint, SettleComplaint, TellMissing
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import _
from bot.registry.requests import AskForPerson
from bot.terminal import transcribed
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes.complaints import NUMBER, Complaints


def talk(language: str = "en", *, two: bool = False) -> Conversation:
    one = Conversation(SCRIPT, language)
    if two:
        one.registry.noun(Complaints).with_two()
    return one


def roused(one: Conversation, command: str) -> str:
    return transcribed(one.hears(Heard(tap=f"!{command}")))


def test_money_asked_for_in_roman_urdu_is_answered_with_what_we_never_ask() -> None:
    one = talk("ur_Latn")
    one.plays("""
        you: shikayat karni hai
        bot: Afsos hai ke aap ko pareshani hui. Shikayat kis baare mein hai? [Bohat der ho rahi hai | Ghalat maloomat | Rawaiya | Paise mange gaye | Yeh chat | Kuch aur]
        you: paise mange
        bot: Yahan aap se kabhi CNIC, PIN, OTP, bank card ya fees nahi mangi jati. Mere naam se koi mange to jawab na dein. / Meherbani kar ke apne lafzon mein likhein ke kya hua.
        you: Aik aadmi ne aap ke naam se 5000 rupay mange. Kyun?
        bot: Aap ki shikayat aap hi ke lafzon mein likh li gayi hai. | Aap ka number: 264-880-1955 / Aap ko yahin jawab mile ga; koshish hai ke 5 kaam ke dinon mein. [Mera case | Menu]
    """)
    filed = FileComplaint("money", "Aik aadmi ne aap ke naam se 5000 rupay mange. Kyun?")
    assert one.did == [filed, AskForPerson("complaint")]


def test_in_urdu() -> None:
    talk("ur").plays("""
        you: شکایت
        bot: افسوس ہے کہ آپ کو پریشانی ہوئی۔ شکایت کس بارے میں ہے؟ [بہت دیر ہو رہی ہے | غلط معلومات | رویہ | پیسے مانگے گئے | یہ چیٹ | کچھ اور]
        you: «رویہ»
        bot: مہربانی کر کے اپنے لفظوں میں لکھیں کہ کیا ہوا۔
        you: دفتر میں بات سنی ہی نہیں گئی
        bot: آپ کی شکایت آپ ہی کے لفظوں میں لکھ لی گئی ہے۔ | آپ کا نمبر: ⁦264-880-1955⁩ / آپ کو یہیں جواب ملے گا؛ کوشش ہے کہ 5 کام کے دنوں میں۔ [میرا کیس | مینو]
    """)


@pytest.mark.parametrize("said", ["ok", "?", "...", "🙁"])
def test_too_little_is_asked_for_again_kindly(said: str) -> None:
    one = talk()
    for text in ("complaint", "1"):
        one.says(text)
    assert "a little more" in transcribed(one.says(said))
    assert one.did == []


def test_too_much_is_said_how_much_fits() -> None:
    one = talk()
    for text in ("complaint", "1"):
        one.says(text)
    assert "at most 1500 letters" in transcribed(one.says("late " * 400))


def test_an_identity_card_number_in_it_is_hidden() -> None:
    one = talk()
    for text in ("complaint", "1", "My card 35202-1234567-1 was copied by them"):
        one.says(text)
    filed = one.did[0]
    assert isinstance(filed, FileComplaint)
    assert "35202" not in filed.words


def test_a_form_that_waits_is_taken_up_again() -> None:
    one = talk()
    for said in ("register", "yes", "shikayat karni hai", "1", "I wait for three weeks"):
        one.says(said)
    assert isinstance(one.did[1], FileComplaint)
    assert one.asked == "owner_name"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("said", "settled"), [("1", True), ("2", False)])
def test_the_answer_is_told_and_she_says_whether_it_settles_it(language: str, said: str, settled: bool) -> None:
    one = talk(language, two=True)
    text = roused(one, "complaint news:2")
    assert NUMBER in text
    assert "We have put it right." in text
    one.says(said)
    assert SettleComplaint(2, settled) in one.did
    assert (AskForPerson("complaint") in one.did) is not settled


def test_what_is_still_missing_is_written_down_with_the_complaint() -> None:
    one = talk(two=True)
    roused(one, "complaint news:2")
    one.says("no")
    said = transcribed(one.says("My card 35202-1234567-1 is still with them"))
    assert "Whoever looks at your complaint reads this too" in said
    assert one.did[-1] == TellMissing("My card •••••-•••••••-• is still with them")


def test_who_has_nothing_to_add_skips_it() -> None:
    one = talk(two=True)
    roused(one, "complaint news:2")
    one.says("no")
    assert "A person answers you here." in transcribed(one.says("skip"))
    assert not any(isinstance(did, TellMissing) for did in one.did)


def test_when_nobody_has_answered_she_hears_that_the_desk_was_reminded() -> None:
    one = talk(two=True)
    assert roused(one, "complaint due:1").startswith(f"bot: Your complaint, number {NUMBER}, has no answer yet.")
    assert one.did == [AskForPerson("complaint_due")]


@pytest.mark.parametrize("command", ["complaint news:1", "complaint news:9", "complaint due:2", "complaint due:9"])
def test_what_is_no_longer_so_is_not_told(command: str) -> None:
    one = talk(two=True)
    roused(one, command)
    assert one.last is not None
    assert one.last.text == ""
    assert one.did == []


def test_status_shows_them_with_their_day() -> None:
    said = transcribed(talk(two=True).says("status"))
    assert f"Complaint (It takes too long): number {NUMBER} | We aim to answer by 27 November 2026." in said
    assert "Answered: “We have put it right.”" in said


def test_who_comes_back_about_an_answered_complaint_opens_that_one_again() -> None:
    one = talk("ur_Latn", two=True)
    one.says("meri shikayat ka masla hal nahi hua, complaint dobara karni hai")
    if one.flow != "complaint":
        one.says("shikayat karni hai")
    assert one.asked == "same_2"
    one.says("haan usi ki")
    assert SettleComplaint(2, False) in one.did
    assert AskForPerson("complaint") in one.did
    assert one.asked == "missing"
    assert not any(isinstance(done, FileComplaint) for done in one.did)


def test_another_complaint_is_a_new_one() -> None:
    one = talk("ur_Latn", two=True)
    one.says("shikayat karni hai")
    one.says("nahi, nayi shikayat")
    assert one.asked == "category"


def test_of_an_answered_complaint_nothing_is_said_while_her_things_are_locked() -> None:
    one = talk("ur_Latn", two=True)
    one.registry.word, one.registry.shut = "00ff", True
    one.says("shikayat karni hai")
    assert one.asked == "category"


STORIES = [
    ("ur_Latn", "shikayat", "mera case 3 hafte se wese hi para hai koi jawab nahi deta"),
    ("ur", "شکایت", "میرا کیس تین ہفتے سے پڑا ہے اور کوئی جواب نہیں دیتا"),
    ("en", "complaint", "my case lies there for three weeks and nobody answers me"),
]


@pytest.mark.parametrize(("language", "opens", "story"), STORIES)
def test_who_tells_the_story_before_she_is_asked_for_it_need_not_tell_it_again(
    language: str, opens: str, story: str
) -> None:
    one = talk(language)
    one.says(opens)
    told = transcribed(one.says(story))
    assert story in told
    own = catalogue(language)
    assert own.say(THE_OTHER_TOO.with_(wish=_("Complaint"))) not in told, "it is open already"
    assert one.asked == "category"
    one.says("1")
    assert one.did == [FileComplaint("delay", story), AskForPerson("complaint")]


@pytest.mark.parametrize(
    "said",
    [
        "mujhe aik shikayat darj karwani hai smeda ke khilaf",
        "shikayat ka jawab kitne din mein aata hai",
        "mujhe silai machine ke liye loan chahiye 50 hazar",
    ],
)
def test_a_wish_or_a_question_is_no_story(said: str) -> None:
    one = talk("ur_Latn")
    one.says("shikayat")
    one.says(said)
    assert not any("words" in session.found for session in one.talk.stack)
