"""Everything about one person that an officer sees beside the conversation. Reads only."""

import datetime as dt

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.helpdesk import writing
from bot.helpdesk.models import ticket_event
from bot.helpdesk.writing import Canned, Note
from bot.inbox import desk_view
from bot.inbox.desk_view import Said
from bot.inbox.heard import last_message, window_ends
from bot.registry import caselist
from bot.registry.caselist import CaseLine
from bot.registry.models import identity, person, ticket
from bot.staff import accounts
from bot.staff.accounts import Account
from bot.staff.roles import Permission

LINES = 60
"""Of the conversation at first; a link leads further back."""


class TicketNow(msgspec.Struct, frozen=True):
    """The person's open conversation with the helpdesk."""

    id: int
    number: str
    reason: str
    state: str
    officer_id: int | None
    officer: str
    opened_at: dt.datetime


class TicketStep(msgspec.Struct, frozen=True):
    """One line of its history."""

    at: dt.datetime
    officer: str
    what: str
    to: str


class PersonView(msgspec.Struct, frozen=True):
    """One person as the conversation page shows her."""

    id: int
    name: str
    language: str
    channel: str
    numbers: list[tuple[str, str]]
    """Channel and telephone number, as far as carriers tell."""
    is_blocked: bool
    window_ends: dt.datetime | None
    is_shut: bool
    ticket: TicketNow | None
    steps: list[TicketStep]
    lines: list[Said]
    earlier: dt.datetime | None
    """There is more before this moment."""
    cases: list[CaseLine]
    notes: list[Note]
    canned: list[Canned]
    colleagues: list[Account]


def now_called(connection: Connection, person_id: int) -> int | None:
    """The person who stands for this one now, after people became one; None where there is none."""
    for _ in range(10):
        query = sa.select(person.c.merged_into).where(person.c.id == person_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.merged_into is None:
            return person_id
        person_id = row.merged_into
    return None


def of(connection: Connection, person_id: int, now: dt.datetime, before: dt.datetime | None = None) -> PersonView:
    """The person, who must exist."""
    row = connection.execute(sa.select(person.c.language, person.c.blocked).where(person.c.id == person_id)).one()
    last = last_message(connection, person_id)
    ends = window_ends(last) if last is not None else None
    lines = desk_view.thread(connection, person_id, before=before, most=LINES + 1)
    cases = caselist.cases_of(connection, person_id)
    held = _ticket(connection, person_id)
    named = next((line.name for line in cases if line.name), "")
    return PersonView(
        id=person_id,
        name=named or (last.sender.name if last is not None else ""),
        language=row.language,
        channel=last.sender.channel if last is not None else "",
        numbers=_numbers(connection, person_id),
        is_blocked=row.blocked,
        window_ends=ends,
        is_shut=ends is not None and now >= ends,
        ticket=held,
        steps=_steps(connection, held.id) if held is not None else [],
        lines=lines[-LINES:],
        earlier=lines[-LINES].at if len(lines) > LINES else None,
        cases=cases,
        notes=writing.notes(connection, person_id),
        canned=writing.canned_answers(connection),
        colleagues=[one for one in accounts.everybody(connection) if one.may(Permission.ANSWER)],
    )


def _ticket(connection: Connection, person_id: int) -> TicketNow | None:
    t = ticket.c
    query = (
        sa.select(t.id, t.reference, t.reason, t.state, t.officer_id, t.officer_name, t.opened_at)
        .where(t.person_id == person_id, t.state.in_(("waiting", "claimed")))
        .order_by(t.id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return TicketNow(
        row.id, row.reference or "", row.reason, row.state, row.officer_id, row.officer_name or "", row.opened_at
    )


def _steps(connection: Connection, ticket_id: int) -> list[TicketStep]:
    e = ticket_event.c
    query = sa.select(e.at, e.officer_name, e.what, e.detail).where(e.ticket_id == ticket_id).order_by(e.at, e.id)
    return [
        TicketStep(at, name, what, (detail or {}).get("to", "")) for at, name, what, detail in connection.execute(query)
    ]


def _numbers(connection: Connection, person_id: int) -> list[tuple[str, str]]:
    i = identity.c
    query = sa.select(i.channel, i.value).where(i.person_id == person_id, i.kind == "phone", i.ended_at.is_(None))
    return list(connection.execute(query.order_by(i.began_at)).tuples().all())


def of_ticket(connection: Connection, ticket_id: int) -> int | None:
    """Whose conversation it is."""
    query = sa.select(ticket.c.person_id).where(ticket.c.id == ticket_id)
    owner: int | None = connection.execute(query).scalar_one_or_none()
    return owner
