"""Trainings, in memory: a few sittings and the seats of one person. It refuses what the real one would refuse."""

import datetime as dt
from typing import Any

import msgspec

from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import KARACHI
from bot.i18n.words import Name
from bot.receipts.requests import ReceiptCard
from bot.training.requests import (
    AnswerOffer,
    Attend,
    GiveFeedback,
    GiveUpSeat,
    IssueCertificate,
    MySeat,
    MySeats,
    OneSitting,
    OpenSittings,
    SeatCard,
    SittingCard,
    TakeSeat,
    WantTraining,
)
from tests.fakes.fake import NOT_MINE

CODE = "4821"
NUMBERS = ("735-204-9184", "735-204-9192", "735-204-9203")
MOST_GUESSES = 5


def sitting(id: int, **values: Any) -> SittingCard:
    """A sitting of two hours at ten in the morning, five days after the conversations' today."""
    starts = dt.datetime(2026, 11, 28, 10, 0, tzinfo=KARACHI)
    usual = SittingCard(
        id, f"s{id}", Name("Branding", "برانڈنگ", "Branding"), "branding", False, "lahore", "Hall 3, Mall Road", "ur",
        False, starts, starts + dt.timedelta(hours=2), 30, 12, 0, None, "Sana Malik",
    )  # fmt: skip
    return msgspec.structs.replace(usual, **values)


SHOP = sitting(
    2, title=Name("Online shop", "آن لائن دکان", "Online dukan"), topic="ecommerce", online=True, district="", place="",
    fee=0, starts=dt.datetime(2026, 12, 1, 14, 30, tzinfo=KARACHI),
    ends=dt.datetime(2026, 12, 1, 17, 0, tzinfo=KARACHI),
)  # fmt: skip
FULL = sitting(3, title=Name("Exports", "ایکسپورٹ", "Export"), topic="export", free=0, waiting=2, fee=1500)
WOMEN = sitting(4, title=Name("Accounts", "حساب کتاب", "Hisab kitab"), topic="finance", women_only=True, trainer="")


class Trainings:
    """`sittings` are open; `seats` are hers; `wanted` are the topics she asked to hear of."""

    def __init__(self) -> None:
        self.sittings: list[SittingCard] = [sitting(1), SHOP, FULL, WOMEN]
        self.seats: list[SeatCard] = []
        self.wanted: list[str] = []
        self.wrong = 0
        self.rated: list[tuple[int, str, str]] = []

    def with_seats(self) -> "Trainings":
        """She has a seat of every kind: one to attend now, one held for her, one attended, one waited for, and more."""
        held = dt.datetime(2026, 11, 23, 16, 0, tzinfo=KARACHI)
        self.seats = [
            self.seat(1, sitting(1), can_attend=True),
            self.seat(2, FULL, state="offered", held_until=held),
            self.seat(3, sitting(5, title=Name("Tax", "ٹیکس", "Tax")), state="attended"),
            self.seat(4, WOMEN, state="waiting", place_in_line=2),
            self.seat(5, SHOP),
            self.seat(6, sitting(6, title=Name("Daraz", "دراز", "Daraz")), state="cancelled", ended="lapsed"),
            self.seat(7, sitting(7, cancelled=True), state="cancelled", ended="sitting"),
            self.seat(8, sitting(8, title=Name("Packing", "پیکنگ", "Packing")), state="missed"),
        ]
        return self

    def seat(self, id: int, card: SittingCard, **values: Any) -> SeatCard:
        """A seat of hers."""
        address = "https://example.org/class" if card.online else card.place
        usual = SeatCard(id, NUMBERS[0], card, "booked", "", 0, None, address, False, "")
        return msgspec.structs.replace(usual, **values)

    def answer(self, request: Request) -> Any:
        match request:
            case OpenSittings():
                return list(self.sittings)
            case OneSitting():
                return next((card for card in self.sittings if card.id == request.sitting), None)
            case MySeats():
                return [seat for seat in self.seats if seat.state != "cancelled"]
            case MySeat():
                return self._one(request.seat)
            case TakeSeat():
                return self._take(request)
            case GiveUpSeat():
                return self._end(request.seat, "given_up")
            case AnswerOffer():
                return self._answer_offer(request)
            case Attend():
                return self._attend(request)
            case GiveFeedback():
                self.rated.append((request.seat, request.rating, request.remark))
                return self._change(request.seat, rating=request.rating)
            case WantTraining():
                self.wanted.append(request.topic)
                return Done()
            case IssueCertificate():
                return self._certificate(request)
        return NOT_MINE

    def _one(self, id: int) -> SeatCard | None:
        return next((seat for seat in self.seats if seat.id == id), None)

    def _change(self, id: int, **values: Any) -> Outcome:
        self.seats = [msgspec.structs.replace(s, **values) if s.id == id else s for s in self.seats]
        return Done()

    def _take(self, request: TakeSeat) -> Outcome:
        card = next((card for card in self.sittings if card.id == request.sitting), None)
        if card is None:
            return Refused("gone")
        mine = next((seat for seat in self.seats if seat.sitting.id == card.id and seat.state != "cancelled"), None)
        if mine is None:
            state, place = ("booked", 0) if card.free else ("waiting", card.waiting + 1)
            mine = self.seat(20 + len(self.seats), card, state=state, place_in_line=place)
            self.seats = [*self.seats, mine]
        told = {"state": mine.state, "seat": mine.id, "number": mine.reference, "place": mine.place_in_line}
        return Done(told)

    def _end(self, id: int, how: str) -> Outcome:
        seat = self._one(id)
        if seat is None or seat.state not in ("booked", "waiting", "offered"):
            return Refused("over")
        return self._change(id, state="cancelled", ended=how)

    def _answer_offer(self, request: AnswerOffer) -> Outcome:
        seat = self._one(request.seat)
        if seat is None or seat.state != "offered":
            return Refused("lapsed")
        if not request.taken:
            return self._end(request.seat, "declined")
        return self._change(request.seat, state="booked", held_until=None)

    def _attend(self, request: Attend) -> Outcome:
        seat = self._one(request.seat)
        if seat is None or not seat.can_attend:
            return Refused("not_yours")
        if request.code == CODE and self.wrong < MOST_GUESSES:
            return self._change(request.seat, state="attended", can_attend=False)
        self.wrong += 1
        return Refused("wrong" if self.wrong < MOST_GUESSES else "too_many")

    def _certificate(self, request: IssueCertificate) -> Outcome:
        seat = self._one(request.seat)
        if seat is None or seat.state != "attended":
            return Refused("not_yours")
        day = seat.sitting.starts.date().isoformat()
        return Done(msgspec.to_builtins(ReceiptCard("7k2m9qxw4hjp", "attended", seat.reference, day)))
