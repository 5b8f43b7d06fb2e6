"""Two versions of an article beside each other: what was taken out, what was put in."""

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from bot.console.article_form import FIELDS, typed_of
from knowledge.library import Article

_WORDS: Final = re.compile(r"\s+|[^\s]+")
_MOST_WORDS: Final = 2000
"""Of a text that are compared word by word, to bound the time."""


class Piece(NamedTuple):
    """A stretch of a text; `changed` where the other version has something else."""

    text: str
    changed: bool


class Difference(NamedTuple):
    """One field in which two versions differ."""

    field: str
    one: list[Piece]
    two: list[Piece]


def differences(one: Article | None, two: Article | None) -> list[Difference]:
    """What differs, field by field; an article that is not there has nothing in any field."""
    first, second = (typed_of(article) if article is not None else dict.fromkeys(FIELDS, "") for article in (one, two))
    return [
        Difference(field, *_pieces(first[field], second[field])) for field in FIELDS if first[field] != second[field]
    ]


def _pieces(one: str, two: str) -> tuple[list[Piece], list[Piece]]:
    a, b = _WORDS.findall(one)[:_MOST_WORDS], _WORDS.findall(two)[:_MOST_WORDS]
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        changed = kind != "equal"
        for pieces, words in ((left, a[a_from:a_to]), (right, b[b_from:b_to])):
            if words:
                pieces.append(Piece("".join(words), changed))
    return left, right
