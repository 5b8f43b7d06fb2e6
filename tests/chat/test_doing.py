"""What flows wish from the registry: looked up afresh every time, done exactly once."""

import pytest

from bot.chat import Chat, Done, Field, Refused, Request, Script, _, flow
from bot.chat.kinds import Count
from tests.chat.shop import FreeStalls, OpenShop, at, menu, talk, unknown, welcome


def test_what_was_done_is_not_done_again_though_the_flow_runs_again() -> None:
    class Note(Request, frozen=True):
        """Done(a number)."""

    @flow("shop", title=_("Tea shop"), about=3)
    async def twice(chat: Chat) -> None:
        for place in (1, 2):
            cups = await chat.ask(Field(f"cups{place}", _("Cups"), Count()), _("How many cups?"))
            outcome = await chat.do(Note())
            assert outcome == Done(place)
            chat.say(_("{cups} noted.").with_(cups=cups))

    tea = talk(twice)
    tea.registry.more[Note] = lambda _request: Done(len(tea.did))
    for said in ("register", "4", "menu", "1", "5"):
        tea.says(said)
    assert tea.did == [Note(), Note()]
    assert len(tea.registry.keys) == 2
    assert tea.last is not None
    assert tea.last.text == "5 noted."


def test_a_refusal_is_an_answer() -> None:
    tea = at("review")
    tea.registry.more[OpenShop] = lambda _request: Refused("full")
    tea.says("yes")
    assert tea.last is not None
    assert tea.last.text == "The street is full."


def test_what_is_looked_up_is_as_it_stands_now() -> None:
    tea = talk()
    tea.says("status")
    assert tea.titles == ["1", "2"]
    tea.registry.more[FreeStalls] = lambda _request: ["2", "3"]
    tea.says("«1»")
    assert tea.asked == "stall", "stall 1 was taken meanwhile"
    assert tea.titles == ["2", "3"]


def test_whoever_finds_that_nothing_is_left_is_told_so_and_not_met_with_silence() -> None:
    @flow("stalls", title=_("Free stalls"), aside=True)
    async def one_stall(chat: Chat) -> None:
        if not await chat.look_up(FreeStalls()):
            chat.say(_("Nothing is free any more."))
            return
        await chat.ask(Field("cups", _("Cups"), Count()), _("How many cups?"))
        await chat.ask(Field("spoons", _("Spoons"), Count()), _("How many spoons?"))

    tea = talk(one_stall)
    tea.says("status")
    tea.says("3")
    tea.registry.more[FreeStalls] = lambda _request: []
    tea.says("4")
    assert tea.last is not None
    assert tea.last.text == "Nothing is free any more."


def test_answers_are_erased_when_the_form_ends() -> None:
    tea = at("review")
    tea.says("yes")
    assert tea.sprint is not None
    [ended] = [session for session in tea.sprint.closed if session.flow == "shop"]
    assert (ended.answers, ended.set_aside, ended.state) == ({}, {}, "done")


def test_asking_the_same_thing_twice_is_the_authors_mistake() -> None:
    @flow("shop", title=_("Tea shop"), about=2)
    async def again(chat: Chat) -> None:
        cups = Field("cups", _("Cups"), Count())
        await chat.ask(cups, _("How many?"))
        await chat.ask(cups, _("How many again?"))

    tea = talk(again)
    tea.says("register")
    with pytest.raises(ValueError, match="asked twice"):
        tea.says("3")


def test_a_script_that_opens_what_is_not_in_it_does_not_start() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Script(
            (welcome, menu, unknown), welcome="welcome", menu="menu", unknown="unknown",
            commands={"help": "nowhere"}, intents={}, introduction=_("I am here."),
        )  # fmt: skip
