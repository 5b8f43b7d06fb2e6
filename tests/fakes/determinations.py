"""Determinations in memory: decided as the real ones are, numbered one after the other."""

import datetime as dt
from typing import Any

import msgspec

from bot.chat.requests import Done, Request
from bot.determinations.requests import DeterminationCard, Determine, MyDeterminations
from knowledge import programmes, rules
from knowledge.conditions import loaded
from tests.fakes.fake import NOT_MINE


class FakeDeterminations:
    def __init__(self) -> None:
        self.made: list[DeterminationCard] = []
        self.outcomes: list[rules.Determination] = []

    def answer(self, request: Request) -> Any:
        match request:
            case MyDeterminations():
                return list(self.made)
            case Determine():
                day = dt.date.fromisoformat(request.on)
                programme = programmes.in_force(request.programme, day)
                plain = msgspec.json.decode(msgspec.json.encode(request.inputs))
                self.outcomes.append(rules.decide(programme, loaded(plain), day))
                number = f"777-000-00{len(self.outcomes):02d}"
                card = DeterminationCard(
                    number, request.programme, programme.title, self.outcomes[-1].outcome, request.on
                )
                self.made.append(card)
                return Done(number)
        return NOT_MINE
