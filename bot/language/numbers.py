"""Numbers as people write them: "50 hazar", "ڈھائی لاکھ", "sawa do lakh", "۲۵٬۰۰۰", "twenty five".

One grammar reads them all (number_grammar.py); each question then decides what it takes. Whatever leaves a doubt
(a range, two numbers, another currency, a bare "lakh") is None, and the bot asks.
"""

import re
from fractions import Fraction

from bot.language.number_grammar import Reading, Run, read
from bot.language.number_words import number_words
from bot.language.script import digits, fold

_LONGEST = 200
_MOST_RUPEES = 10**12
_YOUNGEST, _OLDEST = 10, 110
_FIRST_YEAR = 1900

_SLASH_DASH = re.compile(r"/\s*[-=]")  # "5000/-" as on bills
_OPEN = re.compile(r"\d\s?\+")  # "10+": at least ten
_DECADE = re.compile(r"\d(?:s\b|-\d)")  # 1990s, 2018-19
_NEGATIVE = re.compile(r"(?:^|[\s(])[-−–]\s?\d")
_OTHER_MONEY = re.compile("[$€£¥₹%]")


def amount(text: str) -> int | None:
    """Whole rupees, positive; None for a range, alternatives, another currency, a bound or a bare "lakh"."""
    if _is_no_number(text):
        return None
    reading = read(_SLASH_DASH.sub(" ", text))
    if reading.units & {"not_rupees", "years", "people"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or (run.bare and run.value != 100):
        return None
    value = _whole(run.value)
    return value if value is not None and 0 < value <= _MOST_RUPEES else None


def count(text: str) -> int | None:
    """How many: 0 or more. "akela" is 1, "koi nahi" is 0, "main aur 2 larkiyan" is 3; a range is None."""
    if _is_no_number(text):
        return None
    meanings = number_words().meanings
    folded = fold(text)
    bare = " ".join(word for word in folded.split() if word not in meanings["idle"])
    for name, people in (("alone", 1), ("nobody", 0), ("us_two", 2)):
        if folded in meanings[name] or bare in meanings[name]:
            return people
    reading = read(text)
    if reading.units & {"not_rupees", "years", "months", "rupees"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or run.bare:
        return None
    value = _whole(run.value)
    if value is None or value > _MOST_RUPEES:
        return None
    and_me = any(folded.startswith(words + " ") for words in meanings["me_and"]) or any(
        folded.endswith(" " + words) for words in meanings["and_i"]
    )
    return value + 1 if and_me else value


def age(text: str) -> int | None:
    """A person's age in years, 10 to 110."""
    if _is_no_number(text):
        return None
    reading = read(text)
    if reading.units & {"not_rupees", "rupees", "months"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or run.bare:
        return None
    value = _whole(run.value)
    return value if value is not None and _YOUNGEST <= value <= _OLDEST else None


def year(text: str, this_year: int) -> int | None:
    """A year of the past since 1900: named, or how long ago."""
    if len(text) > _LONGEST or _OTHER_MONEY.search(text) or _is_said(text, "bounds"):
        return None
    reading = read(text)
    if reading.units & {"not_rupees", "rupees"}:
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
    if len(text) > _LONGEST or _OTHER_MONEY.search(text) or _is_said(text, "bounds"):
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
    for name, ago in (("this_year", 0), ("last_year", 1)):
        if _is_said(text, name):
            return ago
    return None


def _is_said(text: str, meaning: str) -> bool:
    """Whether one of the phrases of `meaning` stands in the text."""
    folded = f" {fold(text)} "
    return any(f" {phrase} " in folded for phrase in number_words().meanings[meaning] if phrase in folded)


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
