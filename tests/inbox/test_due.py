"""An unfinished form is mentioned once, by day, while the window is open; after ninety days it is erased."""

import datetime as dt
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.models import timer
from bot.agenda.service import Due
from bot.channels.contract import Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.understanding import understand
from bot.clock import KARACHI
from bot.database import SqliteDatabase
from bot.inbox.answers import DUE
from bot.inbox.batch import Arrival
from bot.inbox.due import polite_time
from bot.inbox.models import session
from bot.inbox.timers import Timers
from bot.inbox.writer import Writer
from bot.outbox.models import outbound
from handlers import SCRIPT
from tests.house import empty_database


class World:
    """A writer on a real database, with a clock that the test turns."""

    def __init__(self, folder: Path) -> None:
        self.now = dt.datetime(2026, 11, 23, 14, 0, tzinfo=KARACHI).astimezone(dt.UTC)
        self.database = SqliteDatabase(f"sqlite:///{folder / 'due.db'}")
        self.writer = Writer(self.database, SCRIPT, "Test Desk", now=lambda: self.now)
        self.timers = Timers(self.writer, now=lambda: self.now)
        self.said = 0

    async def says(self, text: str) -> None:
        self.said += 1
        sender = Sender("whatsapp", "1", (Handle("bsuid", "PK.1"), Handle("phone", "+923001234567")))
        message = Message(f"m{self.said}", sender, self.now, Heard(text=text))
        await self.writer.accept([Arrival(message, understand(text))])

    async def later(self, **delta: float) -> None:
        self.now += dt.timedelta(**delta)
        await self.timers.fire()

    async def notices(self) -> list[str]:
        query = sa.select(outbound.c.body).where(outbound.c.kind == "notice")
        return list(await self.database.read(lambda c: c.execute(query).scalars().all()))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    shutil.copy(empty_database(), tmp_path / "due.db")
    made = World(tmp_path)
    made.writer.start()
    yield made
    await made.writer.stop()
    await made.database.close()


async def begin_a_form(world: World) -> None:
    for text in ("English", "register", "yes", "Ayesha Khan"):
        await world.says(text)


async def test_a_form_left_after_lunch_is_mentioned_next_morning_and_never_again(world: World) -> None:
    await begin_a_form(world)
    await world.later(hours=19)
    assert await world.notices() == []
    await world.later(hours=2)
    [notice] = await world.notices()
    assert "Your form is still here" in notice
    assert "!resume" in notice
    await world.says("Khan Stitching")
    await world.later(hours=21)
    assert len(await world.notices()) == 1


async def test_who_has_gone_on_meanwhile_is_reminded_from_then_on(world: World) -> None:
    await begin_a_form(world)
    await world.later(hours=6)
    await world.says("Khan Stitching")
    await world.later(hours=15)
    assert await world.notices() == []
    await world.later(hours=6)
    assert len(await world.notices()) == 1


async def test_who_stopped_announcements_is_not_reminded(world: World) -> None:
    await begin_a_form(world)
    await world.says("STOP")
    await world.later(hours=21)
    assert await world.notices() == []


async def test_who_finished_or_closed_the_form_is_not_reminded(world: World) -> None:
    await begin_a_form(world)
    for text in ("cancel", "2"):
        await world.says(text)
    await world.later(hours=21)
    assert await world.notices() == []


async def test_a_reminder_that_comes_too_late_is_dropped(world: World) -> None:
    await begin_a_form(world)
    await world.later(hours=25)
    assert await world.notices() == []


async def test_after_ninety_days_the_answers_are_erased(world: World) -> None:
    await begin_a_form(world)
    await world.later(days=91)
    query = sa.select(session.c.state, session.c.body).where(session.c.flow == "registration")
    [(state, body)] = await world.database.read(lambda c: c.execute(query).all())
    assert state == "expired"
    assert "Ayesha" not in body


