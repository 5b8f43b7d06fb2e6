"""Trainings: what is announced, a seat or a place in the waiting list, and word of the next one."""

from bot.chat import Chat, Code, Field, Refused, Words, _, flow, n_
from bot.chat.choices import Choice, YesNo
from bot.chat.kinds import Option
from bot.registry.requests import BusinessCard, LockCard, MyBusinesses, MyLock, RecordConsent
from bot.training import fields
from bot.training.kinds import OTHER, SittingKind
from bot.training.requests import MySeat, OneSitting, OpenSittings, SeatCard, SittingCard, TakeSeat, WantTraining
from handlers.sitting import about, clock_time, seat_lines

_CONSENT = ("name_to_trainer", 1)
"""Topic and version of the wording in `_sign_up`."""


@flow("training", title=_("Training"), finds=("which",), waits=True, topics=("training_",))
async def training(chat: Chat) -> None:
    cards: list[SittingCard] = await chat.look_up(OpenSittings())
    if not cards:
        chat.say(_("No training is announced here just now, and I know no other dates."))
        await _tell_me(chat)
        return
    which = fields.which(cards)
    assert isinstance(which.kind, SittingKind)
    chosen = await chat.ask(which, _("Which training is it? Choose one, or write a topic or a place."))
    if chosen == OTHER:
        await _tell_me(chat)
    else:
        await _sign_up(chat, which.kind.card(chosen))


@flow("new_training", title=_("Training"), aside=True, waits=True)
async def new_training(chat: Chat) -> None:
    """A training was announced of a topic she wants to hear of."""
    id = await chat.ask(fields.sitting_id, _("Which training is it about?"))
    card: SittingCard | None = await chat.look_up(OneSitting(id))
    if card is None or card.cancelled:
        chat.offer("menu", _("Menu"))
        return
    chat.say(_("You wanted to hear of new trainings. Here is one:"))
    chat.rest()  # she has not asked for it: it is hers to take up, and not mentioned again
    await _sign_up(chat, card)


async def _tell_me(chat: Chat) -> None:
    topic = await chat.ask(fields.topic, _("Which topic shall I tell you of when something is announced?"))
    if topic == fields.NONE:
        chat.say(_("That is fine. A person at the helpdesk may know more."))
    else:
        await chat.do(WantTraining("" if topic == fields.ANY else topic))
        chat.say(
            _("Noted. When a training is announced, you hear of it here, once."),
            _("Until then, a person at the helpdesk may know more."),
        )
    chat.offer("human", _("Talk to a person"))
    chat.offer("menu", _("Menu"))


async def _sign_up(chat: Chat, card: SittingCard) -> None:
    if card.women_only and not await _for_a_woman(chat, card):
        return
    name = await _known_name(chat)
    answer = await chat.ask(_agreement(card, name), _question(card), *_what_it_means(card, name))
    if answer == "no":
        chat.say(_("That is fine. Nothing was noted."))
        _offer_more(chat)
        return
    if answer == "other" or not name:
        name = await chat.ask(fields.attendee, _("Under which name?"))
    topic, wording = _CONSENT
    await chat.do(RecordConsent(topic, wording, True))
    outcome = await chat.do(TakeSeat(card.id, name))
    if isinstance(outcome, Refused):
        chat.say(_WHY_NOT[outcome.reason])
        _offer_more(chat)
        return
    seat: SeatCard | None = await chat.look_up(MySeat(int(outcome.value["seat"])))
    assert seat is not None
    say_what_she_has(chat, seat)


async def _for_a_woman(chat: Chat, card: SittingCard) -> bool:
    woman = Field(f"woman_{card.id}", _("For a woman"), YesNo())
    if await chat.ask(woman, _("This training is for women only. Is the seat for a woman?"), *about(card)):
        return True
    chat.say(
        _("I am sorry: this one is kept for women."),
        _("A woman of your family or your business is welcome, and there are trainings for everybody."),
    )
    _offer_more(chat)
    return False


async def _known_name(chat: Chat) -> str:
    """The name in her record, so that it need not be asked; "" where there is none, or it is locked."""
    lock: LockCard = await chat.look_up(MyLock())
    if lock.shut:
        return ""
    cards: list[BusinessCard] = await chat.look_up(MyBusinesses())
    return cards[-1].owner_name if cards else ""


def _agreement(card: SittingCard, name: str) -> Field[str]:
    """The name of the question holds the sitting: a yes to one is never taken for another."""
    yes = Option("yes", _("Yes, sign me up") if card.free else _("Yes, I wait"))
    other = [Option("other", _("With another name"))] if name else []
    return Field(f"take_{card.id}", _("Sign up"), Choice(yes, *other, Option("no", _("No")), yes="yes", no="no"))


def _question(card: SittingCard) -> Words:
    return _("Shall I sign you up?") if card.free else _("Shall I put you on the waiting list?")


def _what_it_means(card: SittingCard, name: str) -> list[Words]:
    lines = list(about(card)) if not card.women_only else [_("{title}").with_(title=card.title)]
    if card.free:
        lines.append(n_("{count} seat is free.", "{count} seats are free.", card.free))
    else:
        lines.append(_("It is full. On the waiting list you would be number {number}.").with_(number=card.waiting + 1))
    if name:
        lines.append(_("The trainer gets your name, {name}, and nothing else of you.").with_(name=name))
    else:
        lines.append(_("The trainer gets your name, and nothing else of you."))
    return lines


def say_what_she_has(chat: Chat, seat: SeatCard) -> None:
    """The end of signing up: a seat, or a place in the line, and what happens next."""
    if seat.state == "waiting":
        chat.say(
            _("It is full. You are number {place} on the waiting list.").with_(place=seat.place_in_line),
            _("{title}").with_(title=seat.sitting.title),
            _("Your number: {reference}").with_(reference=Code(seat.reference)),
        )
        chat.say(_("When a seat becomes free, it is held for you for some hours, and you are told here, by day."))
    elif seat.state == "offered" and seat.held_until is not None:
        chat.say(
            _("A seat is held for you until {time}. To take it, write “my trainings”.").with_(
                time=clock_time(seat.held_until)
            )
        )
    else:
        chat.say(_("Your seat is booked."), *seat_lines(seat, chat.site))
        chat.say(_("I remind you the day before and an hour before. To give the seat back, write “my trainings”."))
    chat.offer("trainings", _("My trainings"))
    chat.offer("menu", _("Menu"))


def _offer_more(chat: Chat) -> None:
    chat.offer("training", _("Training"))
    chat.offer("human", _("Talk to a person"))
    chat.offer("menu", _("Menu"))


_WHY_NOT = {
    "cancelled": _("I am sorry: this training has just been cancelled."),
    "begun": _("I am sorry: this training has begun already."),
    "gone": _("I am sorry: this training is no longer on the list."),
}
