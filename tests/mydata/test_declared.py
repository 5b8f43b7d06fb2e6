"""Every table says what it holds about people, how long, and what erasing does: none can be forgotten."""

import importlib
import pkgutil
from typing import Any

import pytest
import sqlalchemy as sa

import bot
from bot.db import Json, metadata
from bot.mydata.declared import KEPT
from bot.mydata.erase import tables_in_order
from bot.mydata.kept import Blank, Cut, Delete, Kept, Plain, is_of_people, owner_of, theirs
from bot.mydata.shown import FILE_ONLY, LABELS
from bot.mydata.sweeps import RULES
from bot.registry.models import person

for found in pkgutil.walk_packages(bot.__path__, "bot."):
    if found.name.endswith(".models"):
        importlib.import_module(found.name)

TABLES = sorted(metadata.tables)
HELD = [name for name in TABLES if isinstance(KEPT.get(name), Kept)]


def says_something(column: sa.Column[Any]) -> bool:
    """Whether a column may hold somebody's words or number."""
    if column.primary_key and not isinstance(column.type, sa.Text):
        return False
    return isinstance(column.type, sa.Text | sa.String | sa.LargeBinary | sa.JSON | Json)


def names_a_person(table: sa.Table) -> bool:
    return is_of_people(table) or any(name in table.c for name in ("person_id", "giver", "taker", "kept", "gone"))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_declared(name: str) -> None:
    table = metadata.tables[name]
    if names_a_person(table) or any(says_something(column) for column in table.columns):
        assert name in KEPT, f"say in bot/mydata/declared what the table {name} holds about people, and how long"


def test_nothing_is_declared_that_does_not_exist() -> None:
    assert sorted(set(KEPT) - set(TABLES)) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_belongs_to_people_is_not_called_plain(name: str) -> None:
    declared = KEPT[name]
    if isinstance(declared, Plain):
        assert not is_of_people(metadata.tables[name]), f"{name} has rows of people's"
        assert declared.why


@pytest.mark.parametrize("name", HELD)
def test_it_is_known_whose_the_rows_are(name: str) -> None:
    assert str(theirs(name, KEPT, [1]))


@pytest.mark.parametrize("name", HELD)
def test_every_column_with_words_is_spoken_of(name: str) -> None:
    declared = KEPT[name]
    assert isinstance(declared, Kept)
    for cut in (declared.erased, *(sweep.cut for sweep in declared.sweeps)):
        if isinstance(cut, Blank):
            said = {*cut.values, *cut.rewritten, *cut.stays}
            silent = {c.name for c in metadata.tables[name].columns if says_something(c)} - said
            assert not silent, f"say of {name} what becomes of {sorted(silent)}"


def columns_of(cut: Cut) -> set[str]:
    return set() if isinstance(cut, Delete) else {*cut.values, *cut.rewritten, *cut.stays}


@pytest.mark.parametrize("name", sorted(set(KEPT) & set(TABLES)))
def test_what_is_declared_of_columns_is_true(name: str) -> None:
    declared, table = KEPT[name], metadata.tables[name]
    for sweep in declared.sweeps:
        assert sweep.since in table.c
        assert columns_of(sweep.cut) <= set(table.c.keys())
        if sweep.where is not None:
            assert str(sweep.where(table))
        if sweep.in_order:
            assert "id" in table.c
    if isinstance(declared, Kept):
        assert columns_of(declared.erased) <= set(table.c.keys())
        assert set(declared.hidden) <= set(table.c.keys())


@pytest.mark.parametrize("name", HELD)
def test_rows_that_stay_leave_their_person(name: str) -> None:
    declared, owner = KEPT[name], owner_of(metadata.tables[name])
    assert isinstance(declared, Kept)
    if isinstance(declared.erased, Blank):
        assert not declared.erased.keeps_owner
        assert declared.erased.why
        if owner is not None:
            assert declared.erased.values.get(owner.name) is None


def test_children_come_before_their_parents() -> None:
    order = tables_in_order()
    for place, table in enumerate(order):
        for key in table.foreign_keys:
            above = key.column.table
            if above is not table and above in order and isinstance(KEPT[above.name], Kept):
                assert order.index(above) > place, f"{above.name} goes before {table.name}, which refers to it"
    assert order[-1] is person


def test_every_rule_has_a_number_of_its_own() -> None:
    assert len(RULES) == sum(len(declared.sweeps) for declared in KEPT.values())
    assert all(0 < number < 2**62 for number in RULES)


@pytest.mark.parametrize("name", HELD)
def test_every_column_has_a_name_for_its_reader_or_is_for_the_file(name: str) -> None:
    declared = KEPT[name]
    assert isinstance(declared, Kept)
    columns = {c.name for c in metadata.tables[name].columns if not isinstance(c.type, sa.LargeBinary)}
    silent = columns - set(declared.hidden) - set(LABELS) - FILE_ONLY
    assert not silent, (
        f"give {sorted(silent)} of {name} a label, or say that only the file has them (bot/mydata/shown.py)"
    )
