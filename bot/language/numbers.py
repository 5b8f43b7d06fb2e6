"""Numbers as people write them: "50 hazar", "ڈھائی لاکھ", "sawa do lakh", "۲۵٬۰۰۰", "twenty five".

One grammar reads them all; each question then decides what it takes. Whatever leaves a doubt (a range, two
numbers, another currency, a bare "lakh") is None, and the bot asks.
"""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from bot.language.number_words import number_words
from bot.language.script import digits, fold

_LONGEST = 200
_MOST_RUPEES = 10**12
_LAKH = 100_000
_YOUNGEST, _OLDEST = 10, 110
_FIRST_YEAR = 1900
_MOST_DIGITS = 13

_TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+|[^\w\s]", re.UNICODE)
# 1500000 · 1,500,000 (thousands) · 15,00,000 (lakhs) · 1.500.000 · 12.75
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_SPACED = re.compile(r"(?<![\d.,])(\d{1,3})((?: 000)+)(?!\d)")
_SLASH_DASH = re.compile(r"/\s*[-=]")  # "5000/-" as on bills
_OPEN = re.compile(r"\d\s?\+")  # "10+": at least ten
_DECADE = re.compile(r"\d(?:s\b|-\d)")  # 1990s, 2018-19
_NEGATIVE = re.compile(r"(?:^|[\s(])[-−–]\s?\d")
_OTHER_MONEY = re.compile("[$€£¥₹%]")
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


def amount(text: str) -> int | None:
    """Whole rupees, positive; None for a range, alternatives, another currency, a bound or a bare "lakh"."""
    if _is_no_number(text):
        return None
    reading = _read(_SLASH_DASH.sub(" ", text))
    if reading.units & {"not_rupees", "bounds", "years", "people"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or (run.bare and run.value != 100):
        return None
    value = _whole(run.value)
    return value if value is not None and 0 < value <= _MOST_RUPEES else None


def count(text: str) -> int | None:
    """How many: 0 or more. "akela" is 1, "koi nahi" is 0; a range is None."""
    if _is_no_number(text):
        return None
    folded = fold(text)
    meanings = number_words().meanings
    for name, people in (("alone", 1), ("nobody", 0), ("us_two", 2)):
        if folded in meanings[name]:
            return people
    reading = _read(text)
    if reading.units & {"not_rupees", "bounds", "years", "months", "rupees"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or run.bare:
        return None
    value = _whole(run.value)
    if value is None or value > _MOST_RUPEES:
        return None
    and_me = any(folded.startswith(words + " ") for words in meanings["me_and"])
    return value + 1 if and_me else value


def age(text: str) -> int | None:
    """A person's age in years, 10 to 110."""
    if _is_no_number(text):
        return None
    reading = _read(text)
    if reading.units & {"not_rupees", "bounds", "rupees", "months"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or run.bare:
        return None
    value = _whole(run.value)
    return value if value is not None and _YOUNGEST <= value <= _OLDEST else None


def year(text: str, this_year: int) -> int | None:
    """A year of the past since 1900: named, or how long ago."""
    if len(text) > _LONGEST or _OTHER_MONEY.search(text):
        return None
    reading = _read(text)
    if reading.units & {"not_rupees", "bounds", "rupees"}:
        return None
    named = {found for run in reading.runs if (found := _year_named(run)) is not None}
    if named:
        only = named.pop() if len(named) == 1 else 0
        exact = _DECADE.search(digits(text)) is None
        return only if exact and _FIRST_YEAR <= only <= this_year else None
    ago = _years_ago(text, reading)
    return this_year - ago if ago is not None and this_year - ago >= _FIRST_YEAR else None


def _is_no_number(text: str) -> bool:
    """Whether its signs alone say so: too long, another currency, a percentage, negative, or open ("10+")."""
    if len(text) > _LONGEST or _OTHER_MONEY.search(text):
        return True
    plain = digits(text)
    return _NEGATIVE.search(plain) is not None or _OPEN.search(plain) is not None


def _year_named(run: Run) -> int | None:
    """The value of a run that looks like a year at all, also one of the future or too long ago."""
    value = _whole(run.value) if run.value is not None and run.unit != "years" else None
    return value if value is not None and 1000 <= value <= 9999 else None


def _years_ago(text: str, reading: Reading) -> int | None:
    run = _only(reading)
    if run is not None:
        return _whole(run.value) if run.unit == "years" else None
    if any(run.value is None or not run.weak for run in reading.runs):
        return None
    folded = f" {fold(text)} "
    for name, ago in (("this_year", 0), ("last_year", 1)):
        if any(f" {phrase} " in folded for phrase in number_words().meanings[name]):
            return ago
    return None


def _whole(value: Fraction | None) -> int | None:
    return int(value) if value is not None and value.denominator == 1 else None


def _only(reading: Reading) -> Run | None:
    """The one number of a text. Everyday words that may be numbers give way to real ones."""
    runs = reading.runs
    if len(runs) > 1 or reading.others:
        strong = tuple(run for run in runs if not run.weak)
        counted = tuple(run for run in runs if run.weak and run.unit)
        runs = strong or counted or (() if reading.others else runs)
    return runs[0] if len(runs) == 1 else None


def _read(text: str) -> Reading:
    """Cut a text into numbers and words."""
    words = number_words()
    plain = unicodedata.normalize("NFKC", digits(text)).translate(_SEPARATORS)
    plain = _SPACED.sub(lambda match: match[0].replace(" ", ""), plain)
    tokens = [token if token[0].isdigit() else fold(token) or token for token in _TOKEN.findall(plain)]
    runs: list[Run] = []
    units: set[str] = set()
    others = False
    place = 0
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
        runs.append(Run(value, weak, bare, unit, " ".join(tokens[place:end])))
        place = end
    return Reading(tuple(runs), frozenset(units), others)


def _end_of_number(tokens: list[str], start: int) -> int:
    """Where the number that begins at `start` ends; `start` itself when none begins there."""
    words = number_words()
    place = start
    while place < len(tokens):
        token = tokens[place]
        part = token[0].isdigit() or words.find(token) is not None
        short = place > start and token in words.after_digits and tokens[place - 1][0].isdigit()
        joined = place > start and token in words.meanings["and"] and _joins(tokens, place)
        if not (part or short or joined):
            break
        place += 1
    return place


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
        elif kind == "number" and (_hundreds(self.now, value) or _english_tens(self.now, value)):
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
        if self.smallest is not None and value >= self.smallest:
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
