"""People are told something although they have not written: by a flow of theirs, by day where that is polite, once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.agenda import service as agenda
from bot.agenda.models import timer
from bot.clock import KARACHI
from bot.outbox.models import outbound
from bot.registry.models import person
from tests.inbox.test_due import World, world  # noqa: F401


@pytest.fixture
async def met(world: World) -> World:  # noqa: F811
    await world.says("English")
    await world.says("register")
    return world


async def _tell(world: World, **how: object) -> None:  # noqa: F811
    def put(connection: sa.Connection) -> None:
        who = connection.execute(sa.select(person.c.id)).scalar_one()
        agenda.tell(connection, who, "status", world.now, **how)  # type: ignore[arg-type]

    await world.writer.write(put)


async def _left(world: World) -> int:  # noqa: F811
    query = sa.select(sa.func.count()).select_from(timer).where(timer.c.kind == agenda.TELL)
    return int(await world.database.read(lambda c: c.execute(query).scalar_one()))


async def test_she_is_told_once_and_asked_her_open_question_again(met: World) -> None:
    await _tell(met)
    await met.timers.fire()
    await met.timers.fire()
    [notice] = await met.notices()
    assert "Nothing is recorded for you yet." in notice
    assert "May I keep what you tell me" in notice
    assert await _left(met) == 0


async def test_not_at_night_where_that_is_impolite(met: World) -> None:
    met.now = dt.datetime(2026, 11, 23, 23, 0, tzinfo=KARACHI).astimezone(dt.UTC)
    await _tell(met, politely=True)
    await met.timers.fire()
    assert await met.notices() == []
    await met.later(hours=10)
    assert len(await met.notices()) >= 1


async def test_what_is_no_longer_news_is_not_told(met: World) -> None:
    await _tell(met, at=met.now + dt.timedelta(hours=2), until=met.now + dt.timedelta(hours=1))
    await met.later(hours=3)
    assert await met.notices() == []
    assert await _left(met) == 0


async def test_it_goes_out_as_a_notice_within_her_window(met: World) -> None:
    await _tell(met)
    await met.timers.fire()
    query = sa.select(outbound.c.kind, outbound.c.expires_at).order_by(outbound.c.id.desc()).limit(1)
    kind, expires_at = await met.database.read(lambda c: c.execute(query).one())
    assert kind == "notice"
    assert expires_at == met.now + dt.timedelta(hours=24)