@pytest.mark.parametrize("hour", range(24))
def test_nobody_is_reminded_at_night_or_after_the_window_has_shut(hour: int) -> None:
    heard = dt.datetime(2026, 11, 23, hour, 17, tzinfo=KARACHI)
    due = polite_time(heard)
    if due is None:
        return
    assert 9 <= due.astimezone(KARACHI).hour < 20
    assert dt.timedelta(hours=3) <= due - heard <= dt.timedelta(hours=23.5)


async def test_a_form_left_at_noon_is_mentioned_the_same_evening_not_at_night(world: World) -> None:
    world.now = dt.datetime(2026, 11, 23, 12, 0, tzinfo=KARACHI).astimezone(dt.UTC)
    await begin_a_form(world)
    await world.later(hours=7)
    assert await world.notices() == []
    await world.later(minutes=40)
    assert len(await world.notices()) == 1


async def test_a_conversation_that_cannot_be_read_harms_nobody_else(world: World) -> None:
    await begin_a_form(world)
    broken = sa.update(session).values(body="{not json")
    await world.writer.write(lambda connection: connection.execute(broken))
    await world.says("Khan Stitching")
    query = sa.select(outbound.c.id)
    assert len(await world.database.read(lambda c: c.execute(query).scalars().all())) == world.said


async def test_what_fails_when_it_is_due_is_tried_again_and_harms_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[dt.datetime] = []

    def breaks(connection: Connection, due: Due, now: dt.datetime) -> None:
        connection.execute(sa.update(outbound).values(trace="half done"))
        tried.append(now)
        if len(tried) == 1:
            raise ValueError("not today")

    monkeypatch.setitem(DUE, "breaks", breaks)
    await world.says("hello")
    await world.writer.write(lambda connection: agenda.put(connection, "breaks", 7, world.now, detail={"a": 1}))
    await world.later(seconds=1)
    traces = await world.database.read(lambda c: list(c.execute(sa.select(outbound.c.trace)).scalars()))
    assert len(tried) == 1
    assert "half done" not in traces
    await world.later(minutes=5)
    assert len(tried) == 1
    await world.later(minutes=6)
    assert len(tried) == 2
    assert (
        await world.database.read(lambda c: c.execute(sa.select(timer.c.id).where(timer.c.kind == "breaks")).all())
        == []
    )


async def test_an_unfinished_complaint_is_mentioned_once_and_gone_on_with(world: World) -> None:
    for text in ("English", "complaint", "1"):
        await world.says(text)
    await world.later(hours=21)
    [notice] = await world.notices()
    assert "nobody knows of it: Complaint" in notice
    assert "!resume:complaint" in notice
    await world.says("yes")
    query = sa.select(outbound.c.question).order_by(outbound.c.id.desc()).limit(1)
    assert await world.database.read(lambda c: c.execute(query).scalar_one()) == "words"
    await world.later(hours=21)
    assert len(await world.notices()) == 1


@pytest.mark.parametrize("begun", [("loan", "50 hazar, Sialkot"), ("edf", "1"), ("complaint",)])
async def test_who_only_wanted_to_know_something_is_not_reminded(world: World, begun: tuple[str, ...]) -> None:
    for text in ("English", *begun):
        await world.says(text)
    await world.later(hours=21)
    assert await world.notices() == []


async def test_what_is_left_half_way_is_erased_after_ninety_days(world: World) -> None:
    for text in ("English", "loan", "50 hazar, Sialkot"):
        await world.says(text)
    await world.later(days=89)
    query = sa.select(session.c.state, session.c.body).where(session.c.flow == "loan_referral")
    [(state, body)] = await world.database.read(lambda c: c.execute(query).all())
    assert state == "open"
    assert "sialkot" in body
    await world.later(days=2)
    [(state, body)] = await world.database.read(lambda c: c.execute(query).all())
    assert state == "expired"
    assert "sialkot" not in body
