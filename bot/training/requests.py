"""What a flow may ask about trainings. Plain data; `bot.training.service` knows how."""

import datetime as dt

import msgspec

from bot.chat.requests import Request
from bot.i18n.words import Name


class SittingCard(msgspec.Struct, frozen=True):
    """One sitting, as anybody may see it. Times are those of Pakistan."""

    id: int
    code: str
    title: Name
    topic: str
    online: bool
    district: str
    """"" where it is online."""
    place: str
    """The address; "" where it is online: the link goes to those who have a seat."""
    language: str
    women_only: bool
    starts: dt.datetime
    ends: dt.datetime
    seats: int
    free: int
    """Seats somebody can have at once: none while others wait."""
    waiting: int
    fee: int | None
    """In rupees; 0 is free of charge, None is not known."""
    trainer: str
    cancelled: bool = False
    revision: int = 1
    """Counts the changes of time and place."""


class SeatCard(msgspec.Struct, frozen=True):
    """One seat of the person's own."""

    id: int
    reference: str
    sitting: SittingCard
    state: str
    ended: str
    place_in_line: int
    """From 1 on where she waits, else 0."""
    held_until: dt.datetime | None
    address: str
    """The address, or the link of an online sitting, for who has a seat."""
    can_attend: bool
    """The code of the day is taken now."""
    rating: str


class OneSitting(Request, frozen=True):
    """One sitting, whatever has become of it: a `SittingCard`, or None."""

    sitting: int


class OpenSittings(Request, frozen=True):
    """What can be signed up for: a list of `SittingCard`, the next one first."""


class MySeats(Request, frozen=True):
    """The person's seats in sittings that are to come or that ended in the last 60 days: a list of `SeatCard`, the
    next one first; given up ones are left out."""


class MySeat(Request, frozen=True):
    """One seat of the person's own: a `SeatCard`, or None."""

    seat: int


class TakeSeat(Request, frozen=True):
    """A seat, or a place in the waiting list. Done({"state": "booked" | "waiting" | "offered", "seat", "number",
    "place"}), or Refused: "cancelled", "begun", "gone" (no such sitting)."""

    sitting: int
    name: str


class GiveUpSeat(Request, frozen=True):
    """The seat, or the place in the waiting list, is wanted no more. Done(None), or Refused: "not_yours", "over"."""

    seat: int


class AnswerOffer(Request, frozen=True):
    """Whether she takes the seat that is held for her. Done(None), or Refused: "not_yours", "lapsed"."""

    seat: int
    taken: bool


class Attend(Request, frozen=True):
    """The trainer's code, in her words. Done(None), or Refused: "not_yours", "early", "over", "wrong", "too_many"."""

    seat: int
    code: str


class GiveFeedback(Request, frozen=True):
    """How it was. Done(None), or Refused("not_yours")."""

    seat: int
    rating: str
    remark: str = ""


class WantTraining(Request, frozen=True):
    """She wants to hear when a training of this topic is open ("" for any). Done(None)."""

    topic: str


class IssueCertificate(Request, frozen=True):
    """The receipt of a training she attended. Done(a `ReceiptCard`), or Refused("not_yours")."""

    seat: int
