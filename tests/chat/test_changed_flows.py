"""A flow is changed while people are inside it: at every point they go on, and nothing is taken for something else."""

import pytest

from bot.chat import Chat, Field, Flow, _, flow
from bot.chat.choices import Choice, YesNo
from bot.chat.heard import Heard
from bot.chat.kinds import Count, Option, Text
from bot.chat.named import PersonName
from tests.chat.shop import ANSWERS, OpenShop, at, motto, oven, owner, people, script, shop, size, stored, talk
from tests.conversation import Conversation

POINTS = ("owner", "motto", "size", "people", "women", "oven", "review")


@flow("shop", title=_("Tea shop"), about=6)
async def shop2(chat: Chat) -> None:
    """One question is new, one renamed, one gone, and the last one has moved to the front."""
    chat.say(_("Let us open a tea shop."))
    hot = await chat.ask(oven, _("Is there an oven?"))
    name = await chat.ask(Field("keeper", _("Keeper"), PersonName(), was=("owner",)), _("Who keeps it?"))
    street = await chat.ask(Field("street", _("Street"), Text(50)), _("In which street?"))
    much = await chat.ask(size, _("How large?"))
    many = await chat.ask(people, _("How many people?"))
    await chat.review(_("Is that right?"), confirm=_("Yes, open it"))
    await chat.do(OpenShop({"keeper": name, "street": street, "size": much, "people": many, "oven": hot}))
    chat.say(_("Open."))


NEW_ANSWERS = {
    "oven": "no", "keeper": "Ayesha", "street": "Anarkali", "size": "small", "people": "3", "review": "yes",
}  # fmt: skip


def becomes(tea: Conversation, new: Flow) -> Conversation:
    """A new release."""
    tea.script = script(new)
    return tea


def goes_on(tea: Conversation) -> list[str]:
    """Answer what is asked until nothing is; the questions that were asked."""
    asked = []
    while tea.asked:
        asked.append(tea.asked)
        assert len(asked) < 12
        tea.says(NEW_ANSWERS[tea.asked])
    return asked


@pytest.mark.parametrize("point", POINTS)
def test_at_every_point_exactly_the_missing_questions_are_asked(point: str) -> None:
    tea = becomes(at(point), shop2)
    tea.says("menu")
    tea.says("1")
    asked = goes_on(tea)
    known = dict(zip(POINTS, ANSWERS, strict=False))
    answered = POINTS[: POINTS.index(point)]
    missing = [q for q in NEW_ANSWERS if {"keeper": "owner"}.get(q, q) not in answered or q == "review"]
    assert asked == missing
    assert tea.did == [
        OpenShop({"keeper": "Ayesha", "street": "Anarkali", "size": "small", "people": 3, "oven": False})
    ]
    assert known["owner"] == "Ayesha"


@pytest.mark.parametrize("point", POINTS)
def test_an_answer_to_the_old_question_is_not_taken_for_the_new_one(point: str) -> None:
    """Whatever was typed just when the release came: no fact is recorded that nobody stated."""
    tea = becomes(at(point), shop2)
    before = dict(tea.talk.stack[-1].answers)
    tea.says("haan")
    after = tea.talk.stack[-1].answers
    new = set(after) - set(before) - {"keeper"}
    assert new <= {point}
    goes_on(tea)
    assert len(tea.did) == 1


def test_a_tap_on_the_old_yes_is_not_a_yes_to_the_new_question() -> None:
    @flow("shop", title=_("Tea shop"), about=2)
    async def with_a_promise(chat: Chat) -> None:
        await chat.ask(Field("promise", _("Promise"), YesNo()), _("Do you promise to pay a thousand rupees?"))
        await chat.ask(oven, _("Is there an oven?"))

    tea = at("oven")
    yes = tea.tap("Yes")
    becomes(tea, with_a_promise).hears(Heard(tap=yes))
    assert tea.asked == "promise"
    assert "promise" not in tea.talk.stack[-1].answers


