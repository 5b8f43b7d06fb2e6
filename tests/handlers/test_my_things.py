"""My things: one menu; what is held, on a page; consents taken back; everything erased after two questions."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import ast
from pathlib import Path

import pytest

from bot.i18n.catalogues import languages
from bot.mydata.requests import AskForExport, ConsentCard, EraseMe, HeldCard
from bot.registry.requests import RecordConsent, SetBroadcasts
from handlers import SCRIPT
from handlers.consents import TOPICS, WORDINGS
from tests.conversation import Conversation
from tests.fakes.mydata import MyData
from tests.flows.walk import card

HANDLERS = Path(__file__).resolve().parents[2] / "handlers"


def talk(language: str = "en", **held: object) -> Conversation:
    made = Conversation(SCRIPT, language)
    if held:
        made.registry.noun(MyData).held = HeldCard(**held)  # type: ignore[arg-type]
    return made


def test_the_menu_has_seven_rows() -> None:
    conversation = talk()
    conversation.says("my things")
    assert conversation.titles == [
        "My status", "What you hold about me", "What I agreed to", "Language · زبان", "Link my other channel",
        "Lock my things", "Erase everything",
    ]  # fmt: skip


def test_a_page_with_everything() -> None:
    talk(messages=24).plays("""
        you: my data
        bot: I hold 24 messages between us. / Read or save all of it here: https://desk.example/d/Qm3Wc8Lr0vB5sYk7NwJx4T | The page opens once, within 24 hours. Give the address to nobody. / Is something wrong? Write “change”. To have it erased, write “erase everything”. [Change my details | Erase everything | Menu]
    """)


def test_a_page_in_urdu() -> None:
    conversation = talk("ur")
    said = conversation.says("میرا ڈیٹا").text
    assert "https://desk.example/d/Qm3Wc8Lr0vB5sYk7NwJx4T" in said
    assert conversation.did == [AskForExport()]


def test_five_pages_a_day() -> None:
    conversation = talk()
    conversation.registry.noun(MyData).refuses = "too_many"
    assert "tomorrow" in conversation.says("my data").text


def test_everything_is_erased_after_two_questions() -> None:
    conversation = talk(businesses=1, messages=24)
    conversation.plays("""
        you: erase everything
        bot: I hold the details of 1 business, and 24 messages between us. | All of it goes: your name and number, businesses, messages, files, consents, reminders. / Shall I erase everything about you? [Yes, erase it | No, keep it]
        you: yes
        bot: What stays, without your name and number: | the numbers and dates of your cases, and what our messages cost, because we must account for them; | and that an erasure was asked for on this day. / It cannot be undone. Are you sure? [Erase for good | No, keep it]
        you: «Erase for good»
        bot: I am erasing everything now; it takes about a minute. This was my last message. | You can delete this chat on your phone too. Write “menu” on any later day, and we begin anew.
    """)
    assert conversation.did == [EraseMe()]


def test_a_second_yes_is_not_enough() -> None:
    conversation = talk(messages=3)
    for text in ("erase everything", "yes", "yes"):
        conversation.says(text)
    assert conversation.asked == "erase_second"
    assert conversation.did == []


@pytest.mark.parametrize("said", [("no",), ("yes", "no")])
def test_it_may_be_kept_at_both_questions(said: tuple[str, ...]) -> None:
    conversation = talk(messages=3)
    for text in ("erase everything", *said):
        conversation.says(text)
    assert "Nothing is erased." in conversation.says("menu").text or not conversation.did
    assert conversation.did == []


def test_who_else_has_something_is_named() -> None:
    conversation = talk()
    for text in ("erase everything", "yes"):
        conversation.says(text)
    assert conversation.last is not None
    assert "Akhuwat has your request 371-204-5566. To have it erased there: 021-111-000-000" in conversation.last.text


def test_in_roman_urdu() -> None:
    conversation = talk("ur_Latn", messages=2)
    for text in ("mera data mita do", "haan", "«Pakka mita dein»"):
        conversation.says(text)
    assert conversation.did == [EraseMe()]


@pytest.mark.parametrize("language", languages())
def test_the_intent_leads_to_the_menu(language: str) -> None:
    conversation = talk(language)
    conversation.says("my things")
    assert conversation.asked == "my_things"
    assert SCRIPT.intents["my_data"] == "my_things"


def test_consents_are_shown_with_day_and_wording() -> None:
    conversation = talk()
    said = conversation.says("my consents").text
    assert (
        "Keeping what I tell: you said yes on 20 November 2026\nYou were asked: “May I keep what you tell me, for the helpdesk?”"
        in said
    )
    assert (
        "Passing my wish to Akhuwat: you said yes on 21 November 2026\nYou were asked: “Shall I pass your wish on to Akhuwat?”"
        in said
    )
    assert "Announcements: on" in said


def test_taking_back_the_details_offers_to_erase_them() -> None:
    conversation = talk()
    conversation.says("my consents")
    said = conversation.says("Keeping what I tell")
    assert conversation.did == [RecordConsent("keep_details", 1, False)]
    assert "What I keep until now is still here" in said.text
    assert "Erase everything" in conversation.titles


def test_taking_back_a_referral_says_what_it_cannot_do() -> None:
    conversation = talk()
    conversation.says("my consents")
    said = conversation.taps("Akhuwat")
    assert conversation.did == [RecordConsent("referral:akhuwat", 1, False)]
    assert "only they can erase" in said.text


def test_announcements_are_stopped() -> None:
    conversation = talk()
    for text in ("my consents", "announcements"):
        conversation.says(text)
    assert conversation.did == [SetBroadcasts(False)]


def test_nothing_to_take_back() -> None:
    conversation = talk()
    conversation.registry.noun(MyData).consents = [
        ConsentCard("keep_details", 1, False, "2026-11-20"), ConsentCard("announcements", 0, False, ""),
    ]  # fmt: skip
    said = conversation.says("my consents").text
    assert "Keeping what I tell: you said no on 20 November 2026" in said
    assert "There is nothing to take back." in said


def consents_of_flows() -> set[tuple[str, int]]:
    """Topic and version of every `Consent(…)` and `_CONSENT = (…)` in the code."""
    found = set()
    for file in [*HANDLERS.glob("*.py"), *(HANDLERS.parent / "bot").rglob("fields.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Consent":
                topic, wording = node.args[:2]
                assert isinstance(topic, ast.Constant)
                assert isinstance(wording, ast.Constant)
                found.add((topic.value, wording.value))
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_CONSENT":
                found.add(ast.literal_eval(node.value))
    return found


def test_every_consent_has_a_name_and_its_wording() -> None:
    asked = consents_of_flows()
    assert ("keep_details", 1) in asked
    for topic, wording in asked:
        assert topic in TOPICS, f"say in handlers/consents.py what the consent {topic} is about"
        assert (topic, wording) in WORDINGS, f"say in handlers/consents.py what was asked for {topic} {wording}"


def test_the_person_with_a_business_comes_from_it_to_all_of_it() -> None:
    conversation = talk(businesses=1, messages=5)
    conversation.registry.cards = [card(1)]
    conversation.says("my things")
    assert "Khan Stitching" in conversation.taps("My status").text
