"""Taking complaints down, answering them, and minding the day by which we said we aim to answer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import FIRST_HOUR, KARACHI, LAST_HOUR, day_in_pakistan
from bot.complaints.models import complaint, complaint_event
from bot.complaints.requests import (
    ComplaintCard,
    FileComplaint,
    MyComplaint,
    MyComplaints,
    SettleComplaint,
    TellMissing,
)
from bot.db import insert_new, new_id, padded
from bot.language.cnic import mask
from bot.registry.reference import new_references
from bot.registry.wished import Wished

WORKING_DAYS = 5
"""We aim to answer within so many working days. A rule of this house, not of any law: one week lets a desk of two ask
an office and hear back, and is short enough that nobody writes twice. It is said as an aim, never as a promise."""

_WEEKEND = (5, 6)
"""Saturday and Sunday. Holidays are entered by staff elsewhere and not known here; the aim bears it."""

_WARNED_BEFORE = 1
"""Working days before its day on which a complaint is put before the desk again."""

NEARLY_DUE = "complaint_due"
"""The kind of what fires then."""

_SHOWN_FOR = dt.timedelta(days=60)
_NEWS_FOR = dt.timedelta(days=7)

_c, _e = complaint.c, complaint_event.c


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The day `count` working days after (or, below zero, before) a day."""
    step = dt.timedelta(days=1 if count >= 0 else -1)
    while count:
        day += step
        if day.weekday() not in _WEEKEND:
            count -= 1 if count > 0 else -1
    return day


def answer_by(now: dt.datetime) -> dt.datetime:
    """The end of the day by which we aim to answer what comes in now."""
    return _at(working_days_after(day_in_pakistan(now), WORKING_DAYS), LAST_HOUR)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, KARACHI).astimezone(dt.UTC)


