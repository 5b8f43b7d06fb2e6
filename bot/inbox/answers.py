"""Who answers what: every noun's requests, and what it does when something on the agenda is due.

A noun (`bot/registry`, `bot/training`, …) has pure `requests` that flows may make and a `service` whose `ANSWERS` does
them, set-based, in the batch's own transaction; its `DUE` holds what is done when a timer of its kinds fires.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from bot.agenda.service import Due
from bot.answered import service as answered
from bot.chat.requests import Request
from bot.complaints import service as complaints
from bot.determinations import service as determinations
from bot.helpdesk import called
from bot.helpdesk import service as helpdesk
from bot.inbox import undelivered
from bot.mydata import service as mydata
from bot.papers import service as papers
from bot.receipts import service as receipts
from bot.referrals import service as referrals
from bot.registry import service as registry
from bot.registry.wished import Wished
from bot.training import service as training

Answer = Callable[[Connection, list[Wished]], list[Any]]
Do = Callable[[Connection, Due, dt.datetime], None]

_NOUNS: tuple[Mapping[type[Request], Answer], ...] = (
    registry.ANSWERS,
    answered.ANSWERS,
    papers.ANSWERS,
    receipts.ANSWERS,
    mydata.ANSWERS,
    determinations.ANSWERS,
    referrals.ANSWERS,
    helpdesk.ANSWERS,
    training.ANSWERS,
    complaints.ANSWERS,
)
ANSWERS: dict[type[Request], Answer] = {request: answer for noun in _NOUNS for request, answer in noun.items()}

_DUTIES: tuple[Mapping[str, Do], ...] = (
    papers.DUE,
    mydata.DUE,
    referrals.DUE,
    registry.DUE,
    helpdesk.DUE,
    called.DUE,
    undelivered.DUE,
    training.DUE,
    complaints.DUE,
)
DUE: dict[str, Do] = {kind: do for noun in _DUTIES for kind, do in noun.items()}


def answer(connection: Connection, wishes: list[Wished]) -> list[Any]:
    """Answer the wishes of one round, in the order given. Raises KeyError for a request nobody answers."""
    by_type: dict[type[Request], list[int]] = defaultdict(list)
    for i, wish in enumerate(wishes):
        by_type[type(wish.request)].append(i)
    answers: list[Any] = [None] * len(wishes)
    for kind, places in by_type.items():
        found = ANSWERS[kind](connection, [wishes[i] for i in places])
        for place, one in zip(places, found, strict=True):
            answers[place] = one
    return answers
