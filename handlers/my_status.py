"""Where do my things stand? What is recorded, under which number, and what can be done with it."""

import datetime as dt

from bot.chat import Chat, Code, Words, _, flow
from bot.complaints.requests import ComplaintCard, MyComplaints
from bot.registry.requests import BusinessCard, MyBusinesses
from bot.training.requests import MySeats, SeatCard
from handlers.complaint import standing as complaint_lines
from handlers.lock import unlocked
from handlers.my_trainings import standing as seat_lines

_MOST = 3
"""Of each kind in one message, the newest last."""

STATES: dict[str, Words] = {
    "recorded": _("recorded with the helpdesk, not yet SMEDA registration"),
}


@flow("my_status", title=_("My status"), aside=True)
async def my_status(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    businesses: list[BusinessCard] = await chat.look_up(MyBusinesses())
    more = [*await _seats(chat), *await _complaints(chat)]
    for lines in more:
        chat.say(*lines)
    if more and not businesses:
        chat.offer("trainings", _("My trainings"))
        chat.offer("human", _("Talk to a person"))
        chat.offer("menu", _("Menu"))
        return
    if not businesses:
        chat.say(_("Nothing is recorded for you yet."))
        chat.offer("register", _("Register my business"))
        chat.offer("menu", _("Menu"))
        return
    for card in businesses:
        chat.say(
            _("{name}: number {reference}").with_(name=card.name or card.owner_name, reference=Code(card.reference)),
            _("Recorded on {date}. It stands: {state}.").with_(
                date=dt.date.fromisoformat(card.recorded_on), state=STATES[card.state]
            ),
        )
    chat.say(_("To change or take back something, write “change” or “withdraw”."))
    chat.offer("change", _("Change my details"))
    chat.offer("withdraw", _("Withdraw"))
    chat.offer("menu", _("Menu"))


async def _seats(chat: Chat) -> list[tuple[Words, ...]]:
    seats: list[SeatCard] = await chat.look_up(MySeats())
    return [seat_lines(seat) for seat in seats[:_MOST]]


async def _complaints(chat: Chat) -> list[tuple[Words, ...]]:
    made: list[ComplaintCard] = await chat.look_up(MyComplaints())
    return [complaint_lines(card) for card in made[-_MOST:]]
