"""What a flow may ask about numbers that an officer needs. No request ever carries such a number."""

import msgspec

from bot.chat.requests import Request


class FormWanted(Request, frozen=True):
    """The number an officer needs from the person: a `FormCard`, or None."""


class FormCard(msgspec.Struct, frozen=True):
    """What is asked for, and for which case."""

    id: int
    asks: str
    """cnic or ntn."""
    reference: str


class OpenForm(Request, frozen=True):
    """Make the one-time address of the page. Done({"code", "hours"}), or Refused("over")."""

    form: int


class BringToOffice(Request, frozen=True):
    """She will show it at the office instead. Done(None), or Refused("over")."""

    form: int


class FormGiven(Request, frozen=True):
    """The last number she gave on a page: a `FormCard`, or None."""
