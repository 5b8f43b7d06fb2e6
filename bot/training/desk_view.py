"""Sittings as staff see them: the list, and one with its people. Reads only."""

import datetime as dt
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import KARACHI
from bot.i18n.words import Name
from bot.receipts.models import receipt
from bot.training.cards import Tally, tallies
from bot.training.foreseen import who_count
from bot.training.models import course, interest, seat, sitting

MOST: Final = 50
"""Sittings on a page."""

MOST_PEOPLE: Final = 100
"""People on a page; a form has at most 200 fields (`bot.console.forms`)."""

WHICH: Final = ("coming", "past", "cancelled")

_c, _s, _k = sitting.c, seat.c, course.c
_titles = (_k.title_en, _k.title_ur, _k.title_ur_latn, _k.topic, _k.code.label("course_code"))


class Line(msgspec.Struct, frozen=True):
    """One sitting in the list. `district` is "" where it is online."""

    id: int
    title: Name
    online: bool
    district: str
    language: str
    women_only: bool
    starts: dt.datetime
    ends: dt.datetime
    seats: int
    taken: int
    waiting: int
    is_cancelled: bool
    is_sample: bool

    @property
    def free(self) -> int:
        return max(0, self.seats - self.taken)


class Page(msgspec.Struct, frozen=True):
    """A page of sittings, and how many there are of each kind."""

    lines: list[Line]
    totals: dict[str, int]


class Holder(msgspec.Struct, frozen=True):
    """Who has a seat, waits for one, or was there."""

    seat: int
    person_id: int
    name: str
    reference: str
    state: str
    rating: str
    remark: str
    has_certificate: bool


class View(msgspec.Struct, frozen=True):
    """One sitting. `row` has the columns of `sitting` and its course's titles, topic and `course_code`."""

    row: dict[str, Any]
    line: Line
    attended: int
    missed: int
    certificates: int
    ratings: dict[str, int]
    counting: int
    """People who have a seat or wait for one: whom a change is told."""
    places: int
    """Seats and places in the waiting list in all, for the pages of `holders`."""
    holders: list[Holder]
    of_course: int
    """Sittings that carry the same titles, this one among them."""


def sittings(connection: Connection, which: str, now: dt.datetime, *, skip: int = 0) -> Page:
    """One page: those to come, the next one first; those past, or cancelled, the newest first."""
    found = _which(now)
    order = (_c.starts_at, _c.id) if which == "coming" else (_c.starts_at.desc(), _c.id)
    query = sa.select(sitting, *_titles).join(course, _k.id == _c.course_id).where(found[which])
    rows = connection.execute(query.order_by(*order).limit(MOST).offset(skip)).mappings().all()
    full = tallies(connection, [row["id"] for row in rows])
    counts = sa.select(*(sa.func.count(sa.case((found[name], 1))) for name in WHICH)).select_from(sitting)
    totals = dict(zip(WHICH, connection.execute(counts).one(), strict=True))
    return Page([_line(row, full[row["id"]]) for row in rows], totals)


def _which(now: dt.datetime) -> dict[str, sa.ColumnElement[bool]]:
    is_open = _c.state == "open"
    return {
        "coming": sa.and_(is_open, _c.ends_at > now),
        "past": sa.and_(is_open, _c.ends_at <= now),
        "cancelled": _c.state == "cancelled",
    }


def _line(row: Any, tally: Tally) -> Line:
    return Line(
        id=row["id"], title=Name(row["title_en"], row["title_ur"], row["title_ur_latn"]), online=row["online"],
        district=row["district"] or "", language=row["language"], women_only=row["women_only"],
        starts=row["starts_at"].astimezone(KARACHI), ends=row["ends_at"].astimezone(KARACHI), seats=row["seats"],
        taken=tally.taken, waiting=tally.waiting, is_cancelled=row["state"] == "cancelled", is_sample=row["sample"],
    )  # fmt: skip


def one(connection: Connection, id: int, *, names: bool, skip: int = 0) -> View | None:
    """One sitting, or None. Without `names` it holds counts only."""
    query = sa.select(sitting, *_titles).join(course, _k.id == _c.course_id).where(_c.id == id)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    counted = sa.select(_s.state, _s.rating, sa.func.count()).where(_s.sitting_id == id)
    states: dict[str, int] = {}
    ratings: dict[str, int] = {}
    for state, rating, count in connection.execute(counted.group_by(_s.state, _s.rating)):
        states[state] = states.get(state, 0) + count
        if rating:
            ratings[rating] = ratings.get(rating, 0) + count
    made = sa.select(sa.func.count()).select_from(receipt).join(seat, _s.id == receipt.c.subject)
    certificates = made.where(receipt.c.kind == "attended", _s.sitting_id == id)
    return View(
        row=dict(row),
        line=_line(row, tallies(connection, [id])[id]),
        attended=states.get("attended", 0),
        missed=states.get("missed", 0),
        certificates=connection.execute(certificates).scalar_one(),
        ratings=ratings,
        counting=who_count(connection, [id])[id],
        places=sum(count for state, count in states.items() if state != "cancelled"),
        holders=_holders(connection, id, skip) if names else [],
        of_course=connection.execute(
            sa.select(sa.func.count()).select_from(sitting).where(_c.course_id == row["course_id"])
        ).scalar_one(),
    )


def _holders(connection: Connection, id: int, skip: int) -> list[Holder]:
    """Who has a seat, in the order of their coming; then who waits, in the order of the list."""
    waits = sa.case((_s.state == "waiting", 1), else_=0)
    query = (
        sa.select(_s.id, _s.person_id, _s.name, _s.reference, _s.state, _s.rating, _s.remark, receipt.c.id.is_not(None))
        .outerjoin(receipt, sa.and_(receipt.c.kind == "attended", receipt.c.subject == _s.id))
        .where(_s.sitting_id == id, _s.state != "cancelled")
        .order_by(waits, _s.position, _s.id)
    )
    return [Holder(*row) for row in connection.execute(query.limit(MOST_PEOPLE).offset(skip))]


def courses(connection: Connection) -> list[tuple[str, Name]]:
    """The courses there are, by code, for somebody who announces another sitting of one."""
    query = sa.select(_k.code, _k.title_en, _k.title_ur, _k.title_ur_latn).order_by(_k.title_en, _k.code)
    return [(code, Name(*titles)) for code, *titles in connection.execute(query)]


def course_cells(connection: Connection, code: str) -> dict[str, str] | None:
    """A course as the columns of a file, or None."""
    row = connection.execute(sa.select(course).where(_k.code == code)).mappings().first()
    if row is None:
        return None
    return {"course": code, **{name: row[name] for name in ("title_en", "title_ur", "title_ur_latn", "topic")}}


def interested(connection: Connection) -> int:
    """How many people wait to hear of a new training."""
    query = sa.select(sa.func.count(interest.c.person_id.distinct())).where(interest.c.told_at.is_(None))
    return int(connection.execute(query).scalar_one())
