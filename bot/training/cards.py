"""Sittings and seats as flows and pages see them, read for many people at once."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import KARACHI
from bot.db import padded
from bot.i18n.words import Name
from bot.training.models import course, seat, sitting
from bot.training.requests import MySeat, SeatCard, SittingCard

OPENS_BEFORE = dt.timedelta(minutes=30)
"""The code of the day is taken from so long before the start: who comes early need not wait."""

CLOSES_AFTER = dt.timedelta(hours=2)
"""… until so long after the end: sittings run late, and phones are looked at on the way home."""

SHOWN_FOR = dt.timedelta(days=60)
"""A seat stays in the list so long after the end: time enough to fetch the certificate."""

_MOST_OPEN = 200
"""Open sittings that are read at once; far more than any desk announces at a time."""

TAKEN = ("booked", "offered", "attended", "missed")
"""States in which a seat is somebody's."""


class Tally(msgspec.Struct):
    """How full a sitting is."""

    taken: int = 0
    waiting: int = 0
    last: int = 0
    """The highest position in the waiting list that was ever given."""


def tallies(connection: Connection, sittings: Collection[int]) -> dict[int, Tally]:
    """How full these sittings are."""
    s = seat.c
    if not sittings:
        return {}
    query = sa.select(
        s.sitting_id,
        sa.func.sum(sa.case((s.state.in_(TAKEN), 1), else_=0)),
        sa.func.sum(sa.case((s.state == "waiting", 1), else_=0)),
        sa.func.max(s.position),
    ).where(s.sitting_id.in_(padded(sittings)))
    found = {id: Tally() for id in sittings}
    for id, taken, waiting, last in connection.execute(query.group_by(s.sitting_id)):
        found[id] = Tally(int(taken), int(waiting), int(last))
    return found


_titles = (course.c.title_en, course.c.title_ur, course.c.title_ur_latn, course.c.topic)
_sittings = sa.select(sitting, *_titles).join(course, course.c.id == sitting.c.course_id)


def open_sittings(connection: Connection, now: dt.datetime) -> list[SittingCard]:
    """What can be signed up for, the next one first."""
    query = _sittings.where(sitting.c.state == "open", sitting.c.starts_at > now)
    return _cards(connection, query.order_by(sitting.c.starts_at, sitting.c.id).limit(_MOST_OPEN))


def sittings_by_id(connection: Connection, ids: Collection[int]) -> dict[int, SittingCard]:
    """These sittings, whatever has become of them; ids of none are left out."""
    if not ids:
        return {}
    return {card.id: card for card in _cards(connection, _sittings.where(sitting.c.id.in_(padded(ids))))}


def _cards(connection: Connection, query: Any) -> list[SittingCard]:
    rows = connection.execute(query).mappings().all()
    full = tallies(connection, [row["id"] for row in rows])
    return [_card(row, full[row["id"]]) for row in rows]


def _card(row: Any, tally: Tally) -> SittingCard:
    return SittingCard(
        id=row["id"],
        code=row["code"],
        title=Name(row["title_en"], row["title_ur"], row["title_ur_latn"]),
        topic=row["topic"],
        online=row["online"],
        district=row["district"] or "",
        place="" if row["online"] else row["place"],
        language=row["language"],
        women_only=row["women_only"],
        starts=row["starts_at"].astimezone(KARACHI),
        ends=row["ends_at"].astimezone(KARACHI),
        seats=row["seats"],
        # Who waits comes first: what is free meanwhile is about to be offered to her.
        free=0 if tally.waiting else max(0, row["seats"] - tally.taken),
        waiting=tally.waiting,
        fee=row["fee"],
        trainer=row["trainer"],
        cancelled=row["state"] == "cancelled",
        revision=row["revision"],
    )


def seats_of(connection: Connection, people: Collection[int], now: dt.datetime) -> dict[int, list[SeatCard]]:
    """The seats of these people that are not over for long and not given up, the next one first."""
    s = seat.c
    query = (
        sa.select(seat, sitting.c.starts_at, sitting.c.ends_at, sitting.c.place.label("address"))
        .join(sitting, sitting.c.id == s.sitting_id)
        .where(s.person_id.in_(padded(people)), s.state != "cancelled", sitting.c.ends_at > now - SHOWN_FOR)
        .order_by(sitting.c.starts_at, s.id)
    )
    found: dict[int, list[SeatCard]] = {id: [] for id in people}
    for row, card in _seat_cards(connection, connection.execute(query).mappings().all(), now):
        found[row["person_id"]].append(card)
    return found


def seats_by_id(
    connection: Connection, wanted: Iterable[tuple[int, MySeat]], now: dt.datetime
) -> list[SeatCard | None]:
    """One seat for each (person, request): hers, or None."""
    asked = list(wanted)
    s = seat.c
    query = (
        sa.select(seat, sitting.c.starts_at, sitting.c.ends_at, sitting.c.place.label("address"))
        .join(sitting, sitting.c.id == s.sitting_id)
        .where(s.id.in_(padded(request.seat for _person, request in asked)))
    )
    found = {
        (row["person_id"], row["id"]): card
        for row, card in _seat_cards(connection, connection.execute(query).mappings().all(), now)
    }
    return [found.get((person, request.seat)) for person, request in asked]


def _seat_cards(connection: Connection, rows: Any, now: dt.datetime) -> list[tuple[Any, SeatCard]]:
    sittings = sittings_by_id(connection, {row["sitting_id"] for row in rows})
    queue = lines(connection, {row["sitting_id"] for row in rows if row["state"] == "waiting"})
    cards = []
    for row in rows:
        open_now = row["starts_at"] - OPENS_BEFORE <= now <= row["ends_at"] + CLOSES_AFTER
        card = SeatCard(
            id=row["id"],
            reference=row["reference"],
            sitting=sittings[row["sitting_id"]],
            state=row["state"],
            ended=row["ended"],
            place_in_line=queue.get(row["id"], 0),
            held_until=row["held_until"].astimezone(KARACHI) if row["held_until"] else None,
            address=row["address"] if row["state"] in ("booked", "attended") else "",
            can_attend=row["state"] == "booked" and open_now and not sittings[row["sitting_id"]].cancelled,
            rating=row["rating"],
        )
        cards.append((row, card))
    return cards


def lines(connection: Connection, sittings: Collection[int]) -> dict[int, int]:
    """Seat → its place in its waiting list, from 1 on."""
    if not sittings:
        return {}
    s = seat.c
    query = sa.select(s.id, s.sitting_id).where(s.sitting_id.in_(padded(sittings)), s.state == "waiting")
    places: dict[int, int] = {}
    passed: dict[int, int] = {}
    for id, sitting_id in connection.execute(query.order_by(s.sitting_id, s.position)):
        places[id] = passed[sitting_id] = passed.get(sitting_id, 0) + 1
    return places
