"""Hours: only what staff have entered; several slots a day, Ramadan instead of the others, holidays."""

import datetime as dt
from typing import Any

import pytest

from bot.clock import KARACHI
from bot.helpdesk import hours
from bot.helpdesk.hours import Holiday, Slot, Wrong, next_opening
from tests.helpdesk.world import AYESHA, World

WEEK = [
    *(Slot(day, "09:00", "13:00") for day in range(5)),
    *(Slot(day, "14:00", "17:00") for day in range(4)),
    Slot(4, "14:30", "17:00"),  # Friday
]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=KARACHI)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-23 09:00", {"open_now": True, "until": "13:00"}),
        ("2026-11-23 12:59", {"open_now": True, "until": "13:00"}),
        ("2026-11-23 13:00", {"opens_on": "2026-11-23", "opens_at": "14:00"}),
        ("2026-11-27 13:30", {"opens_on": "2026-11-27", "opens_at": "14:30"}),
        ("2026-11-27 17:00", {"opens_on": "2026-11-30", "opens_at": "09:00"}),
        ("2026-11-29 00:10", {"opens_on": "2026-11-30", "opens_at": "09:00"}),
        ("2026-12-24 20:00", {"opens_on": "2026-12-28", "opens_at": "09:00"}),
    ],
)
def test_when_somebody_is_there(now: str, opening: dict[str, Any]) -> None:
    off = [Holiday("2026-12-25", "2026-12-27", "Quaid-e-Azam Day")]
    assert next_opening(WEEK, off, at(now)) == opening


def test_dated_slots_hold_instead_of_the_others() -> None:
    ramadan = [Slot(day, "09:00", "12:00", "2027-02-08", "2027-03-09") for day in range(5)]
    assert next_opening([*WEEK, *ramadan], [], at("2027-02-08 12:30")) == {
        "opens_on": "2027-02-09",
        "opens_at": "09:00",
    }
    assert next_opening([*WEEK, *ramadan], [], at("2027-03-10 14:30")) == {"open_now": True, "until": "17:00"}


def test_closed_for_longer_than_anybody_waits_is_not_known() -> None:
    assert next_opening(WEEK, [Holiday("2026-11-01", "2027-01-31", "moved")], at("2026-11-23 10:00")) == {}


async def test_nothing_is_said_until_staff_have_entered_something(world: World) -> None:
    assert "I do not know the helpdesk's hours." in await world.says(AYESHA, "English", "human")
    await world.do(hours.set_slots, WEEK)
    assert await world.look(hours.slots) == sorted(WEEK, key=lambda slot: (slot.weekday, slot.opens))
    assert "Somebody is there now, until 13:00." in await world.says(AYESHA, "human")
    await world.do(hours.set_holidays, [Holiday("2026-11-23", "2026-11-24", "Local")])
    assert "Somebody is there on 25 November 2026 from 09:00 on." in await world.says(AYESHA, "human")


@pytest.mark.parametrize(
    "slot",
    [
        Slot(7, "09:00", "10:00"), Slot(0, "10:00", "10:00"), Slot(0, "25:00", "26:00"), Slot(0, "9", "x"),
        Slot(0, "09:00", "10:00", "2027-03-01", "2027-02-01"), Slot(0, "09:00", "10:00", "2027-03-01", ""),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_and_nothing_is_lost(sqlite: World, slot: Slot) -> None:
    await sqlite.do(hours.set_slots, WEEK)
    with pytest.raises(Wrong):
        await sqlite.do(hours.set_slots, [slot])
    assert len(await sqlite.look(hours.slots)) == len(WEEK)
