"""The registry as staff see it: businesses by what they are, found across scripts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.registry import caselist
from bot.registry.caselist import CaseFilter
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.models import business, case

MOST = 50
"""Businesses on a page."""

_AT_ONCE = 2_000
_c, _b = case.c, business.c


class BusinessFilter(msgspec.Struct, frozen=True):
    """Which businesses: all conditions hold together, "" means any. `words` as in `CaseFilter`."""

    words: str = ""
    state: str = ""
    district: str = ""
    legal_form: str = ""
    turnover: str = ""
    exporting: str = ""
    with_women: bool = False
    since: dt.datetime | None = None
    """Recorded from then on."""
    until: dt.datetime | None = None


class BusinessLine(msgspec.Struct, frozen=True):
    """One business with its case."""

    id: int
    case_id: int
    person_id: int
    reference: str
    state: str
    smeda_number: str
    recorded_at: dt.datetime
    facts: dict[str, Any]


class Page(msgspec.Struct, frozen=True):
    """A page of businesses, and how many there are in all."""

    lines: list[BusinessLine]
    total: int


def businesses(connection: Connection, wanted: BusinessFilter, *, skip: int = 0, most: int = MOST) -> Page:
    """Businesses, the newest first."""
    which = _conditions(wanted)
    joined = business.join(case, _c.business_id == _b.id)
    total = connection.execute(sa.select(sa.func.count()).select_from(joined).where(*which)).scalar_one()
    query = _lines().where(*which).order_by(_b.id.desc()).offset(skip).limit(most)
    return Page([_line(row) for row in connection.execute(query).mappings()], total)


def all_businesses(connection: Connection, wanted: BusinessFilter) -> Iterator[BusinessLine]:
    """Every one of them, the oldest first, a few thousand at a time."""
    last = 0
    while True:
        query = _lines().where(*_conditions(wanted), _b.id > last).order_by(_b.id).limit(_AT_ONCE)
        lines = [_line(row) for row in connection.execute(query).mappings()]
        yield from lines
        if len(lines) < _AT_ONCE:
            return
        last = lines[-1].id


def _lines() -> sa.Select[Any]:
    return sa.select(
        business, _c.id.label("case_id"), _c.reference, _c.state, _c.smeda_number, _c.created_at.label("recorded_at")
    ).join(case, _c.business_id == _b.id)


def _line(row: sa.RowMapping) -> BusinessLine:
    return BusinessLine(
        id=row["id"],
        case_id=row["case_id"],
        person_id=row["person_id"],
        reference=row["reference"],
        state=row["state"],
        smeda_number=row["smeda_number"] or "",
        recorded_at=row["recorded_at"],
        facts={name: row[name] for name in BUSINESS_FIELDS},
    )


def _conditions(wanted: BusinessFilter) -> list[sa.ColumnElement[bool]]:
    found = caselist.conditions(
        CaseFilter(states=(wanted.state,) if wanted.state else (), district=wanted.district, words=wanted.words)
    )
    for column, value in (
        (_b.legal_form, wanted.legal_form),
        (_b.turnover, wanted.turnover),
        (_b.exporting, wanted.exporting),
    ):
        if value:
            found.append(column == value)
    if wanted.with_women:
        found.append(_b.women > 0)
    if wanted.since is not None:
        found.append(_c.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(_c.created_at < wanted.until)
    return found
