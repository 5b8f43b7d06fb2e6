"""My trainings: what I have, giving it back, the certificate; and what happens to a seat while nobody asks."""

import datetime as dt

from bot.chat import Chat, Code, Done, Field, Words, _, flow
from bot.chat.choices import Choice, YesNo
from bot.chat.kinds import Option
from bot.training import fields
from bot.training.requests import AnswerOffer, GiveUpSeat, IssueCertificate, MySeat, MySeats, SeatCard
from handlers.lock import unlocked
from handlers.sitting import clock_time, seat_lines, when
from handlers.training import say_what_she_has
from handlers.training_day import attend_at, rate


def standing(seat: SeatCard) -> tuple[Words, ...]:
    """Where one seat stands, in a few lines."""
    named = _("{title}: number {reference}").with_(title=seat.sitting.title, reference=Code(seat.reference))
    return (named, when(seat.sitting), _how_it_stands(seat))


def _how_it_stands(seat: SeatCard) -> Words:
    match seat.state:
        case "waiting":
            return _("It is full; you are number {place} on the waiting list.").with_(place=seat.place_in_line)
        case "offered":
            assert seat.held_until is not None
            return _("A seat is held for you until {time}, {date}.").with_(
                time=clock_time(seat.held_until), date=seat.held_until.date()
            )
        case "attended":
            return _("You were there.")
        case "missed":
            return _("The code of the day was not given, so it does not count as attended.")
    return _("Your seat is booked.")


