"""Facts that a longer sentence mentions beside other things: "main Daska se hoon, 3 log hain, 2 lakh chahiye".

Stricter than reading an answer: nobody has asked, so only what its own words show to be that fact counts, and only
when it stands there once.
"""

import re

from bot.language import names, numbers
from bot.language.company import company
from bot.language.number_grammar import Run, read
from bot.language.script import digits

_LOOKED_AT = 500  # characters
_MOST_PEOPLE = 10_000
_FEWEST_RUPEES = 1_000
_LONGEST_AGO = 90  # years
_MONEY_WORD = re.compile(
    r"\b(?:lakh|lac|lacs|lakhs|hazar|hazaar|thousand|million|crore|karor|rs|rupees|rupay|rupaye)\b"
    r"|لاک[ھہ]|ہزار|کروڑ|روپ[ےی]|روپیہ",  # as written, and folded
    re.IGNORECASE,
)
_FOR_YEARS = re.compile(
    r"(?:saal|sal|years?|yrs?)\s+(?:se|sy|say|ago|old)\b|\b(?:since|for|running|last|past)\b|سال\s+سے", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:since|from|in)\s+((?:19|20)\d\d)\b|\b((?:19|20)\d\d)\s+(?:se|sy|say|سے)(?!\w)", re.IGNORECASE)
_AGED = re.compile(
    r"(?:\b(?:umar|umr|umer|age|aged)|عمر)\s*:?\s*(?P<age>\d{2,3})\b(?!\s*(?:hazar|hazaar|lakh|lac|thousand|rs|ہزار|لاکھ))"
    r"(?:\s*(?:saal|sal|years?|سال)\b)?"
    r"|\b(?P<years>\d{2,3})\s*(?:saal|sal|years?|سال)\s*(?:(?:ki|ka|کی|کا)?\s*(?:umar|umr|umer|عمر|hoon|hun|ہوں)|old)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:\b(?:people|they)\s+call\s+me\s+|\blog\s+mujhe\s+|\b(?:mera|mra|apna)\s+(?:poora\s+)?(?:naam|nam|name)\s+"
    r"|\bmy\s+(?:full\s+)?name\s+is\s+|میرا\s+(?:پورا\s+)?نام\s+)"
    r"(?P<name>[^\d\n.,،۔;:!?؟]{2,60}?)"
    r"(?=\s+(?:hai|he|h|hay|hy|and|aur|kehte|kehtay|ہے|اور)\b|\s*[.,،۔;:!?؟\n]|\s*$)",
    re.IGNORECASE,
)
_NAMED_AT_ITS_END = re.compile(
    r"^\s*(?P<name>[^\d\n.,،۔;:!?؟]{2,60}?)\s+(?:(?:naam|nam)\s+(?:hai|he|hy|h)\s+(?:mera|mra)|نام\s+ہے\s+میرا)\b",
    re.IGNORECASE,
)
# "walid ki umar 60, meri 25"
_ANOTHERS = re.compile(r"\b(?:mera|meri|mine|my)\s+\d{2}\b|میری\s+\d{2}\b", re.IGNORECASE)


def people(text: str) -> int | None:
    """How many people work there, where the number is said to be of people."""
    together = company(text[:_LOOKED_AT])
    if together is not None:
        return together.people
    found = _runs(text, "people")
    # "no ladies": as a number it is nau, but nobody counts in the middle of English.
    value = found[0].value if len(found) == 1 and found[0].text != "no" else None
    return int(value) if value is not None and value.denominator == 1 and 0 < value <= _MOST_PEOPLE else None


def rupees(text: str) -> int | None:
    """An amount of money, where lakh, hazar or rupees are said with it."""
    money = [run for run in read(text[:_LOOKED_AT]).runs if _is_money(run)]
    if len(money) != 1 or not _MONEY_WORD.search(text):
        return None
    return _about(money[0].text) if money[0].value is None else numbers.amount(money[0].text)


def _about(said: str) -> int | None:
    """The greater of the two numbers that people name around what they mean: "do teen lakh", "2 dhai lakh"."""
    less, *more = said.split()
    least, most = numbers.amount(" ".join((less, *more[1:]))), numbers.amount(" ".join(more))
    return most if least and most and least < most <= 2 * least else None


def since(text: str, this_year: int) -> int | None:
    """The year since which something has been going on."""
    named = {int(one or other) for one, other in _YEAR.findall(digits(text[:_LOOKED_AT]))}
    if named:
        year = named.pop()
        return year if not named and year <= this_year else None
    ago = _runs(text, "years")
    value = ago[0].value if len(ago) == 1 else None
    if value is None or value.denominator != 1 or not 0 < value <= _LONGEST_AGO or not _FOR_YEARS.search(text):
        return None
    return this_year - int(value)


def age(text: str) -> tuple[int | None, str]:
    """Somebody's age in years where it is said to be that, and the text without it."""
    text = digits(text[:_LOOKED_AT])
    found = [match for match in _AGED.finditer(text) if numbers.age(match["age"] or match["years"]) is not None]
    if len(found) != 1 or _ANOTHERS.search(text):
        return None, text
    return int(found[0]["age"] or found[0]["years"]), text[: found[0].start()] + " " + text[found[0].end() :]


def name(text: str) -> str | None:
    """The person's name, where she says that it is her name."""
    said = (*_NAMED.finditer(text[:_LOOKED_AT]), *_NAMED_AT_ITS_END.finditer(text[:_LOOKED_AT]))
    found = {match["name"].strip() for match in said}
    return names.name(found.pop()) if len(found) == 1 else None


def _runs(text: str, unit: str) -> list[Run]:
    reading = read(text[:_LOOKED_AT])
    return [] if reading.is_range else [run for run in reading.runs if run.unit == unit]


def _is_money(run: Run) -> bool:
    if run.unit not in ("", "rupees"):
        return False
    is_named = _MONEY_WORD.search(run.text) is not None
    if run.value is None:  # two numbers side by side
        return is_named
    return not run.bare and run.value >= _FEWEST_RUPEES and (run.unit == "rupees" or is_named)
