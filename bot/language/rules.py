"""Rules above the classifier, for what hangs on one word: start or stop, papers for a loan or for a registration."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bot.language.script import fold
from bot.language.spelling import usual


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pushes `label` where a message speaks of one concept of each group, and of none in `without`."""

    label: str
    concepts: tuple[frozenset[str], ...]
    push: float
    without: frozenset[str] = frozenset()

    def applies(self, spoken_of: frozenset[str]) -> bool:
        return self.without.isdisjoint(spoken_of) and all(map(spoken_of.intersection, self.concepts))


def pushes(spoken_of: frozenset[str]) -> dict[str, float]:
    """By label, how much is to be added to its score."""
    return {rule.label: rule.push for rule in rules() if rule.applies(spoken_of)}


def named_by(label: str) -> frozenset[str]:
    """The concepts of which a message must speak for this label to be sure; most need not be named."""
    return _named().get(label, frozenset())


@cache
def _named() -> dict[str, frozenset[str]]:
    return {label: frozenset(concepts) for label, concepts in _data()["named"].items()}


def alone(concept: str) -> str | None:
    """The label of a message that consists of this concept alone."""
    return keywords().get(concept)


def bare(words: list[str]) -> list[str]:
    """These folded words without those that add nothing to a keyword."""
    return [word for word in usual(words) if word not in _fillers()]


@cache
def _fillers() -> frozenset[str]:
    return frozenset(usual([fold(word) for word in _data()["fillers"]]))


@cache
def keywords() -> dict[str, str]:
    """Labels by the concepts that mean them when nothing else is said."""
    return dict(_data()["alone"])


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    return msgspec.convert(_data()["rules"], tuple[Rule, ...])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
