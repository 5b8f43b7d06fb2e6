"""What a flow may ask about what is held: to see it, to have it as a page, to take consent back, to have it erased."""

import msgspec

from bot.chat.requests import Request


class MyConsents(Request, frozen=True):
    """What the person has agreed to or refused: a list of `ConsentCard`, one a topic, the latest word on it.

    The last one is about announcements: they come until she stops them, so it has no day.
    """


class ConsentCard(msgspec.Struct, frozen=True):
    """Her latest word on one topic."""

    topic: str
    wording: int
    given: bool
    on_day: str
    """ISO date, Asia/Karachi; "" for what is on until it is stopped."""


class WhatIsHeld(Request, frozen=True):
    """How much is held about the person: a `HeldCard`."""


class Elsewhere(msgspec.Struct, frozen=True):
    """Something a lender or somebody else was given, with her consent, and that only they can erase."""

    who: str
    number: str
    contact: str


class HeldCard(msgspec.Struct, frozen=True):
    """How much is held, and what others hold."""

    businesses: int = 0
    messages: int = 0
    others: tuple[Elsewhere, ...] = ()
    is_claimed: bool = False
    """An officer has her conversation open."""


class AskForExport(Request, frozen=True):
    """A page with everything that is held. Done({"code", "hours"}), or Refused: "shut" (it was locked meanwhile),
    "too_many" (in one day)."""


class EraseMe(Request, frozen=True):
    """Erase everything. Done(None): it is done as soon as the answer to this has gone out; or Refused("shut")."""
