"""Dates with all three parts given, day before month as everybody here writes them.

"kal" is yesterday and tomorrow, "12/5" has no year: such answers are None, and the bot asks.
"""

import datetime as dt
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.language.number_words import number_words
from bot.language.phonetics import fine
from bot.language.script import digits, fold

_LONGEST = 100
_ISO = re.compile(r"(?<![\d\-/.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d\-/.])")
_NUMBERS = re.compile(r"(?<![\d\-/.])(\d{1,2})\s?[-/.\s]\s?(\d{1,2})\s?[-/.\s]\s?(\d{4}|\d{2})(?![\d\-/])")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b")
_FIRST_TO_TWELFTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_IN_WORDS = {word: str(day) for day, word in enumerate(_FIRST_TO_TWELFTH.split(), 1)}
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{1,2}")
_MISSPELLED = 6  # letters from which one slip in a month's name is forgiven: "novmber"
_CLOSE = 84.0  # likeness of two spellings, 0–100
_YEARS_AHEAD = 20  # a two-digit year beyond this belongs to the last century


def date(text: str, today: dt.date | None) -> dt.date | None:
    """The one date in this text; None when a part is missing, the day does not exist, or there are two.

    `today` tells the century of a year of two digits; without it such a year is a missing part.
    """
    if len(text) > _LONGEST:
        return None
    plain = _ORDINAL.sub(r"\1", digits(text).casefold())
    found = {
        *(_day(y, m, d, today) for y, m, d in _ISO.findall(plain)),
        *(_day(y, m, d, today) for d, m, y in _NUMBERS.findall(plain)),
    }
    if not found:
        found = {_with_month_name(plain, today)}
    return found.pop() if len(found) == 1 else None


def _with_month_name(plain: str, today: dt.date | None) -> dt.date | None:
    words = fold(re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", plain)).split()
    words = [_IN_WORDS.get(word, word) for word in words]
    months = [month for word in words if (month := _month(word))]
    if len(months) != 1:
        return None
    years = [word for word in words if _YEAR.fullmatch(word)]
    if not years:
        return _with_short_year(words, months[0], today)
    if len(years) != 1:
        return None
    days = [day for word in words if (day := _day_of_month(word)) is not None]
    if not days:
        days = _spoken_before_month(words)
    return _day(years[0], months[0], days[0], today) if len(days) == 1 else None


def _spoken_before_month(words: list[str]) -> list[int]:
    """ "do march": also a number that is an everyday word elsewhere."""
    spoken = [number_words().find(word) for word, month in pairwise(words) if _month(month)]
    return [int(number.value) for number in spoken if number and number.role == "number"]


def _with_short_year(words: list[str], month: int, today: dt.date | None) -> dt.date | None:
    """ "5 Apr 21": the day stands before the month and the year behind it."""
    numbers = [word for word in words if word[0].isdigit()]
    if len(numbers) != 2 or not all(_DAY.fullmatch(word) for word in numbers) or len(numbers[1]) != 2:
        return None
    parts = [word for word in words if word in numbers or _month(word)]
    return _day(numbers[1], month, numbers[0], today) if parts[1] not in numbers else None


def _day_of_month(word: str) -> int | None:
    if _DAY.fullmatch(word):
        return int(word)
    if word in _months()[1]:
        return 1
    spoken = number_words().find(word)
    return int(spoken.value) if spoken and spoken.role == "number" and not spoken.weak else None


def _month(word: str) -> int | None:
    if not word[0].isalpha():
        return None
    by_spelling, _, by_sound = _months()
    month = by_spelling.get(word) or (by_sound.get(fine(word)) if len(word) > 3 else None)
    if month is None and len(word) >= _MISSPELLED:
        close = process.extractOne(word, by_spelling.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
        month = by_spelling[close[0]] if close else None
    return month


def _day(year: str, month: str | int, day: str | int, today: dt.date | None) -> dt.date | None:
    full = int(year)
    if len(year) == 2:
        if today is None:
            return None
        full += today.year - today.year % 100
        if full > today.year + _YEARS_AHEAD:
            full -= 100
    if not 1900 <= full <= 2199:
        return None
    try:
        return dt.date(full, int(month), int(day))
    except ValueError:
        return None


@cache
def _months() -> tuple[dict[str, int], frozenset[str], dict[str, int]]:
    """Months by spelling, the words for "the first", and months by sound."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    by_spelling = {fold(word): int(month) for month, words in data["months"].items() for word in words}
    by_sound = {fine(word): month for word, month in by_spelling.items() if len(word) > 3}
    return by_spelling, frozenset(map(fold, data["first"]["words"])), by_sound
