"""One conversation on top of another: the menu, an aside, a second conversation over a form."""

import pytest

from bot.chat import Chat, Field, _, flow
from bot.chat.heard import Heard
from bot.chat.kinds import Count
from tests.chat.shop import at, talk


def test_an_aside_answers_and_puts_the_question_again_in_the_same_message() -> None:
    tea = at("people")
    tea.plays("""
        you: mujhe loan chahiye
        bot: Tea is ten rupees. / How many people?
        you: 3
        bot: How many women?
    """)


def test_an_aside_with_a_question_of_its_own_is_answered_first() -> None:
    tea = at("people")
    tea.plays("""
        you: status
        bot: Which stall? [1 | 2]
        you: 2
        bot: Stall 2. / How many people?
    """)


def test_menu_over_a_form_leads_on_with_it() -> None:
    tea = at("people")
    tea.plays("""
        you: menu
        bot: What shall it be? [Go on with the form | Tea shop | Price of tea]
        you: 1
        bot: We go on where we stopped. / How many people?
    """)


def test_the_menu_is_gone_once_something_was_chosen() -> None:
    tea = at("people")
    tea.says("menu")
    tea.says("«Price of tea»")
    assert (tea.flow, tea.asked) == ("shop", "people")
    assert [session.flow for session in tea.talk.stack] == ["shop"]


def test_a_greeting_over_a_form_does_not_lose_the_form() -> None:
    tea = at("people")
    tea.says("Assalam o alaikum")
    assert tea.asked == "people"
    tea.says("3")
    assert tea.asked == "women"


def test_a_second_conversation_over_a_form_ends_with_a_button_back_to_it() -> None:
    tea = at("people")
    tea.plays("""
        you: withdraw
        bot: Which name was it?
        you: Old Tea
        bot: Which name shall it be?
        you: New Tea
        bot: Old Tea is New Tea now. [Go on]
        you: 1
        bot: How many people?
    """)


def test_go_on_can_be_typed_in_any_language() -> None:
    for typed in ("Go on", "jari rakhein", "جاری رکھیں"):
        tea = at("size")
        for said in ("withdraw", "Old Tea", "New Tea", typed):
            tea.says(said)
        assert tea.last is not None
        assert tea.last.text == "How large?", typed


def test_a_number_that_is_on_no_button_is_not_taken_for_the_form_she_does_not_see() -> None:
    tea = at("people")
    for said in ("withdraw", "Old Tea", "New Tea"):
        tea.says(said)
    assert tea.titles == ["Go on"]
    tea.says("2")
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text == "This is what I had asked you:\n\nHow many people?"


def test_words_under_the_end_of_another_conversation_are_not_taken_for_an_open_answer() -> None:
    tea = at("motto")
    for said in ("withdraw", "Old Tea", "New Tea", "acha theek"):
        tea.says(said)
    assert tea.asked == "motto"
    assert "motto" not in tea.talk.stack[-1].answers


def test_only_forms_wait_beneath() -> None:
    tea = at("people")
    for said in ("withdraw", "Old Tea", "menu"):
        tea.says(said)
    assert [session.flow for session in tea.talk.stack] == ["shop", "menu"]
    tea.says("withdraw")
    assert tea.asked == "old", "the abandoned conversation begins anew"


def test_a_button_of_one_form_keeps_the_other_form() -> None:
    @flow("stall", title=_("Stall"), about=2)
    async def stall(chat: Chat) -> None:
        await chat.ask(Field("stalls", _("Stalls"), Count()), _("How many stalls?"))
        await chat.ask(Field("chairs", _("Chairs"), Count()), _("How many chairs?"))

    tea = talk(stall)
    tea.script.commands = {**tea.script.commands, "verify": "stall"}
    for said in ("register", "Ayesha", "skip"):
        tea.says(said)
    small = tea.tap("Small stall")
    tea.says("verify")
    tea.says("5")
    assert tea.asked == "chairs"
    tea.hears(Heard(tap=small))
    assert (tea.flow, tea.asked) == ("shop", "people")
    tea.says("verify")
    assert (tea.flow, tea.asked) == ("stall", "chairs"), "its first answer was kept"


def test_resume_without_a_form_is_the_menu() -> None:
    tea = talk()
    tea.hears(Heard(tap="!resume"))
    assert tea.flow == "menu"


@pytest.mark.parametrize(("said", "flow_name"), [("1", "menu"), ("2", "price"), ("«Menu»", "menu")])
def test_what_a_finished_conversation_offers_is_chosen_by_number_or_tap(said: str, flow_name: str) -> None:
    tea = at("review")
    tea.says("yes")
    assert tea.titles == ["Menu", "Price of tea"]
    tea.says(said)
    assert tea.flow == flow_name


def test_a_loop_in_the_script_is_an_error_and_not_a_silence() -> None:
    @flow("price", title=_("Price"))
    async def round_and_round(chat: Chat) -> None:
        await chat.go("price")

    tea = talk(round_and_round)
    with pytest.raises(RuntimeError, match="without ever asking"):
        tea.says("loan chahiye")
