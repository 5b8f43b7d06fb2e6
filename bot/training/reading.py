"""One row of a list of sittings: from what people write into a spreadsheet to values, or to what is wrong with them."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from bot.clock import KARACHI
from bot.i18n.words import Code, Words, _
from bot.language.script import clean, fold
from bot.training.naming import TITLES
from bot.training.topics import LANGUAGES, TOPICS
from knowledge import districts

T = TypeVar("T")

TITLE_MOST = 20
"""Characters of a title in each language: WhatsApp cuts a button at 20 (bot/channels/shape.py), and a title that reads
at a glance is shorter anyway."""

TEXT_MOST = 200
"""Characters of an address, a link or a trainer's name; it all has to stand in one message."""

MOST_SEATS, MOST_FEE = 5_000, 1_000_000
LONGEST = dt.timedelta(hours=12)
FARTHEST = dt.timedelta(days=366)
"""A sitting farther away than a year is a slip in the year."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_YES, _NO = (
    frozenset({"yes", "y", "1", "true", "haan", "ہاں"}),
    frozenset({"no", "n", "0", "false", "", "nahi", "نہیں"}),
)


class Reason(msgspec.Struct, frozen=True):
    """One thing that is wrong with a row, and in which column."""

    column: str
    said: Words


class BadValue(ValueError):
    """A value cannot be used; `said` is what it must be."""

    def __init__(self, said: Words) -> None:
        super().__init__(said.msgid)
        self.said = said


class BadRow(ValueError):
    """A row cannot be used; `reasons` are all that is wrong with it."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(f"{reason.column}: {reason.said.msgid}" for reason in reasons))
        self.reasons = reasons


class Row(msgspec.Struct, frozen=True):
    """One good row: the values of the course and of the sitting by the names of their columns in the database."""

    line: int
    code: str
    course: dict[str, Any]
    sitting: dict[str, Any]
    cancelled: bool
    attendance_code: str


def row_of(cells: Mapping[str, str], line: int, today: dt.date, *, relative: bool = False) -> Row:
    """Read one row. Raises `BadRow` with everything that is wrong."""
    reasons: list[Reason] = []

    def read(name: str, as_what: Callable[[str], T]) -> T | None:
        try:
            return as_what(clean(cells.get(name, "")))
        except BadValue as bad:
            reasons.append(Reason(name, bad.said))
            return None

    course = {"code": read("course", _code), "topic": read("topic", _topic)}
    course |= {name: read(name, _title) for name in TITLES}
    online = read("online", _yes_no)
    sitting: dict[str, Any] = {
        "code": read("sitting", _code),
        "online": online,
        "district": None if online or online is None else read("district", _district),
        "place": read("place", _text),
        "language": read("language", _language),
        "women_only": read("women_only", _yes_no),
        "seats": read("seats", _seats),
        "fee": read("fee", _fee),
        "trainer": read("trainer", _text),
    }
    day = read("date", lambda text: _date(text, today, relative=relative))
    begins, ends = read("from", _time), read("to", _time)
    cancelled, code = read("state", _cancelled), read("attendance_code", _attendance_code)
    if day is not None and begins is not None and ends is not None:
        sitting |= {"starts_at": _at(day, begins), "ends_at": _at(day, ends)}
        lasts = sitting["ends_at"] - sitting["starts_at"]
        if not dt.timedelta() < lasts <= LONGEST:
            reasons.append(Reason("to", _("Must be later than the beginning, and at most 12 hours later.")))
    if reasons:
        raise BadRow(*reasons)
    return Row(line, sitting["code"], course, sitting, bool(cancelled), code or "")


def titles_of(cells: Mapping[str, str]) -> dict[str, str]:
    """A course's titles alone. Raises `BadRow` with everything that is wrong."""
    found, reasons = {}, []
    for name in TITLES:
        try:
            found[name] = _title(clean(cells.get(name, "")))
        except BadValue as bad:
            reasons.append(Reason(name, bad.said))
    if reasons:
        raise BadRow(*reasons)
    return found


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise BadValue(_("Must be 2 to 40 Latin letters, digits, - or _."))
    return text


def _title(text: str) -> str:
    if not text or len(text.encode("utf-16-le")) // 2 > TITLE_MOST:
        raise BadValue(_("Must have 1 to {most} characters, so that it fits a button.").with_(most=TITLE_MOST))
    return text


def _topic(text: str) -> str:
    if text not in TOPICS:
        raise BadValue(_("Must be one of: {choices}.").with_(choices=Code(", ".join(TOPICS))))
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise BadValue(_("Must be one of: {choices}.").with_(choices=Code(", ".join(LANGUAGES))))
    return text


def _yes_no(text: str) -> bool:
    if (folded := fold(text)) in _YES:
        return True
    if folded in _NO:
        return False
    raise BadValue(_("Must be yes or no."))


def _district(text: str) -> str:
    found = text if text in districts.DISTRICTS else districts.find(text).sure if text else None
    if found is None:
        raise BadValue(_("Must name one district; for Karachi and other cities of several, the district."))
    return found


def _text(text: str) -> str:
    if len(text) > TEXT_MOST:
        raise BadValue(_("Must have at most {most} characters.").with_(most=TEXT_MOST))
    return " ".join(text.split())


def _seats(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_SEATS:
        raise BadValue(_("Must be a whole number from 1 to {most}.").with_(most=MOST_SEATS))
    return int(text)


def _fee(text: str) -> int | None:
    """Whole rupees; 0 is free of charge; empty is not known, and is said to be so."""
    if not text:
        return None
    digits = text.replace(",", "")
    if not digits.isdecimal() or int(digits) > MOST_FEE:
        raise BadValue(_("Must be whole rupees, 0 for free of charge, or empty where it is not known."))
    return int(digits)


def _date(text: str, today: dt.date, *, relative: bool) -> dt.date:
    if relative and text.startswith("+") and text[1:].isdecimal():
        return today + dt.timedelta(days=int(text[1:]))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadValue(_("Must be a date like {date}.").with_(date=Code("2026-12-05"))) from None
    if abs(day - today) > FARTHEST:
        raise BadValue(_("Is more than a year away from today."))
    return day


def _time(text: str) -> dt.time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise BadValue(_("Must be a time like 10:00 or 14:30."))
    return dt.time(int(found[1]), int(found[2]))


def _cancelled(text: str) -> bool:
    if fold(text) not in ("", "open", "cancelled"):
        raise BadValue(_("Must be open or cancelled."))
    return fold(text) == "cancelled"


def _attendance_code(text: str) -> str:
    if text and not 4 <= len(fold(text).replace(" ", "")) <= 20:
        raise BadValue(_("Must have 4 to 20 letters or digits, or be empty: then one is made up."))
    return text


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, KARACHI).astimezone(dt.UTC)
