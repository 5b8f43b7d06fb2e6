"""The registry out as a table and in from one: what is exported can be corrected in a spreadsheet and imported again.

An import is looked at first: every row becomes new, changed, same or bad, and nothing is written. Applying it twice
does nothing twice. Imported owners have no channel: a number in a list proves nothing about who holds it today.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Kind, Unclear
from bot.clock import day_in_pakistan
from bot.db import new_id, padded
from bot.i18n.catalogues import catalogue
from bot.i18n.words import Label, Words, _
from bot.language.script import clean, fold
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.listing import BusinessLine
from bot.registry.models import business, case, case_event, person
from bot.registry.officers import Officer
from bot.registry.requests import ChangeBusiness, RecordBusiness
from bot.registry.service import ANSWERS
from bot.registry.sheets import Cell
from bot.registry.wished import Wished

REFERENCE, STATE, SMEDA_NUMBER, RECORDED_ON = "reference", "state", "smeda_number", "recorded_on"
HEADER = (REFERENCE, STATE, SMEDA_NUMBER, RECORDED_ON, *BUSINESS_FIELDS)
"""The columns of an export, named as the fields. Of an import all but the fields and the number are left out."""

_OPTIONAL = frozenset({"business_name"})
AT_ONCE = 200
"""Rows that are written in one transaction, so that nobody in the chat has to wait for an import."""


def row_of(line: BusinessLine, language: str = "en") -> list[Cell]:
    """A business as a row, its choices in words that `check` reads again."""
    return [
        line.reference,
        line.state,
        line.smeda_number,
        day_in_pakistan(line.recorded_at).isoformat(),
        *(_cell(name, line.facts[name], language) for name in BUSINESS_FIELDS),
    ]


def _cell(name: str, value: Any, language: str) -> Cell:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _shown(name, value, language)


@lru_cache(maxsize=50_000)
def _shown(name: str, value: Any, language: str) -> str:
    """A choice in words, where they lead back to it (some districts share a name); else its id. Names stay names."""
    kind: Kind[Any] = BUSINESS_FIELDS[name].kind
    if not kind.options:
        return str(value)
    try:
        shown = kind.show(kind.load(value))
        said = catalogue(language).label(shown) if isinstance(shown, Label) else str(shown)
        if _read(kind, said, _SOME_DAY) == value:
            return said
    except (Invalid, Unclear, KeyError):
        pass
    return str(value)


_SOME_DAY = dt.date(2026, 1, 1)  # choices do not depend on it


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one cell of a row; `field` is "" where it is the row as a whole."""

    field: str
    said: Words


class Checked(msgspec.Struct, frozen=True):
    """One row, looked at. `line` counts as a spreadsheet does: the header is 1."""

    line: int
    outcome: str
    """new, changed, same, or bad."""
    problems: list[Problem] = []
    facts: dict[str, Any] = {}
    reference: str = ""
    business_id: int = 0
    person_id: int = 0
    changed: tuple[str, ...] = ()
    key: str = ""


class Report(msgspec.Struct, frozen=True):
    """What an import would do. `missing` are columns it needs; with any of them no row is looked at."""

    rows: list[Checked]
    missing: list[str] = []
    ignored: list[str] = []

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def bad(self) -> list[Checked]:
        return [row for row in self.rows if row.outcome == "bad"]


def check(connection: Connection, table: Sequence[Sequence[str]], today: dt.date) -> Report:
    """Look at a table whose first row names the columns: by a field's name, or by what it is called in any language."""
    header = [_column(cell) for cell in table[0]] if table else []
    missing = [name for name in BUSINESS_FIELDS if name not in header and name not in _OPTIONAL]
    ignored = [cell for cell, name in zip(table[0] if table else [], header, strict=True) if cell and not name]
    if missing:
        return Report([], missing, ignored)
    rows = [
        (line, {name: cell for name, cell in zip(header, row, strict=False) if name})
        for line, row in enumerate(table[1:], start=2)
        if any(row)
    ]
    known = _known(connection, [row.get(REFERENCE, "") for _line, row in rows])
    checked = [_check_row(line, row, known, today) for line, row in rows]
    return Report(_without_done(connection, checked), [], ignored)


def _column(cell: str) -> str:
    """The field a column is about; "" for one that is not read."""
    wanted = fold(cell)
    for name in (REFERENCE, *BUSINESS_FIELDS):
        names = {fold(name)}
        if name in BUSINESS_FIELDS:
            label = BUSINESS_FIELDS[name].label
            names |= {fold(catalogue(language).label(label)) for language in ("en", "ur", "ur_Latn")}
        if wanted in names:
            return name
    return ""


