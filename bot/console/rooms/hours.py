"""Office hours, exactly as staff enter them: the bot promises no others."""

import re
from typing import NamedTuple

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said
from bot.console.gate import Gate
from bot.console.visit import Visit
from bot.helpdesk import hours
from bot.helpdesk.hours import Holiday, Slot
from bot.html import answers
from bot.i18n.words import Words, _
from bot.staff import audit
from bot.staff.roles import Permission

_SLOT = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")
_EMPTY_ROWS = 3


class _Season(NamedTuple):
    """Slots that hold on certain days only (Ramadan, say), by weekday as text; the first one holds always."""

    begins_on: str
    ends_on: str
    days: list[str]


def open_room(gate: Gate) -> None:
    gate.get("/console/hours", Permission.DESK, lambda visit: _show(gate, visit))
    gate.post("/console/hours", Permission.DESK, lambda visit: _change(gate, visit))


async def _show(
    gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None,
    typed: tuple[list[_Season], list[Holiday]] | None = None,
) -> Response:  # fmt: skip
    def look(connection: Connection) -> tuple[list[Slot], list[Holiday]]:
        return hours.slots(connection), hours.holidays(connection)

    slots, holidays = await gate.munshi.database.read(look)
    seasons, days_off = typed if typed is not None else (_seasons(slots), holidays)
    return visit.page(
        "hours.html", status, seasons=[*seasons, _Season("", "", [""] * 7)],
        holidays=[*days_off, *[Holiday("", "", "")] * _EMPTY_ROWS], weekdays=said.WEEKDAYS, problem=problem,
        is_empty=not slots,
    )  # fmt: skip


def _seasons(slots: list[Slot]) -> list[_Season]:
    """The slots as the form shows them: one table for always, one for each span of days."""
    spans = sorted({(slot.begins_on, slot.ends_on) for slot in slots} | {("", "")})
    return [
        _Season(
            begins,
            ends,
            [
                ", ".join(
                    f"{slot.opens}-{slot.closes}"
                    for slot in slots
                    if (slot.weekday, slot.begins_on, slot.ends_on) == (day, begins, ends)
                )
                for day in range(7)
            ],
        )
        for begins, ends in spans
    ]


async def _change(gate: Gate, visit: Visit) -> Response:
    seasons = _typed_seasons(visit)
    holidays = _typed_holidays(visit)
    slots: list[Slot] = []
    for index, season in enumerate(seasons):
        if index > 0 and not season.begins_on and any(season.days):
            return await _show(gate, visit, 400, _("Other hours need a first and a last day."), (seasons, holidays))
        for weekday, text in enumerate(season.days):
            found = _slots_in(text)
            if found is None:
                wrong = _("Please write times as 09:00-13:00, 14:00-17:00. This cannot be read: {text}")
                return await _show(gate, visit, 400, wrong.with_(text=text), (seasons, holidays))
            slots += [Slot(weekday, opens, closes, season.begins_on, season.ends_on) for opens, closes in found]

    def change(connection: Connection) -> None:
        hours.set_slots(connection, slots)
        hours.set_holidays(connection, holidays)
        audit.record(connection, visit.actor, "hours changed", visit.now)

    try:
        await gate.munshi.writer.write(change)
    except hours.Wrong as wrong:
        said_ = _("This cannot be: {what}. A time or a day is wrong, or the end comes before the beginning.")
        return await _show(gate, visit, 400, said_.with_(what=str(wrong)), (seasons, holidays))
    return answers.see("/console/hours?done=saved")


def _typed_seasons(visit: Visit) -> list[_Season]:
    count = min(forms.number(visit.form, "seasons"), 20)
    read = [
        _Season(
            forms.text(visit.form, f"begins_{i}", 10),
            forms.text(visit.form, f"ends_{i}", 10),
            [forms.text(visit.form, f"day_{i}_{day}", 100) for day in range(7)],
        )
        for i in range(count)
    ]
    return [season for i, season in enumerate(read) if i == 0 or any(season.days) or season.begins_on]


def _typed_holidays(visit: Visit) -> list[Holiday]:
    count = min(forms.number(visit.form, "holidays"), 60)
    read = [
        Holiday(*(forms.text(visit.form, f"{part}_{i}", 80) for part in ("off_from", "off_to", "off_name")))
        for i in range(count)
    ]
    return [day for day in read if day.begins_on or day.ends_on or day.name]


def _slots_in(text: str) -> list[tuple[str, str]] | None:
    """ "09:00-13:00, 14:00-17:00" as pairs; None where it is something else."""
    found = []
    for part in filter(None, (part.strip() for part in re.split("[,،;]", text))):
        match = _SLOT.fullmatch(part)
        if match is None:
            return None
        opens, closes = (f"{int(match[i]):02}:{match[i + 1]}" for i in (1, 3))
        found.append((opens, closes))
    return found
