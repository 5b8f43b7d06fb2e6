"""Numbers as people write them: "50 hazar", "ڈھائی لاکھ", "sawa do lakh", "۲۵٬۰۰۰", "twenty five".

One grammar reads them all (number_grammar.py); each question then decides what it takes. Whatever leaves a doubt
(a range, two numbers, another currency, a bare "lakh") is None, and the bot asks.
"""

import re
from fractions import Fraction

from bot.language.company import company
from bot.language.headcount import lists, without_number
from bot.language.number_grammar import Reading, Run, read
from bot.language.number_words import number_words
from bot.language.script import digits, fold

_LONGEST = 200
_MOST_RUPEES = 10**12
_LEAST_IN_A_STORY = 100
_YOUNGEST, _OLDEST = 10, 110
_DOZEN = 12
_MONEY_OF_A_YEAR = 10_000  # from here on "15 lakh saal ka" is what a year brings, no number of years
_IN_A_YEAR = (("each_month", (12, 12)), ("each_week", (50, 52)), ("each_day", (300, 365)))
_MOST_MONTHS, _MOST_YEARS = 1200, 100
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

_SLASH_DASH = re.compile(r"/\s*[-=]")  # "5000/-" as on bills
_OPEN = re.compile(r"\w\s?\+|\ds\b")  # "10+", "2 lakh+": at least; "20s"
_DECADE = re.compile(r"\d(?:s\b|[-/]\d)")  # 1990s, 2018-19
_K_AFTER_YEAR = re.compile(r"\b(\d{4}) k(?= \w)", re.IGNORECASE)  # "2017 k shuru mein": ke, not thousand
# Before or after a year is not in it.
_ONLY_BOUND = re.compile(
    r"\d{4} (?:se|sy|say|سی) (?:pehle|pehlay|pahle|phle|pehly|پہلی)"
    r"|\d{4} (?:ke|k|کی) (?:baad|bad|بعد)|(?:before|after) \d{4}"
)
_NEGATIVE = re.compile(r"(?:^|[\s(])[-−–]\s?\d")
_OTHER_MONEY = re.compile("[$€£¥₹%]")


