"""Complaints as officers see and answer them. Whoever answers names the last step she has read."""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.complaints import service
from bot.complaints.fields import MOST_ANSWER
from bot.complaints.models import complaint, complaint_event
from bot.language.cnic import mask
from bot.language.secrets import asks_for_secret
from bot.registry.models import person
from bot.registry.officers import Officer, Refusal

MOST = 50
"""Complaints on one page."""

_c, _e = complaint.c, complaint_event.c


class ComplaintLine(msgspec.Struct, frozen=True):
    """One complaint in a list. Moments are UTC."""

    id: int
    person_id: int
    reference: str
    category: str
    words: str
    state: str
    due_at: dt.datetime
    nearly_due: bool
    created_at: dt.datetime
    language: str
    channel: str


class Step(msgspec.Struct, frozen=True):
    """What became of it. `officer` is "" where it was the owner."""

    id: int
    at: dt.datetime
    what: str
    officer: str
    text: str


class Detail(msgspec.Struct, frozen=True):
    """One complaint and its history, the oldest step first. `seen` has to be named when it is answered."""

    line: ComplaintLine
    steps: list[Step]

    @property
    def seen(self) -> int:
        return self.steps[-1].id if self.steps else 0

    @property
    def missing(self) -> str:
        """What the last answer has left open, in the person's words; "" where nothing is, or she has not said."""
        return self.steps[-1].text if self.steps and self.steps[-1].what == "reopened" else ""


class Page(msgspec.Struct, frozen=True):
    """Some of the complaints that were asked for, and how many those are in all."""

    lines: list[ComplaintLine]
    total: int


def complaints(connection: Connection, state: str, category: str = "", *, skip: int = 0, most: int = MOST) -> Page:
    """Complaints in a state by their day: open ones the soonest first, others the latest first."""
    which = [_c.state == state]
    if category:
        which.append(_c.category == category)
    total = connection.execute(sa.select(sa.func.count()).select_from(complaint).where(*which)).scalar_one()
    order = (_c.due_at, _c.id) if state == "open" else (_c.due_at.desc(), _c.id.desc())
    rows = connection.execute(_lines().where(*which).order_by(*order).offset(skip).limit(most))
    return Page([_line(row) for row in rows.mappings()], total)


def counts(connection: Connection) -> dict[str, int]:
    """How many complaints stand in which state."""
    query = sa.select(_c.state, sa.func.count()).group_by(_c.state)
    return dict(connection.execute(query).all())


def complaint_of(connection: Connection, id: int) -> Detail | None:
    """One complaint, or None."""
    row = connection.execute(_lines().where(_c.id == id)).mappings().one_or_none()
    return None if row is None else Detail(_line(row), _steps(connection, id))


def answer(
    connection: Connection, id: int, seen: int, officer: Officer, text: str, now: dt.datetime, *, sure: bool = False
) -> bool | Refusal:
    """Answer a complaint in the chat. False: this very answer was given by this very form already.

    Refusals: empty (also what is longer than `MOST_ANSWER`); asks_for_secret, unless `sure` that it only mentions one;
    overtaken, where something has happened since step `seen`; gone.
    """
    text = mask(text.strip())[0]
    if not 0 < len(text) <= MOST_ANSWER:
        return Refusal("empty")
    if not sure and asks_for_secret(text):
        return Refusal("asks_for_secret")
    if not _locked(connection, id):
        return Refusal("gone")
    since = [step for step in _steps(connection, id) if step.id > seen]
    if since and (since[0].what, since[0].officer, since[0].text) == ("answered", officer.name, text):
        return False
    if since:
        return Refusal("overtaken", since[-1].officer or "owner", at=since[-1].at)
    return service.answer(connection, id, officer.name, text, now) or Refusal("not_so")


def _locked(connection: Connection, id: int) -> bool:
    """Lock its owner's row, as everybody does first; False where there is no such complaint."""
    query = sa.select(person.c.id).join(complaint, _c.person_id == person.c.id).where(_c.id == id)
    return connection.execute(query.with_for_update(of=person, key_share=True)).first() is not None


def _lines() -> sa.Select[Any]:
    return sa.select(*(_c[name] for name in ComplaintLine.__struct_fields__))


def _line(row: Any) -> ComplaintLine:
    return ComplaintLine(**row)


def _steps(connection: Connection, id: int) -> list[Step]:
    query = sa.select(_e.id, _e.at, _e.what, _e.officer_name, _e.text).where(_e.complaint_id == id)
    return [Step(*row) for row in connection.execute(query.order_by(_e.id))]
