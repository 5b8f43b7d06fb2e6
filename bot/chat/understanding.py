"""What a message means beyond the question that was asked: its language, a command, an intent, a topic.

It is worked out before the transaction, away from the database thread; the turn only applies it. This is the seam
at which a deeper understanding of language is fitted in: anything that returns `Understood` will do.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec

from bot.language import detect
from bot.language.abuse import is_abusive
from bot.language.commands import command
from bot.language.detect import language_named, language_of, neighbour_of
from bot.language.exemplars import QUESTION, Exemplar, exemplars
from bot.language.kept import forget
from bot.language.learnt import FROM_FILES, WITH_ACCEPTED, already_learnt
from bot.language.router import NOTHING as NOT_ROUTED
from bot.language.router import OUT_OF_SCOPE, SURE, Gate, Guess, Routed, Router, exact
from bot.language.yesno import yes_or_no
from knowledge import library, search

__all__ = ["NOTHING", "OUT_OF_SCOPE", "QUESTION", "SURE", "Gate", "Guess", "Understanding", "Understood", "understand"]

_REMEMBERED = 4096
_LOOKED_AT = 600  # characters
_MOST_FOUND = 3
FOUND = 0.28
"""Of a search: nine in ten of what is not ours find less than this, and one in six questions on a topic."""
_FOUND_NEAR, _LEAD = 0.22, 0.06
"""The same, and the lead of the best before the next, where the conversation says which few articles it may be."""
_MANY = 24
_BETWEEN_WISHES = re.compile(
    r"[.,;!?\n،؛۔؟]+|\b(?:aur|or|and|also|phir|then|plus)\b|(?<!\w)(?:اور|پھر|نیز)(?!\w)", re.IGNORECASE
)
_MOST_PARTS = 6
_COURTESIES = frozenset({"greeting", "thanks", OUT_OF_SCOPE})
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
    """What else the router thought of, the likeliest first."""
    gate: str = ""
    """What is to be done about it (`Gate`); "" where nobody needed to ask."""
    also: Guess | None = None
    """A second wish in the same message, as sure as the first."""
    neighbour: str = ""
    """A language of the country that we do not write: ps, sd, pa."""
    abusive: bool = False
    unknown: str = ""
    """The text, where the router does not know what it asks for."""

    def guesses(self) -> tuple[Guess, ...]:
        """What else may be meant, the likeliest first: of a text nobody knows, the articles that may answer it.

        Asked for only when it is to be said: most of what the router does not know answers an open question.
        """
        return _looked_up(self.unknown) if self.unknown else self.alternatives


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
    if best.intent == "change_language" and gate is Gate.SURE and (wanted := language_named(text)):
        return Understood(language_of(text) or "", f"language:{wanted}")
    also = None
    if (two := _two_wishes(text)) is not None:
        gate, (best, also) = Gate.SURE, two
    return Understood(
        language_of(text) or "",
        "",
        best.intent,
        best.score,
        best.topic,
        tuple(others),
        gate,
        also,
        neighbour_of(text),
        is_abusive(text),
        text if gate is Gate.UNSURE else "",
    )


def _looked_up(text: str) -> tuple[Guess, ...]:
    """Articles that may answer what the router does not know; few of them, and only where enough of it is met."""
    hits = search.find(text, _MOST_FOUND, (search.ARTICLE,))
    return tuple(Guess(QUESTION, hit.id, hit.score) for hit in hits if hit.score >= FOUND)


def on_these(text: str, understood: Understood, topics: tuple[str, ...]) -> Guess | None:
    """The article a question is most likely about, where it is about one of those whose topics begin so.

    Less has to be met than in a question from nowhere, but no second article may be nearly as likely.
    """
    likely = (Guess(understood.intent, understood.topic, understood.score), *understood.alternatives)
    if understood.gate == Gate.NEARLY and (named := [guess for guess in likely if guess.topic.startswith(topics)]):
        return named[0]
    found = search.find(text[:_LOOKED_AT], _MANY, (search.ARTICLE,))
    hits = [*(hit for hit in found if hit.id.startswith(topics)), None]
    if (best := hits[0]) is None or best.score < _FOUND_NEAR:
        return None
    lead = best.score - (hits[1].score if hits[1] is not None else 0)
    return Guess(QUESTION, best.id, best.score) if lead >= _LEAD else None


def _two_wishes(text: str) -> tuple[Guess, Guess] | None:
    """Two things asked for in one message, each surely, in their order: "register karna hai aur loan bhi chahiye"."""
    parts = [part for part in _BETWEEN_WISHES.split(text[:_LOOKED_AT]) if len(part.split()) > 1]
    if not 1 < len(parts) <= _MOST_PARTS:
        return None
    found = [routed.best for part in parts if (routed := router().route(part)).gate is Gate.SURE]
    wishes = {wish[:2]: wish for wish in reversed(found) if wish.intent not in _COURTESIES}
    if len(wishes) < 2:
        return None
    second, first = list(wishes.values())[-2:]
    return first, second


def warm_up() -> None:
    """Have what the first message would otherwise wait for."""
    ready()
    understand("salam, loan ke liye kya chahiye")


def routed(text: str) -> Routed:
    """What a message asks for, whatever conversation it comes in."""
    return router().route(text) if text else NOT_ROUTED


def router() -> Router:
    """The router that knows our exemplars and the articles' questions. The first call loads it, or has it learn."""
    if _now.router is None:
        known = sentences(_now.accepted)
        _now.router = Router(known, name=name_of(_now.accepted))
    return _now.router


class _Now:
    """What the router of this process has learnt from, besides the files."""

    router: Router | None = None
    accepted: tuple[Exemplar, ...] = ()


_now = _Now()


def accepted() -> tuple[Exemplar, ...]:
    """The sentences accepted by staff that count in this process."""
    return _now.accepted


def take_up(accepted: tuple[Exemplar, ...], *, learn: bool) -> bool:
    """Let these sentences count too from now on. Where nobody has learnt them yet that takes seconds of computing, and
    without `learn` it is left; whether they count."""
    if accepted == _now.accepted and _now.router is not None:
        return True
    known, name = sentences(accepted), name_of(accepted)
    classifier = already_learnt(known, name)
    if classifier is None and not learn:
        return False
    _now.router, _now.accepted = Router(known, classifier, name), accepted
    understand.cache_clear()
    if not accepted:
        forget(WITH_ACCEPTED)
        forget(exact(WITH_ACCEPTED))
    return True


def name_of(accepted: tuple[Exemplar, ...]) -> str:
    """What the weights are called that have learnt these."""
    return WITH_ACCEPTED if accepted else FROM_FILES


def ready() -> None:
    """Load what has been learnt; where it was never learnt, or its exemplars have changed, learn it: some seconds.

    Called before the first message comes, and by `make`, so that nobody waits for it.
    """
    router()
    detect.ready()
    search.index()


def sentences(accepted: tuple[Exemplar, ...] = ()) -> tuple[Exemplar, ...]:
    """Everything the router learns from: the files', and what staff of this installation have accepted."""
    asked = (
        Exemplar(phrase, language, QUESTION, article.topic)
        for article in library.articles().values()
        for language, text in article.texts.items()
        for phrase in (text.title, *text.asked)
    )
    files = (*exemplars(), *asked)
    there = {(one.text, one.intent, one.topic) for one in files}
    return (*files, *(one for one in accepted if (one.text, one.intent, one.topic) not in there))


if __name__ == "__main__":
    ready()
