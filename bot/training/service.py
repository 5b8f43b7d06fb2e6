"""Doing what flows ask about trainings, and what is due about them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Request
from bot.db import insert_new, new_id, padded
from bot.registry.wished import Wished
from bot.training import cards, day, seats
from bot.training.models import interest
from bot.training.requests import (
    AnswerOffer,
    Attend,
    GiveFeedback,
    GiveUpSeat,
    IssueCertificate,
    MySeat,
    MySeats,
    OneSitting,
    OpenSittings,
    SeatCard,
    SittingCard,
    TakeSeat,
    WantTraining,
)


def _open_sittings(connection: Connection, wishes: list[Wished]) -> list[list[SittingCard]]:
    found = cards.open_sittings(connection, max(wish.now for wish in wishes))
    return [list(found) for _wish in wishes]


def _one_sitting(connection: Connection, wishes: list[Wished]) -> list[SittingCard | None]:
    ids = [wish.request.sitting for wish in wishes if isinstance(wish.request, OneSitting)]
    found = cards.sittings_by_id(connection, set(ids))
    return [found.get(id) for id in ids]


def _my_seats(connection: Connection, wishes: list[Wished]) -> list[list[SeatCard]]:
    found = cards.seats_of(connection, {wish.person_id for wish in wishes}, max(wish.now for wish in wishes))
    return [list(found[wish.person_id]) for wish in wishes]


def _my_seat(connection: Connection, wishes: list[Wished]) -> list[SeatCard | None]:
    asked = [(wish.person_id, wish.request) for wish in wishes if isinstance(wish.request, MySeat)]
    return cards.seats_by_id(connection, asked, max(wish.now for wish in wishes))


def _want_training(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    """Once for a person and a topic; asked again after she was told, it counts again."""
    i = interest.c
    query = sa.select(i.person_id, i.topic).where(
        i.person_id.in_(padded(wish.person_id for wish in wishes)), i.told_at.is_(None)
    )
    known = {(person_id, topic) for person_id, topic in connection.execute(query)}
    rows = []
    for wish in wishes:
        asked = wish.request
        assert isinstance(asked, WantTraining)
        if (wish.person_id, asked.topic) not in known:
            known.add((wish.person_id, asked.topic))
            row = {"person_id": wish.person_id, "topic": asked.topic, "created_at": wish.now, "origin": wish.key}
            rows.append({"id": new_id(), **row})
    insert_new(connection, interest, ["origin"], rows)
    return [Done() for _wish in wishes]


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    OpenSittings: _open_sittings,
    OneSitting: _one_sitting,
    MySeats: _my_seats,
    MySeat: _my_seat,
    TakeSeat: seats.take_seats,
    GiveUpSeat: seats.give_up_seats,
    AnswerOffer: seats.answer_offers,
    Attend: day.attend,
    GiveFeedback: day.give_feedback,
    WantTraining: _want_training,
    IssueCertificate: day.issue_certificates,
}

DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {
    seats.OFFER: seats.lapse,
    day.DAY: day.remind_a_day_before,
    day.HOUR: day.remind_an_hour_before,
    day.BEGINS: day.begin,
    day.OVER: day.end,
}
