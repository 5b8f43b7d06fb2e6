"""Whether a message asks something, with or without a question mark; most people leave it out."""

import tomllib
from functools import cache
from pathlib import Path

from bot.language.script import fold

MARKS = ("?", "؟")
_FEWEST_WORDS = 3


def asks(text: str) -> bool:
    """Whether this is a question: a sentence with a word that asks, or with the mark."""
    words = fold(text).split()
    if text.rstrip().endswith(MARKS):
        return len(words) > 1
    if len(words) < _FEWEST_WORDS:
        return False
    known = _words()
    said = f" {' '.join(words)} "
    return (
        not known["anywhere"].isdisjoint(words)
        or words[0] in known["first"]
        or any(f" {phrase} " in said for phrase in known["phrases"])
    )


@cache
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {name: frozenset(map(fold, words)) - {""} for name, words in data.items()}
