"""Referrals in memory. There is no agreement unless a test makes one, as in the seed data."""

from typing import Any

from bot.chat.requests import Done, Refused, Request
from bot.referrals.requests import Agreement, Agreements, MyReferrals, Refer, ReferralCard, ReferralNews
from tests.fakes.fake import NOT_MINE


class FakeReferrals:
    def __init__(self) -> None:
        self.agreements: list[Agreement] = []
        self.made: list[ReferralCard] = []

    def answer(self, request: Request) -> Any:
        match request:
            case Agreements():
                return list(self.agreements)
            case MyReferrals():
                return list(self.made)
            case ReferralNews():
                return next((card for card in self.made if card.id == request.id), None)
            case Refer():
                return self._refer(request)
        return NOT_MINE

    def _refer(self, asked: Refer) -> Done | Refused:
        if not any(a.covers(asked.lender, asked.product, asked.province) for a in self.agreements):
            return Refused("no_agreement")
        number = f"555-000-00{len(self.made) + 1:02d}"
        id = len(self.made) + 1
        self.made.append(
            ReferralCard(id, number, asked.lender, asked.product, asked.amount, "recorded", "", "2026-11-23")
        )
        return Done(number)
