"""A person, please: put on the helpdesk's list, told honestly what that means, and asked afterwards how it was."""

import datetime as dt

import msgspec

from bot.chat import Chat, Code, Done, Field, Words, _, flow, n_
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.chat.number import Number
from bot.helpdesk.requests import MyTicket, RateHelp, TicketCard
from bot.registry import fields
from bot.registry.requests import AskForPerson, Place
from knowledge import facts


async def _listed(chat: Chat, reason: str) -> Place:
    outcome = await chat.do(AskForPerson(reason))
    assert isinstance(outcome, Done)
    return msgspec.convert(outcome.value, Place)


@flow("person", title=_("Talk to a person"), aside=True)
async def person(chat: Chat) -> None:
    place = await _listed(chat, "asked")
    chat.say(
        _("You are on the helpdesk's list: number {number}. A person will answer you here.").with_(
            number=Code(place.number)
        ),
        n_("{count} person is before you.", "{count} people are before you.", place.before)
        if place.before
        else _("Nobody is before you."),
    )
    phone = facts.get("smeda_phone")
    chat.say(
        _hours(place),
        _("You can also call SMEDA's head office: {phone}.").with_(phone=Code(phone.value)),
        _("(Phone: {source}, {as_of})").with_(source=phone.source, as_of=phone.as_of),
    )
    chat.offer("menu", _("Menu"))


def _hours(place: Place) -> Words:
    """When somebody is there, as far as staff have said so."""
    if place.open_now:
        return _("Somebody is there now, until {time}.").with_(time=Code(place.until))
    if place.opens_on:
        day = dt.date.fromisoformat(place.opens_on)
        return _("Somebody is there on {date} from {time} on.").with_(date=day, time=Code(place.opens_at))
    return _("I do not know their hours.")


@flow("handed_over", title=_("Talk to a person"), aside=True)
async def handed_over(chat: Chat) -> None:
    """A voice note or a file came: nothing of ours can hear or see it, so it goes to a person."""
    sorts = Choice(
        Option("voice", _("Voice message")),
        Option("audio", _("Audio")),
        Option("image", _("Picture")),
        Option("video", _("Video")),
        Option("document", _("Document")),
    )
    sort = await chat.ask(Field("sort", _("What it was"), sorts), _("What did you send?"))
    heard = sort in ("voice", "audio")
    place = await _listed(chat, "voice" if heard else "file")
    said = _VOICE if heard else _FILE
    if not chat.has_language:
        for language in fields.LANGUAGE_NAMES:
            chat.say(said.with_(number=Code(place.number)), language=language)
        await chat.go("welcome")
    chat.say(said.with_(number=Code(place.number)))
    if not heard:
        chat.say(_("Please never send a picture of an identity card here."))
    chat.offer("menu", _("Menu"))


_VOICE = _(
    "I cannot listen to voice messages. A person at the helpdesk will hear it and answer you here (number {number}); "
    "or write it to me."
)
_FILE = _(
    "I cannot look at files. A person at the helpdesk will look at it and answer you here (number {number}); "
    "or write it to me."
)


@flow("file_gone", title=_("Talk to a person"), aside=True)
async def file_gone(chat: Chat) -> None:
    """An officer has deleted what should not have been sent."""
    chat.say(
        _("A person at the helpdesk has deleted the file you sent, because an identity card was on it."),
        _("For your safety, please never send a CNIC, PIN or OTP here, not even as a picture."),
    )
    chat.offer("menu", _("Menu"))


@flow("nothing_new", title=_("Talk to a person"), aside=True)
async def nothing_new(chat: Chat) -> None:
    """She tapped once more on what she has read already."""
    chat.say(_("There is nothing new from the helpdesk. When somebody answers you, you see it here."))
    chat.offer("menu", _("Menu"))


@flow("desk_over", title=_("Talk to a person"), aside=True)
async def desk_over(chat: Chat) -> None:
    """An officer has closed the conversation; the bot is back, and asks how it was."""
    id = await chat.ask(Field("ticket", _("Number"), Number()), _("Which number is it about?"))
    card: TicketCard | None = await chat.look_up(MyTicket(id))
    if card is None or card.state != "closed" or card.rated:
        return
    how = Choice(Option("3", _("Good")), Option("2", _("So-so")), Option("1", _("Not good")))
    rating = await chat.ask(
        Field(f"rating_{id}", _("How it was"), how),
        _("How was it?"),
        _("Your talk with the helpdesk (number {number}) is finished. I answer you again.").with_(
            number=Code(card.number)
        ),
    )
    await chat.do(RateHelp(id, int(rating)))
    chat.say(_("Thank you. That helps the helpdesk to do better."))
    chat.offer("menu", _("Menu"))
