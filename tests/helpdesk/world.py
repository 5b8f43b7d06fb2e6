"""People, officers, a clock that the test turns, and a real database of either kind; nothing is sent."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.channels.contract import Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.outgoing import Outgoing
from bot.chat.understanding import NOTHING, understand
from bot.clock import KARACHI
from bot.database import database_for
from bot.helpdesk.template_sync import approved_at_once
from bot.helpdesk.templates import record
from bot.inbox import desk
from bot.inbox.batch import Arrival
from bot.inbox.desk import Answered
from bot.inbox.timers import Timers
from bot.inbox.writer import Writer
from bot.outbox.models import outbound
from bot.registry.models import business, case, identity, person, ticket
from bot.registry.officers import Officer
from handlers import SCRIPT

SANA, TARIQ = Officer(101, "Sana"), Officer(102, "Tariq")
AYESHA = Sender("whatsapp", "1", (Handle("bsuid", "PK.1"), Handle("phone", "+923001234567")), "Ayesha")
BILAL = Sender("whatsapp", "1", (Handle("bsuid", "PK.2"), Handle("phone", "+923017654321")), "Bilal")
TELE = Sender("telegram", "2", (Handle("telegram", "77"),), "tele")

FORM = (
    "register", "yes", "Ayesha Khan", "Al-Noor Traders", "kapron ki silai", "Sialkot", "2019", "3", "2", "2 lakh",
    "one owner", "no", "no", "yes",
)  # fmt: skip


class World:
    """One process: a writer, its timers, and everything in the database."""

    def __init__(self, url: str, now: dt.datetime | None = None) -> None:
        self.url = url
        self.now = now or dt.datetime(2026, 11, 23, 11, 0, tzinfo=KARACHI).astimezone(dt.UTC)
        self.database = database_for(url)
        self.writer = Writer(self.database, SCRIPT, "Test Desk", now=lambda: self.now)
        self.timers = Timers(self.writer, now=lambda: self.now)
        self.keys = 0
        self.writer.start()

    async def stop(self) -> None:
        await self.writer.stop()
        await self.database.close()

    async def says(self, sender: Sender, *texts: str, ago: float = 0, **heard: Any) -> str:
        """Write (or tap, or send); what was said to her last."""
        for text in texts or ("",):
            self.keys += 1
            sent = self.now - dt.timedelta(seconds=ago)
            raw = '{"voice":{"id":"1"}}' if heard.get("media") else ""
            message = Message(f"m{self.keys}", sender, sent, Heard(text=text, **heard), raw=raw)
            understood = NOTHING if heard.get("tap") else understand(text)
            await self.writer.accept([Arrival(message, understood)])
            self.now += dt.timedelta(seconds=1)
        return await self.told(sender)

    async def later(self, **delta: float) -> None:
        """Let time pass, and what is due be done."""
        self.now += dt.timedelta(**delta)
        while await self.timers.fire():
            pass

    async def reply(self, ticket_id: int, text: str, key: str, officer: Officer = SANA, **more: Any) -> Answered:
        task = partial(desk.reply, ticket_id=ticket_id, officer=officer, text=text, key=key, **more)
        answered = await self.writer.say(task)
        assert isinstance(answered, Answered)
        self.now += dt.timedelta(seconds=1)
        return answered

    async def do(self, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Something an officer does, in a transaction of the writer's."""
        return await self.writer.write(lambda connection: work(connection, *args, **named))

    async def look(self, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await self.database.read(lambda connection: work(connection, *args, **named))

    async def rows(self, query: sa.Select[Any]) -> list[Any]:
        return list(await self.database.read(lambda c: c.execute(query).all()))

    async def one(self, query: sa.Select[Any]) -> Any:
        [(value,)] = await self.rows(query)
        return value

    async def said(self, sender: Sender) -> list[Outgoing]:
        """Everything said to her so far."""
        query = sa.select(outbound.c.body).where(outbound.c.address.like(f"%{sender.handles[0].value}%"))
        return [msgspec.json.decode(body, type=Outgoing) for (body,) in await self.rows(query.order_by(outbound.c.id))]

    async def told(self, sender: Sender) -> str:
        said = await self.said(sender)
        return said[-1].text if said else ""

    async def count(self, sender: Sender) -> int:
        return len(await self.said(sender))

    async def person(self, sender: Sender) -> int:
        return int(await self.one(sa.select(identity.c.person_id).where(identity.c.value == sender.handles[0].value)))

    async def person_row(self, sender: Sender) -> Any:
        query = sa.select(person.c.held_by_desk, person.c.is_owed).where(person.c.id == await self.person(sender))
        [row] = await self.rows(query)
        return row

    async def ticket(self, sender: Sender) -> int:
        """Her newest ticket."""
        owner = await self.person(sender)
        return int(await self.one(sa.select(sa.func.max(ticket.c.id)).where(ticket.c.person_id == owner)))

    async def registers(self, sender: Sender, language: str = "English", **changed: str) -> int:
        """Record a business; its case."""
        await self.says(sender, language)
        for text in FORM:
            await self.says(sender, changed.get(text, text))
        owner = await self.person(sender)
        return int(await self.one(sa.select(sa.func.max(case.c.id)).where(case.c.person_id == owner)))

    async def business(self, case_id: int) -> int:
        query = sa.select(business.c.id).join(case, case.c.business_id == business.c.id).where(case.c.id == case_id)
        return int(await self.one(query))

    async def approve_templates(self, channel: str = "whatsapp") -> None:
        await self.do(record, approved_at_once(channel), self.now)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[World]:
    """A world on a database that nobody uses."""
    made = World(url)
    yield made
    await made.stop()
