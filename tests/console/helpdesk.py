"""A running server, a stand-in for WhatsApp, and staff who are logged in, for tests that drive a browser.

The server and the stand-in live on an event loop in a thread of their own: Playwright's synchronous side keeps this
thread's loop running.
"""

import asyncio
import itertools
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import BrowserContext
from sqlalchemy.engine import Connection

from bot import clock
from bot.console.gate import COOKIE
from bot.db import engine_for
from bot.registry.officers import Officer
from bot.staff import accounts, sessions
from bot.staff.passwords import hashed
from tests.frontdoor.conftest import server_for
from tests.frontdoor.server import Server
from tests.standins.whatsapp import Phone, Standin

T = TypeVar("T")

PASSWORD = "teen chaar lafz kaafi"
_NOW = """UPDATE timer SET due_at = 0, detail = replace(detail, '"politely":true', '"politely":false')
          WHERE kind = 'tell'"""
_numbers = itertools.count(2_000_000)


class Client(httpx.Client):
    """A login without a browser. `form_token` has to stand in its forms."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(base_url=url, cookies={COOKIE: token}, headers={"origin": url}, timeout=20)
        self.form_token = sessions.form_token(token)

    def sends(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as a page of ours would."""
        return self.post(path, data={"form_token": self.form_token, **fields})


class Helpdesk:
    """What the tests of a module share."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """`settings` are the server's own, such as another DATABASE_URL."""
        self._folder, self._settings = folder, settings
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._hash = hashed(PASSWORD)
        self.whatsapp: Standin
        self.server: Server

    def start(self) -> "Helpdesk":
        self._thread.start()
        self.run(self._start())
        return self

    async def _start(self) -> None:
        self.whatsapp = Standin()
        await self.whatsapp.start()
        self.server = server_for(self.whatsapp, self._folder, **self._settings)
        await self.server.start()
        self._engine = engine_for(self.server.environment["DATABASE_URL"])

    def stop(self) -> None:
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._engine.dispose()
        await self.server.kill()
        await self.whatsapp.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the loop of the server and the stand-in."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(90)

    @property
    def url(self) -> str:
        return self.server.base

    def write(self, work: Callable[[Connection], T]) -> T:
        """A short transaction beside the server, as a command makes one."""
        with self._engine.begin() as connection:
            return work(connection)

    def staff(self, name: str, role: str = "officer", language: str = "en") -> Officer:
        """Somebody with an account and her own password."""
        email = f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.org"

        def add(connection: Connection) -> int:
            id = accounts.add(connection, email, role, name, self._hash, clock.now())
            accounts.set_password(connection, id, self._hash)
            accounts.set_language(connection, id, language)
            return id

        return Officer(self.write(add), name)

    def email_of(self, officer: Officer) -> str:
        account = self.write(lambda connection: accounts.by_id(connection, officer.id))
        assert account is not None
        return account.email

    def _token(self, officer: Officer) -> str:
        """A session, as the login page begins one."""
        return self.write(lambda connection: sessions.begin(connection, officer.id, "::1", "a test", clock.now()))

    def log_in(self, context: BrowserContext, officer: Officer) -> None:
        """Log a browser in."""
        context.add_cookies([{"name": COOKIE, "value": self._token(officer), "url": f"{self.url}/console"}])

    def client(self, officer: Officer) -> Client:
        """Somebody who is logged in, without a browser."""
        token = self._token(officer)
        return Client(self.url, token)

    def hears(self, phone: Phone, words: str) -> str:
        """What the bot tells somebody without having been asked: at once, though politeness would wait for the day."""
        for _ in range(40):
            self.write(lambda c: c.exec_driver_sql(_NOW))
            try:
                text = self.run(phone.hears(0.5)).text
            except AssertionError:
                continue
            if words in text:
                return text
        raise AssertionError(f"nobody was told {words!r}")

    def somebody(self, name: str = "Ayesha") -> Phone:
        """A phone nobody has had before."""
        number = next(_numbers)
        return self.whatsapp.phone(f"+92301{number}", bsuid=f"PK.13490{number}", name=name)

    def person_of(self, phone: Phone) -> int:
        """Who it is in our database."""
        rows = self.server.rows("SELECT person_id FROM identity WHERE value = ?", f"+{phone.digits}")
        return int(rows[0]["person_id"])
