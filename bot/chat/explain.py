"""One message read outside any conversation: what `main.py understand` prints."""

from typing import Any

from bot.chat.understanding import OUT_OF_SCOPE, Guess, routed, router
from bot.language.cnic import mask
from bot.language.commands import command
from bot.language.concepts import concepts
from bot.language.detect import likeliest_language, neighbour_of
from bot.language.openings import opened
from bot.language.phrases import words_of
from bot.language.router import our_odds, sureness
from bot.language.rules import pushes
from bot.language.script import clean

_DIGITS = 3


def read(text: str) -> dict[str, Any]:
    """Its language, the likeliest intent, for a question the topic, how sure that is (0–1), and what else it may be."""
    said = mask(clean(text))[0]
    best, *others = routed(said).guesses
    return {
        "language": likeliest_language(said),
        **_plain(best),
        "alternatives": [_plain(guess) for guess in others],
    }


def why(text: str) -> dict[str, Any]:
    """What led to that answer, beside it: for `--explain`."""
    said = mask(clean(text))[0]
    rest, politely = opened(words_of(said))
    explained: dict[str, Any] = {
        "gate": str(routed(said).gate),
        "command": command(said),
        "politely": politely or None,
        "neighbour": neighbour_of(said) or None,
        "concepts": sorted(concepts(rest)),
        "pushes": pushes(concepts(rest)),
    }
    if rest:
        figures, _ranked = router().heard(rest)
        ours = our_odds(figures)
        explained["figures"] = {name: round(value, _DIGITS) for name, value in figures._asdict().items()}
        explained["our_odds"], explained["sureness"] = round(ours, _DIGITS), round(sureness(figures, ours), _DIGITS)
    return {**read(text), "why": explained}


def _plain(guess: Guess) -> dict[str, Any]:
    score = 0.0 if guess.intent == OUT_OF_SCOPE and guess.score == 0 else guess.score
    return {"intent": guess.intent, "topic": guess.topic or None, "score": score}
