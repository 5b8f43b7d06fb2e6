"""The audit trail: every look at personal data and every change in the console."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import new_id
from bot.staff.models import audit_entry, staff

COMMAND_LINE: Final = "command line"
_STILL_LOOKING: Final = dt.timedelta(minutes=15)


class Actor(msgspec.Struct, frozen=True):
    """Who does something, and from where."""

    staff_id: int | None
    who: str
    address: str = ""


class Entry(NamedTuple):
    """One line of the trail."""

    id: int
    at: dt.datetime
    who: str
    what: str
    person_id: int | None
    subject: str
    address: str
    detail: dict[str, Any] | None


def record(
    connection: Connection,
    actor: Actor,
    what: str,
    now: dt.datetime,
    *,
    person: int | None = None,
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add a line. `what` is one of the codes of `bot.console.audit_words`; no personal data in `subject`, `detail`."""
    connection.execute(
        sa.insert(audit_entry).values(
            id=new_id(), at=now, staff_id=actor.staff_id, who=actor.who, what=what, person_id=person, subject=subject,
            address=actor.address, detail=detail,
        )
    )  # fmt: skip


def is_looking(connection: Connection, actor: Actor, what: str, subject: str, now: dt.datetime) -> bool:
    """Whether this look was recorded a short while ago: a page that refreshes itself is one look, not hundreds."""
    a = audit_entry.c
    query = sa.select(sa.exists().where(
        a.staff_id == actor.staff_id, a.at > now - _STILL_LOOKING, a.what == what, a.subject == subject
    ))  # fmt: skip
    return bool(connection.execute(query).scalar())


def who_did(connection: Connection, subject: str, at: dt.datetime, *, besides: int | None = None) -> str:
    """The name of the member of staff who changed something at this very moment; "" where none did, or the one
    `besides` whom somebody else is asked for."""
    a = audit_entry.c
    query = sa.select(a.staff_id, staff.c.name).join_from(audit_entry, staff, staff.c.id == a.staff_id)
    found = connection.execute(query.where(a.at == at, a.subject == subject).limit(1)).one_or_none()
    return "" if found is None or found.staff_id == besides else str(found.name)


class Wanted(msgspec.Struct, frozen=True):
    """What an auditor looks for; empty means all."""

    who: str = ""
    what: str = ""
    subject: str = ""
    person: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    before: int | None = None
    """Older than this line: the next page."""


def find(connection: Connection, wanted: Wanted, limit: int = 100) -> Sequence[Entry]:
    """Lines of the trail, the newest first."""
    a = audit_entry.c
    query = sa.select(a.id, a.at, a.who, a.what, a.person_id, a.subject, a.address, a.detail)
    if wanted.who:
        query = query.where(a.who.contains(wanted.who.lower(), autoescape=True))
    if wanted.what:
        query = query.where(a.what == wanted.what)
    if wanted.subject:
        query = query.where(a.subject.contains(wanted.subject, autoescape=True))
    if wanted.person is not None:
        query = query.where(a.person_id == wanted.person)
    if wanted.since is not None:
        query = query.where(a.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(a.at < wanted.until)
    if wanted.before is not None:
        query = query.where(a.id < wanted.before)
    return [Entry(*row) for row in connection.execute(query.order_by(a.id.desc()).limit(limit))]
