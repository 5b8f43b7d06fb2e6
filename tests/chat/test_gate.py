"""Sure, nearly, unsure: what is done with a message that may mean this or that."""

import pytest

from bot.chat.flow import Script
from bot.chat.heard import Heard
from bot.chat.moment import Moment
from bot.chat.outgoing import Outgoing
from bot.chat.session import Talk
from bot.chat.turn import take_turn
from bot.chat.understanding import Gate, Guess, Understood
from bot.chat.wording import worded
from tests.chat.shop import script
from tests.conversation import NOON

NEARLY = Understood("en", "", "register_sme", 0.6, "", (Guess("microfinance", "", 0.3),), Gate.NEARLY)
UNSURE = Understood("en", "", "out_of_scope", 0.9, "", (Guess("microfinance", "", 0.4),), Gate.UNSURE)
NOTHING = Understood("en", "", "out_of_scope", 0.9, "", (), Gate.UNSURE)
SURE = Understood("en", "", "microfinance", 0.9, "", (), Gate.SURE)


class Told:
    """Somebody whose messages are understood as the test says."""

    def __init__(self) -> None:
        self.script: Script = script()
        self.talk = Talk(language="en", chosen=True, met=True)
        self.ids = 100
        self.misread = False

    def hears(self, text: str, understood: Understood) -> Outgoing:
        def new_id() -> int:
            self.ids += 1
            return self.ids

        moment = Moment(NOON, NOON.date(), "Test Desk", new_id)
        turn = take_turn(self.script, self.talk, Heard(text=text), moment, understood)
        try:
            while True:
                turn.send(None)
        except StopIteration as end:
            self.talk, self.misread = end.value.talk, end.value.misread
            return worded(end.value.reply, "en")

    @property
    def asked(self) -> str:
        return self.talk.stack[-1].asked if self.talk.stack else ""


def titles(said: Outgoing) -> list[str]:
    return [one.title for one in said.options]


def test_what_is_nearly_sure_is_asked_back_with_the_likeliest_first() -> None:
    one = Told()
    said = one.hears("some words here", NEARLY)
    assert said.text == "Did you mean one of these?"
    assert titles(said) == ["Tea shop", "Price of tea", "None of these"]
    assert one.misread


@pytest.mark.parametrize("typed", ["1", "Tea shop", "tea shop"])
def test_a_guess_is_taken_by_its_number_or_its_words(typed: str) -> None:
    one = Told()
    one.hears("some words here", NEARLY)
    one.hears(typed, NOTHING)
    assert (one.talk.stack[-1].flow, one.asked) == ("shop", "owner")


def test_none_of_these_asks_for_other_words_and_offers_a_person() -> None:
    one = Told()
    one.hears("some words here", NEARLY)
    said = one.hears("none of these", NOTHING)
    assert said.text == "Then please say it in other words, or talk to a person."
    assert titles(said)[0] == "Talk to a person"


def test_what_is_not_sure_is_looked_up_and_a_person_is_offered() -> None:
    said = Told().hears("some words here", UNSURE)
    assert said.text == "I am not sure that I understood you. Is it one of these?"
    assert titles(said) == ["Price of tea", "Talk to a person"]


def test_what_is_not_known_at_all_shows_what_there_is() -> None:
    one = Told()
    said = one.hears("some words here", NOTHING)
    assert said.text.startswith("I did not understand that.")
    assert one.misread


def test_what_is_sure_is_done_and_not_noted() -> None:
    one = Told()
    assert one.hears("some words here", SURE).text == "Tea is ten rupees."
    assert not one.misread


def form() -> Told:
    one = Told()
    for text in ("register", "Ayesha", "Chai and peace", "small"):
        one.hears(text, Understood("en", "register" if text == "register" else ""))
    assert one.asked == "people"
    return one


def test_in_a_form_a_likely_wish_is_asked_back_and_the_form_waits() -> None:
    one = form()
    said = one.hears("how much would that be then", NEARLY)
    assert titles(said) == ["Tea shop", "Price of tea", "None of these", "Go on"]
    said = one.hears("none of these", NOTHING)
    assert said.text == "Then let us try again, in other words.\n\nHow many people?"
    one.hears("3", NOTHING)
    assert one.asked == "women"


def test_in_a_form_a_slip_is_only_a_slip() -> None:
    said = form().hears("many", NEARLY)
    assert said.text == "I need one number here, please.\n\nHow many people?"


def test_in_a_form_what_is_unknown_gets_the_form_s_own_complaint() -> None:
    one = form()
    said = one.hears("some words that mean nothing", UNSURE)
    assert said.text == "I need one number here, please.\n\nHow many people?"
    assert one.misread


def test_a_second_wish_stands_beside_the_first_and_its_number_works() -> None:
    one = Told()
    said = one.hears(
        "both please", Understood("en", "", "register_sme", 0.9, "", (), Gate.SURE, Guess("microfinance", "", 0.9))
    )
    assert "You also asked about this: Price of tea. We can do that afterwards." in said.text
    assert said.text.endswith("Who are you?")
    assert titles(said) == ["Price of tea"]
    said = one.hears("1", NOTHING)
    assert said.text == "Tea is ten rupees.\n\nWho are you?"
    one.hears("Ayesha", NOTHING)
    assert one.asked == "motto", "the number counts only where the button stands"


def test_insults_are_met_calmly_and_are_no_gap() -> None:
    one = Told()
    said = one.hears("you so and so", Understood("en", "", "out_of_scope", 0.9, "", (), Gate.UNSURE, abusive=True))
    assert said.text == "I am sorry that this annoys you. I am only a program; a person can help you better."
    assert titles(said) == ["Talk to a person"]
    assert not one.misread


def test_a_neighbouring_language_is_named_as_what_we_lack() -> None:
    one = Told()
    said = one.hears("…", Understood("ur", "", "out_of_scope", 0.9, "", (), Gate.UNSURE, neighbour="ps"))
    assert said.text.startswith("I only know Urdu, Roman Urdu and English.")
    assert titles(said) == ["Talk to a person"]


def test_an_offer_is_forgotten_with_the_next_message() -> None:
    one = Told()
    one.hears("some words here", NEARLY)
    one.hears("price", Understood("en", "price"))
    said = one.hears("1", NOTHING)
    assert titles(said) != [], "the number counts along the buttons of the last message"
