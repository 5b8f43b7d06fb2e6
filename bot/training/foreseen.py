"""What the rows of a file would do, before anything is done: shown to whoever is about to do it."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import padded
from bot.training.models import course, seat, sitting
from bot.training.reading import Row
from bot.training.sittings import LIVE, MOVES

OUTCOMES: Final = ("open", "change", "cancel", "same", "past")


class Foreseen(msgspec.Struct, frozen=True):
    """What one row would do: one of `OUTCOMES`. "past": its sitting has begun, or would have begun
    already; nothing is changed about it."""

    row: Row
    outcome: str
    before: dict[str, Any] | None
    """The sitting as it stands; None where there is none of this code."""
    told: int = 0
    """People who count on it and would be told."""


def foresee(connection: Connection, rows: list[Row], now: dt.datetime) -> list[Foreseen]:
    """What these rows would do now."""
    codes = padded(row.code for row in rows)
    titles = (course.c.title_en, course.c.title_ur, course.c.title_ur_latn, course.c.topic)
    named = sa.select(course.c.code, *titles).where(course.c.code.in_(padded(row.course["code"] for row in rows)))
    courses = {row["code"]: dict(row) for row in connection.execute(named).mappings()}
    query = sa.select(sitting, course.c.code.label("course_code")).join(course, course.c.id == sitting.c.course_id)
    known = {row["code"]: dict(row) for row in connection.execute(query.where(sitting.c.code.in_(codes))).mappings()}
    counting = who_count(connection, [row["id"] for row in known.values()])
    found = []
    for row in rows:
        before = known.get(row.code)
        outcome = _outcome(row, before, courses, now)
        is_told = before is not None and (outcome == "cancel" or (outcome == "change" and moves(before, row.sitting)))
        found.append(Foreseen(row, outcome, before, counting[before["id"]] if before is not None and is_told else 0))
    return found


def _outcome(row: Row, before: dict[str, Any] | None, courses: dict[str, Any], now: dt.datetime) -> str:
    if before is None:
        if row.sitting["starts_at"] <= now:
            return "past"
        return "same" if row.cancelled else "open"
    if before["starts_at"] <= now:
        return "past"
    if row.cancelled:
        return "same" if before["state"] == "cancelled" else "cancel"
    if row.sitting["starts_at"] <= now:
        return "past"  # nobody can be told to come yesterday
    is_same = (
        before["state"] == "open"
        and before["course_code"] == row.course["code"]
        and courses.get(row.course["code"]) == row.course
        and all(before[name] == value for name, value in row.sitting.items())
    )
    return "same" if is_same else "change"


def moves(before: dict[str, Any], values: dict[str, Any]) -> list[str]:
    """Which of the things people must be told of would be other ones."""
    return [name for name in MOVES if name in values and before[name] != values[name]]


def who_count(connection: Connection, sittings: Iterable[int]) -> dict[int, int]:
    """By sitting, how many people have a seat in it or wait for one."""
    ids = list(sittings)
    s = seat.c
    query = sa.select(s.sitting_id, sa.func.count()).where(s.sitting_id.in_(padded(ids or [0])), s.state.in_(LIVE))
    counted = {id: int(count) for id, count in connection.execute(query.group_by(s.sitting_id))}
    return {id: counted.get(id, 0) for id in ids}


def fingerprint(found: list[Foreseen]) -> str:
    """What was foreseen, in short: another one where a sitting has been changed meanwhile, or has begun."""
    text = "\n".join(
        f"{one.row.code} {one.outcome} {one.before['updated_at'].isoformat() if one.before else ''}" for one in found
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]
