"""How many people somebody means without a number: "sirf main", "koi nahi", "main aur meri behan".

A message is such an answer only when every word of it belongs there (numbers.toml, [headcount]): "main akela nahi" or
"koi 5 log" is not.
"""

import itertools
import re
import tomllib
from functools import cache
from pathlib import Path

from bot.language.number_words import number_words
from bot.language.script import digits, fold
from bot.language.spelling import usual

_LONGEST_NUMBER = 4  # digits
_SOMEBODY_ELSE = re.compile(r"\b(?:koi aur|aur koi|کوئی اور|اور کوئی)\b")


def without_number(folded: str) -> int | None:
    """0, 1 or 2 people, or None where the words do not say it; `folded` as `script.fold` leaves it."""
    words = frozenset(usual(_SOMEBODY_ELSE.sub("else", folded).split()))
    for people, said in ((1, _alone), (0, _nobody), (2, _with_one_other)):
        if words and said(words):
            return people
    return None


def _alone(words: frozenset[str]) -> bool:
    known = lists()
    nobody_else = bool(words & known["else"] and words & known["not"])
    rest = words - known["alone_filler"] - known["me"] - known["only"] - known["alone"]
    if nobody_else:
        return not rest - known["else"] - known["not"] - known["nobody_filler"]
    return not rest and bool(words & known["alone"] or (words & known["me"] and words & known["only"]))


def _nobody(words: frozenset[str]) -> bool:
    known = lists()
    return bool(words & known["not"]) and not words - known["not"] - known["nobody_filler"] - known["people"]


def _with_one_other(words: frozenset[str]) -> bool:
    known = lists()
    if words & known["both"]:
        return (
            not words
            - known["both"]
            - known["pair_filler"]
            - known["alone_filler"]
            - known["relatives"]
            - known["people"]
        )
    rest = words - known["me"] - known["and"] - known["only"] - known["alone_filler"] - known["pair_filler"]
    return bool(words & known["me"] and words & known["and"]) and len(rest) == 1 and rest <= known["relatives"]


def women_of(text: str, people: int) -> int | None:
    """How many of so many people are women, where that is said of all of them or by the men among them: "sab aurtein
    hain", "3 gents", "ek mard baqi aurtein", "2 mard 2 aurtein"; None where it is not."""
    words, known = usual(fold(digits(text)).split()), lists()
    men = _counted(words, known["men"])
    if men is None:
        return _share(frozenset(words), people)
    women = _counted(words, known["women"])
    if women is not None:
        return women
    return people - men if men <= people else None


def _counted(words: list[str], who: frozenset[str]) -> int | None:
    """The number that stands before one of these words, where there is one."""
    for number, word in itertools.pairwise(words):
        if word in who and (value := number_of(number)) is not None:
            return value
    return None


def number_of(word: str) -> int | None:
    """The whole number that this folded word is, in digits or spoken; "no" is none, though nau sounds like it."""
    if word.isdecimal():
        return int(word) if len(word) <= _LONGEST_NUMBER else None
    said = None if word == "no" else number_words().find(word)
    return int(said.value) if said and said.role == "number" and said.value.denominator == 1 else None


def _share(words: frozenset[str], people: int) -> int | None:
    known = lists()
    if (
        not words & known["everybody"]
        or words - known["everybody"] - known["women"] - known["men"] - known["share_filler"]
    ):
        return None
    if words & known["men"]:
        return None if words & known["women"] else 0
    return people


@cache
def lists() -> dict[str, frozenset[str]]:
    """The words of numbers.toml by which people are counted without a number, or beside one."""
    data = tomllib.loads(Path(__file__).with_name("numbers.toml").read_text(encoding="utf-8"))
    lists = {name: frozenset(usual(list(map(fold, spellings)))) - {""} for name, spellings in data["headcount"].items()}
    return lists | {"people": frozenset(usual(list(map(fold, data["units"]["people"]))))}
