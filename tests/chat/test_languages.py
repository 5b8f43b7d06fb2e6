"""Which language the answer comes in, and how it changes in the middle of a conversation."""

import pytest

from bot.chat.heard import Heard
from tests.chat.shop import at, shop, talk
from tests.conversation import Conversation

SET = {
    "en": "From now on I write to you in English.",
    "ur": "اب سے آپ سے اردو میں بات ہو گی۔",
    "ur_Latn": "Ab se aap se Roman Urdu mein baat hogi.",
}


def unchosen(language: str, question: str) -> Conversation:
    """Somebody who never chose: the language follows what she writes."""

    def make(*_flows: object) -> Conversation:
        tea = talk(language=language)
        tea.talk.chosen = False
        return tea

    return at(question, make=make)


@pytest.mark.parametrize(("typed", "language"), [("urdu", "ur"), ("Roman Urdu", "ur_Latn"), ("انگریزی", "en")])
def test_a_word_switches_the_language_and_puts_the_question_again(typed: str, language: str) -> None:
    tea = at("people")
    tea.says(typed)
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text == f"{SET[language]}\n\nHow many people?"
    tea.says("3")
    assert tea.talk.language == language


def test_choosing_the_language_from_the_list_returns_to_the_question() -> None:
    tea = at("people")
    tea.says("language")
    tea.says("«اردو»")
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text.startswith(SET["ur"])


def test_naming_the_language_answers_the_list_too() -> None:
    tea = at("people")
    tea.says("language")
    tea.says("urdu mein")
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text.count(SET["ur"]) == 1
    assert [session.flow for session in tea.talk.stack] == ["shop"]


def test_a_language_at_the_review_shows_it_anew() -> None:
    tea = at("review")
    tea.says("roman")
    assert tea.asked == "review"
    assert "Kuch badalna hai" in tea.titles


def test_a_name_in_urdu_script_does_not_turn_a_roman_conversation_round() -> None:
    tea = unchosen("ur_Latn", "owner")
    tea.says("عائشہ خان")
    assert tea.talk.language == "ur_Latn"
    assert tea.talk.stack[-1].answers["owner"] == "عائشہ خان"


def test_whoever_goes_on_in_urdu_script_is_answered_in_it() -> None:
    tea = unchosen("ur_Latn", "oven")
    tea.says("جی ہاں")
    assert tea.asked == "age"
    assert tea.talk.language == "ur"


def test_single_english_words_do_not_turn_a_roman_form_english() -> None:
    tea = unchosen("ur_Latn", "size")
    tea.says("the large one please")
    assert tea.talk.language == "ur_Latn"


def test_outside_a_form_the_answer_comes_as_the_question_was_put() -> None:
    tea = talk(language="en")
    tea.talk.chosen = False
    tea.says("menu")
    tea.says("mujhe loan chahiye bhai")
    assert tea.talk.language == "ur_Latn"


def test_a_chosen_language_stays() -> None:
    tea = at("oven")
    assert tea.talk.chosen
    tea.says("جی ہاں")
    assert tea.talk.language == "en"


@pytest.mark.parametrize("tap", ["!language:xx", "!language:../../etc", "!language:" + "x" * 5000, "!language:"])
def test_a_language_that_is_none_changes_nothing(tap: str) -> None:
    tea = at("people")
    tea.hears(Heard(tap=tap))
    assert tea.asked == "people"
    assert tea.talk.language == "en"


def test_the_first_wish_is_remembered_while_the_language_is_chosen() -> None:
    tea = talk(language="", fresh=True)
    tea.says("register")
    assert (tea.flow, tea.asked) == ("welcome", "language")
    tea.says("English")
    assert (tea.flow, tea.asked) == ("shop", "owner")


def test_a_wish_at_the_choice_of_a_language_is_remembered_too() -> None:
    tea = talk(language="", fresh=True)
    tea.says("hello")
    assert tea.asked == "language"
    tea.says("register")
    assert tea.asked == "language"
    tea.says("3")
    assert tea.flow == shop.name


def test_start_from_somebody_new_begins_and_resumes_nothing() -> None:
    for typed in ("start", "/start", "Start"):
        tea = talk(language="", fresh=True)
        tea.says(typed)
        assert tea.asked == "language", typed


def test_a_first_message_in_a_known_language_needs_no_choice() -> None:
    tea = talk(language="", fresh=True)
    tea.says("mujhe apna karobar register karna hai")
    assert (tea.flow, tea.asked) == ("shop", "owner")
    assert tea.talk.language == "ur_Latn"
    assert tea.last is not None
    assert tea.last.text.startswith("I am the tea clerk of Test Desk.")
    assert not tea.talk.chosen