def _file(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    query = sa.select(_c.origin, _c.reference).where(_c.origin.in_(padded(wish.key for wish in wishes)))
    numbers: dict[str, str] = {row.origin: row.reference for row in connection.execute(query)}
    fresh = new_references(connection, _c.reference, len(wishes))
    rows: list[dict[str, Any]] = []
    for wish in wishes:
        asked = wish.request
        assert isinstance(asked, FileComplaint)
        if wish.key in numbers:
            continue
        numbers[wish.key] = next(fresh)
        row: dict[str, Any] = {
            "id": new_id(), "person_id": wish.person_id, "reference": numbers[wish.key], "category": asked.category,
            "words": asked.words, "language": wish.language, "channel": wish.channel, "state": "open",
            "due_at": answer_by(wish.now), "created_at": wish.now, "origin": wish.key,
        }  # fmt: skip
        rows.append(row)
    insert_new(connection, complaint, ["origin"], rows)
    for row in rows:
        _mind(connection, row["id"], row["due_at"])
    return [Done({"number": numbers[wish.key], "days": WORKING_DAYS}) for wish in wishes]


def _mind(connection: Connection, id: int, due_at: dt.datetime) -> None:
    day = working_days_after(day_in_pakistan(due_at), -_WARNED_BEFORE)
    agenda.drop(connection, NEARLY_DUE, id)
    agenda.put(connection, NEARLY_DUE, id, _at(day, FIRST_HOUR))


def nearly_due(connection: Connection, due: Due, now: dt.datetime) -> None:
    """The day is near and nobody has answered: it is marked on the desk's list, and she hears that we have noticed.

    The turn that tells her puts her on the helpdesk's list once more.
    """
    change = sa.update(complaint).where(_c.id == due.subject, _c.state == "open").values(nearly_due=True)
    row = connection.execute(change.returning(_c.person_id, _c.reference, _c.due_at)).first()
    if row is not None:
        agenda.tell(
            connection, row.person_id, f"complaint due:{due.subject}", now,
            until=row.due_at + _NEWS_FOR, politely=True, reference=row.reference,
        )  # fmt: skip


def answer(connection: Connection, id: int, staff: str, text: str, now: dt.datetime) -> bool:
    """Answer a complaint in the chat, in the words of a member of staff. False where there is no such open complaint.

    Raises ValueError for an answer without words.
    """
    if not text.strip():
        raise ValueError("an answer needs words")
    change = (
        sa.update(complaint)
        .where(_c.id == id, _c.state == "open")
        .values(state="answered", nearly_due=False, answer=text.strip(), answered_by=staff, answered_at=now)
        .returning(_c.person_id, _c.reference)
    )
    row = connection.execute(change).first()
    if row is None:
        return False
    _note(connection, id, now, "answered", staff, text.strip())
    agenda.drop(connection, NEARLY_DUE, id)
    agenda.tell(
        connection, row.person_id, f"complaint news:{id}", now,
        until=now + _NEWS_FOR, politely=True, reference=row.reference,
    )  # fmt: skip
    return True


def _note(connection: Connection, id: int, now: dt.datetime, what: str, staff: str = "", text: str = "") -> None:
    row = {"id": new_id(), "complaint_id": id, "at": now, "what": what, "officer_name": staff, "text": text}
    connection.execute(sa.insert(complaint_event), [row])


def _my_complaints(connection: Connection, wishes: list[Wished]) -> list[list[ComplaintCard]]:
    now = max(wish.now for wish in wishes)
    query = sa.select(complaint).where(
        _c.person_id.in_(padded(wish.person_id for wish in wishes)),
        sa.or_(_c.state != "settled", _c.created_at > now - _SHOWN_FOR),
    )
    found: dict[int, list[ComplaintCard]] = defaultdict(list)
    for row in connection.execute(query.order_by(_c.id)).mappings():
        found[row["person_id"]].append(_card(row))
    return [found[wish.person_id] for wish in wishes]


def _my_complaint(connection: Connection, wishes: list[Wished]) -> list[ComplaintCard | None]:
    ids = [wish.request.complaint for wish in wishes if isinstance(wish.request, MyComplaint)]
    query = sa.select(complaint).where(_c.id.in_(padded(ids)))
    found = {(row["person_id"], row["id"]): _card(row) for row in connection.execute(query).mappings()}
    return [found.get((wish.person_id, id)) for wish, id in zip(wishes, ids, strict=True)]


def _card(row: Any) -> ComplaintCard:
    return ComplaintCard(
        id=row["id"],
        reference=row["reference"],
        category=row["category"],
        made_on=day_in_pakistan(row["created_at"]).isoformat(),
        answer_by=day_in_pakistan(row["due_at"]).isoformat(),
        state=row["state"],
        answer=row["answer"],
    )


def _settle(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_settle_one(connection, wish) for wish in wishes]


def _settle_one(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, SettleComplaint)
    query = sa.select(_c.state).where(_c.id == asked.complaint, _c.person_id == wish.person_id)
    state = connection.execute(query).scalar_one_or_none()
    if state is None:
        return Refused("not_yours")
    if state == "answered":
        change = sa.update(complaint).where(_c.id == asked.complaint)
        if asked.settled:
            connection.execute(change.values(state="settled"))
        else:
            due_at = answer_by(wish.now)
            connection.execute(change.values(state="open", due_at=due_at, nearly_due=False))
            _mind(connection, asked.complaint, due_at)
        _note(connection, asked.complaint, wish.now, "settled" if asked.settled else "reopened")
    return Done()


def _tell_missing(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_tell_missing_one(connection, wish) for wish in wishes]


def _tell_missing_one(connection: Connection, wish: Wished) -> Outcome:
    """Her words belong to the step with which she opened it again: it is one thing she did, asked for in two messages.

    The step becomes the newest anew, so that an officer who answers without having read her words is told. Where it
    has been answered meanwhile it keeps its place before that answer.
    """
    asked = wish.request
    assert isinstance(asked, TellMissing)
    words, _hid_cnic = mask(asked.words)
    query = (
        sa.select(_e.id, _e.text, _c.state)
        .join(complaint, _e.complaint_id == _c.id)
        .where(_c.person_id == wish.person_id, _e.what == "reopened")
    )
    step = connection.execute(query.order_by(_e.id.desc()).limit(1)).one_or_none()
    if step is None:
        return Refused("not_yours")
    if not step.text:
        place = {"id": new_id()} if step.state == "open" else {}
        connection.execute(sa.update(complaint_event).where(_e.id == step.id).values(text=words, **place))
    return Done()


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    FileComplaint: _file,
    MyComplaints: _my_complaints,
    MyComplaint: _my_complaint,
    SettleComplaint: _settle,
    TellMissing: _tell_missing,
}

DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {NEARLY_DUE: nearly_due}
