"""A small script for the tests of the engine: open a tea shop. None of it is part of Munshi."""

from collections.abc import Callable
from typing import Any

import msgspec

from bot.chat import Chat, Done, Field, Flow, Refused, Request, Script, Words, _, flow
from bot.chat.choices import Choice, YesNo
from bot.chat.kinds import Count, Option, Text
from bot.chat.named import PersonName
from handlers.settings import cancel, language
from tests.conversation import Conversation


class OpenShop(Request, frozen=True):
    """Done(number), or Refused("full")."""

    answers: dict[str, Any]


class FreeStalls(Request, frozen=True):
    """How many stalls are free just now."""


owner = Field("owner", _("Owner"), PersonName())
motto = Field("motto", _("Motto"), Text(100))
size = Field(
    "size",
    _("Size"),
    Choice(Option("small", _("Small stall"), also=("small",)), Option("large", _("Large hall"), also=("large",))),
)
people = Field("people", _("People"), Count(1))
oven = Field("oven", _("Oven"), YesNo())
age = Field("age", _("Age"), Count())


def women(people: int) -> Field[int]:
    return Field("women", _("Women"), Count(0, people))


@flow("shop", title=_("Tea shop"), about=7)
async def shop(chat: Chat) -> None:
    """The form most tests use."""
    chat.say(_("Let us open a tea shop."))
    name = await chat.ask(owner, _("Who are you?"))
    words = await chat.ask_or_skip(motto, _("{name}, what is your motto?").with_(name=name))
    much = await chat.ask(size, _("How large?"))
    many = await chat.ask(people, _("How many people?"))
    female = await chat.ask(women(many), _("How many women?"))
    years = None
    if await chat.ask(oven, _("Is there an oven?")):
        years = await chat.ask(age, _("How old is the oven?"))
    else:
        chat.say(_("Cold tea it is."))
    await chat.review(_("Is that right?"), confirm=_("Yes, open it"))
    asked = {"owner": name, "motto": words, "size": much, "people": many, "women": female, "age": years}
    outcome = await chat.do(OpenShop(asked))
    if isinstance(outcome, Refused):
        chat.say(_("The street is full."))
        return
    chat.say(_("Open, number {number}.").with_(number=outcome.value))
    chat.offer("menu", _("Menu"))
    chat.offer("price", _("Price of tea"))


@flow("price", title=_("Price of tea"), aside=True)
async def price(chat: Chat) -> None:
    chat.say(_("Tea is ten rupees."))
    chat.offer("menu", _("Menu"))


@flow("stalls", title=_("Free stalls"), aside=True)
async def stalls(chat: Chat) -> None:
    free = await chat.look_up(FreeStalls())
    which = Choice(*(Option(str(number), Words(str(number))) for number in free))
    chosen = await chat.ask(Field("stall", _("Stall"), which), _("Which stall?"))
    chat.say(_("Stall {number}.").with_(number=chosen))


@flow("rename", title=_("New name"))
async def rename(chat: Chat) -> None:
    """No form and no aside: two questions, and then it is over."""
    old = await chat.ask(Field("old", _("Old"), Text(50)), _("Which name was it?"))
    new = await chat.ask(Field("new", _("New"), Text(50)), _("Which name shall it be?"))
    chat.say(_("{old} is {new} now.").with_(old=old, new=new))


@flow("menu", title=_("Menu"))
async def menu(chat: Chat) -> None:
    resume = [Option("resume", _("Go on with the form"))] if chat.unfinished else []
    choice = Choice(*resume, Option("shop", _("Tea shop")), Option("price", _("Price of tea")))
    chosen = await chat.ask(Field("menu", _("Menu"), choice), _("What shall it be?"))
    await chat.go(chat.unfinished if chosen == "resume" else chosen)


@flow("unknown", title=_("Menu"))
async def unknown(chat: Chat) -> None:
    chat.say(_("I did not understand that. This is what I can do:"))
    await chat.go("menu")


@flow("welcome", title=_("Welcome"))
async def welcome(chat: Chat) -> None:
    chat.say(_("Salaam."))
    names = {"en": "English", "ur": "Urdu", "ur_Latn": "Roman"}
    choice = Choice(*(Option(id, Words(name)) for id, name in names.items()))
    chat.speak(await chat.ask(Field("language", _("Language"), choice), _("Which language?")))
    await chat.go(chat.wanted or "menu")


def script(*flows: Flow) -> Script:
    """The real settings, the small flows, and whatever the test puts in place of them."""
    by_name = {f.name: f for f in (welcome, menu, unknown, shop, price, stalls, rename, cancel, language, *flows)}
    return Script(
        by_name.values(),
        welcome="welcome",
        menu="menu",
        unknown="unknown",
        introduction=_("I am the tea clerk of {operator}."),
        commands={
            "menu": "menu", "begin": "menu", "cancel": "cancel", "language": "language", "human": "price",
            "status": "stalls", "price": "price", "register": "shop", "withdraw": "rename", "start": "price",
        },
        intents={"register_sme": "shop", "microfinance": "price", "greeting": "menu"},
    )  # fmt: skip


def talk(*flows: Flow, language: str = "en", fresh: bool = False) -> Conversation:
    """Somebody who talks to the tea clerk."""
    conversation = Conversation(script(*flows), language, fresh=fresh)
    conversation.registry.more = {OpenShop: lambda _request: Done(7), FreeStalls: lambda _request: ["1", "2"]}
    return conversation


ANSWERS = ("Ayesha", "Chai and peace", "small", "3", "2", "no")
"""Answers to all questions of the shop up to the review."""


def at(question: str, *flows: Flow, make: Callable[..., Conversation] = talk) -> Conversation:
    """Somebody who has filled in the shop's form up to this question."""
    conversation = make(*flows)
    conversation.says("register")
    for answer in ANSWERS:
        if conversation.asked == question:
            break
        conversation.says(answer)
    assert conversation.asked == question
    return conversation


def stored(conversation: Conversation) -> str:
    """Everything that is kept of a conversation between two messages, as the database would see it."""
    return msgspec.json.encode(conversation.talk).decode()
