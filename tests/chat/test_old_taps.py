"""Buttons stay on the screen for weeks. What happens to whoever taps an old one."""

import msgspec
import pytest

from bot.chat.heard import Heard
from bot.chat.taps import Tap
from tests.chat.shop import at, shop, stored, talk


def test_a_button_of_a_question_already_answered_changes_nothing() -> None:
    tea = at("size")
    small = tea.tap("Small stall")
    tea.taps("Large hall")
    tea.hears(Heard(tap=small))
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text == "You have answered that one already. You can change it at the end.\n\nHow many people?"
    assert tea.talk.stack[-1].answers["size"] == "large"


def test_a_button_tapped_twice_counts_once() -> None:
    tea = at("oven")
    no = tea.tap("No")
    tea.hears(Heard(tap=no))
    tea.hears(Heard(tap=no))
    assert tea.asked == "review"


def test_a_button_of_a_form_that_has_ended_names_the_form() -> None:
    tea = at("review")
    right = tea.tap("Yes, open it")
    tea.hears(Heard(tap=right))
    assert len(tea.did) == 1
    tea.hears(Heard(tap=right))
    assert len(tea.did) == 1
    assert tea.flow == "menu"
    assert tea.last is not None
    assert tea.last.text.startswith("That button belongs to an older message (Tea shop), so I have not used it.")


def test_a_button_of_another_run_of_the_same_form_is_not_used() -> None:
    tea = at("size")
    small = tea.tap("Small stall")
    tea.says("cancel")
    tea.says("2")
    tea.says("register")
    for said in ("Ayesha", "skip"):
        tea.says(said)
    tea.hears(Heard(tap=small))
    assert tea.asked == "size"
    assert "size" not in tea.talk.stack[-1].answers


def test_a_button_of_another_version_of_the_flow_is_not_used() -> None:
    tea = at("size")
    small = tea.tap("Small stall")
    tea.script.flows["shop"] = msgspec.structs.replace(shop, version=2)
    tea.hears(Heard(tap=small))
    assert tea.asked == "size"
    assert tea.last is not None
    assert tea.last.text.startswith("That button belongs to an older message (Tea shop)")
    tea.taps("Small stall")
    assert tea.asked == "people"


def test_a_button_of_the_form_beneath_the_menu_answers_the_form() -> None:
    tea = at("size")
    small = tea.tap("Small stall")
    tea.says("menu")
    tea.hears(Heard(tap=small))
    assert (tea.flow, tea.asked) == ("shop", "people")


def test_an_old_button_for_a_command_still_does_it() -> None:
    tea = talk()
    tea.says("loan chahiye")
    menu = tea.tap("Menu")
    tea.says("register")
    tea.hears(Heard(tap=menu))
    assert tea.flow == "menu"


def test_leave_it_out_tapped_at_a_question_that_cannot_be() -> None:
    tea = at("motto")
    skip = tea.tap("Leave it out")
    forged = skip.replace("motto", "size")
    tea.says("Peace")
    tea.hears(Heard(tap=forged))
    assert tea.asked == "size"


@pytest.mark.parametrize(
    "tap",
    ["", "~", "~~~~", "shop~1~size~small", "shop~x~size~small~1", "shop~99999~size~small~1", "gone~1~a~b~zz",
     "!", "!nothing", "x" * 10_000, "~" * 10_000, "!" * 10_000, "shop~1~size~enormous~", "👍", "\u202e", "'; DROP"],
)  # fmt: skip
def test_a_malformed_button_is_answered_with_the_question(tap: str) -> None:
    for question in ("size", "owner"):
        tea = at(question)
        before = tea.talk.stack[-1].answers
        tea.hears(Heard(tap=tap) if tap else Heard())
        assert tea.asked == question
        assert tea.talk.stack[-1].answers == before
        assert len(stored(tea)) < 1000


def test_an_option_that_is_not_on_offer_is_refused() -> None:
    tea = at("size")
    forged = tea.tap("Small stall").replace("small", "enormous")
    tea.hears(Heard(tap=forged))
    assert tea.asked == "size"
    assert tea.last is not None
    assert tea.last.text == "That choice is not on offer here.\n\nHow large?"


def test_a_tap_is_taken_apart_as_it_was_put_together() -> None:
    tea = at("size")
    assert tea.talk.stack
    session = tea.talk.stack[-1]
    assert Tap.read(tea.tap("Large hall")) == Tap("shop", 1, "size", "large", session.tag)
