"""What a message means beyond the question that was asked: its language, a command, an intent, a topic.

It is worked out before the transaction, away from the database thread; the turn only applies it. This is the seam
at which a deeper understanding of language is fitted in: anything that returns `Understood` will do.
"""

from collections.abc import Callable
from functools import cache, lru_cache

import msgspec

from bot.language.commands import command
from bot.language.detect import language_of
from bot.language.exemplars import QUESTION, Exemplar, exemplars
from bot.language.router import NOTHING as NOT_ROUTED
from bot.language.router import OUT_OF_SCOPE, SURE, Gate, Guess, Routed, Router
from bot.language.yesno import yes_or_no
from knowledge import library

__all__ = ["NOTHING", "OUT_OF_SCOPE", "QUESTION", "SURE", "Gate", "Guess", "Understanding", "Understood", "understand"]

_REMEMBERED = 4096
_SHORT = 16  # characters; a yes or no that is longer has other words in it


class Understood(msgspec.Struct, frozen=True):
    """One message, read without knowing the conversation."""

    language: str = ""
    command: str = ""
    intent: str = ""
    score: float = 0.0
    topic: str = ""
    """The article's, where the intent is a question on one."""
    alternatives: tuple[Guess, ...] = ()
    """What else may be meant, the likeliest first."""
    gate: str = ""
    """What is to be done about it (`Gate`); "" where nobody needed to ask."""


Understanding = Callable[[str], Understood]

NOTHING = Understood()


@lru_cache(maxsize=_REMEMBERED)
def understand(text: str) -> Understood:
    """Read one message. Total: any text gives an answer."""
    if not text or text.isdecimal():
        return NOTHING
    found = command(text)
    if found:
        return Understood(language_of(text) or "", found)
    if len(text) <= _SHORT and yes_or_no(text) is not None:
        return Understood(language_of(text) or "")
    gate, (best, *others) = routed(text)
    return Understood(language_of(text) or "", "", best.intent, best.score, best.topic, tuple(others), gate)


def routed(text: str) -> Routed:
    """What a message asks for, whatever conversation it comes in."""
    return router().route(text) if text else NOT_ROUTED


@cache
def router() -> Router:
    """The router that knows our exemplars and the articles' questions. The first call loads it, or has it learn."""
    return Router(sentences())


def sentences() -> tuple[Exemplar, ...]:
    """Everything the router learns from."""
    asked = (
        Exemplar(phrase, language, QUESTION, article.topic)
        for article in library.articles().values()
        for language, text in article.texts.items()
        for phrase in (text.title, *text.asked)
    )
    return (*exemplars(), *asked)
