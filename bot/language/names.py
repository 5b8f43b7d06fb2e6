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
from bot.language.number_grammar import read
from bot.language.questions import surely_asks
from bot.language.script import clean, digits, fold
from bot.language.yesno import yes_or_no

SHORTEST, LONGEST = 2, 80
_RAW_LONGEST = 200
_MOST_OPENINGS = 3  # "ji" · "salam mera naam" · "hai"
_LONGEST_OPENING = 7  # words
_MOST_WORDS = 8  # the longest names have six; more is a sentence
_URL = re.compile(r"https?:|www\.|\w\.(?:com|pk|org|net|info|io)\b|\S@\S", re.IGNORECASE)
_NOT_IN_A_PERSON = re.compile(r"[\d<>{}\[\]|\\/=+*#@$%^~?!;:\"&]")
_SON_OF = re.compile(
    r"\b(?:[sdw]/o|(?:son|daughter|wife|widow) of)\b", re.IGNORECASE
)  # "Ali s/o Ahmed": son, daughter, wife of
# "I am a tailor" tells a trade, not a name; "I am A Hameed" has an initial.
_WHAT_ONE_IS = re.compile(
    r"^\W*(?:[Ii] am|[Ii]'?m|[Tt]his is) (?:an?|the|from|in|not|very|so|just|here|looking|interested) "
)
_I_AM = re.compile(r"^mai (.+) (?:hun|hoon|hu|hon)$", re.IGNORECASE)  # but Mai Bakhtawar is a name
_BEFORE_HAI = frozenset(("abdul", "عبدال"))  # Abdul Hai is a name
_QUESTION = re.compile(r"\w\s+\w.*[?؟]\s*$", re.DOTALL)  # of more than one word
_AFTER_GREETING = re.compile("[,،!.۔\n]+")
_SYMBOL = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")  # arrows, dingbats, emoji
# What a person goes on to say after her name: "Ali, Sialkot", "Sana and I live in Lahore".
_REST = re.compile(
    r"(?<=\w{2})(?:\s*[,،]|\s+(?:and (?:i|my)|aur (?:main|mein|mera|meri)|from|اور (?:میں|میرا|میری))\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_PHONE = re.compile(r"(?:\d[\s-]?){10,}")
_EDGES = " \t\n.,،۔:;-–—!?\"'“”«»()*_~"


class _Lists(NamedTuple):
    before: frozenset[str]
    greetings: frozenset[str]
    linking: frozenset[str]
    before_business: frozenset[str]
    after: frozenset[str]
    after_politely: frozenset[str]
    not_names: frozenset[str]
    also_names: frozenset[str]
    politely: frozenset[str]
    politely_with: frozenset[str]
    sentence_words: frozenset[str]
    request_words: frozenset[str]
    nameless: frozenset[str]


def name(text: str) -> str | None:
    """A person's name as she writes it; None for commands, numbers, questions, links or one letter."""
    if _WHAT_ONE_IS.match(text) or _QUESTION.search(text):
        return None
    own = _unwrapped(_REST.sub("", _ungreeted(_SYMBOL.sub(" ", text))), _lists().before)
    if own is None or _NOT_IN_A_PERSON.search(_SON_OF.sub(" ", own)) or _is_something_else(own):
        return None
    words = fold(_SON_OF.sub(" ", own)).split()
    if not words:
        return None
    if len(words) > 1 and words[-1] == "hai" and words[-2] in _BEFORE_HAI:
        words.pop()
    if len(words) > _MOST_WORDS or not _lists().sentence_words.isdisjoint(words) or _is_a_number(own):
        return None
    return own


def is_also_a_name(text: str) -> bool:
    """Whether this one word is a name, although it sounds like something else: Aslam like a greeting."""
    return fold(text) in _lists().also_names


def _is_a_number(own: str) -> bool:
    """Whether it is a number in words: "pachas hazar". One word may be a name (Das, Arab)."""
    reading = read(own)
    return bool(reading.runs) and not reading.others and " " in own


def business_name(text: str) -> str | None:
    """The name of a business; it may contain digits and signs."""
    own = _unwrapped(text, _lists().before_business)
    if own is None or _is_something_else(own) or surely_asks(text) or _PHONE.search(digits(own)):
        return None
    return own if _lists().request_words.isdisjoint(fold(own).split()) else None


def is_nameless(text: str) -> bool:
    """Whether it says that there is no name: "abhi naam nahi rakha"."""
    folded = f" {fold(text[:_RAW_LONGEST])} "
    return any(f" {said} " in folded for said in _lists().nameless)


def _unwrapped(text: str, openings: frozenset[str]) -> str | None:
    """The name without its sentence, when what is left can be a name at all."""
    if len(text) > _RAW_LONGEST:
        return None
    own = clean(text)
    if "\n" in own or _URL.search(own):
        return None
    own = _without_end(_without_beginning(_I_AM.sub(r"\1", _trimmed(own)), openings))
    return own if SHORTEST <= len(own) <= LONGEST and _letters(own) >= SHORTEST else None


def _ungreeted(text: str) -> str:
    """Without a greeting that is set off by a comma or stop: "Salam, mera naam Ali hai"."""
    greeting, _, rest = _AFTER_GREETING.sub("\n", text, count=1).partition("\n")
    return rest if rest.strip() and fold(greeting) in _lists().greetings else text


def _without_beginning(own: str, openings: frozenset[str]) -> str:
    """Without "salam", "ji", "mera naam hai" in front; something is always left."""
    lists = _lists()
    words = own.split(" ")
    start = 0
    greeted = _longest(words, 0, lists.greetings)
    if greeted and _longest(words, greeted, openings):
        start = greeted
    for _ in range(_MOST_OPENINGS):
        taken = _longest(words, start, openings)
        if not taken:
            break
        start += taken
        start += _longest(words, start, lists.linking)
    return _trimmed(" ".join(words[start:])) if start else own


def _longest(words: list[str], start: int, phrases: frozenset[str]) -> int:
    """How many words of the longest of `phrases` stand at `start`, leaving at least one word behind it."""
    for taken in range(min(len(words) - start - 1, _LONGEST_OPENING), 0, -1):
        if fold(" ".join(words[start : start + taken])) in phrases:
            return taken
    return 0


def _without_end(own: str) -> str:
    """Without "hai ji" behind; something is always left."""
    words = own.split(" ")
    while (taken := _ending(words)) and not (taken == 1 and fold(words[-2]) in _BEFORE_HAI):
        words = _trimmed(" ".join(words[:-taken])).split(" ")
    return " ".join(words)


def _ending(words: list[str]) -> int:
    """How many words at the end are no part of the name."""
    lists = _lists()
    polite = int(len(words) > 2 and fold(words[-1]) in lists.after_politely)
    own = words[: len(words) - polite]
    for taken in (3, 2, 1):
        if len(own) > taken and fold(" ".join(own[-taken:])) in lists.after:
            return taken + polite
    return 0


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
    lists, folded = _lists(), fold(own)
    if folded in lists.also_names:
        return False
    words = set(folded.split())
    if words & lists.politely and not words - lists.politely - lists.politely_with:
        return True
    if folded.split(" ")[0] in lists.also_names:  # "Manzoor Sahib" is a name too
        return folded in lists.not_names or command(own) is not None
    return folded in lists.not_names or command(own) is not None or yes_or_no(own) is not None


@cache
def _lists() -> _Lists:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

    def words(names: Iterable[str]) -> frozenset[str]:
        return frozenset(map(fold, names)) - {""}

    return _Lists(
        words(data["before"]),
        words(data["greetings"]),
        words(data["linking"]),
        words(data["before_business"]),
        words(data["after"]),
        words(data["after_politely"]),
        words(data["not_names"]),
        words(data["also_names"]),
        words(data["politely"]),
        words(data["politely_with"]),
        words(data["sentence_words"]),
        words(data["request_words"]),
        words(data["nameless"]),
    )
