"""Reading a list of sittings from a CSV file, and putting it into effect. The command line and the console share it.

Reading knows no database and reports every bad row; a file with a bad row is not put into effect at all. A row is known
by its `sitting` code: the same code again changes that sitting, and whoever has a seat in it is told.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.training import reading
from bot.training.models import sitting
from bot.training.reading import BadValue, Row
from bot.training.sittings import cancel_sitting, change_sitting, new_code, open_sitting, put_course, set_code

COLUMNS = (
    "course", "title_en", "title_ur", "title_ur_latn", "topic", "sitting", "online", "district", "place", "language",
    "women_only", "date", "from", "to", "seats", "fee", "trainer", "state", "attendance_code",
)  # fmt: skip
"""The columns of the file; the order does not matter. `attendance_code` and `state` may be left out."""

_OPTIONAL = ("attendance_code", "state")

MOST_ROWS = 2_000
"""Rows in one file; a desk that announces more in one go has the wrong file."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a file. `line` counts from 1, the heading included."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Reading(msgspec.Struct, frozen=True):
    """What stands in a file."""

    rows: list[Row]
    problems: list[Problem]


class Effect(msgspec.Struct):
    """What putting a file into effect did."""

    opened: int = 0
    changed: int = 0
    cancelled: int = 0
    same: int = 0
    past: int = 0
    """Rows about sittings that have begun already; nothing is changed about those."""
    told: int = 0
    """People who had counted on a sitting that is cancelled now, and are told."""
    codes: dict[str, str] = {}
    """Sitting → attendance code, where it was made up here: the trainers have to be told."""


def read(text: str, today: dt.date, *, relative: bool = False) -> Reading:
    """Read a file. `relative` lets a date be "+7", days from today: for the samples."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        heading = [name.strip().lower() for name in next(lines, [])]
        if wrong := _wrong_heading(heading):
            return Reading([], [Problem(1, wrong)])
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) + len(problems) >= MOST_ROWS:
                problems.append(Problem(lines.line_num, f"more than {MOST_ROWS} rows; split the file"))
                break
            named = {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
            try:
                if len(cells) != len(heading):
                    raise BadValue(f"{len(cells)} columns instead of {len(heading)}")
                rows.append(reading.row_of(named, lines.line_num, today, relative=relative))
            except BadValue as bad:
                problems += [Problem(lines.line_num, reason) for reason in bad.reasons]
    except csv.Error as broken:
        problems.append(Problem(lines.line_num, f"not CSV: {broken}"))
    problems += _contradictions(rows)
    return Reading(rows, sorted(problems, key=lambda problem: problem.line))


def _wrong_heading(heading: list[str]) -> str:
    missing = [name for name in COLUMNS if name not in heading and name not in _OPTIONAL]
    unknown = [name for name in heading if name not in COLUMNS]
    said = [f"missing columns: {', '.join(missing)}"] if missing else []
    said += [f"unknown columns: {', '.join(unknown)}"] if unknown else []
    said += ["a column stands there twice"] if len(set(heading)) < len(heading) else []
    return "; ".join(said)


def _contradictions(rows: list[Row]) -> Iterator[Problem]:
    """Rows that are right by themselves, but not beside each other."""
    courses: dict[str, Row] = {}
    sittings: dict[str, int] = {}
    for row in rows:
        first = courses.setdefault(row.course["code"], row)
        if first.course != row.course:
            yield Problem(row.line, f"course {row.course['code']} has another title or topic than in line {first.line}")
        if row.code in sittings:
            yield Problem(row.line, f"sitting {row.code} stands in line {sittings[row.code]} already")
        sittings.setdefault(row.code, row.line)


def apply(connection: Connection, rows: list[Row], now: dt.datetime, *, sample: bool = False) -> Effect:
    """Put the rows of a file without problems into effect."""
    effect = Effect()
    query = sa.select(sitting).where(sitting.c.code.in_([row.code for row in rows]))
    known = {row["code"]: dict(row) for row in connection.execute(query).mappings()}
    for row in rows:
        _apply(connection, row, known.get(row.code), now, effect, sample=sample)
    return effect


def _apply(
    connection: Connection, row: Row, before: dict[str, Any] | None, now: dt.datetime, effect: Effect, *, sample: bool
) -> None:
    begun = row.sitting["starts_at"] <= now if before is None else before["starts_at"] <= now
    if begun or (before is not None and before["state"] == "cancelled" and row.cancelled):
        effect.past += begun
        effect.same += not begun
        return
    values = {**row.sitting, "course_id": put_course(connection, row.course, now)}
    if before is None:
        if row.cancelled:
            effect.same += 1  # it was never announced
            return
        code = row.attendance_code or new_code()
        open_sitting(connection, values, code, now, sample=sample)
        effect.opened += 1
        if not row.attendance_code:
            effect.codes[row.code] = code
    elif row.cancelled:
        effect.told += cancel_sitting(connection, before, now)
        effect.cancelled += 1
    else:
        if row.attendance_code:
            set_code(connection, before["id"], row.attendance_code)
        if before["state"] == "cancelled":
            values["state"] = "open"
        if change_sitting(connection, before, values, now):
            effect.changed += 1
        else:
            effect.same += 1
