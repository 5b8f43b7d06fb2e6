"""Complaints, in memory."""

from typing import Any

import msgspec

from bot.chat.requests import Done, Refused, Request
from bot.complaints.requests import (
    ComplaintCard,
    FileComplaint,
    MyComplaint,
    MyComplaints,
    SettleComplaint,
    TellMissing,
)
from tests.fakes.fake import NOT_MINE

NUMBER = "264-880-1955"


class Complaints:
    """`cards` are hers; `reopened` whether she has opened one of them again."""

    def __init__(self) -> None:
        self.cards: list[ComplaintCard] = []
        self.reopened = False

    def with_two(self) -> "Complaints":
        """One waits for an answer, one has one."""
        waiting = ComplaintCard(1, NUMBER, "delay", "2026-11-20", "2026-11-27", "open", "")
        self.cards = [
            waiting,
            msgspec.structs.replace(waiting, id=2, category="wrong", state="answered", answer="We have put it right."),
        ]
        return self

    def answer(self, request: Request) -> Any:
        match request:
            case MyComplaints():
                return list(self.cards)
            case MyComplaint():
                return next((card for card in self.cards if card.id == request.complaint), None)
            case FileComplaint():
                card = ComplaintCard(
                    len(self.cards) + 1, NUMBER, request.category, "2026-11-23", "2026-11-30", "open", ""
                )  # fmt: skip
                self.cards = [*self.cards, card]
                return Done({"number": NUMBER, "days": 5})
            case SettleComplaint():
                if all(card.id != request.complaint for card in self.cards):
                    return Refused("not_yours")
                state = "settled" if request.settled else "open"
                self.reopened |= not request.settled
                self.cards = [
                    msgspec.structs.replace(card, state=state) if card.id == request.complaint else card
                    for card in self.cards
                ]
                return Done()
            case TellMissing():
                return Done() if self.reopened else Refused("not_yours")
        return NOT_MINE
