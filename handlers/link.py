"""One person, two channels: a code from one, written on the other, and a yes on both."""

import msgspec

from bot.chat import Chat, Code, Done, Field, Words, _, flow
from bot.chat.choices import YesNo
from bot.chat.link_code import LinkCode
from bot.i18n.words import Label, Name
from bot.registry.requests import AnswerLink, LinkAsked, LinkCard, LinkEnd, LinkNews, NewLinkCode, TakeLinkCode
from handlers.lock import unlocked

CHANNELS: dict[str, Label] = {
    "whatsapp": Name("WhatsApp", "واٹس ایپ", "WhatsApp"),
    "telegram": Name("Telegram", "ٹیلی گرام", "Telegram"),
}


def _called(channel: str) -> Label:
    return CHANNELS.get(channel, _("the other chat"))


@flow("link", title=_("Link my other channel"), aside=True)
async def link(chat: Chat) -> None:
    if not await unlocked(chat):
        return
    outcome = await chat.do(NewLinkCode())
    if isinstance(outcome, Done):
        code = Code(str(outcome.value))
        chat.say(_("Your code: {code}. It lasts ten minutes.").with_(code=code))
        chat.say(
            _("Now write this in your other chat with me: “link {code}”.").with_(code=code),
            _("Give the code to nobody else."),
        )
    else:
        chat.say(_("Three codes in an hour are enough. Please wait an hour for the next one."))
    chat.offer("menu", _("Menu"))


@flow("link_here", title=_("Link my other channel"), aside=True)
async def link_here(chat: Chat) -> None:
    """The code was written here."""
    code = await chat.ask(Field("code", _("Code"), LinkCode()), _("What are the six digits of the code?"))
    if not await unlocked(chat):
        return
    outcome = await chat.do(TakeLinkCode(code))
    if not isinstance(outcome, Done):
        chat.say(_WHY_NOT[outcome.reason])
        chat.offer("menu", _("Menu"))
        return
    card = msgspec.convert(outcome.value, LinkCard)
    chat.follow(card.language)
    agreed = await chat.ask(Field("mine", _("The same person"), YesNo()), _is_this_you(card))
    outcome = await chat.do(AnswerLink(card.link, agreed))
    other = _called(card.channel)
    if not isinstance(outcome, Done):
        chat.say(_SHUT.with_(channel=other) if outcome.reason == "shut" else _OVER)
    elif agreed:
        chat.say(_("Thank you. Now please say yes on {channel} too; I have asked there.").with_(channel=other))
    else:
        chat.say(_NOTHING_JOINED)
    chat.offer("menu", _("Menu"))


_OVER = _("The ten minutes are over, and nothing was joined. For a new code, write “link” on the first channel.")
_SHUT = _("I cannot write to you on {channel} now. Please write “link” there first, and bring the new code here.")
_NOTHING_JOINED = _("Then I join nothing, and the code no longer works.")
_WHY_NOT = {
    "wrong": _(
        "That code is not right, or its ten minutes are over. For a new one, write “link” on the first channel."
    ),
    "too_many": _("That was too many wrong codes. Please wait an hour, or write “person” to talk to a person."),
    "same": _("That code is from this very conversation. Please write it in your other chat with me."),
}


def _is_this_you(card: LinkCard) -> Words:
    channel = _called(card.channel)
    if card.tail:
        return _("Is this you on {channel}, number ending {digits}?").with_(channel=channel, digits=Code(card.tail))
    if card.initial:
        return _("Is this you on {channel}, with a name that begins with {letter}?").with_(
            channel=channel, letter=Code(card.initial)
        )
    return _("Is this you on {channel}?").with_(channel=channel)


@flow("link_there", title=_("Link my other channel"), aside=True)
async def link_there(chat: Chat) -> None:
    """The one who got the code is asked, without having written anything."""
    card: LinkCard | None = await chat.look_up(LinkAsked())
    if card is None or not await unlocked(chat):
        return
    agreed = await chat.ask(
        Field("mine", _("The same person"), YesNo()),
        _("Somebody on {channel} wants to join this conversation: is it you?").with_(channel=_called(card.channel)),
    )
    outcome = await chat.do(AnswerLink(card.link, agreed))
    if not isinstance(outcome, Done):
        chat.say(_OVER)
    elif agreed:
        await chat.leave_form()  # how it ends is told in a moment, on both sides
    else:
        chat.say(_NOTHING_JOINED)
    chat.offer("menu", _("Menu"))


@flow("link_over", title=_("Link my other channel"), aside=True)
async def link_over(chat: Chat) -> None:
    """How it ended, for whoever is told without having written."""
    end: LinkEnd | None = await chat.look_up(LinkNews())
    if end is not None:
        chat.say(_ENDS[end.state].with_(channel=_called(end.channel)))
    chat.offer("menu", _("Menu"))


_ENDS = {
    "merged": _("Done. Here and on {channel} is one conversation now: I know in both what you told me in either."),
    "unsafe": _("I cannot join this with {channel} by myself. Nothing is lost; a person at the helpdesk will look."),
    "ended": _("On {channel} the answer was no, so nothing was joined. The code no longer works."),
    "expired": _OVER,
}
