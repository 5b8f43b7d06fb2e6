"""Reading an answer to a question: the buttons that were shown first, then the kind itself."""

import datetime as dt
from typing import Any

from bot.chat import complaints as say
from bot.chat.chat import Question
from bot.chat.choices import spellings
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Option, Text
from bot.chat.session import Session
from bot.i18n.words import Words
from bot.language import questions
from bot.language.match import best
from bot.language.yesno import yes_or_no

SKIP = "skip!"
HUMAN = "human!"
NONE = "none!"
PATIENCE = 3
"""After so many failures in a row a person is offered (product: two kind tries, then a person)."""


class WantsPerson(Exception):
    """She chose to talk to a person instead."""


class NotAnAnswer(Exception):
    """What was sent is no answer to this question at all (a question of the person's own, a stray tap).

    `counts` says whether it is one more failure to understand her.
    """

    def __init__(self, complaint: Words, *, counts: bool = True) -> None:
        self.complaint, self.counts = complaint, counts


def shown_options(session: Session, question: Question) -> tuple[Option, ...]:
    """What the person can tap now, in the order in which numbers count."""
    kind = question.field.kind
    options = tuple(option for id in session.narrowed if (option := kind.option(id)))
    # What was narrowed to may no longer exist after a change of the flow.
    options = (*options, Option(NONE, say.NONE_OF_THESE)) if options else kind.options
    if question.optional:
        options = (*options, Option(SKIP, say.SKIP))
    if session.failures >= PATIENCE and all(option.label != say.A_PERSON for option in options):
        options = (*options, Option(HUMAN, say.A_PERSON))
    return options


def read_answer(session: Session, question: Question, heard: Heard, today: dt.date, *, unasked: bool = False) -> Any:
    """The value, or None for a skipped question. Raises `Invalid`, `Unclear`, `NotAnAnswer`, `WantsPerson`.

    `unasked`: the question was not in the last message, or long ago; the person may not have it in mind.
    """
    kind = question.field.kind
    if not (heard.text or heard.tap or heard.place or heard.phone):
        raise NotAnAnswer(unreadable(heard))
    if heard.tap == HUMAN:
        raise WantsPerson
    if heard.tap == SKIP:
        if not question.optional:
            raise Invalid(say.CANNOT_SKIP)
        return None
    if heard.tap == NONE:
        raise NotAnAnswer(say.SAY_IT_OTHERWISE, counts=False)
    options = shown_options(session, question)
    if heard.tap and not kind.option(heard.tap):
        raise NotAnAnswer(say.STRAY_TAP, counts=False)
    if heard.text and options and (kind.numbered or session.narrowed):
        picked = _by_number(heard.text, options) or (_by_word(heard.text, options) if session.narrowed else "")
        if picked in (SKIP, HUMAN, NONE):
            return read_answer(session, question, Heard(tap=picked), today)
        if picked:
            return kind.read(Heard(tap=picked), today)
    if question.optional and kind.has_none(heard.text):
        return None  # "nahi hai": there is none
    # Anything at all would do for an answer here, so what is clearly something else is not taken for one.
    if isinstance(kind, Text) and heard.text.endswith(questions.MARKS):
        raise NotAnAnswer(say.NOT_UNDERSTOOD)
    if kind.takes_anything and heard.text and unasked:
        raise NotAnAnswer(say.ASKED_AGAIN, counts=False)
    return kind.read(heard, today)


def number_typed(text: str) -> int:
    """The number a message consists of, in digits of any script, with or without a dot or bracket; 0 for none."""
    digits = text.strip(" .)(-#\ufe0f\u20e3")  # the last two make a digit a key: 1️⃣
    return int(digits) if digits.isdecimal() and len(digits) <= 3 else 0


def unreadable(heard: Heard) -> Words:
    """What to say of something sent that has no words in it."""
    if heard.media in ("voice", "audio"):
        return say.NO_VOICE
    if heard.media:
        return say.NO_FILES
    return say.NOT_READABLE


def _by_number(text: str, options: tuple[Option, ...]) -> str:
    number = number_typed(text)
    return options[number - 1].id if 1 <= number <= len(options) else ""


def _by_word(text: str, narrowed: tuple[Option, ...]) -> str:
    """Which of the few: by its name; where there is but one and "none of these", also by yes or no."""
    named = best(text, spellings(narrowed)).sure
    if named or len(narrowed) < 2 or narrowed[1].id != NONE:
        return named or ""
    agreed = yes_or_no(text)
    return "" if agreed is None else narrowed[0].id if agreed else NONE
