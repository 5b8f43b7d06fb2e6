"""What somebody agreed to or refused: shown with its date and wording, and taken back."""

import datetime as dt

from bot.chat import Chat, Field, Words, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.mydata.requests import ConsentCard, HeldCard, MyConsents, WhatIsHeld
from bot.registry.requests import RecordConsent, SetBroadcasts
from handlers.lock import unlocked

ANNOUNCEMENTS = "announcements"
"""Not asked for in a conversation: on until somebody writes STOP."""

TOPICS: dict[str, Words] = {
    "keep_details": _("Keeping what I tell"),
    ANNOUNCEMENTS: _("Announcements"),
}

WORDINGS: dict[tuple[str, int], Words] = {
    ("keep_details", 1): _("May I keep what you tell me, for the helpdesk?"),
    (ANNOUNCEMENTS, 0): _("Announcements come until you write STOP."),
}
"""What was asked, by topic and version; a test holds every consent of every flow against it."""


@flow("consents", title=_("What I agreed to"), aside=True)
async def consents(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    cards: list[ConsentCard] = [card for card in await chat.look_up(MyConsents()) if card.topic in TOPICS]
    lines = [_line(card) for card in cards]
    given = [card for card in cards if card.given]
    if not given:
        for line in lines:
            chat.say(*line)
        chat.say(_("There is nothing to take back."))
        chat.offer("my_things", _("My things"))
        chat.offer("menu", _("Menu"))
        return
    which = Choice(
        *(Option(card.topic, TOPICS[card.topic]) for card in given),
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


def _line(card: ConsentCard) -> tuple[Words, ...]:
    asked = WORDINGS.get((card.topic, card.wording))
    if not card.on_day:
        answer = _("{topic}: on").with_(topic=TOPICS[card.topic]) if card.given else _("{topic}: off").with_(
            topic=TOPICS[card.topic]
        )  # fmt: skip
        return (answer,)
    day = dt.date.fromisoformat(card.on_day)
    said = _("{topic}: you said yes on {date}") if card.given else _("{topic}: you said no on {date}")
    answer = said.with_(topic=TOPICS[card.topic], date=day)
    return (answer,) if asked is None else (answer, _("You were asked: “{wording}”").with_(wording=asked))


async def _take_back(chat: Chat, card: ConsentCard) -> None:
    if card.topic == ANNOUNCEMENTS:
        await chat.do(SetBroadcasts(False))
        chat.say(_("Done. You will get no announcements from me."))
        return
    await chat.do(RecordConsent(card.topic, card.wording, False))
    chat.say(_("Taken back: {topic}. It is written down with today's date.").with_(topic=TOPICS[card.topic]))
    if card.topic == "keep_details":
        held: HeldCard = await chat.look_up(WhatIsHeld())
        if held.businesses or held.messages:
            chat.say(_("What I keep until now is still here. If you wish, I erase it."))
            chat.offer("erase", _("Erase everything"))
