"""How a table says what it holds about people: what for, how long, and what erasing does to it.

The declarations themselves are in `bot/mydata/declared`; `tests/mydata/test_declared.py` fails for a table without one,
and for a column with words in it that no declaration speaks of.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.db import metadata
from bot.i18n.words import Words
from bot.registry.models import person

Row = Mapping[str, Any]
Ids = Sequence[int]


class Delete(msgspec.Struct, frozen=True):
    """The rows are deleted."""


class Blank(msgspec.Struct, frozen=True):
    """The rows stay, without what they say and without the person. `why` says why they stay.

    `values` are written into the columns, `rewritten` are made from the row. `stays` names every column with words or
    data that is left as it is, because it holds words of our own only.
    """

    why: str
    values: dict[str, Any] = {}
    rewritten: dict[str, Callable[[Row], Any]] = {}
    stays: tuple[str, ...] = ()
    keeps_owner: bool = False
    """For sweeps: what is old loses its words, and still belongs to her."""
    for_days: tuple[str, dt.timedelta] | None = None
    """Rows whose time in this column lies further back need not stay: they are deleted."""


Cut = Delete | Blank


class Sweep(msgspec.Struct, frozen=True):
    """Done once a day to rows whose time in column `since` lies further back than `after`; `why` so long.

    `in_order`: rows get their ids in the order of that time, so each day goes on where the last one stopped, instead
    of looking through the whole of a large table.
    """

    since: str
    after: dt.timedelta
    cut: Cut
    why: str
    where: Callable[[sa.Table], sa.ColumnElement[bool]] | None = None
    in_order: bool = False


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A table that holds something about people, in words that they read themselves."""

    called: Words
    source: Words
    """Where it is from."""
    why: Words
    until: Words
    erased: Cut
    sweeps: tuple[Sweep, ...] = ()
    belongs: Callable[[Ids], sa.ColumnElement[bool]] | None = None
    """Which rows are theirs, where no foreign key says so."""
    hidden: tuple[str, ...] = ()
    """Columns that are not given out: hashes, and names of other people."""


class Plain(msgspec.Struct, frozen=True):
    """A table that holds nothing about the people who write to us; `why` says what it holds instead."""

    why: str
    sweeps: tuple[Sweep, ...] = ()


def owner_of(table: sa.Table) -> sa.Column[Any] | None:
    """The column whose foreign key names a person."""
    return next((column for column in table.columns if column.references(person.c.id)), None)


def parent_of(table: sa.Table) -> tuple[sa.Column[Any], sa.Table] | None:
    """The column that names a row of somebody's, and the table that row is in."""
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        above = key.column.table
        if above is not table and above is not person and is_of_people(above):
            return key.parent, above
    return None


def is_of_people(table: sa.Table) -> bool:
    """Whether its rows belong to people, by their keys or those of what they belong to."""
    return owner_of(table) is not None or parent_of(table) is not None


def theirs(name: str, kept: Mapping[str, Kept | Plain], ids: Ids) -> sa.ColumnElement[bool]:
    """Which rows of a table are these people's."""
    table, declared = metadata.tables[name], kept[name]
    if isinstance(declared, Kept) and declared.belongs is not None:
        return declared.belongs(ids)
    if (owner := owner_of(table)) is not None:
        return owner.in_(ids)
    found = parent_of(table)
    assert found is not None, f"{name} does not say whose its rows are"
    column, above = found
    return column.in_(sa.select(above.c.id).where(theirs(above.name, kept, ids)))
