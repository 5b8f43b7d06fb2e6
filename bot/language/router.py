"""What a message asks for, how sure that is, and what is to be done about it: the gate.

Commands come first, then politeness, then a classifier that was learnt from exemplars, with a few rules. Two questions
are put to its answer: is the message for us at all (`our_odds`), and is the likeliest wish the right one (`sureness`)?
Both are logistic functions of a few figures, set by cross-validation on the exemplars
(tests/understanding/calibrate.py), never on the messages we are measured with.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from bot.language.classifier import Classifier, softmax
from bot.language.commands import command
from bot.language.concepts import concepts, only_concept, telling
from bot.language.exemplars import QUESTION, Exemplar, exemplars
from bot.language.features import SIGNS, marks
from bot.language.kept import Packed, kept
from bot.language.learnt import FROM_FILES, NOT_OURS, OURS, label, learnt
from bot.language.openings import opened
from bot.language.phrases import words_of
from bot.language.rules import alone, bare, named_by, pushes
from bot.language.spelling import usual

OUT_OF_SCOPE = "out_of_scope"

SURE = 0.8
"""From this sureness on a wish is acted upon without asking back."""
OURS_FROM = 0.0
"""Log odds from which a message counts as ours."""
_SURE_ALL_THE_SAME = 0.8
"""Short messages have little that shows whose they are; where the wish itself is as sure as this, it counts."""
_KEYWORD = 0.9  # how sure a single word is
_EXACTLY = 0.98  # … and a sentence that is an exemplar word for word
MOST_GUESSES = 4
_UNNAMED = 0.4  # at most, for what is done at once and was not named
_LIKELY_ENOUGH = 0.03  # of a guess, to be shown
_FREQUENT = 1.0  # the head start, in scores, of what is asked most: what has sentences of its own in `exemplars/`
_REMEMBERED = 4096
_COURTESIES = frozenset({"greeting", "thanks"})
"""Concepts of every kind of talk that do tell where they are the very thing that is meant."""

_COMMANDS = {
    "stop": "stop_broadcasts",
    "start": "start_broadcasts",
    "human": "talk_to_human",
    "language": "change_language",
    "menu": "main_menu",
    "begin": "main_menu",
    "help": "help",
    "status": "my_status",
    "change": "change_details",
    "withdraw": "withdraw",
    "verify": "verify_bot",
}


class Gate(StrEnum):
    """What is to be done with a message."""

    SURE = "sure"  # act
    NEARLY = "nearly"  # ask back: did you mean …?
    UNSURE = "unsure"  # look in the articles; offer a person


class Guess(NamedTuple):
    """Something that may be meant, and how likely it is (0–1)."""

    intent: str
    topic: str = ""
    score: float = 0.0


class Routed(NamedTuple):
    """The likeliest first. `out_of_scope` with what else it might be where the message seems not to be for us."""

    gate: Gate
    guesses: tuple[Guess, ...]

    @property
    def best(self) -> Guess:
        return self.guesses[0]


NOTHING = Routed(Gate.UNSURE, (Guess(OUT_OF_SCOPE),))


class Figures(NamedTuple):
    """What the gate looks at."""

    chance: float
    """Of the likeliest label, among all of them."""
    lead: float
    """Of its score before the next one's."""
    height: float
    """Of its score above the mean of all."""
    known: float
    """The share of the words whose skeleton was met in learning."""
    telling: int
    """Concepts that are not met in every kind of talk."""
    ours: float
    """The second question's lead of OURS before NOT_OURS."""


class _Exact(Packed):
    labels: dict[str, str]
    """By the folded words of their sentences."""