def _known(connection: Connection, references: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Businesses by their numbers; withdrawn ones without facts."""
    wanted = sorted({reference for reference in references if reference})
    found: dict[str, dict[str, Any]] = {}
    for begin in range(0, len(wanted), 500):
        part = padded(wanted[begin : begin + 500])
        query = (
            sa.select(case.c.reference, case.c.state, case.c.person_id.label("owner"), business)
            .join(business, business.c.id == case.c.business_id, isouter=True)
            .where(case.c.reference.in_(part))
        )
        found.update({row["reference"]: dict(row) for row in connection.execute(query).mappings()})
    return found


def _check_row(line: int, row: dict[str, str], known: dict[str, dict[str, Any]], today: dt.date) -> Checked:
    facts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, field in BUSINESS_FIELDS.items():
        cell = clean(row.get(name, ""))
        if not cell and name in _OPTIONAL:
            facts[name] = None
            continue
        try:
            facts[name] = _read(field.kind, cell, today)
        except Invalid as invalid:
            problems.append(Problem(name, _EMPTY if not cell else invalid.complaint))
        except Unclear as unclear:
            problems.append(Problem(name, unclear.question if not unclear.options else _unclear(unclear)))
    if (
        isinstance(facts.get("women"), int)
        and isinstance(facts.get("people"), int)
        and facts["women"] > facts["people"]
    ):
        problems.append(Problem("women", _("That is more than the people who work there.")))
    reference = row.get(REFERENCE, "")
    there = known.get(reference)
    if reference and there is None:
        problems.append(Problem(REFERENCE, _("No business has this number. Leave it empty for a new one.")))
    elif there is not None and there["id"] is None:
        problems.append(Problem(REFERENCE, _("This business has been withdrawn.")))
    if problems:
        return Checked(line, "bad", problems, reference=reference)
    if there is None:
        return Checked(line, "new", facts=facts, key=_key("new", "", facts))
    changed = tuple(name for name in BUSINESS_FIELDS if facts[name] != there[name])
    return Checked(
        line, "changed" if changed else "same", facts=facts, reference=reference, business_id=there["id"],
        person_id=there["owner"], changed=changed, key=_key("change", reference, facts),
    )  # fmt: skip


_EMPTY = _("This is empty.")


def _unclear(unclear: Unclear) -> Words:
    """What it may mean, for somebody who cannot be asked."""
    options = " / ".join(catalogue("en").label(option.label) for option in unclear.options[:4])
    return _("This may mean several things: {options}").with_(options=options)


def _read(kind: Kind[Any], cell: str, today: dt.date) -> Any:
    """A cell as a value: an option's own id or words first, then as somebody would say it in the chat."""
    if cell.isdigit():
        return kind.dump(kind.read(Heard(text=cell), today))
    if kind.option(cell) is not None:
        return kind.dump(kind.read(Heard(tap=cell), today))
    for one in kind.options:
        if fold(cell) in {fold(catalogue(language).label(one.label)) for language in ("en", "ur", "ur_Latn")}:
            return kind.dump(kind.read(Heard(tap=one.id), today))
    return kind.dump(kind.read(Heard(text=cell), today))


def _key(what: str, reference: str, facts: dict[str, Any]) -> str:
    """The same row is the same command, whichever file it stands in."""
    plain = msgspec.json.encode([reference, facts], order="deterministic")
    return f"import:{what}:{hashlib.sha256(plain).hexdigest()[:32]}"


def _without_done(connection: Connection, rows: list[Checked]) -> list[Checked]:
    """New rows that an earlier import, or an earlier row of this file, has brought already are the same."""
    keys = [row.key for row in rows if row.outcome == "new"]
    done: set[str] = set()
    for begin in range(0, len(keys), 500):
        query = sa.select(case.c.origin).where(case.c.origin.in_(padded(keys[begin : begin + 500])))
        done.update(connection.execute(query).scalars())
    found = []
    for row in rows:
        if row.outcome == "new" and row.key in done:
            row = msgspec.structs.replace(row, outcome="same")
        elif row.outcome == "new":
            done.add(row.key)
        found.append(row)
    return found


def apply(connection: Connection, rows: Sequence[Checked], officer: Officer, now: dt.datetime) -> int:
    """Write checked rows (at most `AT_ONCE`); how many were new or changed. The second time nothing is."""
    fresh = _without_done(connection, [row for row in rows if row.outcome == "new"])
    new = [row for row in fresh if row.outcome == "new"]
    owners = {row.key: new_id() for row in new}
    if new:
        connection.execute(sa.insert(person), [{"id": id, "created_at": now} for id in owners.values()])
        wishes = [Wished(RecordBusiness(**row.facts), owners[row.key], now, row.key) for row in new]
        ANSWERS[RecordBusiness](connection, wishes)
        _sign(connection, [row.key for row in new], officer)
    changed = 0
    for row in rows:
        if row.outcome == "changed":
            changed += _change(connection, row, officer, now)
    return len(new) + changed


def _change(connection: Connection, row: Checked, officer: Officer, now: dt.datetime) -> bool:
    present = connection.execute(sa.select(business).where(business.c.id == row.business_id)).mappings().one_or_none()
    if present is None:
        return False
    fields = [name for name in row.changed if present[name] != row.facts[name]]
    # People first, so that the rule "women among people" holds after every step.
    more = row.facts["people"] >= present["people"]
    for name in sorted(fields, key=lambda name: (name == "women") if more else (name == "people")):
        key = f"{row.key}:{name}:{new_id()}"
        ANSWERS[ChangeBusiness](
            connection, [Wished(ChangeBusiness(row.business_id, name, row.facts[name]), row.person_id, now, key)]
        )
        _sign(connection, [key], officer)
    return bool(fields)


def _sign(connection: Connection, keys: Sequence[str], officer: Officer) -> None:
    """It was not the owner who said so."""
    for begin in range(0, len(keys), 500):
        part = padded(keys[begin : begin + 500])
        events = sa.select(case_event.c.id, case_event.c.detail).where(case_event.c.origin.in_(part))
        for event in connection.execute(events).all():
            detail = {**(event.detail or {}), "name": officer.name, "imported": True}
            change = sa.update(case_event).where(case_event.c.id == event.id)
            connection.execute(change.values(actor=officer.actor, detail=detail))
