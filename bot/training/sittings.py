"""Announcing sittings, moving and cancelling them: whoever has a seat, or waits for one, is told."""

import datetime as dt
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.chat.lockword import Hashed, hashed
from bot.db import insert_new, new_id
from bot.training.day import schedule, tell_all, unschedule
from bot.training.models import course, interest, seat, sitting
from bot.training.seats import hold, pass_on

LIVE = ("booked", "offered", "waiting")
"""States in which somebody counts on the sitting."""

MOVES = ("starts_at", "ends_at", "online", "district", "place")
"""What people must be told of when it changes."""

_i = interest.c


def new_code() -> str:
    """An attendance code, where the trainer has named none: four digits, easily said aloud."""
    return f"{secrets.randbelow(10_000):04d}"


def sealed(code: str) -> Hashed:
    """What is kept of an attendance code."""
    return hashed(code, secrets.token_hex(16))


def put_course(connection: Connection, values: dict[str, Any], now: dt.datetime) -> int:
    """The course of this `code`, made or brought up to date; its id."""
    insert_new(connection, course, ["code"], [{"id": new_id(), **values, "created_at": now}])
    connection.execute(sa.update(course).where(course.c.code == values["code"]).values(**values))
    return int(connection.execute(sa.select(course.c.id).where(course.c.code == values["code"])).scalar_one())


def open_sitting(
    connection: Connection, values: dict[str, Any], code: Hashed, now: dt.datetime, *, sample: bool = False,
    id: int = 0,
) -> int:  # fmt: skip
    """Announce a new sitting; who asked to hear of its topic is told, once. `code` is the attendance code, `sealed`."""
    id = id or new_id()
    row = {
        "id": id, **values, "state": "open", "sample": sample, "code_salt": code.salt, "code_hash": code.hash,
        "created_at": now, "updated_at": now,
    }  # fmt: skip
    connection.execute(sa.insert(sitting).values(**row))
    schedule(connection, id, row["starts_at"], row["ends_at"], now)
    _tell_interested(connection, id, row, now)
    return id


def _tell_interested(connection: Connection, id: int, row: dict[str, Any], now: dt.datetime) -> None:
    topic = connection.execute(sa.select(course.c.topic).where(course.c.id == row["course_id"])).scalar_one()
    wanted = sa.update(interest).where(_i.told_at.is_(None), _i.topic.in_(("", topic))).values(told_at=now)
    for person_id in dict.fromkeys(connection.execute(wanted.returning(_i.person_id)).scalars().all()):
        agenda.tell(connection, person_id, f"new training:{id}", now, until=row["starts_at"], politely=True)


def change_sitting(connection: Connection, row: dict[str, Any], values: dict[str, Any], now: dt.datetime) -> bool:
    """Change an open sitting; people are told when its time or place is another one. Whether anything changed.

    With fewer seats than are taken nobody loses hers; with more, those who wait are offered them.
    """
    changed = {name: value for name, value in values.items() if row[name] != value}
    if not changed:
        return False
    hold(connection)
    moved = [name for name in MOVES if name in changed]
    row = {**row, **changed}
    changed |= {"updated_at": now, "revision": row["revision"] + bool(moved)}
    connection.execute(sa.update(sitting).where(sitting.c.id == row["id"]).values(**changed))
    if moved or "state" in changed:
        schedule(connection, row["id"], row["starts_at"], row["ends_at"], now)
    if moved:
        tell_all(connection, row["id"], LIVE, "seat moved", now, until=row["starts_at"])
    pass_on(connection, row["id"], now)
    return True


def cancel_sitting(connection: Connection, row: dict[str, Any], now: dt.datetime) -> int:
    """A sitting does not take place. Everybody with a seat, or in the waiting list, is told; returns how many."""
    if row["state"] == "cancelled":
        return 0
    hold(connection)
    values = {"state": "cancelled", "updated_at": now, "revision": row["revision"] + 1}
    connection.execute(sa.update(sitting).where(sitting.c.id == row["id"]).values(**values))
    unschedule(connection, row["id"])
    told = tell_all(connection, row["id"], LIVE, "seat news", now, until=row["starts_at"])
    ended = {"state": "cancelled", "ended": "sitting", "held_until": None}
    connection.execute(sa.update(seat).where(seat.c.sitting_id == row["id"], seat.c.state.in_(LIVE)).values(**ended))
    return told


def set_code(connection: Connection, id: int, code: Hashed, now: dt.datetime) -> None:
    """Another attendance code than before."""
    change = sa.update(sitting).where(sitting.c.id == id)
    connection.execute(change.values(code_salt=code.salt, code_hash=code.hash, updated_at=now))
