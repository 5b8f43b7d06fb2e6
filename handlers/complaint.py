"""Complaints: what happened, in her own words, under a number; answered here, with a day we aim at and no promise."""

import datetime as dt

from bot.chat import Chat, Code, Done, Field, Words, _, flow, n_
from bot.chat.choices import YesNo
from bot.chat.session import base32
from bot.complaints import fields
from bot.complaints.requests import (
    ComplaintCard,
    FileComplaint,
    MyComplaint,
    MyComplaints,
    SettleComplaint,
    TellMissing,
)
from bot.registry.requests import AskForPerson, LockCard, MyLock
from handlers.lock import unlocked
from handlers.verify import NEVER_ASKED


def standing(card: ComplaintCard) -> tuple[Words, ...]:
    """Where one complaint stands, in a few lines."""
    named = _("Complaint ({about}): number {reference}").with_(
        about=fields.CATEGORIES[card.category].label, reference=Code(card.reference)
    )
    if card.state == "settled":
        return (named, _("It is settled."))
    if card.state == "answered":
        return (named, _("Answered: “{answer}”").with_(answer=card.answer))
    day = dt.date.fromisoformat(card.answer_by)
    return (named, _("We aim to answer by {date}.").with_(date=day))


@flow(
    "complaint",
    title=_("Complaint"),
    aside=True,
    fills=(fields.words,),
    waits=True,
    nudges=True,
    topics=("complaint_",),
    akin=("my_status",),
)
async def complaint(chat: Chat) -> None:
    if (card := await _answered_one(chat)) is not None:
        await _open_again(chat, card)
    about = await chat.ask(fields.category, _("I am sorry that something went wrong. What is it about?"))
    if about == "money":
        chat.say(NEVER_ASKED)
    words = await chat.ask(fields.words, _("Please write what happened, in your own words."))
    outcome = await chat.do(FileComplaint(about, words))
    assert isinstance(outcome, Done)
    await chat.do(AskForPerson("complaint"))
    days = int(outcome.value["days"])
    chat.say(
        _("Your complaint is written down as you wrote it."),
        _("Your number: {reference}").with_(reference=Code(str(outcome.value["number"]))),
    )
    chat.say(
        n_(
            "A person answers you here; we aim to do so within {count} working day.",
            "A person answers you here; we aim to do so within {count} working days.",
            days,
        )
    )
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


@flow("complaint_news", title=_("Complaint"), aside=True, waits=True)
async def complaint_news(chat: Chat) -> None:
    """It has been answered."""
    id = await chat.ask(fields.complaint_id, _("Which complaint is it about?"))
    card: ComplaintCard | None = await chat.look_up(MyComplaint(id))
    if card is None or card.state != "answered":
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    chat.rest()
    settled = await chat.ask(
        fields.settled,
        _("Is it settled with this?"),
        _("There is an answer to your complaint, number {reference}:").with_(reference=Code(card.reference)),
        _("“{answer}”").with_(answer=card.answer),
    )
    await chat.do(SettleComplaint(card.id, settled))
    if settled:
        chat.say(_("I am glad. Thank you for telling us."))
    else:
        await _ask_once_more(chat)
    chat.offer("menu", _("Menu"))


async def _answered_one(chat: Chat) -> ComplaintCard | None:
    """The complaint that has an answer, if she comes back because of that one."""
    lock: LockCard = await chat.look_up(MyLock())
    cards: list[ComplaintCard] = [] if lock.shut else await chat.look_up(MyComplaints())
    card = next((card for card in reversed(cards) if card.state == "answered"), None)
    if card is None:
        return None
    same = await chat.ask(
        Field(f"same_{base32(card.id)}", _("Complaint"), YesNo(_("Yes, that one"), _("No, a new one"))),
        _("You have a complaint that is answered, number {reference}. Is it about that one?").with_(
            reference=Code(card.reference)
        ),
    )
    return card if same else None


async def _open_again(chat: Chat, card: ComplaintCard) -> None:
    await chat.do(SettleComplaint(card.id, False))
    await _ask_once_more(chat)


async def _ask_once_more(chat: Chat) -> None:
    await chat.do(AskForPerson("complaint"))
    chat.say(_("Then it is open again, under the same number, and a person looks at it once more."))
    await chat.go("complaint_more")


@flow("complaint_more", title=_("Complaint"), aside=True)
async def complaint_more(chat: Chat) -> None:
    """What the answer has left open. Her words stand in the complaint's own history, which whoever answers it reads."""
    missing = await chat.ask_or_skip(fields.missing, _("What is still missing? Please write it in your own words."))
    if missing and isinstance(await chat.do(TellMissing(missing)), Done):
        chat.say(_("Thank you. Whoever looks at your complaint reads this too, and answers you here."))
    else:
        chat.say(_("A person answers you here."))
    chat.offer("menu", _("Menu"))


@flow("complaint_due", title=_("Complaint"), aside=True)
async def complaint_due(chat: Chat) -> None:
    """The day we aimed at is near, and nobody has answered: the desk is asked once more, and she hears of it."""
    id = await chat.ask(fields.complaint_id, _("Which complaint is it about?"))
    card: ComplaintCard | None = await chat.look_up(MyComplaint(id))
    if card is None or card.state != "open":
        chat.offer("menu", _("Menu"))
        return
    await chat.do(AskForPerson("complaint_due"))
    if not await unlocked(chat):
        return
    chat.say(
        _("Your complaint, number {reference}, has no answer yet. I have reminded the helpdesk.").with_(
            reference=Code(card.reference)
        )
    )
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
