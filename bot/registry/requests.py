"""What a flow may ask of the registry. Plain data; `bot.registry.service` knows how."""

from typing import Any

import msgspec

from bot.chat.requests import Request


class RecordConsent(Request, frozen=True):
    """Keep what was consented to, in which wording. Done(None)."""

    topic: str
    wording: int
    given: bool


class RecordBusiness(Request, frozen=True):
    """Record a business and open its case. Done(reference number as it is shown)."""

    owner_name: str
    business_name: str | None
    trade: str
    district: str
    since: int
    people: int
    women: int
    turnover: str
    legal_form: str
    has_ntn: bool
    exporting: str


class MyBusinesses(Request, frozen=True):
    """The person's businesses that have not been withdrawn: a list of `BusinessCard`, the oldest first."""


class BusinessCard(msgspec.Struct, frozen=True):
    """One business and where its case stands."""

    id: int
    reference: str
    name: str
    owner_name: str
    recorded_on: str
    """ISO date, Asia/Karachi."""
    state: str
    facts: dict[str, Any]
    case: int = 0
    remark: str = ""
    """What the owner is asked, or why it was declined."""
    smeda_number: str = ""


class MyCase(Request, frozen=True):
    """How one case of the person's own stands: a `CaseCard`, or None where it is not hers."""

    case: int


class MyOpenQuestions(Request, frozen=True):
    """The person's cases about which she is asked something: a list of `CaseCard`, the oldest first."""


class CaseCard(msgspec.Struct, frozen=True):
    """A case as its owner is told of it."""

    id: int
    reference: str
    name: str
    """The business's name, else its owner's; "" once its details are erased."""
    state: str
    version: int
    remark: str = ""
    """What the owner is asked, or why it was declined, in the officer's words."""
    smeda_number: str = ""
    together_with: str = ""
    """The number of the same business under which it goes on."""


class AnswerCase(Request, frozen=True):
    """Answer what an officer asked about a case: in words, or at the office. Done(None), or Refused("over")."""

    case: int
    version: int
    text: str = ""
    at_the_office: bool = False


class ChangeBusiness(Request, frozen=True):
    """Change one fact of a business of the person's own. Done(None), or Refused("not_yours")."""

    business: int
    field: str
    value: Any


class WithdrawBusiness(Request, frozen=True):
    """Take a business out of the register again; its details are erased. Done(None), or Refused("not_yours")."""

    business: int


class AskForPerson(Request, frozen=True):
    """Put the person on the helpdesk's list; asking again keeps her place. Done(a `Place`)."""

    reason: str = "asked"


class Place(msgspec.Struct, frozen=True):
    """Somebody's place on the helpdesk's list."""

    number: str
    """The ticket's, as it is shown."""
    before: int
    """How many wait before her."""
    open_now: bool = False
    until: str = ""
    """While somebody is there: until when, "HH:MM"."""
    opens_on: str = ""
    """Else: the ISO date on which somebody is there next, "" where staff have entered no hours."""
    opens_at: str = ""
    """And from when, "HH:MM"."""


class SetBroadcasts(Request, frozen=True):
    """Stop or resume announcements. Done(None)."""

    wanted: bool


class MyLock(Request, frozen=True):
    """Whether the person's things are locked on the channel she writes on: a `LockCard`."""


class LockCard(msgspec.Struct, frozen=True):
    """How the lock stands."""

    exists: bool = False
    shut: bool = False
    """It exists, and the word was not given on this channel in the last 24 hours."""
    rests: bool = False
    """Too many wrong words: none is looked at for an hour."""
    salt: str = ""
    """For the next word: the lock's own, or a new one where there is none."""


class TryLockWord(Request, frozen=True):
    """Open with this hash. Done(None), or Refused: "wrong", "rests" (too many wrong ones)."""

    hash: str


class SetLockWord(Request, frozen=True):
    """Lock with this word, or with another one than before. Done(None)."""

    salt: str
    hash: str


class ShutLock(Request, frozen=True):
    """Lock again on every channel before the 24 hours are over. Done(None)."""


class RemoveLock(Request, frozen=True):
    """Lock no more. Done(None), or Refused("shut")."""


class NewLinkCode(Request, frozen=True):
    """A code to be written on the other channel. Done(six digits), or Refused("too_many")."""


class TakeLinkCode(Request, frozen=True):
    """The code was written here. Done(a `LinkCard`), or Refused: "wrong", "too_many", "same"."""

    code: str


class LinkCard(msgspec.Struct, frozen=True):
    """Somebody on another channel, shown so far as her own eyes need to know her and nobody else's can use."""

    link: int
    channel: str
    tail: str = ""
    """The last two digits of the number."""
    initial: str = ""
    """The first letter of the name."""
    language: str = ""


class AnswerLink(Request, frozen=True):
    """Is it the same person? Done(None), or Refused: "over", "shut" (the other one cannot be written to now)."""

    link: int
    agreed: bool


class LinkAsked(Request, frozen=True):
    """What the person is being asked about joining: a `LinkCard` of the other side, or None."""


class LinkNews(Request, frozen=True):
    """How her last attempt to join ended: a `LinkEnd`, or None."""


class LinkEnd(msgspec.Struct, frozen=True):
    """How it ended (merged, unsafe, ended, expired), and on which channel the other one is."""

    state: str
    channel: str
