"""What staff do about sittings: announced, changed and cancelled, another code, and who was there noted by hand.

Every change goes through the turnstile first and then reads how the sitting stands; whoever read an older state is
refused, and nothing is changed.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.chat.lockword import Hashed
from bot.clock import day_in_pakistan
from bot.receipts.models import receipt
from bot.registry.models import person
from bot.registry.officers import Refusal
from bot.training.cards import CLOSES_AFTER, OPENS_BEFORE, SHOWN_FOR
from bot.training.foreseen import moves, who_count
from bot.training.models import course, seat, sitting
from bot.training.reading import Row
from bot.training.seats import hold
from bot.training.sittings import cancel_sitting, change_sitting, open_sitting, put_course, set_code

_ASKED_FOR: Final = dt.timedelta(hours=48)
"""Who is noted after the day was over is told, and asked how it was, so long."""

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NOT_IN_CODES: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_CODE: Final = 30

_s = seat.c


class Did(msgspec.Struct, frozen=True):
    """What was changed about a sitting, and how many people are told of it."""

    code: str
    told: int = 0
    fields: tuple[str, ...] = ()


class Noted(msgspec.Struct, frozen=True):
    """One seat whose owner was there, or was not after all."""

    seat: int
    person_id: int
    reference: str


def version(row: Any) -> int:
    """What a form names of the sitting it was made from: any change makes it another one."""
    return int((row["updated_at"] - _EPOCH) / dt.timedelta(microseconds=1))


def is_to_come(row: Any, now: dt.datetime) -> bool:
    """It is open and has not begun: its time, place and seats may still be changed, and it may be cancelled."""
    return bool(row["state"] == "open" and row["starts_at"] > now)


def takes_codes(row: Any, now: dt.datetime) -> bool:
    """It is open and its day is not over: another code is of use."""
    return bool(row["state"] == "open" and now <= row["ends_at"] + CLOSES_AFTER)


def takes_names(row: Any, now: dt.datetime) -> bool:
    """Who is there may be noted by hand: from when the code is taken, as long as a certificate can be fetched."""
    return bool(row["state"] == "open" and row["starts_at"] - OPENS_BEFORE <= now < row["ends_at"] + SHOWN_FOR)


# --- announcing


def announce(connection: Connection, id: int, row: Row, code: Hashed, now: dt.datetime) -> str:
    """Announce a sitting, with its course; its code in lists, or "" where it is there already: the form came twice.

    A course or a sitting without a code is given one that is free; a course with the same titles and the same topic is
    the one that is there already.
    """
    hold(connection)
    if connection.execute(sa.select(sitting.c.id).where(sitting.c.id == id)).first() is not None:
        return ""
    named = row.course["code"] or _same_course(connection, row.course)
    if not named:
        named = _free(connection, course, _plain(row.course["title_en"]) or "training")
        put_course(connection, {**row.course, "code": named}, now)
    course_id = connection.execute(sa.select(course.c.id).where(course.c.code == named)).scalar_one()
    day = day_in_pakistan(row.sitting["starts_at"])
    sitting_code = row.code or _free(connection, sitting, f"{named[:_LONGEST_CODE]}-{day:%Y%m%d}")
    values = {**row.sitting, "code": sitting_code, "course_id": course_id}
    open_sitting(connection, values, code, now, id=id)
    return sitting_code


def _same_course(connection: Connection, values: dict[str, Any]) -> str:
    same = [course.c[name] == value for name, value in values.items() if name != "code"]
    found: str | None = connection.execute(sa.select(course.c.code).where(*same).limit(1)).scalar_one_or_none()
    return found or ""


def _plain(title: str) -> str:
    return _NOT_IN_CODES.sub("-", title.lower()).strip("-")[:_LONGEST_CODE]


def _free(connection: Connection, table: sa.Table, wanted: str) -> str:
    """This code, or with a number behind it the first one that is not taken."""
    query = sa.select(table.c.code).where(table.c.code.startswith(wanted, autoescape=True))
    taken = set(connection.execute(query).scalars())
    nth = 1
    code = wanted
    while code in taken or len(code) < 2:
        nth += 1
        code = f"{wanted}-{nth}"
    return code


# --- changing


def _held(connection: Connection, id: int, version_read: int) -> dict[str, Any] | Refusal:
    """The sitting as it stands, if it is as the form saw it; nobody else changes it until the transaction ends."""
    hold(connection)
    row = connection.execute(sa.select(sitting).where(sitting.c.id == id)).mappings().first()
    if row is None:
        return Refusal("gone")
    return dict(row) if version(row) == version_read else Refusal("overtaken", at=row["updated_at"])


def change(
    connection: Connection, id: int, version_read: int, values: dict[str, Any], now: dt.datetime
) -> Did | Refusal:
    """Change what is announced about a sitting that is to come; who counts on it is told of another time or place."""
    row = _held(connection, id, version_read)
    if isinstance(row, Refusal):
        return row
    if not is_to_come(row, now) or values["starts_at"] <= now:
        return Refusal("not_so")
    fields = tuple(sorted(name for name, value in values.items() if row[name] != value))
    told = who_count(connection, [id])[id] if moves(row, values) else 0
    change_sitting(connection, row, values, now)
    return Did(row["code"], told, fields)


def cancel(connection: Connection, id: int, version_read: int, now: dt.datetime) -> Did | Refusal:
    """It does not take place; who has a seat, or waits for one, is told."""
    row = _held(connection, id, version_read)
    if isinstance(row, Refusal):
        return row
    if not is_to_come(row, now):
        return Refusal("not_so")
    return Did(row["code"], cancel_sitting(connection, row, now))


def change_code(connection: Connection, id: int, version_read: int, code: Hashed, now: dt.datetime) -> Did | Refusal:
    """Another attendance code; the one before counts no more."""
    row = _held(connection, id, version_read)
    if isinstance(row, Refusal):
        return row
    if not takes_codes(row, now):
        return Refusal("not_so")
    set_code(connection, id, code, now)
    return Did(row["code"])


# --- who was there


def note_attended(connection: Connection, id: int, seats: Sequence[int], now: dt.datetime) -> list[Noted] | Refusal:
    """These were there: it counts like the code. Whose day was over already is told, and asked how it was.

    Seats of other sittings, and those whose owners never had one or are noted already, are left as they are.
    """
    hold(connection)
    row = connection.execute(sa.select(sitting).where(sitting.c.id == id)).mappings().first()
    if row is None or not takes_names(row, now):
        return Refusal("gone" if row is None else "not_so")
    which = (_s.sitting_id == id, _s.id.in_(list(seats) or [0]), _s.state.in_(("booked", "missed")))
    mark = sa.update(seat).where(*which).values(state="attended", attended_at=now)
    noted = [Noted(*found) for found in connection.execute(mark.returning(_s.id, _s.person_id, _s.reference))]
    if now > row["ends_at"] + CLOSES_AFTER:
        for one in noted:
            agenda.tell(
                connection, one.person_id, f"seat over:{one.seat}", now,
                until=now + _ASKED_FOR, politely=True, reference=one.reference, subject=one.seat,
            )  # fmt: skip
    return noted


def take_back_attended(connection: Connection, id: int, seat_id: int, now: dt.datetime) -> Noted | Refusal:
    """She was not there after all. Not once she has said how it was, or has a certificate: that stays true.

    Her own row is locked first, as her turns do, so that no certificate is made meanwhile.
    """
    query = sa.select(_s.person_id).where(_s.id == seat_id, _s.sitting_id == id)
    owner = connection.execute(query).scalar_one_or_none()
    row = connection.execute(sa.select(sitting).where(sitting.c.id == id)).mappings().first()
    if owner is None or row is None:
        return Refusal("gone")
    connection.execute(sa.select(person.c.id).where(person.c.id == owner).with_for_update(key_share=True))
    made = sa.exists().where(receipt.c.kind == "attended", receipt.c.subject == seat_id)
    before = "missed" if now > row["ends_at"] + CLOSES_AFTER else "booked"
    which = (_s.id == seat_id, _s.state == "attended", _s.rating == "", ~made)
    change = sa.update(seat).where(*which).values(state=before, attended_at=None)
    found = connection.execute(change.returning(_s.id, _s.person_id, _s.reference)).one_or_none()
    return Refusal("not_so") if found is None else Noted(*found)
