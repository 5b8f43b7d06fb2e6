"""Known phrases inside what people write: the longest one wins, wherever it stands."""

from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from bot.language.script import fold

T = TypeVar("T")

MOST_WORDS = 80  # of a message that are looked at; what it is about is said before the eightieth word


class Hit(NamedTuple, Generic[T]):
    """A phrase found in words[start:end]."""

    start: int
    end: int
    phrase: str
    meaning: T


class Phrases(Generic[T]):
    """Phrases and what they mean, ready to be looked for."""

    def __init__(self, spellings: Mapping[T, Iterable[str]]) -> None:
        self.meanings: dict[str, tuple[T, ...]] = {}
        self._longest: dict[str, int] = {}  # the most words of a phrase that begins with this word
        for meaning, written in spellings.items():
            for phrase in dict.fromkeys(map(fold, written)):
                if phrase:
                    self._add(phrase, meaning)

    def _add(self, phrase: str, meaning: T) -> None:
        known = self.meanings.get(phrase, ())
        if meaning not in known:
            self.meanings[phrase] = (*known, meaning)
        first, length = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        self._longest[first] = max(length, self._longest.get(first, 0))

    def find(self, words: list[str]) -> list[Hit[tuple[T, ...]]]:
        """All phrases in these folded words, left to right, none inside another."""
        hits = []
        place = 0
        while place < len(words):
            longest = self._longest.get(words[place], 0)
            for length in range(min(longest, len(words) - place), 0, -1):
                phrase = " ".join(words[place : place + length])
                meanings = self.meanings.get(phrase)
                if meanings:
                    hits.append(Hit(place, place + length, phrase, meanings))
                    place += length - 1
                    break
            place += 1
        return hits


def words_of(text: str) -> list[str]:
    """The folded words of a message that are looked at."""
    return fold(text[: MOST_WORDS * 12]).split()[:MOST_WORDS]
