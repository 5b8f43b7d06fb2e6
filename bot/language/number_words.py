"""The words of numbers.toml, ready to be looked up by spelling and by sound."""

import tomllib
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.language.phonetics import fine
from bot.language.script import fold

_HEARD = 4  # letters from which a number word is also known by its sound


class Word(NamedTuple):
    """What a word says about a number: its `role` and `value`."""

    role: str
    """"number" (0–99), "fraction" (mixed already: 1½), "shift" (moves the next one), "times" (a multiplier)."""
    value: Fraction
    weak: bool = False
    """Also an everyday word, so it counts only in company."""


class NumberWords:
    """All lists of numbers.toml, folded."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("numbers.toml")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        weak = frozenset(map(fold, data["also_words"]["list"]))
        self._spelled: dict[str, Word] = {}
        self._heard: dict[str, Word | None] = {}
        for role, table in (
            ("number", data["words"]),
            ("fraction", data["fractions"]),
            ("shift", data["shifts"]),
            ("times", data["multipliers"]),
        ):
            for value, spellings in table.items():
                for spelling in map(fold, spellings):
                    self._add(spelling, Word(role, Fraction(value), spelling in weak))
        self.after_digits = {
            fold(short): Fraction(value) for value, shorts in data["after_digits"].items() for short in shorts
        }
        self.units = {fold(word): unit for unit, spellings in data["units"].items() for word in spellings if fold(word)}
        self.meanings = {name: _folded(spellings) for name, spellings in data["meanings"].items()}

    def _add(self, spelling: str, word: Word) -> None:
        self._spelled.setdefault(spelling, word)
        if len(spelling) < _HEARD:
            return
        sound = fine(spelling)
        known = self._heard.setdefault(sound, word)
        if known is not None and known[:2] != word[:2]:
            self._heard[sound] = None  # two numbers sound alike: only spelling tells

    def spelled(self) -> Iterable[tuple[str, Word]]:
        """Every spelling and what it says, in the order of numbers.toml."""
        return self._spelled.items()

    def find(self, folded: str) -> Word | None:
        """What this folded word says about a number, if anything."""
        word = self._spelled.get(folded)
        if word is None and len(folded) >= _HEARD and folded not in self.units:
            word = self._heard.get(fine(folded))
            # Only heard, not read: good enough beside other numbers, not in the middle of a story.
            return word and word._replace(weak=True)
        return word


def _folded(spellings: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, spellings)) - {""}


@cache
def number_words() -> NumberWords:
    return NumberWords()
