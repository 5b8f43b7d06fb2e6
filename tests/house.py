"""The parts of a running Munshi in this process: real statements on a real database, waits short enough for a test.

Only the HTTP server in front is left out: what the stand-in posts goes straight into the webhook's own callable.
"""

import asyncio
import datetime as dt
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import sqlalchemy as sa

from bot import clock
from bot.channels.whatsapp.client import WhatsApp
from bot.chat.flow import Script
from bot.chat.understanding import understand
from bot.database import SqliteDatabase
from bot.inbox.writer import Writer
from bot.migrate import upgrade
from bot.outbox.pace import Pace
from bot.outbox.sender import Sender
from bot.outbox.waits import Waits
from bot.web.webhook import WhatsAppWebhook
from handlers import SCRIPT
from tests.standins.whatsapp import Standin

SHORT = Waits(unknown=0.3, stopped=0.1, person=0.05, person_most=0.4, channel=0.02, channel_most=0.1, last=2.0)


@cache
def empty_database() -> Path:
    """A database at the newest schema, made once a process and copied."""
    path = Path(mkdtemp()) / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


class House:
    """Database, writer, sender and webhook, started and stopped together."""

    def __init__(
        self, whatsapp: Standin, folder: Path, *, script: Script = SCRIPT, waits: Waits = SHORT, lanes: int = 8
    ) -> None:
        self.whatsapp = whatsapp
        self.file = folder / "munshi.db"
        self.script, self.waits, self.lanes = script, waits, lanes
        self.ahead = dt.timedelta()
        """How far our clock is ahead of the real one."""
        if not self.file.exists():
            shutil.copy(empty_database(), self.file)
        whatsapp.deliveries.post_raw = self._post  # type: ignore[method-assign]

    def now(self) -> dt.datetime:
        return clock.now() + self.ahead

    async def start(self) -> "House":
        self.database = SqliteDatabase(f"sqlite:///{self.file}")
        self.writer = Writer(self.database, self.script, "Test Desk", self._queued, now=self.now)
        self.channel = WhatsApp(
            phone_number_id=self.whatsapp.phone_number_id,
            access_token=self.whatsapp.access_token,
            base_url=self.whatsapp.url,
        )
        self.pace = Pace(1000)
        self.sender = Sender(
            {"whatsapp": self.channel}, self.writer,
            paces={"whatsapp": self.pace}, lanes=self.lanes, waits=self.waits, now=self.now,
        )  # fmt: skip
        self.webhook = WhatsAppWebhook(
            account=self.whatsapp.phone_number_id,
            secrets=[self.whatsapp.app_secret.encode()],
            verify_token=b"verify-me",
            accept=self.writer.accept,
            understand=understand,
        )
        self.writer.start()
        await self.sender.start()
        return self

    async def stop(self) -> None:
        await self.sender.stop()
        await self.writer.stop()
        await self.channel.close()
        await self.database.close()

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Look into the database beside the writer."""
        engine = sa.create_engine(f"sqlite:///{self.file}", poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            return list(connection.execute(sa.text(statement), values))

    def replies(self) -> list[tuple[str, int | None]]:
        """State and error code of everything in the outbox, the oldest first."""
        return [tuple(row) for row in self.rows("SELECT state, error_code FROM outbound ORDER BY id")]

    async def until(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """Wait for something to become true."""
        async with asyncio.timeout(seconds):
            while not (found := condition()):
                await asyncio.sleep(0.01)
            return found

    async def until_states(self, *states: str) -> None:
        """Wait until the outbox stands so."""
        try:
            await self.until(lambda: [state for state, _code in self.replies()] == list(states))
        except TimeoutError:
            raise AssertionError(f"the outbox stands at {self.replies()}, not {states}") from None

    def _queued(self, queued: list[Any], settled: bool) -> None:
        self.sender.wake(queued, settled)

    async def _post(self, body: bytes, signature: str | None = None) -> int:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            sent.append(message)

        given = (signature or self.whatsapp.deliveries.sign(body)).encode()
        scope = {"type": "http", "method": "POST", "headers": [(b"x-hub-signature-256", given)]}
        await self.webhook(scope, receive, send)
        return int(sent[0]["status"])
