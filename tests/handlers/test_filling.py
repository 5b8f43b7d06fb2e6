"""A whole sentence at once: what it says is not asked again, is shown, and can be changed like anything else."""

import pytest

from bot.registry.requests import RecordBusiness
from handlers import SCRIPT
from tests.conversation import Conversation

SENTENCES = {
    "en": "My name is Ayesha Khan, I sew clothes in Daska with 3 people since 2015 and want to register my business",
    "ur": "میرا نام عائشہ خان ہے، ڈسکہ سے ہوں، کپڑے سیتی ہوں، تین لوگ ہیں، 2015 سے، کاروبار رجسٹر کروانا ہے",
    "ur_Latn": "mera naam Ayesha Khan hai, Daska se, kapre seeti hun, 3 log hain, 2015 se, karobar register karana hai",
}
TOLD = {"en": "District: Sialkot", "ur": "ضلع: سیالکوٹ", "ur_Latn": "Zila: Sialkot"}
each = pytest.mark.parametrize("language", SENTENCES)


def opened(language: str) -> Conversation:
    talk = Conversation(SCRIPT, language)
    talk.says(SENTENCES[language])
    return talk


@each
def test_what_was_understood_is_said_before_the_first_question(language: str) -> None:
    talk = opened(language)
    assert (talk.flow, talk.asked) == ("registration", "consent")
    assert talk.last is not None
    first = talk.last.text.split("\n\n")[0].split("\n")
    assert TOLD[language] in first
    assert len(first) == 6, "a sentence, and five facts"


@each
def test_it_is_not_asked_again_and_stands_in_the_review(language: str) -> None:
    talk = opened(language)
    asked = []
    for answer in ("1", "skip", "2", "1", "1", "no", "no"):
        talk.says(answer)
        asked.append(talk.asked)
    assert asked == ["business_name", "women", "turnover", "legal_form", "has_ntn", "exporting", "review"]
    assert talk.last is not None
    assert TOLD[language] in talk.last.text
    talk.says("1")
    recorded = next(one for one in talk.did if isinstance(one, RecordBusiness))
    assert (recorded.district, recorded.trade, recorded.people, recorded.since) == ("sialkot", "tailoring", 3, 2015)


def test_back_asks_what_was_taken_from_the_message_and_shows_it() -> None:
    talk = opened("en")
    talk.says("yes")
    talk.says("back")
    assert talk.asked == "owner_name"
    assert talk.last is not None
    assert "Until now: Ayesha Khan" in talk.last.text
    talk.says("Sana")
    assert talk.asked == "business_name"
    assert "Sana" in talk.last.text


def test_change_at_the_end_works_on_it_too() -> None:
    talk = opened("en")
    for answer in ("yes", "skip", "2", "1", "1", "no", "no", "change", "District", "Lahore"):
        talk.says(answer)
    assert talk.asked == "review"
    assert talk.last is not None
    assert "District: Lahore" in talk.last.text


def test_without_permission_nothing_is_kept() -> None:
    talk = opened("en")
    talk.says("no")
    assert not talk.talk.stack or not talk.talk.stack[-1].found


@pytest.mark.parametrize(
    "said",
    [
        "register my shop",
        "2 lakh chahiye aur register karna hai mujhe",
        "main aur mera bhai 5 saal pehle mile the, register karna hai karobar",
    ],
)
def test_what_is_doubtful_is_asked(said: str) -> None:
    """An amount is no turnover, "a shop" is no trade, "met five years ago" is not since when."""
    talk = Conversation(SCRIPT, "ur_Latn")
    talk.says(said)
    assert talk.asked == "consent"
    assert not set(talk.talk.stack[-1].found) - {"people"}


def test_answers_out_of_order_are_taken_where_they_belong() -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    for said in ("register", "yes", "Bilal Ahmed", "skip"):
        talk.says(said)
    assert talk.asked == "trade"
    talk.says("gujrat")
    assert talk.asked == "trade"
    assert talk.last is not None
    assert talk.last.text.startswith("Aap ke message se yeh baatein likh li hain:\nZila: Gujrat")
    talk.says("hum do bhai aur 4 karigar, 2020 se")
    assert talk.asked == "trade"
    assert talk.last is not None
    assert "Kab se: 2020\nKaam karne wale: 6" in talk.last.text
    talk.says("pankhe banate hain")
    assert talk.asked == "women"


def test_what_is_answered_already_is_not_taken_from_a_stray_message() -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    for said in ("register", "yes", "Bilal Ahmed", "skip", "pankhe", "gujrat"):
        talk.says(said)
    talk.says("sialkot")
    assert talk.asked == "since"
    assert not talk.talk.stack[-1].found
