"""What is said where nothing was asked, and what must not be lost while we ask what was meant."""

import pytest

from handlers import SCRIPT
from tests.conversation import Conversation

STORY = (
    "baat ye hai k me chota sa kam karta hon ghar se hum achar aur murabba banate hain multan me, "
    "do saal se, ab sochta hon k register krwa len to faida ho ga ya nai"
)


@pytest.mark.parametrize("said", ["koi zarurat nahi", "kuch nahi", "no thnx"])
def test_who_wants_nothing_is_let_go(said: str) -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    assert talk.says(said).text == "Koi baat nahi. Jab zaroorat ho, likh dein."
    talk.says("menu")
    assert talk.says(said).text == "Koi baat nahi. Jab zaroorat ho, likh dein."


def test_what_a_story_said_is_kept_while_she_is_asked_what_she_meant() -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    asked = talk.says(STORY)
    assert "Karobar darj karayen" in talk.titles, asked.text
    talk.taps("Karobar darj karayen")
    assert talk.asked == "consent"
    assert talk.last is not None
    assert "Zila: Multan" in talk.last.text
    assert "Kab se: 2024" in talk.last.text


@pytest.mark.parametrize(
    ("said", "language"),
    [("urdu me batao", "ur"), ("zaban badlo english kro", "en"), ("roman urdu me jawab do yar", "ur_Latn")],
)
def test_a_language_that_is_named_needs_no_choosing(said: str, language: str) -> None:
    talk = Conversation(SCRIPT, "en" if language != "en" else "ur_Latn")
    talk.says("loan")
    talk.says(said)
    assert talk.talk.language == language
    assert talk.asked == "need"


def test_a_greeting_does_not_tell_the_same_again() -> None:
    talk = Conversation(SCRIPT, "en")
    for said in ("edf", "my own business", "not yet"):
        talk.says(said)
    asked = talk.asked
    assert asked == "door"
    talk.says("hello?? anyone")
    assert talk.asked == asked
