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


class ChangeBusiness(Request, frozen=True):
    """Change one fact of a business of the person's own. Done(None), or Refused("not_yours")."""

    business: int
    field: str
    value: Any


class WithdrawBusiness(Request, frozen=True):
    """Take a business out of the register again; its details are erased. Done(None), or Refused("not_yours")."""

    business: int


class AskForPerson(Request, frozen=True):
    """Put the person on the helpdesk's list. Done(how many wait before her)."""

    reason: str = "asked"


class SetBroadcasts(Request, frozen=True):
    """Stop or resume announcements. Done(None)."""

    wanted: bool
