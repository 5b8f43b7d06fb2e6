"""Numbers cut out of a text: digits in their groupings, number words in three scripts, and both mixed.

"sawa do lakh", "ڈھائی ہزار", "2 lakh 50 hazar", "twenty five thousand", "15,00,000", "2½". What its parts do not
add up to one number has no value; what it means is for the question that was asked (numbers.py).
"""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.language.number_words import number_words
from bot.language.script import digits, fold
from bot.language.spelling import spellings

_REMEMBERED = 4096  # texts: nearly everybody writes the same few numbers
_SHORT = 64  # letters of a text that is remembered

_THOUSAND, _LAKH = 1_000, 100_000
_MOST_DIGITS = 13
_TOO_MANY = 10_000  # of a multiplier: nobody says "75,000 hazar"

_TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+|[^\w\s]")
# 1,500,000 (thousands) · 15,00,000 (lakhs) · 1.500.000
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_SPACED = re.compile(r"(?<![\d.,])(\d{1,3})((?: 000)+)(?!\d)")
_QUARTERS = re.compile("(\\d?)([¼½¾])")
_PARTS = {"¼": ".25", "½": ".5", "¾": ".75"}
_TWO_WORDS = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")  # twenty-five
_AND_A_HALF = re.compile(r"\b(\w+) and (?:a|one) half\b", re.IGNORECASE)
# "20 k qareeb" is about twenty, not twenty thousand.
_KE = re.compile(r"(\d) k(?= (?:qareeb|kareeb|karib|qarib|lagbhag|lag|andar|uper|upar|neeche|shuru)\b)", re.IGNORECASE)
_JOINED = re.compile(r"([a-z]{2,})(hazar|hazaar|hzar|lakh|lac|crore|karor)")
_SEPARATORS = str.maketrans({"٬": ",", "،": ",", "٫": ".", "’": "", "'": "", "۔": ". "})


class Run(NamedTuple):
    """One number found in a text: its value (None where its parts do not fit together) and its neighbours."""

    value: Fraction | None
    weak: bool
    """Made only of words that are also everyday words."""
    bare: bool
    """Only a multiplier: "lakh"."""
    unit: str
    """What the word behind it counts: rupees, years, people …"""
    text: str


class Reading(NamedTuple):
    """All numbers of a text and the kinds of words around them."""

    runs: tuple[Run, ...]
    units: frozenset[str]
    others: bool
    """Whether there are words beside numbers and units."""
    is_range: bool = False
    """Whether one number leads to the next: "do se teen lakh"."""


def read(text: str) -> Reading:
    """Cut a text into numbers and words."""
    return _remembered(text) if len(text) <= _SHORT else _cut(text)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(text: str) -> Reading:
    return _cut(text)


def _cut(text: str) -> Reading:
    words = number_words()
    plain = _QUARTERS.sub(lambda match: (match[1] or " 0") + _PARTS[match[2]], digits(text))
    plain = unicodedata.normalize("NFKC", plain).translate(_SEPARATORS)
    plain = _KE.sub(r"\1 ke", plain)
    plain = _SPACED.sub(lambda match: match[0].replace(" ", ""), plain)
    # "two and a half" is what Urdu says in one word before the number: saarhe do.
    plain = _AND_A_HALF.sub(r"saarhe \1", _TWO_WORDS.sub(" ", plain))
    tokens = [token if token[0].isdigit() else fold(token) or token for token in _TOKEN.findall(plain)]
    tokens = _without_articles(_without_company(_spelled(tokens)))
    runs: list[Run] = []
    units: set[str] = set()
    others = is_range = False
    place = last_end = 0
    while place < len(tokens):
        end = _end_of_number(tokens, place)
        if end == place:
            token = tokens[place]
            unit = words.units.get(token, "")
            if unit:
                units.add(unit)
            elif token[0].isalpha() and token not in words.meanings["filler"]:
                others = True
            place += 1
            continue
        value, weak = _value(tokens[place:end])
        unit = words.units.get(tokens[end], "") if end < len(tokens) else ""
        bare = all((word := words.find(token)) and word.role == "times" for token in tokens[place:end])
        between = set(tokens[last_end:place])
        is_range = is_range or (bool(runs and between) and between <= words.meanings["until"])
        runs.append(Run(value, weak, bare, unit, " ".join(tokens[place:end])))
        place = last_end = end
    return Reading(tuple(runs), frozenset(units), others, is_range)


def _spelled(tokens: list[str]) -> list[str]:
    """Words beside numbers in their usual spelling ("chaye" is no six), and "teenlakh" in two."""
    words, usual = number_words(), spellings()
    spelled: list[str] = []
    for token in tokens:
        other = usual.get(token, token)
        if other != token and other in words.meanings["filler"] and token not in words.after_digits:
            spelled.append(other)
        elif words.find(token) is None and (joined := _JOINED.fullmatch(token)) and words.find(joined[1]):
            spelled += [joined[1], joined[2]]
        else:
            spelled.append(token)
    return spelled


def _without_company(tokens: list[str]) -> list[str]:
    """Without "mere sath" (with me), whose second word alone is sixty."""
    together = f" {' '.join(tokens)} "
    said = [phrase for phrase in number_words().meanings["with"] if f" {phrase} " in together]
    for phrase in said:
        together = together.replace(f" {phrase} ", " ")
    return together.split() if said else tokens


