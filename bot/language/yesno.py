"""Yes or no, in all the politeness it comes wrapped in; None when a person has not decided.

Every word must be understood: "yes" in the middle of a story is not an answer. Negation wins over agreement
("ji nahi", "bilkul nahi"), except in set phrases ("kyun nahi" = why not = yes).
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.language.number_words import number_words
from bot.language.phonetics import fine
from bot.language.script import fold

_MOST_WORDS = 10
_LONGEST = 120
_HEARD = 6  # letters from which a word of agreement is also known by its sound
_LETTER = re.compile(r"[^\W\d_]")
# "haannn", "noooo", "yesss": three or more of a letter are one.
_STRETCHED = re.compile(r"([a-z])\1{2,}")
# What is done or not done ("nahi karwaya", "haan likhwa do") does not change the answer: verb and ending.
_DOING = re.compile(
    "(?:kar|kr|karwa|krwa|ban|bana|bna|banwa|bnwa|likh|likhwa|le|de|rakh|bhej|bhijwa|mil|milwa|chah|laga|lagwa|nikal|nikalwa|bhar)"
    "(?:a|i|e|o|ya|yi|ye|na|ni|ne|ta|ti|te|do|dein|den|dain|dy|lo|lain|lein|len|oon|un|unga|ungi|onga|enge|ien|en|ein|rha|rhi)?"
    "|(?:کر|کروا|بن|بنا|بنوا|لکھ|لکھوا|لی|دی|رکھ|بھیج|مل|لگا|نکلوا|نکال|بھر)"
    "(?:ا|ی|و|یا|نا|نی|تا|تی|وں|یں|دو|دیں|لیں|لو)?"
)


class _Lists(NamedTuple):
    yes: frozenset[str]
    yes_heard: frozenset[str]
    """The longer of them by their sound."""
    no: frozenset[str]
    filler: frozenset[str]
    doubt: frozenset[str]
    deniable: frozenset[str]
    there_is: frozenset[str]
    """"Is there …?" is answered "there is": hai."""
    there_is_with: frozenset[str]
    wanted: frozenset[str]
    there_already: frozenset[str]
    to_come: tuple[str, ...]
    doubt_phrases: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]
    """(phrase, "yes" or "no"), the longest first."""
    yes_emoji: tuple[str, ...]
    no_emoji: tuple[str, ...]


def yes_or_no(text: str) -> bool | None:
    """What was answered; None when undecided, conditional, both at once, or not an answer."""
    return _read(text) if len(text) <= _LONGEST else None


def is_only_wanted(text: str) -> bool:
    """Whether who was asked if there is such a thing says that it is still wanted: "abhi banwana hai"."""
    words = set(fold(text).split()) if len(text) <= _LONGEST else set()
    lists = _lists()
    return bool(words & lists.wanted) and not words & lists.there_already and len(words) <= _MOST_WORDS


def is_to_come(text: str) -> bool:
    """Whether who nods speaks of later: "haan agle saal", "inshallah bhejenge"; not where it is there already."""
    lists, words = _lists(), fold(text).split()
    return len(words) <= _MOST_WORDS and lists.there_already.isdisjoint(words) and _is_among(lists.to_come, words)


def is_plain(text: str) -> bool:
    """Whether nothing in it is denied or left open: no "not", no "or", no "perhaps"."""
    words, lists = fold(text).split(), _lists()
    return lists.no.isdisjoint(words) and lists.doubt.isdisjoint(words)


@lru_cache(maxsize=4096)
def _read(text: str) -> bool | None:
    lists = _lists()
    emoji = _by_emoji(text, lists)
    folded = _STRETCHED.sub(r"\1", fold(text))
    if not folded:
        return emoji if not _LETTER.search(text) else None
    words = _by_words(folded, lists)
    return words if emoji is None or emoji is words else None


def _by_emoji(text: str, lists: _Lists) -> bool | None:
    if text.isascii():
        return None
    yes = any(emoji in text for emoji in lists.yes_emoji)
    no = any(emoji in text for emoji in lists.no_emoji)
    return None if yes == no else yes


def _by_words(folded: str, lists: _Lists) -> bool | None:
    said, words = _set_phrases(folded, lists)
    if len(words) > _MOST_WORDS:
        return None
    # "ya" alone is a casual yes; between other words it is "or".
    if len(words) > 1 and not lists.doubt.isdisjoint(words):
        return None
    if _is_among(lists.doubt_phrases, words):
        return None
    detailed = words[:1] != [] and words[0] in lists.yes and words[0] not in _POLITE
    denied = "no" in said or not lists.no.isdisjoint(words)
    for word in words:
        if word in lists.no:
            said.add("no")
        elif denied and word in lists.deniable:
            continue
        elif word in lists.yes or (len(word) >= _HEARD and fine(word) in lists.yes_heard):
            said.add("yes" if word not in _POLITE else "polite")
        elif word not in lists.filler and not _DOING.fullmatch(word) and not (detailed and _is_detail(word)):
            return None
    if said == {"polite"} or (not said and _there_is(words, lists)):
        return True
    said.discard("polite")
    return said == {"yes"} if len(said) == 1 else None


def _is_among(phrases: tuple[str, ...], words: list[str]) -> bool:
    """Whether one of the phrases stands in these words."""
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in phrases)


def _is_detail(word: str) -> bool:
    """Whether it may stand in what is told beside a plain yes: "yes 3 workers", "haan 2015 se"."""
    known = number_words()
    return word.isdigit() or word in known.units or known.find(word) is not None


def _set_phrases(folded: str, lists: _Lists) -> tuple[set[str], list[str]]:
    """What the set phrases in it say, and the words left beside them."""
    said = set()
    for phrase, meaning in lists.phrases:
        if phrase in folded and f" {phrase} " in f" {folded} ":
            said.add(meaning)
            folded = f" {folded} ".replace(f" {phrase} ", " ").strip()
    return said, folded.split()


def _there_is(words: list[str], lists: _Lists) -> bool:
    rest = set(words) - lists.there_is
    # "karna hai", "bana hua hai": what was asked about is to be done, or is done.
    done = all(_DOING.fullmatch(word) or word in lists.there_is_with for word in rest)
    return len(rest) < len(set(words)) and done


# "ji" agrees when it stands alone and is only polite beside another answer: "nahi ji".
_POLITE = frozenset(fold(word) for word in ("ji", "jee", "gee", "g", "jii", "jy", "gi", "جی", "ho", "ہو", "k"))


@cache
def _lists() -> _Lists:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[name]) - {""}

    def phrases_of(name: str) -> tuple[str, ...]:
        return tuple(fold(phrase) for phrase in data[name])

    phrases = {fold(phrase): "yes" for phrase in data["yes_phrases"]}
    phrases |= {fold(phrase): "no" for phrase in data["no_phrases"]}
    longest_first = sorted(phrases.items(), key=lambda item: -len(item[0]))
    return _Lists(
        words("yes"),
        frozenset(fine(word) for word in words("yes") if len(word) >= _HEARD),
        words("no"),
        words("filler"),
        words("doubt"),
        words("deniable"),
        words("there_is"),
        words("there_is_with"),
        words("wanted"),
        words("there_already"),
        phrases_of("to_come"),
        phrases_of("doubt_phrases"),
        tuple(longest_first),
        tuple(data["yes_emoji"]),
        tuple(data["no_emoji"]),
    )