@flow("my_trainings", title=_("My trainings"))
async def my_trainings(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    seats: list[SeatCard] = await chat.look_up(MySeats())
    if not seats:
        chat.say(_("You have no seat in a training, and wait for none."))
        chat.offer("training", _("Training"))
        chat.offer("menu", _("Menu"))
        return
    seat = await _which(chat, seats)
    if seat.state == "offered":
        await _offered(chat, seat)
        return
    lines = seat_lines(seat, chat.site) if seat.state == "booked" else standing(seat)
    chosen = await chat.ask(_what(seat), _("What shall I do?"), *lines)
    if chosen == "give_up":
        await _give_up(chat, seat)
    elif chosen == "attend":
        await attend_at(chat, seat)
    elif chosen == "certificate":
        await _certificate(chat, seat)
    elif chosen == "rate":
        await rate(chat, seat)
    else:
        chat.say(_("It stays as it is."))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


async def _which(chat: Chat, seats: list[SeatCard]) -> SeatCard:
    if len(seats) == 1:
        return seats[0]
    chosen = await chat.ask(fields.which_seat(seats), _("Which training is it about?"))
    return next(seat for seat in seats if str(seat.id) == chosen)


def _what(seat: SeatCard) -> Field[str]:
    """What can be done about a seat now. The question's name holds it: a yes to one is never taken for another."""
    options = []
    if seat.state == "booked":
        options += [Option("attend", _("I am here"))] if seat.can_attend else []
        options += [Option("give_up", _("Give my seat back"))]
    elif seat.state == "waiting":
        options += [Option("give_up", _("Leave the list"))]
    elif seat.state == "attended":
        options += [Option("certificate", _("My certificate")), Option("rate", _("Say how it was"))]
    return Field(f"do_{seat.id}", _("My trainings"), Choice(*options, Option("stay", _("Leave it as it is"))))


async def _give_up(chat: Chat, seat: SeatCard) -> None:
    outcome = await chat.do(GiveUpSeat(seat.id))
    title = seat.sitting.title
    if not isinstance(outcome, Done):
        chat.say(_("It has begun already, so there was nothing to give back."))
    elif seat.state == "waiting":
        chat.say(_("You are no longer on the waiting list for {title}.").with_(title=title))
    else:
        chat.say(_("Your seat in {title} is given back; somebody else can have it. Thank you.").with_(title=title))


async def _offered(chat: Chat, seat: SeatCard) -> None:
    """A seat is held for her: does she take it?"""
    assert seat.held_until is not None
    take = YesNo(_("Yes, I take it"), _("No, pass it on"))
    taken = await chat.ask(
        Field(f"offer_{seat.id}", _("Take the seat"), take),
        _("Do you take it?"),
        _("A seat has become free: {title}").with_(title=seat.sitting.title),
        when(seat.sitting),
        _("It is held for you until {time}, {date}.").with_(
            time=clock_time(seat.held_until), date=seat.held_until.date()
        ),
    )
    outcome = await chat.do(AnswerOffer(seat.id, taken))
    if not isinstance(outcome, Done):
        chat.say(_("I am sorry: the time was up, and the seat has gone to the next one."))
        chat.offer("training", _("Training"))
    elif taken:
        booked: SeatCard | None = await chat.look_up(MySeat(seat.id))
        assert booked is not None
        say_what_she_has(chat, booked)
        return
    else:
        chat.say(_("Thank you for saying so. It goes to the next one."))
    chat.offer("menu", _("Menu"))


@flow("certificate", title=_("My certificate"))
async def certificate(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    seats: list[SeatCard] = [seat for seat in await chat.look_up(MySeats()) if seat.state == "attended"]
    if not seats:
        chat.say(_("There is a certificate once you were at a training and gave the code of the day."))
        chat.offer("trainings", _("My trainings"))
    else:
        await _certificate(chat, await _which(chat, seats))
        chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


async def _certificate(chat: Chat, seat: SeatCard) -> None:
    outcome = await chat.do(IssueCertificate(seat.id))
    if not isinstance(outcome, Done):
        chat.say(_("There is a certificate once you were at a training and gave the code of the day."))
        return
    made = outcome.value
    page = f"{chat.site}/r/{made['code']}"
    chat.picture(f"{page}.png", f"certificate-{made['number']}.png")
    chat.say(
        _("You were at the training {title} on {date}; number {reference}.").with_(
            title=seat.sitting.title,
            date=dt.date.fromisoformat(made["on_day"]),
            reference=Code(made["number"]),
        ),
        _("It shows that you were there; it is no examination."),
    )
    chat.say(_("Whoever wants to check it can scan it or open: {page}").with_(page=Code(page)))


@flow("seat_news", title=_("My trainings"), aside=True)
async def seat_news(chat: Chat) -> None:
    """Something has become of a seat: it is hers to take, or it is over."""
    id = await chat.ask(fields.seat_id, _("Which seat is it about?"))
    seat: SeatCard | None = await chat.look_up(MySeat(id))
    if seat is None or (seat.state != "offered" and seat.ended not in _ENDS):
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    if seat.state == "offered":
        await _offered(chat, seat)
        return
    chat.say(_ENDS[seat.ended].with_(title=seat.sitting.title, date=seat.sitting.starts.date()))
    chat.offer("training", _("Training"))
    chat.offer("menu", _("Menu"))


_ENDS = {
    "lapsed": _(
        "The seat held for you in {title} ({date}) was not taken in time and has gone to the next one. "
        "You can sign up again."
    ),
    "no_seat": _("I am sorry: no seat became free in {title} ({date})."),
    "sitting": _("I am sorry: the training {title} of {date} has been cancelled. You need do nothing."),
}


@flow("seat_moved", title=_("My trainings"), aside=True)
async def seat_moved(chat: Chat) -> None:
    """The time or the place of a training has changed."""
    id = await chat.ask(fields.seat_id, _("Which seat is it about?"))
    seat: SeatCard | None = await chat.look_up(MySeat(id))
    if seat is None or seat.state not in ("booked", "waiting", "offered") or seat.sitting.cancelled:
        chat.offer("menu", _("Menu"))
        return
    if not await unlocked(chat):
        return
    chat.say(_("Please note: the time or the place of your training has changed. It is now:"))
    chat.say(*(seat_lines(seat, chat.site) if seat.state == "booked" else standing(seat)))
    chat.say(_("If that does not suit you, write “my trainings” and give the seat back."))
    chat.offer("trainings", _("My trainings"))
    chat.offer("menu", _("Menu"))
