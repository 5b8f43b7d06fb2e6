"""What a flow may ask of the desk. Plain data; `bot.helpdesk.service` knows how. `AskForPerson` is the registry's."""

import msgspec

from bot.chat.requests import Request


class MyTicket(Request, frozen=True):
    """How a conversation of the person's own with the helpdesk stands: a `TicketCard`, or None where it is not hers."""

    ticket: int


class TicketCard(msgspec.Struct, frozen=True):
    """A conversation with the helpdesk, as the person is told of it."""

    id: int
    number: str
    state: str
    officer: str = ""
    rated: bool = False


class RateHelp(Request, frozen=True):
    """How it was: 3 good, 2 so-so, 1 bad. Done(None), or Refused("over") where it is not hers, or rated already."""

    ticket: int
    rating: int
