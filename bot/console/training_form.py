"""The form of a training: what was typed, as one row of a list, and what is wrong with it, field by field.

It is read by the very code that reads files (`bot.training.reading`), so that both know the same rules.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from bot.clock import KARACHI, day_in_pakistan
from bot.console import forms
from bot.console.visit import Visit
from bot.i18n.words import Hole, Words, _
from bot.training import reading
from bot.training.naming import TITLES
from bot.training.reading import BadRow, Row
from knowledge import districts

COURSE: Final = (*TITLES, "topic")
CHANGED: Final = ("online", "district", "place", "date", "from", "to", "seats", "fee", "trainer")
"""What may be changed once a sitting is announced. Language and whom it is for are what people signed up for."""

FIELDS: Final = ("course", *COURSE, *CHANGED, "language", "women_only", "attendance_code")

_NO_CODE: Final = "no-code-yet"
_NO_TOPIC: Final = _("Please choose what it is about.")


class Typed(msgspec.Struct, frozen=True):
    """A form that was sent. `row` is None where anything is `wrong`, by field."""

    cells: dict[str, str]
    wrong: dict[str, Words]
    row: Row | None = None


def typed(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    """These fields as they were sent."""
    return {name: forms.text(visit.form, name) for name in names}


def read(cells: Mapping[str, str], now: dt.datetime, course: Mapping[str, str] | None = None) -> Typed:
    """Check what was typed. `course`: the one it is a sitting of, with its code; None for a new one, without a code."""
    shown = dict(cells)
    full = {**shown, "course": _NO_CODE, "sitting": _NO_CODE, **(course or {})}
    try:
        row = reading.row_of(full, 0, day_in_pakistan(now))
    except BadRow as bad:
        wrong = {reason.column: reason.said for reason in reversed(bad.reasons)}
        return Typed(shown, wrong | ({"topic": _NO_TOPIC} if "topic" in wrong and not shown["topic"] else {}))
    if row.sitting["starts_at"] <= now:
        past = _("The beginning lies in the past. Choose a day or a time to come.")
        return Typed(shown, {"date": past})
    code = "" if course is None else course["course"]
    return Typed(shown, {}, msgspec.structs.replace(row, code="", course={**row.course, "code": code}))


def read_titles(cells: Mapping[str, str]) -> tuple[Typed, dict[str, str]]:
    """Check titles alone: the form, and the titles as they are kept (none where anything is wrong)."""
    try:
        return Typed(dict(cells), {}), reading.titles_of(cells)
    except BadRow as bad:
        return Typed(dict(cells), {reason.column: reason.said for reason in bad.reasons}), {}


def cells_of(row: Mapping[str, Any]) -> dict[str, str]:
    """A sitting as it stands (`desk_view.View.row`), as the form shows it."""
    starts, ends = row["starts_at"].astimezone(KARACHI), row["ends_at"].astimezone(KARACHI)
    return {
        "course": row["course_code"],
        **{name: row[name] for name in COURSE},
        "online": "yes" if row["online"] else "no",
        "district": row["district"] or "",
        "place": row["place"],
        "language": row["language"],
        "women_only": "yes" if row["women_only"] else "no",
        "date": starts.date().isoformat(),
        "from": f"{starts:%H:%M}",
        "to": f"{ends:%H:%M}",
        "seats": str(row["seats"]),
        "fee": "" if row["fee"] is None else str(row["fee"]),
        "trainer": row["trainer"],
    }


def beside(form: Typed, row: Mapping[str, Any]) -> Typed:
    """What was typed, and at each field that stands otherwise by now, how: whoever saves it next has read that."""
    return _beside(form, cells_of(row), CHANGED)


def titles_beside(form: Typed, row: Mapping[str, Any]) -> Typed:
    """The same for the form of the titles."""
    return _beside(form, cells_of(row), TITLES)


def _beside(form: Typed, now: Mapping[str, str], names: tuple[str, ...]) -> Typed:
    other = [name for name in names if form.cells[name] != now[name]]
    return Typed(
        form.cells, {name: _("It stands there now: {value}").with_(value=_shown(name, now[name])) for name in other}
    )


def _shown(name: str, cell: str) -> Hole:
    if name == "online":
        return _("Online") if cell == "yes" else _("At a place")
    if name == "district" and cell in districts.DISTRICTS:
        return districts.DISTRICTS[cell].name
    return cell or "–"
