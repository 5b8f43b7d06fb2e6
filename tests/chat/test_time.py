"""Silence, return, expiry, and messages that come late."""

from bot.chat.kinds import Text
from tests.chat.shop import at, stored, talk
from tests.conversation import Conversation


def test_after_two_days_a_greeting_is_welcomed_back_to_the_question() -> None:
    tea = at("people")
    tea.later(days=2).says("salam")
    assert tea.last is not None
    assert tea.last.text == "Welcome back. Everything you told me is still here.\n\nHow many people?"


def test_after_two_days_an_answer_still_counts() -> None:
    tea = at("people")
    tea.later(days=2).says("3")
    assert tea.asked == "women"
    assert tea.last is not None
    assert tea.last.text.startswith("Welcome back.")


def test_after_two_days_words_are_not_taken_for_an_open_answer() -> None:
    tea = at("motto")
    tea.later(days=2).says("acha suno")
    assert tea.asked == "motto"
    assert tea.last is not None
    assert "This is what I had asked you:" in tea.last.text
    assert "acha" not in stored(tea)
    tea.says("acha suno")  # now it is the answer
    assert tea.asked == "size"


def test_two_hours_later_nobody_is_welcomed_back() -> None:
    tea = at("people")
    tea.later(hours=2).says("3")
    assert tea.last is not None
    assert tea.last.text == "How many women?"


def test_the_menu_alone_does_not_say_that_everything_is_still_here() -> None:
    tea = talk()
    tea.says("menu")
    tea.later(hours=21).says("Price of tea")
    assert tea.last is not None
    assert tea.last.text == "Tea is ten rupees."


def test_a_menu_is_over_after_a_day_and_the_form_beneath_is_not() -> None:
    tea = at("people")
    tea.says("menu")
    tea.later(hours=25).says("4")
    assert (tea.flow, tea.asked) == ("shop", "women")


def test_numbers_under_a_message_of_the_day_before_yesterday_do_nothing() -> None:
    tea = talk()
    tea.says("loan chahiye")
    assert tea.titles == ["Menu"]
    tea.later(days=2).says("1")
    assert tea.last is not None
    assert tea.last.text.startswith("I did not understand that.")


def test_a_form_is_kept_for_90_days_and_then_erased_with_a_word() -> None:
    tea = at("people")
    tea.later(days=89).says("3")
    assert tea.asked == "women"
    tea.later(days=91).says("2")
    assert tea.flow == "menu"
    assert tea.last is not None
    assert tea.last.text.startswith("Your unfinished form (Tea shop) of 20 February 2027 was too old")
    assert "Ayesha" not in stored(tea)


def test_a_late_message_is_answered_with_an_apology() -> None:
    tea = at("people")
    tea.says("3", late=True)
    assert tea.last is not None
    assert tea.last.text == "Sorry, your message reached me late.\n\nHow many women?"


def test_missed_messages_are_told_of_word_by_word() -> None:
    tea = at("people")
    tea.says("3", missed=("salam {owner}", "<b>loan</b> %s"))
    assert tea.last is not None
    assert "“salam {owner}”" in tea.last.text
    assert "“<b>loan</b> %s”" in tea.last.text
    assert tea.last.text.endswith("How many women?")


def nudged(question: str) -> Conversation:
    """Somebody in the middle of the form who has just been asked whether to go on with it."""
    tea = at(question)
    tea.talk.stack[-1].nudged = True
    return tea.later(hours=5)


def test_yes_to_going_on_is_no_answer_to_the_form() -> None:
    for question in ("oven", "people", "size"):
        for said in ("haan", "1", "جی"):
            tea = nudged(question)
            before = dict(tea.talk.stack[-1].answers)
            tea.says(said)
            assert tea.asked == question, said
            assert tea.talk.stack[-1].answers == before
    tea.says("1")
    assert tea.asked == "people", "the next message is an answer again"


def test_no_to_going_on_leads_to_the_menu_and_keeps_the_form() -> None:
    tea = nudged("oven")
    tea.says("nahi")
    assert tea.flow == "menu"
    tea.says("1")
    assert tea.asked == "oven"


def test_an_answer_after_being_asked_to_go_on_still_counts() -> None:
    tea = nudged("people")
    tea.says("3")
    assert tea.asked == "women"


def test_words_after_being_asked_to_go_on_are_not_taken_for_an_open_answer() -> None:
    tea = nudged("motto")
    tea.says("acha suno")
    assert tea.asked == "motto"
    assert "acha" not in stored(tea)


def test_open_answers_are_of_the_kind_that_takes_anything() -> None:
    """The rule about open answers rests on this class; a new open kind must be one of it."""
    from tests.chat.shop import motto, owner

    assert isinstance(motto.kind, Text)
    assert isinstance(owner.kind, Text)
