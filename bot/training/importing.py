"""Reading a list of sittings from a CSV file, and putting it into effect. The command line and the console share it.

Reading knows no database and reports every bad row; a file with a bad row is not put into effect at all. A row is known
by its `sitting` code: the same code again changes that sitting, and whoever has a seat in it is told. What a file would
do can be foreseen (`bot.training.foreseen`) before anything is changed.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from bot.chat.lockword import Hashed
from bot.i18n.catalogues import catalogue
from bot.i18n.words import Code, Words, _
from bot.training import reading
from bot.training.foreseen import Foreseen, foresee
from bot.training.reading import BadRow, Row
from bot.training.seats import hold
from bot.training.sittings import cancel_sitting, change_sitting, new_code, open_sitting, put_course, sealed, set_code

COLUMNS = (
    "course", "title_en", "title_ur", "title_ur_latn", "topic", "sitting", "online", "district", "place", "language",
    "women_only", "date", "from", "to", "seats", "fee", "trainer", "state", "attendance_code",
)  # fmt: skip
"""The columns of the file; the order does not matter. `attendance_code` and `state` may be left out."""

_OPTIONAL = ("attendance_code", "state")
_SEPARATORS = ",;\t"
"""What spreadsheets put between columns; which one depends on the country that Windows is set to."""

MOST_ROWS = 2_000
"""Rows in one file; a desk that announces more in one go has the wrong file."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a file. `line` counts from 1, the heading included; `column` is "" for all of it."""

    line: int
    said: Words
    column: str = ""

    def __str__(self) -> str:
        said = catalogue("en").say(self.said)
        return f"line {self.line}: {self.column}: {said}" if self.column else f"line {self.line}: {said}"


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


class CodeOf(msgspec.Struct, frozen=True):
    """The attendance code a row brings, or one made up for it, and what is kept of it."""

    text: str
    kept: Hashed
    is_made_up: bool


def read(text: str, today: dt.date, *, relative: bool = False, most: int = MOST_ROWS) -> Reading:
    """Read a file. `relative` lets a date be "+7", days from today: for the samples."""
    text = text.removeprefix("\ufeff")
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        heading = [name.strip().lower() for name in next(lines, [])]
        if wrong := list(_wrong_heading(heading)):
            return Reading([], [Problem(1, said) for said in wrong])
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) + len({problem.line for problem in problems}) >= most:
                too_many = _("There are more than {most} rows; split the file.").with_(most=most)
                problems.append(Problem(lines.line_num, too_many))
                break
            if len(cells) != len(heading):
                problems.append(Problem(lines.line_num, _columns(len(cells), len(heading))))
                continue
            named = {name: cell.strip() for name, cell in zip(heading, cells, strict=True)}
            try:
                rows.append(reading.row_of(named, lines.line_num, today, relative=relative))
            except BadRow as bad:
                problems += [Problem(lines.line_num, reason.said, reason.column) for reason in bad.reasons]
    except csv.Error:
        broken = _("From here on it is not CSV: a quotation mark has no partner, or stands inside a word.")
        problems.append(Problem(lines.line_num, broken))
    problems += _contradictions(rows)
    return Reading(rows, sorted(problems, key=lambda problem: problem.line))


def _columns(count: int, wanted: int) -> Words:
    return _("This line has {count} columns instead of {wanted}.").with_(count=count, wanted=wanted)


def _wrong_heading(heading: list[str]) -> Iterator[Words]:
    missing = [name for name in COLUMNS if name not in heading and name not in _OPTIONAL]
    unknown = [name[:40] for name in heading if name not in COLUMNS]
    if missing:
        yield _("These columns are missing: {columns}.").with_(columns=Code(", ".join(missing)))
    if unknown:
        yield _("These columns are not known: {columns}.").with_(columns=", ".join(unknown[: len(COLUMNS)]))
    if len(set(heading)) < len(heading):
        yield _("A column stands there twice.")


def _contradictions(rows: list[Row]) -> Iterator[Problem]:
    """Rows that are right by themselves, but not beside each other."""
    courses: dict[str, Row] = {}
    sittings: dict[str, int] = {}
    for row in rows:
        code = row.course["code"]
        first = courses.setdefault(code, row)
        if first.course != row.course:
            other = _("Course {code} has another title or topic than in line {line}.")
            yield Problem(row.line, other.with_(code=Code(code), line=first.line))
        if row.code in sittings:
            again = _("Sitting {code} stands in line {line} already.")
            yield Problem(row.line, again.with_(code=Code(row.code), line=sittings[row.code]))
        sittings.setdefault(row.code, row.line)


def codes_for(rows: list[Row]) -> dict[str, CodeOf]:
    """By sitting, the code its row brings, or one made up. It takes 8 ms a row: not for the thread that serves all."""
    found = {}
    for row in rows:
        text = row.attendance_code or new_code()
        found[row.code] = CodeOf(text, sealed(text), not row.attendance_code)
    return found


def apply(
    connection: Connection, rows: list[Row], now: dt.datetime, *, sample: bool = False,
    codes: Mapping[str, CodeOf] | None = None,
) -> Effect:  # fmt: skip
    """Put the rows of a file without problems into effect. `codes`: of `codes_for`, where it was called before."""
    hold(connection)
    effect = Effect()
    codes = codes if codes is not None else codes_for(rows)
    for one in foresee(connection, rows, now):
        _apply(connection, one, codes[one.row.code], now, effect, sample=sample)
    return effect


def _apply(
    connection: Connection, one: Foreseen, code: CodeOf, now: dt.datetime, effect: Effect, *, sample: bool
) -> None:
    row, before = one.row, one.before
    match one.outcome:
        case "past":
            effect.past += 1
            return
        case "cancel":
            assert before is not None
            effect.told += cancel_sitting(connection, before, now)
            effect.cancelled += 1
            return
        case "same" if before is None or row.cancelled:
            effect.same += 1  # it was never announced, or it is cancelled already
            return
    values: dict[str, Any] = {**row.sitting, "course_id": put_course(connection, row.course, now)}
    if before is None:
        open_sitting(connection, values, code.kept, now, sample=sample)
        effect.opened += 1
        if code.is_made_up:
            effect.codes[row.code] = code.text
        return
    if not code.is_made_up:
        set_code(connection, before["id"], code.kept, now)
    if before["state"] == "cancelled":
        values["state"] = "open"
    if one.outcome == "change":
        change_sitting(connection, before, values, now)
        effect.changed += 1
    else:
        effect.same += 1
