"""When somebody is at the helpdesk: only what staff have entered. Nothing entered, nothing known, nothing promised."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import KARACHI
from bot.db import new_id
from bot.helpdesk.models import holiday, office_hours

_LOOK_AHEAD = 21
"""Days; a longer closure is no opening time anybody waits for."""


class Slot(msgspec.Struct, frozen=True):
    """Open on a weekday (0 is Monday) from `opens` to `closes` ("HH:MM", Asia/Karachi).

    With dates (ISO, both included; Ramadan, say) it holds on those days, instead of the slots without.
    """

    weekday: int
    opens: str
    closes: str
    begins_on: str = ""
    ends_on: str = ""


class Holiday(msgspec.Struct, frozen=True):
    """Nobody is there from one ISO date to another, both included."""

    begins_on: str
    ends_on: str
    name: str


class Wrong(ValueError):
    """What was entered cannot be; the message says which slot or day."""


def slots(connection: Connection) -> list[Slot]:
    """All slots, by weekday."""
    h = office_hours.c
    query = sa.select(h.weekday, h.opens, h.closes, h.begins_on, h.ends_on)
    ordered = query.order_by(sa.func.coalesce(h.begins_on, ""), h.weekday, h.opens)
    return [
        Slot(weekday, opens, closes, begins or "", ends or "")
        for weekday, opens, closes, begins, ends in connection.execute(ordered)
    ]


def holidays(connection: Connection) -> list[Holiday]:
    """All holidays, the earliest first."""
    h = holiday.c
    query = sa.select(h.begins_on, h.ends_on, h.name).order_by(h.begins_on)
    return [Holiday(*row) for row in connection.execute(query)]


def set_slots(connection: Connection, wanted: Sequence[Slot]) -> None:
    """Replace all slots by these. Raises `Wrong`."""
    rows = []
    for slot in wanted:
        opens, closes = _time(slot.opens), _time(slot.closes)
        if not 0 <= slot.weekday <= 6 or opens >= closes:
            raise Wrong(f"{slot.opens}-{slot.closes} on weekday {slot.weekday}")
        begins, ends = _dates(slot.begins_on, slot.ends_on)
        rows.append({"id": new_id(), "weekday": slot.weekday, "opens": opens, "closes": closes,
                     "begins_on": begins or None, "ends_on": ends or None})  # fmt: skip
    connection.execute(sa.delete(office_hours))
    if rows:
        connection.execute(sa.insert(office_hours), rows)


def set_holidays(connection: Connection, wanted: Sequence[Holiday]) -> None:
    """Replace all holidays by these. Raises `Wrong`."""
    rows = []
    for day in wanted:
        begins, ends = _dates(day.begins_on, day.ends_on or day.begins_on)
        if not begins:
            raise Wrong(day.name)
        rows.append({"id": new_id(), "begins_on": begins, "ends_on": ends, "name": day.name.strip()[:80]})
    connection.execute(sa.delete(holiday))
    if rows:
        connection.execute(sa.insert(holiday), rows)


def opening(connection: Connection, now: dt.datetime) -> dict[str, Any]:
    """Whether somebody is there now, else when next; as the fields of `Place`. Empty where nobody has entered it."""
    known = slots(connection)
    if not known:
        return {}
    return next_opening(known, holidays(connection), now)


def next_opening(known: Sequence[Slot], off: Sequence[Holiday], now: dt.datetime) -> dict[str, Any]:
    """The same, of these."""
    local = now.astimezone(KARACHI)
    clock = f"{local:%H:%M}"
    for ahead in range(_LOOK_AHEAD + 1):
        day = local.date() + dt.timedelta(days=ahead)
        for slot in _of_day(known, off, day):
            if ahead == 0 and slot.opens <= clock < slot.closes:
                return {"open_now": True, "until": slot.closes}
            if ahead > 0 or slot.opens > clock:
                return {"opens_on": day.isoformat(), "opens_at": slot.opens}
    return {}


def _of_day(known: Sequence[Slot], off: Sequence[Holiday], day: dt.date) -> list[Slot]:
    iso = day.isoformat()
    if any(one.begins_on <= iso <= one.ends_on for one in off):
        return []
    dated = [slot for slot in known if slot.begins_on and slot.begins_on <= iso <= slot.ends_on]
    holds = dated or [slot for slot in known if not slot.begins_on]
    return sorted((slot for slot in holds if slot.weekday == day.weekday()), key=lambda slot: slot.opens)


def _time(text: str) -> str:
    try:
        return f"{dt.time.fromisoformat(text.strip()):%H:%M}"
    except ValueError:
        raise Wrong(text) from None


def _dates(begins: str, ends: str) -> tuple[str, str]:
    if not begins and not ends:
        return "", ""
    try:
        first, last = dt.date.fromisoformat(begins), dt.date.fromisoformat(ends)
    except ValueError:
        raise Wrong(f"{begins} to {ends}") from None
    if first > last:
        raise Wrong(f"{begins} to {ends}")
    return first.isoformat(), last.isoformat()
