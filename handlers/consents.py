"""What somebody agreed to or refused: shown with its date and wording, and taken back."""

import datetime as dt

from bot.chat import Chat, Field, Name, Words, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.i18n.words import Label
from bot.mydata.requests import ConsentCard, HeldCard, MyConsents, WhatIsHeld
from bot.registry.requests import RecordConsent, SetBroadcasts
from handlers.lenders import called
from handlers.lock import unlocked

ANNOUNCEMENTS = "announcements"
"""Not asked for in a conversation: on until somebody writes STOP."""

MOST = 8
"""Rows that a list has room for, beside "leave all of it"; the newest consents come first."""

TOPICS: dict[str, Words] = {
    "keep_details": _("Keeping what I tell"),
    "referral": _("Passing my wish to {lender}"),
    "name_to_trainer": _("My name to the trainer"),
    ANNOUNCEMENTS: _("Announcements"),
}
"""What is consented to, by topic; what stands behind a colon in a topic is a lender."""

WORDINGS: dict[tuple[str, int], Words] = {
    ("keep_details", 1): _("May I keep what you tell me, for the helpdesk?"),
    ("referral", 1): _("Shall I pass your wish on to {lender}?"),
    ("name_to_trainer", 1): _("The trainer gets your name, and nothing else of you."),
}
"""What was asked, by topic and version; a test holds every consent of every flow against it."""


def topic_of(card: ConsentCard) -> Words | None:
    """What it is about, as she reads it; None for a topic that only an older version of this service knew."""
    kind, _colon, about = card.topic.partition(":")
    found = TOPICS.get(kind)
    return found.with_(lender=called(about)) if found is not None and about else found


def wording_of(card: ConsentCard) -> Words | None:
    """The question she answered."""
    kind, _colon, about = card.topic.partition(":")
    found = WORDINGS.get((kind, card.wording))
    return found.with_(lender=called(about)) if found is not None and about else found


@flow("consents", title=_("What I agreed to"), aside=True)
async def consents(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    cards: list[ConsentCard] = [card for card in await chat.look_up(MyConsents()) if topic_of(card) is not None]
    lines = [_line(card) for card in cards]
    given = [card for card in reversed(cards) if card.given]
    if not given:
        for line in lines:
            chat.say(*line)
        chat.say(_("There is nothing to take back."))
        chat.offer("my_things", _("My things"))
        chat.offer("menu", _("Menu"))
        return
    which = Choice(
        *(Option(card.topic, _short(card)) for card in given[:MOST]),
        Option("none", _("Leave all of it"), also=("none", "nothing", "kuch nahi", "کچھ نہیں", "no", "nahi", "نہیں")),
        no="none",
    )
    chosen = await chat.ask(
        Field("take_back", _("Take back"), which), _("Which one would you like to take back?"), *sum(lines, ())
    )
    if chosen == "none":
        chat.say(_("It stays as it is."))
    else:
        await _take_back(chat, next(card for card in given if card.topic == chosen))
    chat.offer("my_things", _("My things"))
    chat.offer("menu", _("Menu"))


def _topic(card: ConsentCard) -> Words:
    found = topic_of(card)
    assert found is not None
    return found


def _short(card: ConsentCard) -> Label:
    """What it is called in a list, whose rows are short: of what went to a lender, the lender's name."""
    about = card.topic.partition(":")[2]
    name = called(about) if about else None
    return name if isinstance(name, Name) else _topic(card)


def _line(card: ConsentCard) -> tuple[Words, ...]:
    topic = _topic(card)
    if not card.on_day:
        return ((_("{topic}: on") if card.given else _("{topic}: off")).with_(topic=topic),)
    said = _("{topic}: you said yes on {date}") if card.given else _("{topic}: you said no on {date}")
    answer = said.with_(topic=topic, date=dt.date.fromisoformat(card.on_day))
    asked = wording_of(card)
    return (answer,) if asked is None else (answer, _("You were asked: “{wording}”").with_(wording=asked))


async def _take_back(chat: Chat, card: ConsentCard) -> None:
    if card.topic == ANNOUNCEMENTS:
        await chat.do(SetBroadcasts(False))
        chat.say(_("Done. You will get no announcements from me."))
        return
    await chat.do(RecordConsent(card.topic, card.wording, False))
    chat.say(_("Taken back: {topic}. It is written down with today's date.").with_(topic=_topic(card)))
    if card.topic == "keep_details":
        held: HeldCard = await chat.look_up(WhatIsHeld())
        if held.businesses or held.messages:
            chat.say(_("What I keep until now is still here. If you wish, I erase it."))
            chat.offer("erase", _("Erase everything"))
    elif card.topic.startswith("referral:"):
        chat.say(_("From now on nothing is passed on. What they have already, only they can erase; please ask them."))
