"""The writer under attack: a turn that fails, a database that is locked or full, a poisoned session."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

import bot.db
from bot.chat import Chat, Field, _, flow
from bot.chat.kinds import Text
from handlers import SCRIPT
from tests.house import House
from tests.standins.whatsapp import Phone, Standin

POISON = "arsenic"


@flow("name_please", title=_("Menu"))
async def name_please(chat: Chat) -> None:
    """Fails on one word, as a bug in a flow would."""
    name = await chat.ask(Field("name", _("Your name"), Text()), _("What is your full name?"))
    if name == POISON:
        raise ZeroDivisionError(POISON)
    chat.say(_("Your name"))


@pytest.fixture
async def fragile(tmp_path: Path, whatsapp: Standin) -> AsyncIterator[House]:
    """A house whose only conversation has a bug in it."""
    flows = {**SCRIPT.flows, "menu": msgspec.structs.replace(name_please, name="menu")}
    script = type(SCRIPT)(
        list(flows.values()),
        welcome=SCRIPT.welcome, menu=SCRIPT.menu, unknown=SCRIPT.unknown, introduction=SCRIPT.introduction,
        commands=SCRIPT.commands, intents=SCRIPT.intents,
    )  # fmt: skip
    house = await House(whatsapp, tmp_path, script=script).start()
    yield house
    await house.stop()


def said(phone: Phone, *texts: str) -> list[dict[str, Any]]:
    return [phone.message("text", {"body": text}) for text in texts]


async def test_a_poisoned_message_is_parked_and_nobody_else_notices(
    fragile: House, whatsapp: Standin, phone: Phone, other: Phone
) -> None:
    for each in (phone, other):
        await each.says("English")
        await each.hears()
    bad = said(phone, POISON)
    batch = [*said(other, "Bilal"), *bad, *said(phone, "menu", "Ayesha"), *said(other, "menu")]
    assert await whatsapp.deliveries.post(whatsapp.deliveries.change(messages=batch)) == 200

    assert [str(await other.hears()), str(await other.hears())] == ["Your name", "What is your full name?"]
    assert "Something went wrong on our side" in str(await phone.hears())
    assert str(await phone.hears()) == "What is your full name?"
    assert str(await phone.hears()) == "Your name"
    ((state, error),) = fragile.rows("SELECT state, error FROM inbound WHERE key = :key", key=bad[0]["id"])
    assert state == "parked"
    assert "ZeroDivisionError" in error
    assert fragile.rows("SELECT count(*) FROM inbound WHERE state = 'parked'") == [(1,)]

    again = whatsapp.deliveries.change(messages=bad)
    assert await whatsapp.deliveries.post(again) == 200
    await phone.hears_nothing(0.1)


async def test_several_poisoned_messages_of_several_people(
    fragile: House, whatsapp: Standin, phone: Phone, other: Phone
) -> None:
    for each in (phone, other):
        await each.says("English")
        await each.hears()
    batch = [*said(phone, POISON, POISON, "Ayesha"), *said(other, POISON, "Bilal")]
    assert await whatsapp.deliveries.post(whatsapp.deliveries.change(messages=batch)) == 200
    heard = [str(await phone.hears())[:9] for _n in range(3)]
    assert heard == ["Something", "Something", "Your name"]
    assert [str(await other.hears())[:9] for _n in range(2)] == ["Something", "Your name"]
    assert fragile.rows("SELECT count(*) FROM inbound WHERE state = 'parked'") == [(3,)]


async def test_a_locked_database_means_later_and_not_lost(
    tmp_path: Path, whatsapp: Standin, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.db, "BUSY_TIMEOUT_MS", 50)
    house = await House(whatsapp, tmp_path).start()
    change = whatsapp.deliveries.change(messages=said(phone, "hello"))
    holder = sqlite3.connect(house.file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert await whatsapp.deliveries.post(change) == 503
    holder.execute("ROLLBACK")
    holder.close()
    assert await whatsapp.deliveries.post(change) == 200
    assert (await phone.hears()).options
    await phone.hears_nothing(0.1)
    await house.stop()


async def test_a_commit_that_fails_is_undone_and_the_next_one_works(
    house: House, whatsapp: Standin, phone: Phone
) -> None:
    """As when the disk is full."""
    full = {"left": 1}
    await house.writer.write(lambda _connection: None)

    @sa.event.listens_for(house.database._engine, "commit")
    def fail(_connection: Any) -> None:
        if full["left"]:
            full["left"] -= 1
            raise OSError("No space left on device")

    change = whatsapp.deliveries.change(messages=said(phone, "hello"))
    assert await whatsapp.deliveries.post(change) == 503
    assert house.rows("SELECT 1 FROM inbound") == []
    assert await whatsapp.deliveries.post(change) == 200
    assert (await phone.hears()).options
    await phone.hears_nothing(0.1)


async def test_what_is_accepted_at_the_end_is_written_and_later_comers_are_sent_away(
    tmp_path: Path, whatsapp: Standin, phone: Phone
) -> None:
    house = await House(whatsapp, tmp_path).start()
    change = whatsapp.deliveries.change(messages=said(phone, "hello"))
    posting = asyncio.create_task(whatsapp.deliveries.post(change))
    await asyncio.sleep(0)
    await house.writer.stop()
    assert await posting == 200
    assert await whatsapp.deliveries.post(whatsapp.deliveries.change(messages=said(phone, "menu"))) == 503
    assert house.rows("SELECT count(*) FROM inbound") == [(1,)]
    await house.sender.stop()
    await house.channel.close()
    await house.database.close()


async def test_when_too_much_waits_the_carrier_is_asked_to_come_again(
    house: House, whatsapp: Standin, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.writer.MOST_WAITING", 0)
    assert await whatsapp.deliveries.post(whatsapp.deliveries.change(messages=said(phone, "hello"))) == 503
    monkeypatch.undo()
    await phone.says("hello")
    await phone.hears()


async def test_being_told_of_something_missed_survives_a_poisoned_message(
    fragile: House, whatsapp: Standin, phone: Phone
) -> None:
    await phone.says("English")
    await phone.hears()
    await phone.says("a week-old question", timestamp=str(int(fragile.now().timestamp()) - 7 * 24 * 3600))
    batch = said(phone, POISON)
    await whatsapp.deliveries.post(whatsapp.deliveries.change(messages=batch))
    assert "Something went wrong" in str(await phone.hears())
    await phone.says("menu")
    assert "a week-old question" in str(await phone.hears())
