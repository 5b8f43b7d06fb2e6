"""Tickets: who waits for a person, which officer has whom, and how it ended.

While a ticket waits the bot goes on answering. While it is claimed the bot is silent: `person.held_by_desk` says so,
in the row that every message reads anyway. Everything here locks the person's row first, then the ticket.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.db import insert_new, new_id
from bot.helpdesk import causes, hours, media
from bot.helpdesk.models import owed, ticket_event
from bot.helpdesk.requests import MyTicket, RateHelp, TicketCard
from bot.registry.models import person, ticket
from bot.registry.officers import Officer, Refusal
from bot.registry.reference import new_references
from bot.registry.requests import AskForPerson, Place
from bot.registry.wished import Wished

OVER = "desk over"
"""The telling after a conversation has been closed: "desk over:<id of the ticket>"; she may rate it."""

OPEN = ("waiting", "claimed")
_t = ticket.c


class Held(msgspec.Struct, frozen=True):
    """A ticket as it stands after an officer has done something to it."""

    id: int
    person_id: int
    number: str
    state: str
    officer_id: int | None
    officer_name: str


Did = Held | Refusal


def claim(connection: Connection, ticket_id: int, officer: Officer, now: dt.datetime) -> Did:
    """Take a waiting ticket: from now on the bot is silent. Of two at once one has it, the other hears who.

    Claiming one's own again changes nothing and is no refusal.
    """
    row = _locked(connection, ticket_id)
    if row is None:
        return Refusal("gone")
    if row["state"] == "claimed" and row["officer_id"] == officer.id:
        return _held(row)
    if row["state"] != "waiting":
        return _in_the_way(row)
    return _give(connection, row, officer, "claimed", officer, now)


def transfer(
    connection: Connection, ticket_id: int, officer: Officer, to: Officer, now: dt.datetime, *, supervisor: bool = False
) -> Did:
    """Give a ticket to a colleague: one's own, or one that waits (assign); anybody's as a supervisor."""
    row = _locked(connection, ticket_id)
    if row is None:
        return Refusal("gone")
    mine = row["state"] == "waiting" or row["officer_id"] == officer.id or supervisor
    if row["state"] not in OPEN or not mine:
        return _in_the_way(row)
    return _give(connection, row, to, "transferred", officer, now)


def release(
    connection: Connection, ticket_id: int, officer: Officer, now: dt.datetime, *, supervisor: bool = False
) -> Did:
    """Put a claimed ticket back into the queue, at its old place; the bot answers again meanwhile."""
    row = _locked(connection, ticket_id)
    if row is None:
        return Refusal("gone")
    if row["state"] != "claimed" or not (row["officer_id"] == officer.id or supervisor):
        return _in_the_way(row)
    values = {"state": "waiting", "officer_id": None, "officer_name": None, "claimed_at": None}
    connection.execute(sa.update(ticket).where(_t.id == ticket_id).values(**values))
    let_go(connection, row["person_id"], now)
    note_event(connection, ticket_id, officer, "released", now)
    return _held({**row, **values})


def close(
    connection: Connection,
    ticket_id: int,
    officer: Officer,
    now: dt.datetime,
    *,
    supervisor: bool = False,
    tell: bool = True,
    why: dict[str, Any] | None = None,
) -> Did:
    """It is done: back to the bot. She is told, and may say how it was (not where `tell` is False).

    `why` stands in its history, where it is not simply that somebody was done with it.
    """
    row = _locked(connection, ticket_id)
    if row is None:
        return Refusal("gone")
    allowed = row["state"] == "waiting" or (
        row["state"] == "claimed" and (row["officer_id"] == officer.id or supervisor)
    )
    if not allowed:
        return _in_the_way(row)
    values = {
        "state": "closed", "closed_at": now,
        "officer_id": row["officer_id"] or officer.id, "officer_name": row["officer_name"] or officer.name,
    }  # fmt: skip
    connection.execute(sa.update(ticket).where(_t.id == ticket_id).values(**values))
    if row["state"] == "claimed":
        let_go(connection, row["person_id"], now)
    note_event(connection, ticket_id, officer, "closed", now, why)
    if tell:
        until = now + RATE_WITHIN
        agenda.tell(connection, row["person_id"], f"{OVER}:{ticket_id}", now, until=until, worth_a_template=False)
    return _held({**row, **values})


RATE_WITHIN = dt.timedelta(hours=24)
"""Later nobody remembers how it was, and outside the reply window a question about it would cost a template."""


def start(connection: Connection, person_id: int, officer: Officer, now: dt.datetime, key: str) -> Did:
    """An officer begins a conversation (about a case, say): the person's open ticket, or a new one, claimed.

    `key` makes a double click harmless.
    """
    if not _lock_person(connection, person_id):
        return Refusal("gone")
    query = sa.select(ticket).where(_t.person_id == person_id, _t.state.in_(OPEN)).order_by(_t.id).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        open_tickets(connection, {person_id: (key, "officer")}, now)
        row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return Refusal("not_so")  # this very click was answered, and the ticket is closed again
    return claim(connection, row["id"], officer, now)


# --- what they have in common


def _lock_person(connection: Connection, person_id: int) -> bool:
    query = sa.select(person.c.id).where(person.c.id == person_id, person.c.merged_into.is_(None))
    return connection.execute(query.with_for_update(key_share=True)).first() is not None


def _locked(connection: Connection, ticket_id: int) -> dict[str, Any] | None:
    """A ticket, its person's row locked before it is read."""
    owner = sa.select(person.c.id).join(ticket, _t.person_id == person.c.id).where(_t.id == ticket_id)
    if connection.execute(owner.with_for_update(of=person, key_share=True)).first() is None:
        return None
    row = connection.execute(sa.select(ticket).where(_t.id == ticket_id).with_for_update()).mappings().one_or_none()
    return None if row is None else dict(row)


