"""Putting things on the agenda, moving them and taking them off again.

What fires is an event of the inbox that looks at its condition again (`bot.inbox.due`). Two things stand on the
agenda: work of a noun's own (an offer lapses, a deadline passes), done by the function the noun names in its `DUE`;
and a *telling*: a person is to be told something although she has not written.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.models import timer
from bot.db import insert_new, new_id

TELL = "tell"
"""The kind of what tells a person something."""

CALL_DESK = "call_desk"
"""The kind of what puts a person on the helpdesk's list."""


class Due(msgspec.Struct, frozen=True):
    """Something on the agenda whose time has come. `subject` is the id of the row it is about."""

    kind: str
    subject: int
    person_id: int | None
    detail: dict[str, Any]


def put(
    connection: Connection,
    kind: str,
    subject: int,
    due_at: dt.datetime,
    *,
    person_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Have something done at a time; once for a kind and a subject. What stands there already stays as it is."""
    row = {"id": new_id(), "kind": kind, "subject": subject, "person_id": person_id, "due_at": due_at,
           "detail": detail}  # fmt: skip
    insert_new(connection, timer, ["kind", "subject"], [row])


def move(connection: Connection, kind: str, subject: int, due_at: dt.datetime) -> None:
    """Have it done at another time; nothing happens where it is not on the agenda."""
    query = sa.update(timer).where(timer.c.kind == kind, timer.c.subject == subject)
    connection.execute(query.values(due_at=due_at))


def drop(connection: Connection, kind: str, subject: int) -> None:
    """It need not be done any more."""
    connection.execute(sa.delete(timer).where(timer.c.kind == kind, timer.c.subject == subject))


def tell(
    connection: Connection,
    person_id: int,
    command: str,
    now: dt.datetime,
    *,
    at: dt.datetime | None = None,
    until: dt.datetime | None = None,
    politely: bool = False,
    reference: str = "",
    worth_a_template: bool = True,
    is_shut: bool = False,
    subject: int | None = None,
) -> None:
    """Tell a person something, now or at a time: her next turn is opened by `command`, which nobody can type.

    The command is one of the script's `commands` or `takes` ("case news:<id>"): the flow says what there is to say, in
    her language, as it stands when she hears it. `politely`: not at night. `until`: afterwards it need not be said.
    `reference` is the number a template names where the reply window is shut; it is told when she answers that, or
    writes anything at all. Without a reference, or not `worth_a_template`, it waits until then without one. `is_shut`:
    the carrier says so, whatever our clock says. Of tellings about one `subject` (a row's id) only one waits at a time:
    what is said is how things stand when it is said.
    """
    detail = {"command": command, "politely": politely, "reference": reference if worth_a_template else "",
              "until": until.isoformat() if until else "", "is_shut": is_shut}  # fmt: skip
    put(connection, TELL, subject or new_id(), at or now, person_id=person_id, detail=detail)


def call_desk(connection: Connection, person_id: int, subject: int, reason: str, at: dt.datetime) -> None:
    """Put a person on the helpdesk's list although she has not asked for it; once for a subject.

    `reason` is what the officer reads, such as "referral:482-915-7036".
    """
    put(connection, CALL_DESK, subject, at, person_id=person_id, detail={"reason": reason})
