"""Reading an answer to a question: the buttons that were shown first, then the kind itself."""

import datetime as dt
from typing import Any

from bot.chat import complaints as say
from bot.chat.chat import Question
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Option, Text, spellings
from bot.chat.session import Session
from bot.i18n.words import Words
from bot.language.match import best

SKIP = "skip!"
HUMAN = "human!"
PATIENCE = 3
"""After so many failures in a row a person is offered (product: two kind tries, then a person)."""
_QUESTION_MARKS = ("?", "؟")


class WantsPerson(Exception):
    """She chose to talk to a person instead."""


class NotAnAnswer(Exception):
    """What was sent is no answer to this question at all (a question of the person's own, a stray tap)."""

    def __init__(self, complaint: Words) -> None:
        self.complaint = complaint


def shown_options(session: Session, question: Question) -> tuple[Option, ...]:
    """What the person can tap now, in the order in which numbers count."""
    kind = question.field.kind
    if session.narrowed:
        options = tuple(option for id in session.narrowed if (option := kind.option(id)))
    else:
        options = kind.options
    if question.optional:
        options = (*options, Option(SKIP, say.SKIP))
    if session.failures >= PATIENCE:
        options = (*options, Option(HUMAN, say.A_PERSON))
    return options


def read_answer(session: Session, question: Question, heard: Heard, today: dt.date, *, away: bool = False) -> Any:
    """The value, or None for a skipped question. Raises `Invalid`, `Unclear`, `NotAnAnswer`, `WantsPerson`."""
    kind = question.field.kind
    if heard.tap == HUMAN:
        raise WantsPerson
    if heard.tap == SKIP:
        if not question.optional:
            raise Invalid(say.CANNOT_SKIP)
        return None
    options = shown_options(session, question)
    if heard.tap and not kind.option(heard.tap):
        raise NotAnAnswer(say.STRAY_TAP)
    if heard.text and options and (kind.numbered or session.narrowed):
        picked = _by_number(heard.text, options) or (_by_name(heard.text, options) if session.narrowed else "")
        if picked in (SKIP, HUMAN):
            return read_answer(session, question, Heard(tap=picked), today)
        if picked:
            return kind.read(Heard(tap=picked), today)
    if isinstance(kind, Text) and heard.text:
        # Anything at all would do for an answer here, so what is clearly something else is not taken for one.
        if heard.text.endswith(_QUESTION_MARKS):
            raise NotAnAnswer(say.NOT_UNDERSTOOD)
        if away:
            raise NotAnAnswer(say.ASKED_AGAIN)
    return kind.read(heard, today)


def number_typed(text: str) -> int:
    """The number a message consists of, in digits of any script, with or without a dot or bracket; 0 for none."""
    digits = text.strip(" .)(-#")
    return int(digits) if digits.isdecimal() and len(digits) <= 3 else 0


def _by_number(text: str, options: tuple[Option, ...]) -> str:
    number = number_typed(text)
    return options[number - 1].id if 1 <= number <= len(options) else ""


def _by_name(text: str, options: tuple[Option, ...]) -> str:
    return best(text, spellings(options)).sure or ""