def test_a_renamed_answer_is_renamed_and_back_can_forget_it() -> None:
    tea = becomes(at("motto"), shop2)
    tea.says("menu")
    tea.says("1")
    tea.says("no")
    assert tea.asked == "street"
    assert tea.talk.stack[-1].answers["keeper"] == "Ayesha"
    assert "owner" not in tea.talk.stack[-1].answers
    tea.says("back")
    assert tea.asked == "keeper"
    assert tea.last is not None
    assert tea.last.text == "Until now: Ayesha\nWho keeps it?"
    tea.says("Sana")
    assert tea.talk.stack[-1].answers["keeper"] == "Sana"


def test_a_renamed_question_takes_the_answer_that_was_just_typed() -> None:
    @flow("shop", title=_("Tea shop"), about=1)
    async def renamed(chat: Chat) -> None:
        name = await chat.ask(Field("keeper", _("Keeper"), PersonName(), was=("owner",)), _("Who keeps it?"))
        chat.say(_("Hello, {name}.").with_(name=name))

    tea = becomes(at("owner"), renamed)
    tea.says("Ayesha")
    assert tea.last is not None
    assert tea.last.text == "Hello, Ayesha."


def test_a_kind_made_stricter_asks_again_only_where_the_answer_no_longer_fits() -> None:
    @flow("shop", title=_("Tea shop"), about=2)
    async def stricter(chat: Chat) -> None:
        few = Field("people", _("People"), Count(1, 2))
        one = Field("size", _("Size"), Choice(Option("small", _("Small stall"))))
        await chat.ask(one, _("How large?"))
        await chat.ask(few, _("How many people?"))
        chat.say(_("Done."))

    tea = becomes(at("women"), stricter)  # three people were said
    tea.says("menu")
    tea.says("1")
    assert tea.asked == "people"
    tea.says("2")
    assert tea.last is not None
    assert tea.last.text == "Done."


def test_options_narrowed_to_that_no_longer_exist_do_not_leave_her_without_any() -> None:
    @flow("shop", title=_("Tea shop"), about=1)
    async def other_sizes(chat: Chat) -> None:
        sizes = Choice(Option("tiny", _("Tiny")), Option("huge", _("Huge")))
        await chat.ask(Field("size", _("Size"), sizes), _("How large?"))

    tea = at("size")
    tea.says("small hall")
    becomes(tea, other_sizes)
    tea.says("menu")
    tea.says("1")
    assert tea.titles == ["Tiny", "Huge"]


def test_a_question_that_was_removed_leaves_its_answer_unused() -> None:
    tea = becomes(at("review"), shop2)
    tea.says("menu")
    tea.says("1")
    goes_on(tea)
    assert isinstance(tea.did[0], OpenShop)
    assert motto.name not in tea.did[0].answers


def test_a_flow_that_is_gone_is_apologised_for_and_the_menu_comes() -> None:
    tea = at("people")
    gone = {name: one for name, one in tea.script.flows.items() if name != shop.name}
    tea.script.flows = gone
    tea.says("3")
    assert tea.flow == "menu"
    assert tea.last is not None
    assert tea.last.text.startswith("That form no longer exists. I am sorry.")
    assert "did not understand" not in tea.last.text
    assert "Ayesha" not in stored(tea)


def test_a_business_with_nothing_left_to_ask_ends_at_the_next_message() -> None:
    @flow("shop", title=_("Tea shop"), about=1)
    async def short(chat: Chat) -> None:
        await chat.ask(owner, _("Who are you?"))
        chat.say(_("That is all."))

    tea = becomes(at("people"), short)
    tea.says("3")
    assert tea.asked == ""


def test_talk_is_of_the_same_person_after_the_release() -> None:
    tea = becomes(talk(), shop2)
    tea.says("register")
    assert goes_on(tea) == list(NEW_ANSWERS)
