"""What somebody wants, in the large: register, borrow, learn, complain, talk to a person …

A router by concepts and rules (intents.toml), honest about how sure it is: below about 0.6 the caller should ask.
A greeting before a request is only politeness: the request wins.
"""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.language.commands import command
from bot.language.phonetics import fine
from bot.language.phrases import Phrases, words_of

OUT_OF_SCOPE = "out_of_scope"
_MOST_ALTERNATIVES = 3
_HEARD = 5  # letters from which a word is also known by its sound
_NEARLY_HEARD = 7  # … and from which one slip in it is forgiven
_CLOSE = 90.0  # likeness of two sounds, 0–100


class Guess(NamedTuple):
    """The likeliest intent, how sure (0–1), and the next likely ones with their scores."""

    intent: str
    score: float
    alternatives: tuple[tuple[str, float], ...] = ()


class _Rule(NamedTuple):
    intent: str
    concepts: frozenset[str]
    without: frozenset[str]
    score: float


class _Router(NamedTuple):
    phrases: Phrases[str]
    by_sound: dict[str, str]
    """Concepts by the fine keys of their single words."""
    sounds: list[str]
    idle: frozenset[str]
    rules: tuple[_Rule, ...]
    alone: dict[str, float]
    commands: dict[str, str]


NOTHING = Guess(OUT_OF_SCOPE, 0.0)


def guess(text: str) -> Guess:
    """What this message asks for; `out_of_scope` with score 0 when nothing in it is known."""
    commanded = _router().commands.get((command(text) or "").split(":")[0])
    if commanded is not None:
        return Guess(commanded, 1.0)
    words = words_of(text)
    concepts, politely = _concepts(words)
    if not concepts:
        return NOTHING
    router = _router()
    scores: dict[str, float] = {}
    for rule in router.rules:
        if rule.concepts <= concepts and rule.without.isdisjoint(concepts):
            scores[rule.intent] = max(rule.score, scores.get(rule.intent, 0.0))
    if politely:
        scores = {intent: router.alone.get(intent, score) for intent, score in scores.items()}
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return NOTHING
    (intent, score), *others = ranked
    return Guess(intent, score, tuple(others[:_MOST_ALTERNATIVES]))


def intents() -> tuple[str, ...]:
    """Every intent that can be guessed."""
    return (*dict.fromkeys(rule.intent for rule in _router().rules), OUT_OF_SCOPE)


def _concepts(words: list[str]) -> tuple[frozenset[str], bool]:
    """The concepts in these words, and whether there is nothing in them but greeting and thanks."""
    router = _router()
    found: set[str] = set()
    taken: set[int] = set()
    for hit in router.phrases.find(words):
        found.update(hit.meaning)
        taken.update(range(hit.start, hit.end))
    rest = [word for place, word in enumerate(words) if place not in taken and word not in router.idle]
    for word in rest:
        concept = _by_sound(word)
        if concept:
            found.add(concept)
    politely = not rest and found <= {"greeting", "thanks"}
    return frozenset(found), politely


@lru_cache(maxsize=16_384)
def _by_sound(word: str) -> str | None:
    """The concept a misspelled word stands for, if its sound tells."""
    if len(word) < _HEARD:
        return None
    router = _router()
    key = fine(word)
    concept = router.by_sound.get(key)
    if concept is not None or len(word) < _NEARLY_HEARD:
        return concept
    close = process.extractOne(key, router.sounds, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return router.by_sound[close[0]] if close else None


@cache
def _router() -> _Router:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    phrases: Phrases[str] = Phrases(data["concepts"])
    by_sound: dict[str, str] = {}
    for phrase, concepts in phrases.meanings.items():
        if " " not in phrase and len(phrase) >= _HEARD:
            by_sound.setdefault(fine(phrase), concepts[0])
    rules = tuple(
        _Rule(rule["intent"], frozenset(rule["concepts"]), frozenset(rule.get("without", ())), rule["score"])
        for rule in data["rules"]
    )
    # Not words_of: the list is longer than a message.
    idle = frozenset(word for line in data["idle"]["words"].splitlines() for word in words_of(line))
    return _Router(phrases, by_sound, list(by_sound), idle, rules, data["alone"], data["commands"])
