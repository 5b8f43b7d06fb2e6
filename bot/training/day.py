"""The day itself and what comes after: reminders, attendance by code, feedback, the certificate."""

import datetime as dt
import hmac
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.lockword import hashed
from bot.chat.requests import Done, Outcome, Refused
from bot.clock import day_in_pakistan
from bot.receipts import service as receipts
from bot.registry.wished import Wished
from bot.training.cards import CLOSES_AFTER, OPENS_BEFORE
from bot.training.models import seat, sitting
from bot.training.requests import Attend, GiveFeedback, IssueCertificate
from bot.training.seats import hold, own_seat, pass_on

DAY, HOUR, BEGINS, OVER = "sitting_day", "sitting_hour", "sitting_begins", "sitting_over"
"""The kinds of what fires about a sitting: a day and an hour before it, at its start, and when its day is over."""

MOST_GUESSES = 5
"""Wrong codes for one seat. Of the 10,000 codes of four digits nobody finds one in five tries."""

_DAY_BEFORE, _HOUR_BEFORE = dt.timedelta(hours=24), dt.timedelta(hours=1)
_DAY_IN_TIME = dt.timedelta(hours=2)
"""The reminder of the day before is dropped when it could be said only so short before the start."""

_ASKED_FOR = dt.timedelta(hours=48)
"""How it was is asked within two days; later nobody remembers."""

_TOLD_FOR = dt.timedelta(hours=24)

_s = seat.c


def schedule(connection: Connection, id: int, starts_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime) -> None:
    """Put on the agenda, anew, what is due about a sitting; what would be in the past is left out."""
    unschedule(connection, id)
    times = {
        DAY: starts_at - _DAY_BEFORE,
        HOUR: starts_at - _HOUR_BEFORE,
        BEGINS: starts_at,
        OVER: ends_at + CLOSES_AFTER,
    }
    for kind, at in times.items():
        if at > now:
            agenda.put(connection, kind, id, at)


def unschedule(connection: Connection, id: int) -> None:
    """Nothing is due about this sitting any more."""
    for kind in (DAY, HOUR, BEGINS, OVER):
        agenda.drop(connection, kind, id)


def remind_a_day_before(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Remind, and see whether a seat is free that was never given up: its owner has had everything erased."""
    hold(connection)
    pass_on(connection, due.subject, now)
    _remind(connection, due.subject, now, _DAY_BEFORE, _DAY_IN_TIME)


def remind_an_hour_before(connection: Connection, due: Due, now: dt.datetime) -> None:
    _remind(connection, due.subject, now, _HOUR_BEFORE, dt.timedelta())


def _remind(connection: Connection, id: int, now: dt.datetime, before: dt.timedelta, in_time: dt.timedelta) -> None:
    """Remind whoever has a seat; by day only, and not at all when it comes too late."""
    held = _sitting(connection, id)
    if held is None or held["state"] != "open":
        return
    until = held["starts_at"] - in_time
    if not held["starts_at"] - before <= now < until:
        return  # too late, or the sitting was moved meanwhile
    tell_all(connection, id, ("booked",), "seat soon", now, until=until)


def tell_all(
    connection: Connection, id: int, states: tuple[str, ...], command: str, now: dt.datetime, *, until: dt.datetime
) -> int:
    """Tell everybody with a seat in one of these states; returns how many."""
    query = sa.select(_s.id, _s.person_id, _s.reference).where(_s.sitting_id == id, _s.state.in_(states))
    rows = connection.execute(query.order_by(_s.position)).all()
    for seat_id, person_id, reference in rows:
        agenda.tell(
            connection, person_id, f"{command}:{seat_id}", now, until=until, politely=True, reference=reference
        )  # fmt: skip
    return len(rows)


def begin(connection: Connection, due: Due, now: dt.datetime) -> None:
    """The sitting begins: nobody waits for a seat any longer, and who did is told that none became free."""
    held = _sitting(connection, due.subject)
    if held is None or held["starts_at"] > now:
        return
    hold(connection)
    tell_all(connection, due.subject, ("waiting", "offered"), "seat news", now, until=now + _TOLD_FOR)
    _end_all(connection, due.subject, ("waiting", "offered"), state="cancelled", ended="no_seat", held_until=None)


def end(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Its day is over: who did not give the code was not there, and who was is asked how it was."""
    held = _sitting(connection, due.subject)
    if held is None or held["ends_at"] + CLOSES_AFTER > now:
        return
    hold(connection)
    _end_all(connection, due.subject, ("booked",), state="missed")
    query = sa.select(_s.id, _s.person_id, _s.reference)
    for id, person_id, reference in connection.execute(
        query.where(_s.sitting_id == due.subject, _s.state == "attended", _s.rating == "")
    ).all():
        agenda.tell(
            connection, person_id, f"seat over:{id}", now,
            until=held["ends_at"] + _ASKED_FOR, politely=True, reference=reference,
        )  # fmt: skip


def _end_all(connection: Connection, id: int, states: tuple[str, ...], **values: Any) -> None:
    connection.execute(sa.update(seat).where(_s.sitting_id == id, _s.state.in_(states)).values(**values))


def _sitting(connection: Connection, id: int) -> dict[str, Any] | None:
    row = connection.execute(sa.select(sitting).where(sitting.c.id == id)).mappings().first()
    return None if row is None else dict(row)


def attend(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_attend(connection, wish) for wish in wishes]


def _attend(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, Attend)
    row = own_seat(connection, wish.person_id, asked.seat)
    if row is None or row["state"] not in ("booked", "attended", "missed"):
        return Refused("not_yours")
    if row["state"] == "attended":
        return Done()
    if wish.now < row["starts_at"] - OPENS_BEFORE:
        return Refused("early")
    if row["state"] == "missed" or wish.now > row["ends_at"] + CLOSES_AFTER:
        return Refused("over")
    if row["wrong"] >= MOST_GUESSES:
        return Refused("too_many")
    if hmac.compare_digest(hashed(asked.code, row["code_salt"]).hash, row["code_hash"]):
        _change(connection, row["id"], state="attended", attended_at=wish.now)
        return Done()
    _change(connection, row["id"], wrong=row["wrong"] + 1)
    return Refused("too_many" if row["wrong"] + 1 >= MOST_GUESSES else "wrong")


def give_feedback(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_give_feedback(connection, wish) for wish in wishes]


def _give_feedback(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, GiveFeedback)
    row = own_seat(connection, wish.person_id, asked.seat)
    if row is None or row["state"] != "attended":
        return Refused("not_yours")
    _change(connection, row["id"], rating=asked.rating, remark=asked.remark)
    return Done()


def issue_certificates(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_issue_certificate(connection, wish) for wish in wishes]


def _issue_certificate(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, IssueCertificate)
    row = own_seat(connection, wish.person_id, asked.seat)
    if row is None or row["state"] != "attended":
        return Refused("not_yours")
    day = day_in_pakistan(row["starts_at"])
    made = receipts.issue(connection, wish.person_id, "attended", row["id"], row["reference"], day, wish.now)
    return Done(msgspec.to_builtins(made))


def _change(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(sa.update(seat).where(_s.id == id).values(**values))