def _without_articles(tokens: list[str]) -> list[str]:
    """ "a lakh" as "one lakh", "half a lakh" as "half lakh"."""
    words = number_words()
    kept: list[str] = []
    for word, next_word in pairwise([*tokens, ""]):
        after = words.find(next_word) if word == "a" and next_word else None
        if after is None or after.role != "times":
            kept.append(word)
        elif not kept or (before := words.find(kept[-1])) is None or before.role != "fraction":
            kept.append("one")
    return kept


def _end_of_number(tokens: list[str], start: int) -> int:
    """Where the number that begins at `start` ends; `start` itself when none begins there.

    "do" after thousands is not two but "give": "50 hazar do".
    """
    words = number_words()
    place = start
    after = words.find(tokens[start + 1]) if start + 1 < len(tokens) else None
    if start and after is None and is_give(tokens[start - 1], tokens[start]):
        return start
    while place < len(tokens):
        token = tokens[place]
        part = token[0].isdigit() or words.find(token) is not None
        short = place > start and token in words.after_digits and tokens[place - 1][0].isdigit()
        joined = place > start and token in words.meanings["and"] and _joins(tokens, place)
        if not (part or short or joined):
            break
        place += 1
    if place - start > 2 and tokens[place - 1] in words.meanings["give"]:
        before = words.find(tokens[place - 2])
        place -= int(before is not None and before.role == "times" and before.value >= _THOUSAND)
    return place


def is_give(before: str, word: str) -> bool:
    """Whether "do" is no number here: "kar do", "likh do"."""
    meanings = number_words().meanings
    return word in meanings["give"] and before in meanings["give_after"]


def _joins(tokens: list[str], place: int) -> bool:
    """Whether "aur" stands inside one number: "do lakh aur pachas hazar"."""
    words = number_words()
    before = words.find(tokens[place - 1])
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    return bool(
        before
        and before.role == "times"
        and after
        and (after[0].isdigit() or ((word := words.find(after)) and word.role != "times"))
    )


class _Sum:
    """A number while it is being read."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        self.now: Fraction | None = None
        self.shift: Fraction | None = None
        self.smallest: Fraction | None = None
        self.fits = True

    def add_number(self, value: Fraction, kind: str) -> None:
        if self.now is None:
            self.now = value
        elif kind == "number" and (_hundreds(self.now, value) or _english_tens(self.now % 100, value)):
            self.now += value
        else:
            self.fits = False
        if self.shift is not None:
            self.now += self.shift
            self.shift = None

    def add_shift(self, value: Fraction) -> None:
        self.fits = self.fits and self.shift is None and self.now is None
        self.shift = value

    def times(self, value: Fraction) -> None:
        if self.now is None:
            self.now = Fraction(1)
        if self.shift is not None:
            self.now += self.shift
            self.shift = None
        if value == 100 and self.now < 100:
            self.now *= 100
            return
        if (self.smallest is not None and value >= self.smallest) or self.now >= _TOO_MANY:
            self.fits = False
        self.total += self.now * value
        self.now, self.smallest = None, value

    def result(self) -> Fraction | None:
        rest = self.now or Fraction(0)
        # "2 lakh 50" may be 2,50,000 or 2,00,050.
        vague = self.now is not None and self.smallest is not None and self.smallest >= _LAKH and rest < 1000
        if not self.fits or self.shift is not None or (vague and rest % 100):
            return None
        return self.total + rest


def _hundreds(hundreds: Fraction, rest: Fraction) -> bool:
    return hundreds > 0 and hundreds % 100 == 0 and rest < 100


def _english_tens(tens: Fraction, ones: Fraction) -> bool:
    return 20 <= tens <= 90 and tens % 10 == 0 and 0 < ones < 10


def _value(tokens: list[str]) -> tuple[Fraction | None, bool]:
    """The value of one number's tokens, and whether all of them are everyday words."""
    words = number_words()
    sum_ = _Sum()
    weak = True
    for place, token in enumerate(tokens):
        if token[0].isdigit():
            written = _digits_value(token, alone=len(tokens) == 1)
            if written is None:
                return None, False
            sum_.add_number(written, "digits")
            weak = False
            continue
        if place and tokens[place - 1][0].isdigit() and token in words.after_digits:
            sum_.times(words.after_digits[token])
            continue
        word = words.find(token)
        if word is None:
            continue  # "aur"
        weak = weak and word.weak
        if word.role == "shift":
            sum_.add_shift(word.value)
        elif word.role == "times":
            sum_.times(word.value)
        else:
            sum_.add_number(word.value, word.role)
    return sum_.result(), weak and len(tokens) == 1


def _digits_value(token: str, alone: bool) -> Fraction | None:
    """A token of digits, dots and commas; None where the grouping is not one we know."""
    token = token.rstrip(".,")
    if len(token) > 2 * _MOST_DIGITS:
        return None
    if token.isdecimal():
        # 0300… is a phone number, and so is anything of that length.
        wrong = (len(token) > 1 and token[0] == "0") or len(token) > _MOST_DIGITS
        return None if wrong else Fraction(token)
    whole, _, part = token.partition(".")
    if _DOTTED.fullmatch(token):
        return Fraction(token.replace(".", ""))
    if whole.isdecimal() or _GROUPED.fullmatch(whole):
        if not part:
            return Fraction(whole.replace(",", ""))
        # "50.000" may be fifty thousand or fifty.
        if part.isdecimal() and not (alone and len(part) == 3):
            return Fraction(f"{whole.replace(',', '')}.{part}")
    return None
