"""Once a day what is old is erased: a few hundred rows at a time, between everything else.

Every rule stands on the agenda by itself; it does a batch and comes back for the next one, and tomorrow when there is
none. The rules are in `bot/mydata/declared`, their numbers and reasons in docs/decisions/0011.
"""

import datetime as dt
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.clock import KARACHI
from bot.db import metadata
from bot.mydata.declared import KEPT
from bot.mydata.erase import blank, cut
from bot.mydata.kept import Blank, Kept, Sweep

SWEEP = "sweep"
"""The kind of what stands on the agenda for every rule; its subject is the rule's number."""

BATCH = 300
"""Rows in one transaction: a few milliseconds."""

_PAUSE = dt.timedelta(seconds=5)
_AT = dt.time(3)
"""When fewest people write, Asia/Karachi."""


def number_of(table: str, sweep: Sweep) -> int:
    """A rule's number on the agenda: the same as long as the rule is the same."""
    said = f"{table} {sweep.since} {sweep.after} {type(sweep.cut).__name__} {sweep.why}"
    return int.from_bytes(blake2b(said.encode(), digest_size=7).digest(), "big")


RULES: dict[int, tuple[str, Sweep]] = {
    number_of(table, sweep): (table, sweep) for table, declared in KEPT.items() for sweep in declared.sweeps
}


def schedule(connection: Connection, now: dt.datetime) -> None:
    """Put every rule on the agenda that is not there yet; done at each start."""
    for number in RULES:
        agenda.put(connection, SWEEP, number, _tonight(now))


def sweep(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Do one batch of a rule. A rule that no longer exists falls off the agenda."""
    rule = RULES.get(due.subject)
    if rule is None:
        return
    name, how = rule
    after = int(due.detail.get("after", 0))
    if how.in_order:
        after, more = _next_stretch(connection, metadata.tables[name], how, after, now)
    else:
        more = _oldest(connection, metadata.tables[name], how, now)
    detail = {"after": after}
    agenda.put(connection, SWEEP, due.subject, now + _PAUSE if more else _tonight(now), detail=detail)


def _oldest(connection: Connection, table: sa.Table, how: Sweep, now: dt.datetime) -> bool:
    """A batch of rows that are old enough, wherever they are; whether there may be more."""
    which = table.c[how.since] < now - how.after
    if how.where is not None:
        which = sa.and_(which, how.where(table))
    if not isinstance(how.cut, Blank):
        _cut_children(connection, table, which, now)
    return cut(connection, table, which, how.cut, now, BATCH) == BATCH


def _cut_children(connection: Connection, table: sa.Table, which: sa.ColumnElement[bool], now: dt.datetime) -> None:
    """What belongs to these rows goes first."""
    for child in metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and child is not table:
                old = sa.select(table.c.id).where(which)
                declared = KEPT[child.name]
                assert isinstance(declared, Kept)
                cut(connection, child, key.parent.in_(old), declared.erased, now, BATCH * BATCH)


def _next_stretch(
    connection: Connection, table: sa.Table, how: Sweep, after: int, now: dt.datetime
) -> tuple[int, bool]:
    """The next rows by id, as far as they are old enough: the last id looked at, and whether there may be more."""
    query = sa.select(table).where(table.c.id > after)
    if how.where is not None:
        query = query.add_columns(how.where(table).label("is_meant"))
    found: list[dict[str, Any]] = []
    for row in connection.execute(query.order_by(table.c.id).limit(BATCH)).mappings():
        if row[how.since] >= now - how.after:
            break
        found.append(dict(row))
    meant = [row for row in found if row.pop("is_meant", True)]
    if isinstance(how.cut, Blank):
        blank(connection, table, meant, how.cut)
    elif meant:
        connection.execute(sa.delete(table).where(table.c.id.in_([row["id"] for row in meant])))
    return (found[-1]["id"] if found else after), len(found) == BATCH


def _tonight(now: dt.datetime) -> dt.datetime:
    local = now.astimezone(KARACHI)
    day = local.date() if local.time() < _AT else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, _AT, KARACHI).astimezone(dt.UTC)
