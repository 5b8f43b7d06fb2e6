"""That somebody corrects what she has told us: "pehle wala ghalat tha, zila Jhang hai"."""

import tomllib
from functools import cache
from pathlib import Path

from bot.language.script import fold

_LONGEST = 200  # characters; more than that is a story


def speaks_of_a_slip(text: str) -> bool:
    """Whether one of the words for a mistake, or for changing something, stands in it."""
    return len(text) <= _LONGEST and not _words()["slip"].isdisjoint(fold(text).split())


def what_is_right(text: str) -> str:
    """What is left of such a sentence without the words that only say that it was wrong, as it was written."""
    words = _words()
    idle = words["slip"] | words["around"]
    return " ".join(word for word in text[:_LONGEST].split() if fold(word) and fold(word) not in idle)


@cache
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {name: frozenset(map(fold, words)) - {""} for name, words in data.items()}
