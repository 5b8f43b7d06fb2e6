"""Cases as officers see them: a list with filters and search across scripts, and one case with its history."""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.registry.duplicates import sound_of
from bot.registry.models import business, case, case_event, identity

MOST = 50
"""Cases on a page."""

_c, _b = case.c, business.c


class CaseFilter(msgspec.Struct, frozen=True):
    """Which cases: all conditions hold together. `words` are looked for in the number, the names (by sound, in any
    script) and the telephone number; `states` empty means any."""

    states: tuple[str, ...] = ()
    district: str = ""
    trade: str = ""
    officer_id: int | None = None
    only_overdue: bool = False
    words: str = ""


class CaseLine(msgspec.Struct, frozen=True):
    """One case in a list. Names are "" once the details are erased."""

    id: int
    person_id: int
    reference: str
    state: str
    since: dt.datetime
    """Since when it stands so."""
    recorded_at: dt.datetime
    name: str
    owner_name: str
    trade: str
    district: str
    officer: str
    overdue: bool


class Page(msgspec.Struct, frozen=True):
    """A page of cases, and how many there are in all."""

    lines: list[CaseLine]
    total: int


class CaseStep(msgspec.Struct, frozen=True):
    """One line of a case's history. `by` is an officer's name, owner or bot."""

    at: dt.datetime
    by: str
    what: str
    detail: dict[str, Any]


class CaseDetail(msgspec.Struct, frozen=True):
    """One case with everything an officer decides on. `version` has to be named when it is moved."""

    line: CaseLine
    version: int
    remark: str
    smeda_number: str
    merged_into: int | None
    facts: dict[str, Any]
    """The business by the names of its fields (`bot.registry.fields`); empty once erased."""
    business_id: int | None
    history: list[CaseStep]


def cases(connection: Connection, wanted: CaseFilter, *, skip: int = 0, most: int = MOST) -> Page:
    """Cases, those that wait longest in their state first; decided ones last, the newest first."""
    which = conditions(wanted)
    total = connection.execute(
        sa.select(sa.func.count()).select_from(case.outerjoin(business, _b.id == _c.business_id)).where(*which)
    ).scalar_one()
    over = sa.case((_c.state.in_(("recorded", "in_review", "needs_information")), 0), else_=1)
    since = sa.func.coalesce(_c.state_at, _c.created_at)
    query = (
        _lines().where(*which).order_by(over, sa.case((over == 0, since), else_=-since), _c.id).offset(skip).limit(most)
    )
    return Page([_line(row) for row in connection.execute(query).mappings()], total)


def counts(connection: Connection) -> dict[str, int]:
    """How many cases stand in which state, and under "overdue" how many wait too long."""
    query = sa.select(_c.state, sa.func.count()).group_by(_c.state)
    found: dict[str, int] = dict(connection.execute(query).all())
    late = sa.select(sa.func.count()).where(_c.overdue_at.is_not(None))
    return {**found, "overdue": connection.execute(late).scalar_one()}


def case_of(connection: Connection, case_id: int) -> CaseDetail | None:
    """One case, or None."""
    row = connection.execute(_lines().where(_c.id == case_id)).mappings().one_or_none()
    if row is None:
        return None
    details = connection.execute(sa.select(business).where(_b.id == row["business_id"])).mappings().one_or_none()
    hidden = {"id", "person_id", "name_key", "owner_key"}
    return CaseDetail(
        line=_line(row),
        version=row["version"],
        remark=row["remark"] or "",
        smeda_number=row["smeda_number"] or "",
        merged_into=row["merged_into"],
        facts={} if details is None else {name: value for name, value in details.items() if name not in hidden},
        business_id=None if details is None else row["business_id"],
        history=_history(connection, case_id),
    )


def cases_of(connection: Connection, person_id: int) -> list[CaseLine]:
    """A person's cases, the newest first."""
    query = _lines().where(_c.person_id == person_id).order_by(_c.id.desc())
    return [_line(row) for row in connection.execute(query).mappings()]


def _lines() -> sa.Select[Any]:
    return sa.select(
        case, _b.business_name, _b.owner_name, _b.trade, _b.district
    ).join(business, _b.id == _c.business_id, isouter=True)  # fmt: skip


def _line(row: sa.RowMapping) -> CaseLine:
    return CaseLine(
        id=row["id"],
        person_id=row["person_id"],
        reference=row["reference"],
        state=row["state"],
        since=row["state_at"] or row["created_at"],
        recorded_at=row["created_at"],
        name=row["business_name"] or row["owner_name"] or "",
        owner_name=row["owner_name"] or "",
        trade=row["trade"] or "",
        district=row["district"] or "",
        officer=row["officer_name"] or "",
        overdue=row["overdue_at"] is not None,
    )


def _history(connection: Connection, case_id: int) -> list[CaseStep]:
    e = case_event.c
    query = sa.select(e.at, e.actor, e.what, e.detail).where(e.case_id == case_id).order_by(e.at, e.id)
    steps = []
    for at, actor, what, detail in connection.execute(query):
        said = dict(detail or {})
        by = said.pop("name", actor) if actor.startswith("staff:") else actor
        steps.append(CaseStep(at, by, what, said))
    return steps


def conditions(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    """The same as conditions on cases joined with their businesses."""
    found: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        found.append(_c.state.in_(wanted.states))
    if wanted.district:
        found.append(_b.district == wanted.district)
    if wanted.trade:
        found.append(_b.trade == wanted.trade)
    if wanted.officer_id is not None:
        found.append(_c.officer_id == wanted.officer_id)
    if wanted.only_overdue:
        found.append(_c.overdue_at.is_not(None))
    if words := " ".join(wanted.words.split()):
        found.append(_search(words))
    return found


def _search(words: str) -> sa.ColumnElement[bool]:
    digits = "".join(character for character in words if character.isdecimal())
    if len(digits) >= 3 and len(digits) >= len(words.replace(" ", "").replace("-", "").lstrip("+")):
        number = f"%{_latin(digits)}%"
        of_phone = sa.select(identity.c.person_id).where(
            identity.c.kind == "phone", identity.c.ended_at.is_(None), identity.c.value.like(_of_number(number))
        )
        plain = sa.func.replace(_c.reference, "-", "")
        return sa.or_(plain.like(number), _c.smeda_number.like(number), _c.person_id.in_(of_phone))
    sound = sound_of(words)
    alike = [
        sa.func.lower(_b.business_name).contains(words.lower(), autoescape=True),
        sa.func.lower(_b.owner_name).contains(words.lower(), autoescape=True),
        sa.func.lower(_c.smeda_number).contains(words.lower(), autoescape=True),
    ]
    if len(sound) >= 2:
        alike += [_b.name_key.contains(sound, autoescape=True), _b.owner_key.contains(sound, autoescape=True)]
    return sa.or_(*alike)


def _latin(digits: str) -> str:
    """Digits of any script as 0 to 9."""
    return "".join(str(int(digit)) for digit in digits)


def _of_number(pattern: str) -> str:
    """0300… is kept as +92300…"""
    return f"%92{pattern[2:]}" if pattern.startswith("%0") else pattern
