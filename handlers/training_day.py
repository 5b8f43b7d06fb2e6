"""The day of a training: the reminder, the code the trainer says, and how it was."""

from bot.chat import Chat, Done, _, flow
from bot.training import fields
from bot.training.requests import Attend, GiveFeedback, MySeat, MySeats, SeatCard
from handlers.lock import unlocked
from handlers.sitting import seat_lines

_TRIES = 5


@flow("seat_soon", title=_("My trainings"), aside=True)
async def seat_soon(chat: Chat) -> None:
    """A reminder, a day or an hour before; the date and the time say which."""
    id = await chat.ask(fields.seat_id, _("Which seat is it about?"))
    seat: SeatCard | None = await chat.look_up(MySeat(id))
    if seat is None or seat.state != "booked" or seat.sitting.cancelled:
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    chat.say(_("A reminder of your training:"), *seat_lines(seat, chat.site))
    chat.say(_("When you are there, write “attend” and the code the trainer says."))
    chat.say(_("If you cannot come, write “my trainings”; perhaps somebody else is waiting for a seat."))
    chat.offer("trainings", _("My trainings"))
    chat.offer("menu", _("Menu"))


@flow("attend", title=_("I am here"), aside=True)
async def attend(chat: Chat) -> None:
    seats: list[SeatCard] = [seat for seat in await chat.look_up(MySeats()) if seat.can_attend]
    if not seats:
        chat.say(
            _("No training of yours is going on now."),
            _("The code of the day is taken from half an hour before the start until two hours after the end."),
        )
    elif len(seats) == 1:
        await attend_at(chat, seats[0])
    else:
        chosen = await chat.ask(fields.which_seat(seats), _("At which training are you?"))
        await attend_at(chat, next(seat for seat in seats if str(seat.id) == chosen))
    chat.offer("trainings", _("My trainings"))
    chat.offer("menu", _("Menu"))


async def attend_at(chat: Chat, seat: SeatCard) -> None:
    """Ask for the code until it is right, or it has been wrong too often."""
    question = _("Welcome to {title}. What is the code the trainer says?").with_(title=seat.sitting.title)
    for nth in range(1, _TRIES + 1):
        code = await chat.ask(fields.day_code(nth), question)
        outcome = await chat.do(Attend(seat.id, code))
        if isinstance(outcome, Done):
            chat.say(_("Noted: you are there. After it is over I ask how it was, and there is a certificate."))
            return
        if outcome.reason != "wrong":
            chat.say(_WHY_NOT[outcome.reason])
            return
        question = _("That is not the code. Please ask the trainer and write it once more.")
    chat.say(_WHY_NOT["too_many"])


_WHY_NOT = {
    "not_yours": _("You have no seat in this training, so the code does not count for you."),
    "early": _("It is too early: the code is taken from half an hour before the start."),
    "over": _("It is too late for the code. If you were there, a person at the helpdesk can help."),
    "too_many": _("That was too often a wrong code. If you are there, ask the trainer to tell the helpdesk."),
}


@flow("seat_over", title=_("My trainings"), aside=True, waits=True)
async def seat_over(chat: Chat) -> None:
    """It is over, and she was there: how was it?"""
    id = await chat.ask(fields.seat_id, _("Which seat is it about?"))
    seat: SeatCard | None = await chat.look_up(MySeat(id))
    if seat is None or seat.state != "attended":
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    await rate(chat, seat)
    chat.offer("certificate", _("My certificate"))
    chat.offer("menu", _("Menu"))


async def rate(chat: Chat, seat: SeatCard) -> None:
    """One tap, and words for whoever has some. The tap counts at once."""
    chat.rest()
    rating = await chat.ask(fields.rating, _("How was the training {title}?").with_(title=seat.sitting.title))
    await chat.do(GiveFeedback(seat.id, rating))
    remark = await chat.ask_or_skip(fields.remark, _("Thank you. What was good, or what was missing?"))
    if remark:
        await chat.do(GiveFeedback(seat.id, rating, remark))
    chat.say(_("Thank you. That helps to make the next one better."))
