"""A second channel: the code, the question on the other one, yes and no on either; in three languages."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

from typing import Any

import pytest

from bot.chat.heard import Heard
from bot.chat.requests import Refused
from bot.registry.requests import AnswerLink, LinkAsked, LinkCard, LinkEnd, LinkNews, NewLinkCode, TakeLinkCode
from handlers import SCRIPT
from tests.conversation import Conversation


def answering(language: str = "en", **answers: Any) -> Conversation:
    """Somebody whose registry gives these answers, by the name of the request."""
    talk = Conversation(SCRIPT, language)
    kinds = {kind.__name__: kind for kind in (AnswerLink, LinkAsked, LinkNews, NewLinkCode, TakeLinkCode)}
    talk.registry.more = {kinds[name]: lambda _request, given=given: given for name, given in answers.items()}
    return talk


def roused(talk: Conversation, command: str) -> str:
    """She is written to because of what somebody else did."""
    return talk.hears(Heard(tap=f"!{command}")).text


def test_a_code_is_given_and_written_on_the_other_channel_in_english() -> None:
    Conversation(SCRIPT, "en").plays("""
        you: link
        bot: Your code: 482913. It lasts ten minutes. / Now write this in your other chat with me: “link 482913”. | Give the code to nobody else. [Menu]
    """)
    talk = Conversation(SCRIPT, "en")
    talk.registry.other = LinkCard(7, "whatsapp", tail="67", language="ur")
    talk.plays("""
        you: link 482913
        bot: Is this you on WhatsApp, number ending 67? [Yes | No]
        you: yes
        bot: Thank you. Now please say yes on WhatsApp too; I have asked there. [Menu]
    """)
    assert talk.did == [TakeLinkCode("482913"), AnswerLink(7, True)]


def test_in_roman_urdu() -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    talk.registry.other = LinkCard(7, "telegram", initial="Z")
    talk.plays("""
        you: link karein
        bot: Aap ka code: 482913. Yeh das minute tak chale ga. / Ab mere saath apni doosri chat mein yeh likhein: “link 482913”. | Yeh code kisi aur ko na dein. [Menu]
        you: link 482 913
        bot: Kya Telegram par yeh aap hain, jis naam ka pehla harf Z hai? [Ji haan | Nahi]
        you: nahi
        bot: Theek hai, kuch nahi jora gaya. Woh code ab kaam nahi kare ga. [Menu]
    """)
    assert talk.did[-1] == AnswerLink(7, False)


def test_in_urdu() -> None:
    talk = Conversation(SCRIPT, "ur")
    talk.registry.other = LinkCard(7, "whatsapp", tail="67")
    talk.plays("""
        you: لنک
        bot: آپ کا کوڈ: ⁦482913⁩۔ یہ دس منٹ تک چلے گا۔ / اب میرے ساتھ اپنی دوسری چیٹ میں یہ لکھیں: “لنک ⁦482913⁩”۔ | یہ کوڈ کسی اور کو نہ دیں۔ [مینو]
        you: لنک ۴۸۲۹۱۳
        bot: کیا واٹس ایپ پر یہ آپ ہیں، جس نمبر کے آخر میں ⁦67⁩ ہے؟ [جی ہاں | نہیں]
        you: جی ہاں
        bot: شکریہ۔ اب واٹس ایپ پر بھی ہاں کہیں؛ وہاں پوچھ لیا ہے۔ [مینو]
    """)


def test_the_first_channel_is_asked_and_the_form_under_way_waits() -> None:
    talk = Conversation(SCRIPT, "en")
    for text in ("register", "yes", "Ayesha Khan"):
        talk.says(text)
    assert roused(talk, "link asked") == "Somebody on Telegram wants to join this conversation: is it you?"
    assert talk.says("haan").text == "", "how it ends is told on both channels at once"
    assert talk.did[-1] == AnswerLink(7, True)
    told = roused(talk, "link over")
    assert told.startswith("Done. Here and on Telegram is one conversation now")
    assert told.endswith("What is your business called?"), "and the form goes on"


def test_a_no_on_the_first_channel_goes_back_to_the_form() -> None:
    talk = Conversation(SCRIPT, "en")
    for text in ("register", "yes", "Ayesha Khan"):
        talk.says(text)
    roused(talk, "link asked")
    said = talk.says("no").text
    assert said.startswith("Then I join nothing, and the code no longer works.")
    assert said.endswith("What is your business called?")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("wrong", "That code is not right, or its ten minutes are over."),
        ("too_many", "That was too many wrong codes."),
        ("same", "That code is from this very conversation."),
    ],
)
def test_why_a_code_is_not_taken(reason: str, told: str) -> None:
    talk = answering(TakeLinkCode=Refused(reason))
    assert talk.says("link 482913").text.startswith(told)
    assert talk.titles == ["Menu"]


@pytest.mark.parametrize(
    ("reason", "told"), [("over", "The ten minutes are over"), ("shut", "I cannot write to you on Telegram now.")]
)
def test_a_yes_that_cannot_be_passed_on(reason: str, told: str) -> None:
    talk = answering(AnswerLink=Refused(reason))
    talk.says("link 482913")
    assert talk.says("yes").text.startswith(told)


def test_a_late_yes_on_the_first_channel() -> None:
    talk = answering(AnswerLink=Refused("over"))
    roused(talk, "link asked")
    assert talk.says("yes").text.startswith("The ten minutes are over")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("merged", "Done. Here and on WhatsApp is one conversation now"),
        ("unsafe", "I cannot join this with WhatsApp by myself. Nothing is lost"),
        ("ended", "On WhatsApp the answer was no"),
        ("expired", "The ten minutes are over"),
    ],
)
def test_how_it_ended(state: str, told: str) -> None:
    assert roused(answering(LinkNews=LinkEnd(state, "whatsapp")), "link over").startswith(told)


def test_four_codes_in_an_hour_are_too_many() -> None:
    assert "Three codes in an hour" in answering(NewLinkCode=Refused("too_many")).says("link").text


def test_another_code_begins_afresh() -> None:
    talk = Conversation(SCRIPT, "en")
    talk.says("link 111111")
    talk.says("link 482913")
    assert talk.asked == "mine"
    assert talk.says("link 482913").text.endswith("with a name that begins with A?"), "not taken for a yes or no"


def test_a_newcomer_is_asked_in_the_language_of_the_other_channel() -> None:
    talk = Conversation(SCRIPT, fresh=True)
    talk.registry.other = LinkCard(7, "whatsapp", tail="67", language="ur_Latn")
    asked = talk.says("link 482913")
    assert asked.language == "ur_Latn"
    assert asked.text.endswith("Kya WhatsApp par yeh aap hain, jis number ke aakhir mein 67 hai?")
    assert "Test Desk" in asked.text, "who runs this is said in the first message"


def test_a_number_in_a_form_is_no_code() -> None:
    talk = Conversation(SCRIPT, "en")
    for text in ("register", "yes", "Ayesha Khan", "skip", "tailor", "Sialkot", "2019", "3", "1"):
        talk.says(text)
    assert talk.asked == "turnover"
    talk.says("482913")
    assert talk.asked == "legal_form"
