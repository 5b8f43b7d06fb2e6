"""Joining and locking by the clock, on both databases: codes that run out, windows that shut, words that come late."""

import datetime as dt
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from bot.channels.contract import Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.outgoing import Outgoing
from bot.chat.understanding import understand
from bot.clock import KARACHI
from bot.database import database_for
from bot.db import metadata
from bot.inbox import occasions
from bot.inbox.batch import Arrival
from bot.inbox.timers import Timers
from bot.inbox.writer import Writer
from bot.outbox.models import outbound
from bot.registry.models import identity, lock_word, merge
from handlers import SCRIPT
from tests import postgres
from tests.both import KINDS
from tests.house import empty_database

PHONE = Sender("whatsapp", "1", (Handle("bsuid", "PK.1"), Handle("phone", "+923001234567")), "Ayesha")
OTHER = Sender("telegram", "2", (Handle("telegram", "77"),), "ayesha k")


class World:
    """A writer on a real database, a clock that the test turns, and what everybody was told."""

    def __init__(self, url: str) -> None:
        self.now = dt.datetime(2026, 11, 23, 14, 0, tzinfo=KARACHI).astimezone(dt.UTC)
        self.database = database_for(url)
        self.writer = Writer(self.database, SCRIPT, "Test Desk", now=lambda: self.now)
        self.timers = Timers(self.writer, now=lambda: self.now)
        self.keys = 0

    async def says(self, sender: Sender, *texts: str, **sent: float) -> str:
        """Write; what stands in the outbox for her after it."""
        for text in texts:
            self.keys += 1
            message = Message(f"m{self.keys}", sender, self.now - dt.timedelta(**sent), Heard(text=text))
            await self.writer.accept([Arrival(message, understand(text))])
        return await self.told(sender)

    async def told(self, sender: Sender) -> str:
        """The last message to her."""
        query = sa.select(outbound.c.body).where(outbound.c.address.like(f"%{sender.handles[0].value}%"))
        bodies = await self.read(query.order_by(outbound.c.id))
        return msgspec.json.decode(bodies[-1][0], type=Outgoing).text if bodies else ""

    async def later(self, **delta: float) -> None:
        self.now += dt.timedelta(**delta)
        await self.timers.fire()

    async def read(self, query: sa.Select[Any]) -> list[Any]:
        return list(await self.database.read(lambda c: c.execute(query).all()))

    async def code(self) -> str:
        found = re.search(r"\d{6}", await self.says(PHONE, "link"))
        assert found
        return found[0]

    async def people(self) -> int:
        """How many people the identities in use belong to."""
        return len({owner for (owner,) in await self.read(sa.select(identity.c.person_id))})


