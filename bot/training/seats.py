"""Seats: taken, waited for, offered and given up. They are counted behind one turnstile, so that none is sold twice.

Whoever changes seats goes through `hold` first. A batch locks its people at its beginning, in the order of their ids,
and its turns reach their seats in any order, several sittings among them; one turnstile for all sittings, held until
the commit, is what no two processes can lock crosswise. On SQLite there is one writer anyway.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused
from bot.clock import FIRST_HOUR, KARACHI, LAST_HOUR
from bot.db import new_id, padded
from bot.registry.reference import new_references
from bot.registry.wished import Wished
from bot.training.cards import Tally, lines, tallies
from bot.training.models import seat, sitting
from bot.training.requests import AnswerOffer, GiveUpSeat, TakeSeat

OFFER = "seat_offer"
"""The kind of what fires when an offer lapses."""

OFFER_HOLDS = dt.timedelta(hours=4)
"""A seat that became free is held so long for who waits, counted in the hours in which people may be written to: long
enough to see it between customers, short enough that three people can be asked in a day."""

_TURNSTILE = 0x7365617473
"""The key of the lock; the letters of "seats"."""

Row = dict[str, Any]


def hold(connection: Connection) -> None:
    """Be the only one who changes seats until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURNSTILE)))


def take_seats(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    """A seat where one is free and nobody waits for it, else the end of the waiting list; in the order asked."""
    hold(connection)
    asked = [(wish, wish.request) for wish in wishes if isinstance(wish.request, TakeSeat)]
    sittings = _sittings(connection, {request.sitting for _wish, request in asked})
    seats = _seats_in(connection, wishes, set(sittings))
    full = tallies(connection, sittings)
    given: list[Row | Refused] = []
    new: list[Row] = []
    numbers = new_references(connection, seat.c.reference, len(asked))
    for wish, request in asked:
        row = seats.get((request.sitting, wish.person_id)) or seats.get(wish.key)
        refused = None if row is not None else _why_not(sittings.get(request.sitting), wish.now)
        if row is None and refused is None:
            tally = full[request.sitting]
            row = _new_seat(wish, request, next(numbers), sittings[request.sitting]["seats"], tally)
            seats[(request.sitting, wish.person_id)] = row
            new.append(row)
        given.append(refused or row or {})
    if new:
        connection.execute(sa.insert(seat), new)
    waiting = {row["sitting_id"] for row in given if isinstance(row, dict) and row["state"] == "waiting"}
    places = lines(connection, waiting)
    return [one if isinstance(one, Refused) else _told(one, places) for one in given]


def _new_seat(wish: Wished, request: TakeSeat, reference: str, seats: int, tally: Tally) -> Row:
    waits = tally.waiting > 0 or tally.taken >= seats
    tally.last += 1
    tally.waiting += waits
    tally.taken += not waits
    return {
        "id": new_id(), "sitting_id": request.sitting, "person_id": wish.person_id,
        "reference": reference, "name": request.name, "state": "waiting" if waits else "booked",
        "position": tally.last, "created_at": wish.now, "origin": wish.key,
    }  # fmt: skip


def _told(row: Row, places: dict[int, int]) -> Outcome:
    return Done(
        {"state": row["state"], "seat": row["id"], "number": row["reference"], "place": places.get(row["id"], 0)}
    )


def _why_not(held: Row | None, now: dt.datetime) -> Refused | None:
    if held is None:
        return Refused("gone")
    if held["state"] == "cancelled":
        return Refused("cancelled")
    return Refused("begun") if held["starts_at"] <= now else None


def _sittings(connection: Connection, ids: set[int]) -> dict[int, Row]:
    query = sa.select(sitting).where(sitting.c.id.in_(padded(ids)))
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _seats_in(connection: Connection, wishes: list[Wished], sittings: set[int]) -> dict[Any, Row]:
    """The seats these people have already, by (sitting, person); what these very wishes did before, by key."""
    s = seat.c
    mine = sa.and_(
        s.person_id.in_(padded(wish.person_id for wish in wishes)),
        s.sitting_id.in_(padded(sittings or {0})),
        s.state != "cancelled",
    )
    query = sa.select(seat).where(sa.or_(mine, s.origin.in_(padded(wish.key for wish in wishes))))
    found: dict[Any, Row] = {}
    for row in connection.execute(query).mappings():
        found[row["origin"]] = dict(row)
        if row["state"] != "cancelled":
            found[(row["sitting_id"], row["person_id"])] = dict(row)
    return found


def give_up_seats(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    hold(connection)
    return [_give_up(connection, wish) for wish in wishes]


def _give_up(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, GiveUpSeat)
    row = own_seat(connection, wish.person_id, asked.seat)
    if row is None:
        return Refused("not_yours")
    if row["state"] == "cancelled":
        return Done()
    if row["state"] not in ("booked", "waiting", "offered") or row["starts_at"] <= wish.now:
        return Refused("over")
    _end(connection, row, "given_up", wish.now)
    return Done()


def answer_offers(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    hold(connection)
    return [_answer_offer(connection, wish) for wish in wishes]


def _answer_offer(connection: Connection, wish: Wished) -> Outcome:
    """As long as the seat is still held, a yes is a yes, even some seconds after the time."""
    asked = wish.request
    assert isinstance(asked, AnswerOffer)
    row = own_seat(connection, wish.person_id, asked.seat)
    if row is None:
        return Refused("not_yours")
    if asked.taken and row["state"] == "booked":
        return Done()
    if row["state"] != "offered" or row["starts_at"] <= wish.now:
        return Refused("lapsed")
    if not asked.taken:
        _end(connection, row, "declined", wish.now)
        return Done()
    _set(connection, row["id"], state="booked", held_until=None)
    agenda.drop(connection, OFFER, row["id"])
    return Done()


def lapse(connection: Connection, due: Due, now: dt.datetime) -> None:
    """The time of an offer is up: the seat goes to the next one."""
    hold(connection)
    query = sa.select(seat).where(seat.c.id == due.subject, seat.c.state == "offered")
    row = connection.execute(query).mappings().first()
    if row is None:
        return
    if row["held_until"] > now:
        agenda.put(connection, OFFER, row["id"], row["held_until"])
        return
    _end(connection, dict(row), "lapsed", now)
    agenda.tell(
        connection, row["person_id"], f"seat news:{row['id']}", now,
        until=now + dt.timedelta(hours=24), politely=True, reference=row["reference"],
    )  # fmt: skip


def own_seat(connection: Connection, person_id: int, id: int) -> Row | None:
    """A seat of this person's with the times of its sitting, or None."""
    query = (
        sa.select(seat, sitting.c.starts_at, sitting.c.ends_at, sitting.c.code_salt, sitting.c.code_hash)
        .join(sitting, sitting.c.id == seat.c.sitting_id)
        .where(seat.c.id == id, seat.c.person_id == person_id)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def _end(connection: Connection, row: Row, how: str, now: dt.datetime) -> None:
    _set(connection, row["id"], state="cancelled", ended=how, held_until=None)
    agenda.drop(connection, OFFER, row["id"])
    if row["state"] in ("booked", "offered"):
        pass_on(connection, row["sitting_id"], now)


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(sa.update(seat).where(seat.c.id == id).values(**values))


def pass_on(connection: Connection, sitting_id: int, now: dt.datetime) -> int:
    """Offer the free seats of a sitting to those who have waited longest; returns how many. Call `hold` before."""
    held = _sittings(connection, {sitting_id})[sitting_id]
    free = held["seats"] - tallies(connection, [sitting_id])[sitting_id].taken
    until = held_until(now, held["starts_at"])
    if _why_not(held, now) is not None or free <= 0:
        return 0
    s = seat.c
    query = sa.select(s.id).where(s.sitting_id == sitting_id, s.state == "waiting")
    ids = connection.execute(query.order_by(s.position).limit(free)).scalars().all()
    for id in ids:
        # Whose it is comes from the change itself: she may have become one with somebody else just now.
        change = sa.update(seat).where(s.id == id).values(state="offered", held_until=until)
        person_id, reference = connection.execute(change.returning(s.person_id, s.reference)).one()
        agenda.put(connection, OFFER, id, until)
        agenda.tell(connection, person_id, f"seat news:{id}", now, until=until, politely=True, reference=reference)
    return len(ids)


def held_until(now: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """When an offer made now lapses: `OFFER_HOLDS` of the hours in which people may be written to, at most until the
    sitting begins."""
    at, left = now.astimezone(KARACHI), OFFER_HOLDS
    while True:
        opens = dt.datetime.combine(at.date(), FIRST_HOUR, KARACHI)
        closes = dt.datetime.combine(at.date(), LAST_HOUR, KARACHI)
        at = max(at, opens)
        if at + left <= closes:
            return min((at + left).astimezone(dt.UTC), starts_at)
        left -= max(closes - at, dt.timedelta())
        at = dt.datetime.combine(at.date() + dt.timedelta(days=1), FIRST_HOUR, KARACHI)
