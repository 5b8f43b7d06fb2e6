"""Politeness around a request: taken off before it is read, so that "salam, loan chahiye" is about a loan."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.language.phonetics import fine
from bot.language.phrases import Hit, Phrases
from bot.language.script import fold
from bot.language.spelling import usual

_HEARD = 5  # letters from which a greeting is also known by its sound


class Opened(NamedTuple):
    """A message without the politeness at its two ends. Where nothing is left, `politely` says what it was."""

    rest: list[str]
    politely: str = ""
    """ "greeting" or "thanks"."""


def opened(words: list[str]) -> Opened:
    """These folded words without greeting, thanks and "sir" in front, and without them at the end."""
    hits = _phrases().find([_heard(word) for word in usual(words)])
    start, end = 0, len(words)
    said: list[str] = []
    for hit in hits:
        if hit.start != start:
            break
        start, said = hit.end, [*said, _kind(hit)]
    for hit in reversed(hits):
        if hit.end != end or hit.start < start:
            break
        end, said = hit.start, [*said, _kind(hit)]
    if start < end:
        return Opened(words[start:end])
    if "thanks" in said:
        return Opened([], "thanks")
    return Opened([], "greeting" if "greetings" in said else "")


def _kind(hit: Hit[tuple[str, ...]]) -> str:
    return hit.meaning[0]


def _heard(word: str) -> str:
    """A known spelling of a misspelled greeting: "assalaam", "shukriyaa"."""
    known = _words()
    return word if word in known or len(word) < _HEARD else known.get(fine(word), word)


@cache
def _phrases() -> Phrases[str]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return Phrases({kind: [" ".join(usual(fold(form).split())) for form in forms] for kind, forms in data.items()})


@cache
def _words() -> dict[str, str]:
    """Every single word by its spelling, and the long ones by their sound."""
    single = {word for phrase in _phrases().meanings for word in phrase.split()}
    heard = {fine(word): word for word in sorted(single) if len(word) >= _HEARD}
    return {**heard, **{word: word for word in single}}
