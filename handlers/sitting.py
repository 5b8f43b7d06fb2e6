"""How a training is told of: when, where, in which language, for whom, and what is not known about it."""

import datetime as dt

from bot.chat import Code, Rupees, Words, _
from bot.training.kinds import place_of
from bot.training.requests import SeatCard, SittingCard
from bot.training.topics import LANGUAGES

_DAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


def clock_time(at: dt.datetime) -> Words:
    """The time of day as people say it."""
    time = Code(f"{at.hour % 12 or 12}:{at.minute:02d}")
    if at.hour < 12:
        return _("{time} in the morning").with_(time=time)
    if at.hour < 15:
        return _("{time} in the afternoon").with_(time=time)
    if at.hour < 17:
        return _("{time} in the late afternoon").with_(time=time)
    return _("{time} in the evening").with_(time=time)


def when(card: SittingCard) -> Words:
    """Its day and its hours."""
    return _("{weekday}, {date}, from {begin} to {end}").with_(
        weekday=_DAYS[card.starts.weekday()],
        date=card.starts.date(),
        begin=clock_time(card.starts),
        end=clock_time(card.ends),
    )


def where(card: SittingCard) -> Words:
    """Its place, as everybody may know it."""
    if card.online:
        return _("Online; whoever has a seat gets the link here.")
    if card.place:
        return _("Place: {place}, {district}").with_(place=card.place, district=place_of(card))
    return _("Place: {district}; the address is not known to me yet.").with_(district=place_of(card))


def about(card: SittingCard) -> tuple[Words, ...]:
    """All there is to know before signing up, a line each."""
    lines = [_("{title}").with_(title=card.title), when(card), where(card)]
    lines.append(_("Language: {language}").with_(language=LANGUAGES[card.language]))
    if card.trainer:
        lines.append(_("Trainer: {trainer}").with_(trainer=card.trainer))
    lines.append(_fee(card.fee))
    return tuple(lines)


def _fee(fee: int | None) -> Words:
    if fee is None:
        return _("I do not know whether it costs anything; please ask before you pay.")
    return _("It is free of charge.") if fee == 0 else _("Fee: {fee}").with_(fee=Rupees(fee))


def seat_lines(seat: SeatCard, site: str) -> tuple[Words, ...]:
    """What whoever has a seat needs: when, where to, her number, and the file for her calendar."""
    card = seat.sitting
    if card.online:
        there = _("Link: {link}").with_(link=Code(seat.address)) if seat.address else _NO_LINK
    else:
        there = where(card)
    return (
        _("{title}").with_(title=card.title),
        when(card),
        there,
        _("Your number: {reference}").with_(reference=Code(seat.reference)),
        _("For your calendar: {page}").with_(page=Code(f"{site}/t/{card.id}.ics")),
    )


_NO_LINK = _("The link is not known to me yet.")