@pytest.fixture(params=KINDS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    if request.param == "sqlite":
        shutil.copy(empty_database(), tmp_path / "occasions.db")
        async for made in _open(f"sqlite:///{tmp_path / 'occasions.db'}"):
            yield made
        return
    if not postgres.server():
        pytest.skip(postgres.WHY_NOT)
    with postgres.fresh_database(migrated=True) as url:
        async for made in _open(url):
            yield made


async def _open(url: str) -> AsyncIterator[World]:
    made = World(url)
    made.writer.start()
    for sender in (PHONE, OTHER):
        await made.says(sender, "English")
    yield made
    await made.writer.stop()
    await made.database.close()


async def test_two_channels_become_one(world: World) -> None:
    asked = await world.says(OTHER, f"link {await world.code()}")
    assert asked == "Is this you on WhatsApp, number ending 67?"
    await world.says(OTHER, "yes")
    assert await world.told(PHONE) == "Somebody on Telegram wants to join this conversation: is it you?"
    await world.says(PHONE, "yes")
    assert "Here and on Telegram" in await world.told(PHONE)
    assert "Here and on WhatsApp" in await world.told(OTHER)
    assert await world.people() == 1
    await world.says(OTHER, "menu")
    assert await world.people() == 1


async def test_without_a_number_the_first_letter_of_the_name_is_all_that_is_shown(world: World) -> None:
    found = re.search(r"\d{6}", await world.says(OTHER, "link"))
    assert found
    assert await world.says(PHONE, f"link {found[0]}") == "Is this you on Telegram, with a name that begins with A?"


async def test_after_ten_minutes_a_code_is_nothing_and_nobody_is_told(world: World) -> None:
    code = await world.code()
    before = await world.told(PHONE)
    await world.later(minutes=11)
    assert await world.told(PHONE) == before
    assert "not right, or its ten minutes are over" in await world.says(OTHER, f"link {code}")


@pytest.mark.parametrize("how_far", [1, 2])
async def test_when_the_time_is_over_both_are_told_and_a_late_yes_joins_nothing(world: World, how_far: int) -> None:
    await world.says(OTHER, f"link {await world.code()}", *["yes"][: how_far - 1])
    await world.later(minutes=11)
    for sender in (PHONE, OTHER):
        assert (await world.told(sender)).startswith("The ten minutes are over"), sender.channel
    await world.says(PHONE, "yes")
    await world.says(OTHER, "yes")
    assert await world.people() == 2
    assert await world.read(sa.select(merge.c.id)) == []


async def test_a_yes_that_is_quicker_than_the_notice_is_told_that_it_is_over(world: World) -> None:
    await world.says(OTHER, f"link {await world.code()}", "yes")
    world.now += dt.timedelta(minutes=11)
    assert (await world.says(PHONE, "yes")).startswith("The ten minutes are over")
    assert await world.people() == 2


async def test_where_the_window_is_shut_she_is_told_to_write_there_first(world: World) -> None:
    found = re.search(r"\d{6}", await world.says(PHONE, "link", hours=23, minutes=55))
    assert found
    await world.says(OTHER, f"link {found[0]}")
    world.now += dt.timedelta(minutes=6)
    assert (await world.says(OTHER, "yes")).startswith("I cannot write to you on WhatsApp now. Please write “link”")
    assert "Somebody on" not in await world.told(PHONE)


async def test_what_goes_wrong_is_tried_again_and_then_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("broken")

    await world.says(OTHER, f"link {await world.code()}", "yes")
    with monkeypatch.context() as patched:
        patched.setattr(occasions, "merge", broken)
        await world.says(PHONE, "yes")
        assert await world.people() == 2
    await world.later(seconds=31)
    assert await world.people() == 1


async def test_a_lock_opens_one_channel_for_a_day_and_rests_after_five_wrong_words(world: World) -> None:
    await world.says(OTHER, f"link {await world.code()}", "yes")
    await world.says(PHONE, "yes", "lock", "chambeli")
    locked = "Your things are locked. What is your word?"
    for sender in (PHONE, OTHER):
        assert await world.says(sender, "status") == locked
    assert "Nothing is recorded" in await world.says(PHONE, "CHAMBELI.")
    assert "Nothing is recorded" in await world.says(PHONE, "status")
    assert await world.says(OTHER, "status") == locked, "the other channel stays shut"
    world.now += dt.timedelta(hours=23)
    assert "Nothing is recorded" in await world.says(PHONE, "status")
    world.now += dt.timedelta(hours=1)
    assert await world.says(PHONE, "status") == locked
    assert "wait an hour" in await world.says(PHONE, *["gulab"] * 5)
    world.now += dt.timedelta(minutes=59)
    assert "wait an hour" in await world.says(PHONE, "status")
    world.now += dt.timedelta(minutes=1)
    assert "Nothing is recorded" in await world.says(PHONE, "status", "chambeli")


async def test_the_newcomers_lock_holds_for_both_after_joining(world: World) -> None:
    await world.says(OTHER, "lock", "chambeli", "unlock", "chambeli")
    await world.says(OTHER, f"link {await world.code()}", "yes")
    await world.says(PHONE, "yes")
    assert await world.people() == 1
    assert await world.says(PHONE, "status") == "Your things are locked. What is your word?"
    assert len(await world.read(sa.select(lock_word.c.id))) == 1


async def test_a_word_that_comes_a_day_late_is_not_kept_either(world: World) -> None:
    await world.says(PHONE, "lock", "chambeli", "status")
    await world.says(PHONE, "chambeli", hours=25)
    assert await _all_about(world, "chambeli") == []
    assert "chambeli" not in await world.says(PHONE, "menu")


async def test_a_word_whose_turn_fails_is_not_kept_either(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.says(PHONE, "lock", "chambeli", "status")
    with monkeypatch.context() as patched:
        patched.setattr("bot.chat.lockword.hashed", _broken)
        assert "Something went wrong" in await world.says(PHONE, "chambeli")
    assert await _all_about(world, "chambeli") == []


def _broken(word: str, salt: str) -> Any:
    raise RuntimeError("it broke")


async def _all_about(world: World, word: str) -> list[str]:
    found = [str(row) for table in metadata.sorted_tables for row in await world.read(sa.select(table))]
    return [row for row in found if word in row.lower()]
