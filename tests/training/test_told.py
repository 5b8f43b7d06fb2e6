"""What happens to a seat is told by the real writer and the real timers, by day, while nobody asks."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.understanding import understand
from bot.clock import KARACHI
from bot.database import database_for
from bot.inbox.batch import Arrival
from bot.inbox.timers import Timers
from bot.inbox.writer import Writer
from bot.outbox.models import outbound
from bot.registry.models import person
from bot.registry.people import People
from bot.training.models import seat
from bot.training.sittings import cancel_sitting, change_sitting
from handlers import SCRIPT
from tests import postgres
from tests.both import KINDS, at_the_newest_schema
from tests.training.conftest import people
from tests.training.hall import CODE, Hall

A, B = "PK.1", "PK.2"


class Town:
    """Two people and a hall with one seat, on a real database of either kind."""

    def __init__(self, url: str) -> None:
        self.now = dt.datetime(2026, 11, 23, 14, 0, tzinfo=KARACHI).astimezone(dt.UTC)
        self.database = database_for(url)
        self.writer = Writer(self.database, SCRIPT, "Test Desk", now=lambda: self.now)
        self.timers = Timers(self.writer, now=lambda: self.now)
        self.said = 0

    async def says(self, who: str, *texts: str) -> str:
        """She writes; the last answer."""
        for text in texts:
            self.said += 1
            message = Message(f"m{self.said}", Sender("whatsapp", "1", (Handle("bsuid", who),)), self.now, Heard(text))
            await self.writer.accept([Arrival(message, understand(text))])
        return await self._last()

    async def _last(self) -> str:
        query = sa.select(outbound.c.body).order_by(outbound.c.id.desc()).limit(1)
        return str(await self.database.read(lambda c: c.execute(query).scalar_one()))

    async def later(self, **delta: float) -> list[str]:
        """The clock turns; what is said to people of itself meanwhile."""
        before = await self._notices()
        self.now += dt.timedelta(**delta)
        for _round in range(3):  # what fires may put something on the agenda that is due at once
            await self.timers.fire()
        return (await self._notices())[len(before) :]

    async def _notices(self) -> list[str]:
        query = sa.select(outbound.c.body).where(outbound.c.kind == "notice").order_by(outbound.c.id)
        return list(await self.database.read(lambda c: c.execute(query).scalars().all()))

    async def hall(self, what: object) -> object:
        return await self.writer.write(what)  # type: ignore[arg-type]

    async def states(self) -> list[str]:
        query = sa.select(seat.c.state).order_by(seat.c.position)
        return list(await self.database.read(lambda c: c.execute(query).scalars().all()))


@pytest.fixture(params=KINDS)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    with at_the_newest_schema(request.param, tmp_path) as url:
        made = Town(url)
        made.writer.start()
        await made.hall(lambda c: Hall(c, made.now).announces(seats=1))
        for who, language in ((A, "English"), (B, "Roman Urdu")):
            await made.says(who, language, "training chahiye", "1", "yes", "Ayesha Khan")
        yield made
        await made.writer.stop()
        await made.database.close()


def row(connection: Connection) -> dict[str, object]:
    query = sa.text("SELECT id FROM sitting")
    return Hall(connection, dt.datetime.now(dt.UTC)).row(int(connection.execute(query).scalar_one()))


async def test_a_seat_given_back_is_offered_and_taken(town: Town) -> None:
    assert await town.states() == ["booked", "waiting"]
    assert "is given back" in await town.says(A, "my trainings", "1")
    assert await town.states() == ["cancelled", "offered"]
    [notice] = await town.later(seconds=1)
    assert "Aik seat khali hui hai: Branding" in notice
    assert "Aap ki seat likh li gayi hai." in await town.says(B, "1")
    assert await town.states() == ["cancelled", "booked"]
    assert await town.later(hours=5) == []


async def test_an_offer_made_in_the_evening_is_told_in_the_morning_and_lapses_at_noon(town: Town) -> None:
    town.now += dt.timedelta(hours=7)  # nine in the evening
    await town.says(A, "my trainings", "1")
    assert await town.later(hours=1) == []
    [notice] = await town.later(hours=11.5)
    assert "Aik seat khali hui hai" in notice
    assert await town.states() == ["cancelled", "offered"]
    [news] = await town.later(hours=4)
    assert "waqt par nahi li gayi" in news
    assert await town.states() == ["cancelled", "cancelled"]


async def test_a_cancelled_sitting_is_told_to_both_in_their_languages(town: Town) -> None:
    await town.hall(lambda c: cancel_sitting(c, row(c), town.now))
    one, other = await town.later(seconds=1)
    assert {("has been cancelled" in text, "mansookh ho gayi hai" in text) for text in (one, other)} == {
        (True, False), (False, True),
    }  # fmt: skip


async def test_another_day_is_told_with_the_new_date(town: Town) -> None:
    def move(connection: Connection) -> None:
        old = row(connection)
        moved = {name: old[name] + dt.timedelta(days=1) for name in ("starts_at", "ends_at")}
        change_sitting(connection, old, moved, town.now)

    await town.hall(move)
    notices = await town.later(seconds=1)
    assert len(notices) == 2
    assert all("29 November 2026" in notice for notice in notices)


async def test_the_reminder_of_the_day_before_the_code_and_the_question_afterwards(town: Town) -> None:
    assert await town.later(days=3, hours=23) == []
    await town.says(A, "menu")  # the reply window is open again
    [reminder] = await town.later(hours=1)
    assert "A reminder of your training:" in reminder
    await town.says(A, "menu")
    [hour] = await town.later(hours=23)
    assert "A reminder of your training:" in hour
    assert "No training of yours is going on now." in await town.says(A, "attend")
    assert await town.later(minutes=40) == []
    assert "That is not the code." in await town.says(A, "attend", "1111")
    assert "Noted: you are there." in await town.says(A, CODE)
    await town.says(B, "menu")
    told = await town.later(hours=1)
    assert len(told) == 1
    assert "koi seat khali nahi hui" in told[0], "who waited in vain is told at the start"
    [question] = await town.later(hours=4)
    assert "How was the training Branding?" in question
    assert "What was good" in await town.says(A, "1")
    assert "You were at the training Branding" in await town.says(A, "skip", "my certificate")


@pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT)
def test_an_offer_does_not_wait_for_somebody_who_is_writing_just_now() -> None:
    """Her row is locked by the batch with her message, which may itself wait for the seats: nobody waits crosswise."""
    with postgres.fresh_database(migrated=True) as url:
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.pool.NullPool)
        now = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
        with engine.begin() as connection:
            people(connection, 2)
            hall = Hall(connection, now)
            id = hall.announces(seats=1)
            mine = hall.takes(1, id)["seat"]
            hall.takes(2, id)
        with engine.connect() as writing, writing.begin():
            People(writing, now).load_known([2])
            with engine.connect() as giving, giving.begin():
                giving.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
                People(giving, now).load_known([1])
                hall = Hall(giving, now)
                hall.gives_up(1, mine)
                assert [who for who, _what in hall.told()] == [2]
            assert writing.execute(sa.select(person.c.id).where(person.c.id == 2)).scalar_one() == 2
        engine.dispose()