def _give(connection: Connection, row: dict[str, Any], to: Officer, what: str, by: Officer, now: dt.datetime) -> Held:
    values = {"state": "claimed", "officer_id": to.id, "officer_name": to.name, "claimed_at": now}
    connection.execute(sa.update(ticket).where(_t.id == row["id"]).values(**values))
    connection.execute(sa.update(person).where(person.c.id == row["person_id"]).values(held_by_desk=True))
    note_event(connection, row["id"], by, what, now, {"to": to.name} if what == "transferred" else None)
    return _held({**row, **values})


def let_go(connection: Connection, person_id: int, now: dt.datetime) -> None:
    """The bot speaks again; what it had to say meanwhile is said now."""
    query = sa.select(owed).where(owed.c.person_id == person_id, owed.c.command.not_like("desk reply:%"))
    waiting = connection.execute(query.order_by(owed.c.id)).mappings().all()
    for row in waiting:
        agenda.tell(connection, person_id, row["command"], now, until=row["until"], reference=row["reference"])
    if waiting:
        connection.execute(sa.delete(owed).where(owed.c.id.in_([row["id"] for row in waiting])))
    left = sa.exists().where(owed.c.person_id == person_id)
    connection.execute(sa.update(person).where(person.c.id == person_id).values(held_by_desk=False, is_owed=left))


def _in_the_way(row: dict[str, Any]) -> Refusal:
    at = row["closed_at"] if row["state"] == "closed" else row["claimed_at"]
    return Refusal("not_yours" if row["state"] == "claimed" else "not_so", row["officer_name"] or "", row["state"], at)


def _held(row: Any) -> Held:
    return Held(
        row["id"], row["person_id"], row["reference"] or "", row["state"], row["officer_id"], row["officer_name"] or ""
    )


def note_event(
    connection: Connection,
    ticket_id: int,
    officer: Officer | None,
    what: str,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """A line of the ticket's history; `officer` is None for what the person herself did."""
    connection.execute(
        sa.insert(ticket_event).values(
            id=new_id(), ticket_id=ticket_id, at=now, what=what, detail=detail,
            officer_id=officer.id if officer else None, officer_name=officer.name if officer else "",
        )
    )  # fmt: skip


# --- what flows ask


def open_tickets(connection: Connection, wanted: dict[int, tuple[str, str]], now: dt.datetime) -> None:
    """Put people on the list: by person, the key of the wish and the reason. Who is on it already keeps her place."""
    numbers = new_references(connection, ticket.c.reference, len(wanted))
    rows = [
        {"id": new_id(), "person_id": owner, "reason": reason, "state": "waiting", "opened_at": now, "origin": key,
         "reference": next(numbers)}
        for owner, (key, reason) in wanted.items()
    ]  # fmt: skip
    insert_new(connection, ticket, ["origin"], rows)


def _ask_for_person(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    wanted: dict[int, tuple[str, str]] = {}
    reasons: list[tuple[int, str]] = []
    for wish in wishes:
        asked = wish.request
        assert isinstance(asked, AskForPerson)
        reasons.append((wish.person_id, asked.reason))
        wanted.setdefault(wish.person_id, (wish.key, asked.reason))
    mine = sa.select(_t.person_id, _t.id, _t.reference, _t.state, _t.reason).where(
        _t.person_id.in_(list(wanted)), _t.state.in_(OPEN)
    )
    have = {row.person_id for row in connection.execute(mine)}
    open_tickets(connection, {id: what for id, what in wanted.items() if id not in have}, wishes[0].now)
    found = {row.person_id: row for row in connection.execute(mine.order_by(_t.id.desc()))}
    causes.note_also(connection, [(found[owner], why) for owner, why in reasons if owner in found], wishes[0].now)
    opening = hours.opening(connection, wishes[0].now)
    outcomes: list[Outcome] = []
    for wish in wishes:
        row = found.get(wish.person_id)
        if row is None:
            # This very wish was answered before, and its ticket is closed.
            outcomes.append(Refused("closed"))
            continue
        before = sa.select(sa.func.count()).where(_t.state == "waiting", _t.id < row.id)
        place = Place(
            row.reference or "",
            connection.execute(before).scalar_one() if row.state == "waiting" else 0,
            **opening,
        )
        outcomes.append(Done(msgspec.to_builtins(place)))
    return outcomes


def _my_ticket(connection: Connection, wishes: list[Wished]) -> list[TicketCard | None]:
    return [_ticket_card(connection, wish) for wish in wishes]


def _ticket_card(connection: Connection, wish: Wished) -> TicketCard | None:
    asked = wish.request
    assert isinstance(asked, MyTicket)
    query = sa.select(ticket).where(_t.id == asked.ticket, _t.person_id == wish.person_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return TicketCard(
        row["id"], row["reference"] or "", row["state"], row["officer_name"] or "", row["rating"] is not None
    )


def _rate_help(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_rate(connection, wish) for wish in wishes]


def _rate(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, RateHelp)
    query = sa.update(ticket).where(
        _t.id == asked.ticket, _t.person_id == wish.person_id, _t.state == "closed", _t.rating.is_(None)
    )
    if connection.execute(query.values(rating=asked.rating)).rowcount != 1:
        return Refused("over")
    note_event(connection, asked.ticket, None, "rated", wish.now, {"rating": asked.rating})
    return Done()


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    AskForPerson: _ask_for_person,
    MyTicket: _my_ticket,
    RateHelp: _rate_help,
}

DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {media.EXPIRES: media.expire}
