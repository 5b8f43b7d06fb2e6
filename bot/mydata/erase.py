"""Erasing everything about a person, in every table, in one transaction or in several steps where there is much.

What is deleted, what stays without her, and why, is declared table by table in `bot/mydata/declared`. Rows that stay
belong to nobody afterwards. Children come before their parents, so that a step may end anywhere.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import insert_new, metadata, padded
from bot.mydata.declared import KEPT
from bot.mydata.kept import Blank, Cut, Ids, Kept, owner_of, theirs
from bot.registry.models import NOBODY, person

AT_ONCE = 2_000
"""Rows of one table in one transaction: some tens of milliseconds in which nobody else is answered."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def everyone(connection: Connection, person_id: int) -> list[int]:
    """A person, and all who have become one with her: their rows are locked, in the order of ids like everywhere."""
    found = {_end(connection, person_id)}
    while True:
        query = sa.select(person.c.id).where(sa.or_(person.c.id.in_(found), person.c.merged_into.in_(found)))
        more = set(connection.execute(query).scalars())
        if more <= found:
            break
        found |= more
    locked = sa.select(person.c.id).where(person.c.id.in_(padded(sorted(found)))).order_by(person.c.id)
    return list(connection.execute(locked.with_for_update()).scalars())


def _end(connection: Connection, person_id: int) -> int:
    """Who she is now: two people may have become one since."""
    while True:
        query = sa.select(person.c.merged_into).where(person.c.id == person_id)
        into = connection.execute(query).scalar_one_or_none()
        if into is None:
            return person_id
        person_id = into


def tables_in_order() -> list[sa.Table]:
    """Tables that hold something about people: those without keys first (they are found by what others hold), then
    children before their parents, people last."""
    found = [table for table in reversed(metadata.sorted_tables) if isinstance(KEPT.get(table.name), Kept)]
    return sorted(found, key=lambda table: (bool(table.foreign_keys), table is person))


def erase(connection: Connection, ids: Ids, now: dt.datetime, *, most: int = AT_ONCE) -> tuple[int, bool]:
    """Erase what is held about these people; how many rows, and whether that was all.

    Where more than `most` rows of a table are theirs it ends there, and is to be called again.
    """
    nobody = {"id": NOBODY, "created_at": _EPOCH, "blocked": True, "wants_broadcasts": False}
    insert_new(connection, person, ["id"], [nobody])
    count = 0
    for table in tables_in_order():
        declared = KEPT[table.name]
        assert isinstance(declared, Kept)
        done = cut(connection, table, theirs(table.name, KEPT, ids), declared.erased, now, most)
        count += done
        if done == most:
            return count, False
    return count, True


def cut(
    connection: Connection, table: sa.Table, which: sa.ColumnElement[bool], how: Cut, now: dt.datetime, most: int
) -> int:
    """Delete or blank rows, `most` at a time; how many."""
    keys = list(table.primary_key.columns)
    needed = {column.name: column for column in keys}
    if isinstance(how, Blank):
        needed |= {column.name: column for column in table.columns if how.rewritten or how.for_days}
    query = sa.select(*needed.values()).where(which).order_by(*keys).limit(most)
    rows = connection.execute(query).mappings().all()
    if not rows:
        return 0
    if not isinstance(how, Blank):
        _delete(connection, table, rows)
        return len(rows)
    young, old = rows, []
    if how.for_days is not None:
        since, most_days = how.for_days
        old = [row for row in rows if row[since] < now - most_days]
        young = [row for row in rows if row[since] >= now - most_days]
    _delete(connection, table, old)
    blank(connection, table, young, how)
    return len(rows)


def blank(connection: Connection, table: sa.Table, rows: Any, how: Blank) -> None:
    """Take what they say out of these rows, and the person unless she keeps them."""
    if not rows:
        return
    values = dict(how.values)
    owner = owner_of(table)
    if owner is not None and not how.keeps_owner and owner.name not in values:
        values[owner.name] = NOBODY
    if not how.rewritten:
        connection.execute(sa.update(table).where(_among(table, rows)).values(**values))
        return
    keys = list(table.primary_key.columns)
    statement = sa.update(table).where(*(column == sa.bindparam(f"key_{column.name}") for column in keys))
    statement = statement.values({**values, **{name: sa.bindparam(f"new_{name}") for name in how.rewritten}})
    connection.execute(
        statement,
        [
            {f"key_{column.name}": row[column.name] for column in keys}
            | {f"new_{name}": make(row) for name, make in how.rewritten.items()}
            for row in rows
        ],
    )


def _delete(connection: Connection, table: sa.Table, rows: Any) -> None:
    if rows:
        connection.execute(sa.delete(table).where(_among(table, rows)))


def _among(table: sa.Table, rows: list[Mapping[str, Any]]) -> sa.ColumnElement[bool]:
    keys = list(table.primary_key.columns)
    if len(keys) == 1:
        return keys[0].in_([row[keys[0].name] for row in rows])
    return sa.tuple_(*keys).in_([tuple(row[column.name] for column in keys) for row in rows])
