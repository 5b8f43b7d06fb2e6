"""What a flow may ask about loan referrals. Plain data; `bot.referrals.service` knows how."""

import msgspec

from bot.chat.requests import Request


class Agreements(Request, frozen=True):
    """The agreements with lenders that hold today: a list of `Agreement`."""


class Agreement(msgspec.Struct, frozen=True):
    """The operator may refer people to this lender; no products or provinces named: for all of them."""

    id: int
    lender: str
    products: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()

    def covers(self, lender: str, product: str, province: str) -> bool:
        return (
            self.lender == lender
            and (not self.products or product in self.products)
            and (not self.provinces or province in self.provinces)
        )


class Refer(Request, frozen=True):
    """Pass a wish for a loan on to a lender. Done(number as it is shown), or Refused("no_agreement").

    `phone` only where she agreed to that. `determination` is the number under which the match is kept.
    """

    lender: str
    product: str
    province: str
    district: str
    amount: int
    purpose: str
    name: str
    phone: str | None
    determination: str


class MyReferrals(Request, frozen=True):
    """The person's referrals: a list of `ReferralCard`, the oldest first."""


class ReferralNews(Request, frozen=True):
    """One referral of the person's own, or None."""

    id: int


class ReferralCard(msgspec.Struct, frozen=True):
    """One referral and where it stands."""

    id: int
    number: str
    lender: str
    product: str
    amount: int
    state: str
    note: str
    """What the lender wrote to her, in its own words; "" for nothing."""
    changed_on: str
    """ISO date, Asia/Karachi."""
