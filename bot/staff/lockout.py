"""Rests after wrong passwords, by account and by address, each longer than the one before.

A person who mistypes waits a minute; a machine that guesses gets two dozen tries a day. An account's rest can be
lifted by an admin; nobody learns from it whether an account exists, since names nobody has rest as well.
"""

import datetime as dt
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import upsert
from bot.staff.models import staff_wrong

FORGETS_AFTER: Final = dt.timedelta(hours=24)


class _Patience(NamedTuple):
    free: int
    """So many wrong ones cost nothing."""
    first: dt.timedelta
    longest: dt.timedelta


_ACCOUNT: Final = _Patience(5, dt.timedelta(minutes=1), dt.timedelta(hours=1))
_ADDRESS: Final = _Patience(30, dt.timedelta(minutes=1), dt.timedelta(hours=4))
"""An office shares one address."""


def rest_until(connection: Connection, email: str, address: str, now: dt.datetime) -> dt.datetime | None:
    """Until when no password is looked at for this account from this address; None if one may be tried."""
    subjects = [subject for subject, _patience in _subjects(email, address)]
    query = sa.select(sa.func.max(staff_wrong.c.rests_until)).where(staff_wrong.c.subject.in_(subjects))
    until: dt.datetime | None = connection.execute(query).scalar()
    return until if until is not None and until > now else None


def count_wrong(connection: Connection, email: str, address: str, now: dt.datetime) -> dt.datetime | None:
    """One more wrong password. Returns until when there is a rest now, if there is one."""
    rests = [_count_one(connection, subject, patience, now) for subject, patience in _subjects(email, address)]
    return max((rest for rest in rests if rest is not None), default=None)


def _count_one(connection: Connection, subject: str, patience: _Patience, now: dt.datetime) -> dt.datetime | None:
    c = staff_wrong.c
    row = connection.execute(sa.select(c.count.label("times"), c.last_at).where(c.subject == subject)).one_or_none()
    count = 1 if row is None or row.last_at < now - FORGETS_AFTER else row.times + 1
    rest = _rest(count, patience)
    until = None if rest is None else now + rest
    values = {"subject": subject, "count": count, "last_at": now, "rests_until": until}
    upsert(connection, staff_wrong, ["subject"], [values])
    return until


def _rest(count: int, patience: _Patience) -> dt.timedelta | None:
    if count < patience.free:
        return None
    doubled: int = 2 ** min(count - patience.free, 20)
    return min(patience.first * doubled, patience.longest)


def forget(connection: Connection, email: str) -> None:
    """The right password was given, or an admin lifts the rest. The address keeps its own count."""
    subject, _patience = _subjects(email, "")[0]
    connection.execute(sa.delete(staff_wrong).where(staff_wrong.c.subject == subject))


def tidy(connection: Connection, now: dt.datetime) -> None:
    """Drop what has been forgotten, so that guessed names do not fill the table."""
    connection.execute(sa.delete(staff_wrong).where(staff_wrong.c.last_at < now - FORGETS_AFTER))


def _subjects(email: str, address: str) -> tuple[tuple[str, _Patience], ...]:
    return (f"account:{email[:254]}", _ACCOUNT), (f"address:{address}", _ADDRESS)
