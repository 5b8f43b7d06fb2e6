"""What a flow may ask about complaints. Plain data; `bot.complaints.service` knows how."""

import msgspec

from bot.chat.requests import Request


class FileComplaint(Request, frozen=True):
    """Take a complaint down. Done({"number", "days"}): its number, and within how many
    working days we aim to answer."""

    category: str
    words: str


class ComplaintCard(msgspec.Struct, frozen=True):
    """One complaint of the person's own."""

    id: int
    reference: str
    category: str
    made_on: str
    """ISO date, Asia/Karachi."""
    answer_by: str
    """ISO date: the day by which we aim to answer."""
    state: str
    answer: str


class MyComplaints(Request, frozen=True):
    """The person's complaints that are not settled, and those of the last 60 days: a list of `ComplaintCard`, the
    oldest first."""


class MyComplaint(Request, frozen=True):
    """One complaint of the person's own: a `ComplaintCard`, or None."""

    complaint: int


class SettleComplaint(Request, frozen=True):
    """Whether the answer settles it; if not, it is open again, with a new day. Done(None), or Refused("not_yours")."""

    complaint: int
    settled: bool


class TellMissing(Request, frozen=True):
    """What an answer has left open, in her words: they stand with the complaint she has opened again last. Done(None),
    or Refused("not_yours") where she has opened none again."""

    words: str
