"""The desk in memory: cases in every state, tickets, and what the person answered."""

from typing import Any

import msgspec

from bot.chat.requests import Done, Outcome, Refused, Request
from bot.helpdesk.requests import MyTicket, RateHelp, TicketCard
from bot.registry.requests import AnswerCase, AskForPerson, CaseCard, MyCase, MyOpenQuestions, Place
from tests.fakes.fake import NOT_MINE

NUMBER = "771-204-9935"

CASES = {
    1: CaseCard(1, "482-915-7036", "Khan Stitching", "needs_information", 3, remark="Which street is the shop in?"),
    2: CaseCard(2, "482-915-7036", "Khan Stitching", "accepted", 4, smeda_number="SMEDA-4711"),
    3: CaseCard(3, "482-915-7036", "Khan Stitching", "declined", 4, remark="This business is a bank."),
    4: CaseCard(4, "482-915-7036", "Khan Stitching", "in_review", 2),
    5: CaseCard(5, "482-915-7036", "", "withdrawn", 5, together_with="111-222-3334"),
    6: CaseCard(6, "482-915-7036", "", "withdrawn", 5),
    7: CaseCard(7, "482-915-7036", "Khan Stitching", "recorded", 1),
}
"""The cases of the person, by id; nobody else's."""


class Desk:
    """It refuses an answer to what is not asked, and a second rating."""

    def __init__(self) -> None:
        self.cases = dict(CASES)
        self.tickets = {1: TicketCard(1, NUMBER, "closed", "Sana"), 2: TicketCard(2, NUMBER, "waiting")}
        self.place = Place(NUMBER, 0)
        self.answers: list[AnswerCase] = []
        self.ratings: list[int] = []

    def answer(self, request: Request) -> Any:
        match request:
            case MyCase():
                return self.cases.get(request.case)
            case MyOpenQuestions():
                return [card for card in self.cases.values() if card.state == "needs_information"]
            case AnswerCase():
                return self._take_answer(request)
            case MyTicket():
                return self.tickets.get(request.ticket)
            case RateHelp():
                return self._rate(request)
            case AskForPerson():
                return Done(msgspec.to_builtins(self.place))
        return NOT_MINE

    def _take_answer(self, request: AnswerCase) -> Outcome:
        card = self.cases.get(request.case)
        if card is None or card.state != "needs_information" or card.version != request.version:
            return Refused("over")
        self.answers.append(request)
        self.cases[card.id] = msgspec.structs.replace(card, state="in_review", version=card.version + 1, remark="")
        return Done()

    def _rate(self, request: RateHelp) -> Outcome:
        ticket = self.tickets.get(request.ticket)
        if ticket is None or ticket.rated:
            return Refused("over")
        self.tickets[ticket.id] = msgspec.structs.replace(ticket, rated=True)
        self.ratings.append(request.rating)
        return Done()