def amount(text: str) -> int | None:
    """Whole rupees, positive; None for a range, alternatives, another currency, a bound or a bare "lakh"."""
    if _is_no_number(text):
        return None
    reading = read(_SLASH_DASH.sub(" ", text))
    if reading.units & {"not_rupees", "dozens"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or run.unit == "people" or _is_only_a_unit(run):
        return None
    value = _whole(run.value)
    if value is None or not 0 < value <= _MOST_RUPEES:
        return None
    if run.unit in ("years", "months") and value < _MONEY_OF_A_YEAR:
        return None
    # A small number in a story is of something else: "my son is in class 9".
    return None if reading.others and value < _LEAST_IN_A_STORY and run.unit != "rupees" else value


def is_gain(text: str) -> bool:
    """Whether it speaks of what is left over, not of what is sold: "munafa 50 hazar"."""
    return _is_said(text, "gain")


def in_a_year(text: str) -> tuple[int, int] | None:
    """What comes in a year, in rupees: the least and the most, for "5 hazar rozana" leaves the days of work open."""
    rupees = amount(text)
    if rupees is None:
        return None
    least, most = (1, 1)
    if not _is_said(text, "each_year"):
        least, most = next((times for each, times in _IN_A_YEAR if _is_said(text, each)), (1, 1))
    return rupees * least, rupees * most


def count(text: str) -> int | None:
    """How many: 0 or more. "akela" is 1, "koi nahi" is 0, "main aur 2 larkiyan" is 3; a range is None."""
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    said = without_number(folded)
    if said is not None:
        return said
    together = company(text)
    if together is not None:
        known = lists()
        aside = number_words().meanings["filler"] | known["alone_filler"] | known["pair_filler"] | known["whose"]
        return together.people if aside.issuperset(together.beside) else None
    oneself, others = _oneself(folded)
    if oneself:
        text = others
    if _is_no_number(text) or _is_said(text, "besides"):
        return None
    reading = read(text)
    if reading.units & {"not_rupees", "years", "months", "rupees"}:
        return None
    if "dozens" in reading.units:
        return _dozens(reading)
    run = _only(reading)
    if run is None or run.value is None or _is_only_a_unit(run):
        return None
    value = _whole(run.value)
    if value is None or value > _MOST_RUPEES:
        return None
    return value + oneself


def _oneself(folded: str) -> tuple[int, str]:
    """1 where the one who speaks comes on top, and the rest of what was said: "main aur 2 larkiyan"."""
    meanings = number_words().meanings
    for words in meanings["me_and"]:
        if folded.startswith(words + " "):
            return 1, folded[len(words) :]
    for words in meanings["and_i"]:
        if folded.endswith(" " + words):
            return 1, folded[: -len(words)]
    return 0, folded


def age(text: str) -> int | None:
    """A person's age in years, 10 to 110."""
    if _is_no_number(text):
        return None
    reading = read(text)
    if reading.units & {"not_rupees", "dozens", "rupees", "months"}:
        return None
    run = _only(reading)
    if run is None or run.value is None or _is_only_a_unit(run) or run.unit == "people":
        return None
    value = _whole(run.value)
    return value if value is not None and _YOUNGEST <= value <= _OLDEST else None


def year(text: str, this_year: int | None) -> int | None:
    """A year of the past since 1900: named, or how long ago. Without `this_year` only a named one, also to come."""
    if len(text) > _LONGEST or _OTHER_MONEY.search(text) or _is_said(text, "bounds") or _is_said(text, "of_age"):
        return None
    reading = read(_K_AFTER_YEAR.sub(r"\1 ke", text))
    if reading.units & {"not_rupees", "rupees"}:
        return None
    named = {found for run in reading.runs if (found := _year_named(run)) is not None}
    if named:
        only = named.pop() if len(named) == 1 else 0
        exact = _DECADE.search(digits(text)) is None and _ONLY_BOUND.search(fold(text)) is None
        return only if exact and _FIRST_YEAR <= only <= (this_year or _LAST_YEAR) else None
    if this_year is None:
        return None
    ago = _years_ago(text, reading)
    return this_year - ago if ago is not None and this_year - ago >= _FIRST_YEAR else None


def _dozens(reading: Reading) -> int | None:
    """ "a dozen", "do darjan"."""
    if not reading.runs:
        return _DOZEN
    value = _whole(reading.runs[0].value) if len(reading.runs) == 1 else None
    return value * _DOZEN if value is not None and reading.runs[0].unit == "dozens" else None


def _is_only_a_unit(run: Run) -> bool:
    """Whether it is "lakh" without how many. "sau" means a hundred; "so" and "no" (nau) alone are English words."""
    return run.text == "no" or (run.bare and (run.value != 100 or run.text == "so"))


def _is_no_number(text: str) -> bool:
    """Whether its signs alone say so: too long, another currency, a percentage, negative, or open ("10+")."""
    if len(text) > _LONGEST or _OTHER_MONEY.search(text) or _is_said(text, "bounds"):
        return True
    plain = digits(text)
    return _NEGATIVE.search(plain) is not None or _OPEN.search(plain) is not None


def _year_named(run: Run) -> int | None:
    """The value of a run that looks like a year at all, also one of the future or too long ago."""
    value = _spoken_year(run.text) if run.value is None else _whole(run.value)
    if run.unit == "years" and value is not None and value < _FIRST_YEAR:
        return None
    return value if value is not None and 1000 <= value <= 9999 else None


def _spoken_year(text: str) -> int | None:
    """English says a year in pairs: nineteen ninety five, twenty fifteen."""
    said = [number_words().find(word) for word in text.split()]
    values = [int(word.value) for word in said if word and word.role == "number"]
    if len(values) != len(said) or not 2 <= len(values) <= 3 or values[0] not in (19, 20):
        return None
    tens, *ones = values[1:]
    if ones and not (20 <= tens <= 90 and tens % 10 == 0 and 0 < ones[0] < 10):
        return None
    pair = tens + sum(ones)
    return values[0] * 100 + pair if 10 <= pair <= 99 else None


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


def months_ago(text: str) -> int | None:
    """How many months something has been going on: "6 mahine", "dedh saal se"; not whole years, which `year` reads."""
    if _is_no_number(text) or _is_said(text, "of_age"):
        return None
    reading = read(text)
    run = _only(reading)
    if run is None or run.value is None or run.bare or reading.units & {"rupees", "not_rupees", "people"}:
        return None
    if run.unit == "years":
        months = run.value * 12
    elif run.unit == "months" and _is_said(text, "each_month") and "years" not in reading.units:
        months = run.value
    else:
        return None
    whole = _whole(months)
    return whole if whole is not None and 0 < whole <= _MOST_MONTHS else None


def years_between(text: str) -> tuple[int, int] | None:
    """Two numbers of years of which one is meant: "teen char saal", "20 25 saal se"."""
    runs = read(text).runs if len(text) <= _LONGEST else ()
    if not runs or runs[-1].unit != "years":
        return None
    said = [found for part in runs for word in part.text.split() if (found := _small(word)) is not None]
    if len(said) != 2 or not 0 < said[0] < said[1] <= _MOST_YEARS:
        return None
    return said[0], said[1]


def _small(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= 2 else None
    said = number_words().find(word)
    return _whole(said.value) if said is not None and said.role == "number" else None


def _is_said(text: str, meaning: str) -> bool:
    """Whether one of the phrases of `meaning` stands in the text."""
    folded = f" {fold(text)} "
    if meaning == "bounds":
        folded = _without_not_more(folded)
    return any(f" {phrase} " in folded for phrase in number_words().meanings[meaning] if phrase in folded)


def _without_not_more(folded: str) -> str:
    """Without "zyada nahi" (not much), which is no bound; "2 lakh se zyada nahi" is one."""
    for phrase in number_words().meanings["not_more"]:
        before, found, after = folded.partition(f" {phrase} ")
        if found and not before.endswith((" se", " sy", " say", " than", " سی")):
            folded = f"{before} {after}"
    return folded


def _whole(value: Fraction | None) -> int | None:
    return int(value) if value is not None and value.denominator == 1 else None


def _only(reading: Reading) -> Run | None:
    """The one number of a text. Everyday words that may be numbers give way to real ones."""
    runs = reading.runs
    if reading.is_range:
        return None
    if len(runs) > 1 or reading.others:
        strong = tuple(run for run in runs if not run.weak)
        counted = tuple(run for run in runs if run.weak and run.unit)
        runs = strong or counted or (() if reading.others else runs)
    return runs[0] if len(runs) == 1 else None