class Router:
    """Knows a set of exemplars. Asking it is pure, total and quick."""

    def __init__(
        self, sentences: Sequence[Exemplar], classifier: Classifier | None = None, name: str = FROM_FILES
    ) -> None:
        """`name` says which kept ones its words and weights take the place of."""
        self._classifier = classifier or learnt(sentences, name)
        self._labels, (self._our, self._other) = (
            self._classifier.questions[0],
            (
                self._classifier.questions[1].index(OURS),
                self._classifier.questions[1].index(NOT_OURS),
            ),
        )
        self._place = {one: place for place, one in enumerate(self._labels)}
        self._exactly = kept(
            f"{name}-sentences", _Exact, lambda: _exact_sentences(sentences), map(repr, sentences)
        ).labels
        self._topics = frozenset(one.topic for one in sentences if one.topic)
        self._bones = frozenset(mark for mark in self._classifier.vocabulary.known if mark[0] not in SIGNS)
        frequent = {one.topic or one.intent for one in exemplars()}
        self._head_start = np.array([_FREQUENT if one in frequent else 0.0 for one in self._labels], np.float32)
        self.route = lru_cache(maxsize=_REMEMBERED)(self._route)

    def _route(self, text: str) -> Routed:
        """What this message asks for."""
        commanded = _COMMANDS.get((command(text) or "").split(":")[0])
        if commanded is not None:
            return _certainly(commanded)
        rest, politely = opened(words_of(text))
        if politely:
            return _certainly(politely)
        if not any(word.isalpha() for word in rest):
            return NOTHING
        if (exactly := self._exactly.get(" ".join(usual(rest)))) is not None:
            return Routed(Gate.SURE, (self._guess(exactly, _EXACTLY),))
        if (keyword := alone(only_concept(bare(rest)) or "")) is not None and keyword in self._place:
            return Routed(Gate.SURE, (self._guess(keyword, _KEYWORD),))
        figures, ranked = self.heard(rest)
        ours = our_odds(figures)
        (best, _chance), *others = ranked
        sure = sureness(figures, ours)
        if (by := named_by(best)) and by.isdisjoint(concepts(rest)):
            sure = min(sure, _UNNAMED)
        guesses = [
            self._guess(best, sure),
            *(self._guess(other, min(sure, chance)) for other, chance in others if chance >= _LIKELY_ENOUGH),
        ]
        if ours < OURS_FROM and sure < _SURE_ALL_THE_SAME:
            return Routed(Gate.UNSURE, (Guess(OUT_OF_SCOPE, "", round(1 - sure, 3)), *guesses))
        return Routed(Gate.SURE if sure >= SURE else Gate.NEARLY, tuple(guesses))

    def heard(self, words: list[str]) -> tuple[Figures, list[tuple[str, float]]]:
        """The figures of a message without its politeness, and its likeliest labels with their chances."""
        spoken_of = concepts(words)
        seen = marks(words, spoken_of)
        wish, ours = self._classifier.scores(seen)
        scores = wish + self._head_start
        for pushed, push in pushes(spoken_of).items():
            if (place := self._place.get(pushed)) is not None:
                scores[place] += push
        chances = softmax(scores)
        order = np.argpartition(-chances, MOST_GUESSES)[:MOST_GUESSES]
        order = order[np.argsort(-chances[order])]
        first, second = order[:2]
        alone = [bones for bones in seen[1] if " " not in bones]
        figures = Figures(
            chance=float(chances[first]),
            lead=float(scores[first] - scores[second]),
            height=float(scores[first] - scores.sum() / len(scores)),
            known=sum(bones in self._bones for bones in alone) / max(1, len(alone)),
            telling=len(telling(spoken_of)) + 3 * (self._labels[first] in spoken_of & _COURTESIES),
            ours=float(ours[self._our] - ours[self._other]),
        )
        return figures, [(self._labels[place], float(chances[place])) for place in order]

    def rarity(self, bones: str) -> float:
        """How much a word's skeleton tells: 0 where every sentence has it, most where none has."""
        known, rarest = self._rarities
        return known.get(bones, rarest)

    @cached_property
    def _rarities(self) -> tuple[dict[str, float], float]:
        words = self._classifier.vocabulary
        rare = {bones: float(rarity) - 1 for bones, rarity in zip(words.known, words.rarity, strict=True)}
        return rare, max(rare.values(), default=1.0)

    def _guess(self, meant: str, score: float) -> Guess:
        score = round(float(score), 3)
        return Guess(QUESTION, meant, score) if meant in self._topics else Guess(meant, "", score)


def our_odds(figures: Figures) -> float:
    """The log odds that a message is for us."""
    return (
        -5.42
        + 2.72 * min(figures.height, 15) / 15
        + 1.64 * figures.known
        + 1.84 * min(figures.telling, 3) / 3
        + 5.69 * _within(figures.ours, 8)
    )


def sureness(figures: Figures, ours: float) -> float:
    """The chance that the likeliest label is the right one; `ours` from `our_odds`."""
    odds = -2.11 + 2.45 * figures.chance + 2.11 * min(figures.lead, 6) / 6 + 1.33 * _within(ours, 6)
    return 1 / (1 + math.exp(-odds))


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value)) / most


def exact(name: str) -> str:
    """What the very sentences are called beside the weights of that name."""
    return f"{name}-sentences"


def _exact_sentences(sentences: Sequence[Exemplar]) -> _Exact:
    """What stands under two labels is left out."""
    found: dict[str, str] = {}
    for one in sentences:
        words = " ".join(usual(opened(words_of(one.text)).rest))
        found[words] = label(one) if found.get(words, label(one)) == label(one) else ""
    return _Exact({words: meant for words, meant in found.items() if words and meant})


def _certainly(intent: str) -> Routed:
    return Routed(Gate.SURE, (Guess(intent, "", 1.0),))
