"""Names of people and of businesses, kept as their owners write them.

Only the wrapping goes ("mera naam … hai"). A business may be called `<b>7 Stars & Sons</b>; DROP TABLE`: that
is just text, and whoever shows or stores it is the one to quote it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.language.commands import command
from bot.language.script import clean, fold
from bot.language.yesno import yes_or_no

SHORTEST, LONGEST = 2, 80
_RAW_LONGEST = 200
_MOST_WORDS = 8  # the longest names have six; more is a sentence
_URL = re.compile(r"https?:|www\.|\w\.(?:com|pk|org|net|info|io)\b|\S@\S", re.IGNORECASE)
_NOT_IN_A_PERSON = re.compile(r"[\d<>{}\[\]|\\/=+*#@$%^~?!;:\"&]")
_SON_OF = re.compile(r"\b[sdw]/o\b", re.IGNORECASE)  # "Ali s/o Ahmed": son, daughter, wife of
_SYMBOL = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")  # arrows, dingbats, emoji
# What a person goes on to say after her name: "Ali, Sialkot", "Sana and I live in Lahore".
_REST = re.compile(
    r"(?<=\w{2})(?:\s*[,،]|\s+(?:and (?:i|my)|aur (?:main|mein|mera|meri)|from|اور (?:میں|میرا|میری))\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_EDGES = " \t\n.,،۔:;-–—!?\"'“”«»()*_~"


class _Lists(NamedTuple):
    before: frozenset[str]
    before_business: frozenset[str]
    after: frozenset[str]
    not_names: frozenset[str]
    also_names: frozenset[str]
    sentence_words: frozenset[str]
    request_words: frozenset[str]


def name(text: str) -> str | None:
    """A person's name as she writes it; None for commands, numbers, questions, links or one letter."""
    own = _unwrapped(_REST.sub("", _SYMBOL.sub(" ", text)), _lists().before)
    if own is None or _NOT_IN_A_PERSON.search(_SON_OF.sub(" ", own)) or _is_something_else(own):
        return None
    words = fold(own).split()
    if len(words) > _MOST_WORDS or not _lists().sentence_words.isdisjoint(words):
        return None
    return own


def business_name(text: str) -> str | None:
    """The name of a business; it may contain digits and signs."""
    own = _unwrapped(text, _lists().before_business)
    if own is None or _is_something_else(own) or not _lists().request_words.isdisjoint(fold(own).split()):
        return None
    return own


def _unwrapped(text: str, openings: frozenset[str]) -> str | None:
    """The name without its sentence, when what is left can be a name at all."""
    if len(text) > _RAW_LONGEST:
        return None
    own = clean(text)
    if "\n" in own or _URL.search(own):
        return None
    own = _without_end(_without_beginning(_trimmed(own), openings))
    return own if SHORTEST <= len(own) <= LONGEST and _letters(own) >= SHORTEST else None


def _without_beginning(own: str, openings: frozenset[str]) -> str:
    words = own.split(" ")
    for taken in range(min(len(words) - 1, 7), 0, -1):
        if fold(" ".join(words[:taken])) in openings:
            return _trimmed(" ".join(words[taken:]))
    return own


def _without_end(own: str) -> str:
    words = own.split(" ")
    for taken in (2, 1):
        if len(words) > taken and fold(" ".join(words[-taken:])) in _lists().after:
            return _trimmed(" ".join(words[:-taken]))
    return own


def _trimmed(own: str) -> str:
    """Without the quotes and stops around it; a bracket that closes one inside stays."""
    bare = own.strip(_EDGES)
    if "(" in bare and own.rstrip(" .,").endswith(")"):
        bare += ")"
    return bare


def _letters(own: str) -> int:
    return sum(unicodedata.category(character)[0] == "L" for character in own)


def _is_something_else(own: str) -> bool:
    """A command, a greeting, an answer to another question."""
    folded = fold(own)
    if folded in _lists().also_names:
        return False
    return folded in _lists().not_names or command(own) is not None or yes_or_no(own) is not None


@cache
def _lists() -> _Lists:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

    def words(names: Iterable[str]) -> frozenset[str]:
        return frozenset(map(fold, names)) - {""}

    return _Lists(
        words(data["before"]),
        words(data["before_business"]),
        words(data["after"]),
        words(data["not_names"]),
        words(data["also_names"]),
        words(data["sentence_words"]),
        words(data["request_words"]),
    )
