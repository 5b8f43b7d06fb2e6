"""The real server as a process of its own: started, killed and started again by the tests."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import psycopg.rows

from tests import processes
from tests.depth import DEEP
from tests.house import empty_database
from tests.processes import ROOT, Ended

LOWEST_PORT, FIRST_OF_CLIENTS = 15_000, 32_768
"""Linux gives clients ports from the second on (ip_local_port_range)."""

__all__ = ["ROOT", "Server", "free_port", "whatsapp_settings"]


def free_port() -> int:
    """A port nobody has. Not one of those that clients are given: before the server had it, another test could."""
    while True:
        port = LOWEST_PORT + secrets.randbelow(FIRST_OF_CLIENTS - LOWEST_PORT)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """`python main.py serve`, on a SQLite database of its own unless `DATABASE_URL` is given."""

    def __init__(self, folder: Path, *, log: str = "server.log", **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.database = folder / "munshi.db"
        self.log = folder / log
        self.settings = settings
        self.arguments: tuple[str, ...] = ()
        """What follows `serve` on the command line."""
        self._process: processes.Process | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        return {
            **kept,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "PORT": str(self.port),
            "OPERATOR_NAME": "Test Desk",
            **self.settings,
        }

    async def start(self) -> "Server":
        await self.begin()
        await self.ready()
        return self

    async def begin(self) -> None:
        """Start the process, and do not wait until it serves. Quickly, it finds its tables made."""
        if not DEEP and not self.database.exists():
            shutil.copy(empty_database(), self.database)
        with open(os.devnull, "rb") as nothing, self.log.open("ab") as log:
            self._process = await asyncio.to_thread(
                processes.start, "serve", *self.arguments,
                folder=self.folder, environment=self.environment, files=(nothing, log, log),
            )  # fmt: skip

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def ready(self, seconds: float = 60) -> None:
        assert self._process is not None
        async with asyncio.timeout(seconds), aiohttp.ClientSession() as session:
            while True:
                if self._process.ended() is not None:
                    raise AssertionError(f"the server ended: {self.log.read_text()[-3000:]}")
                try:
                    async with session.get(f"{self.base}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """As a power cut would: no goodbye."""
        if self._process is None:
            return
        self._process.signal(signal.SIGKILL)
        await self._process.gone()

    async def stop(self) -> int:
        """As an operator would. Returns the exit code."""
        assert self._process is not None
        self._process.signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            return await self._process.gone()

    async def command(self, *arguments: str, typed: str = "") -> Ended:
        """`main.py …` with the settings of this server, beside it."""
        return await asyncio.to_thread(
            processes.run, *arguments, folder=self.folder, environment=self.environment, typed=typed
        )

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Look into the database beside the running server. Rows can be read by column name."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("postgresql"):
            with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as found:
                return found.execute(query.replace("?", "%s"), values).fetchall()
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=5)
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()


def whatsapp_settings(api_url: str, account: str, token: str, secret: str) -> dict[str, str]:
    """The environment that points a server at a stand-in."""
    return {
        "WHATSAPP_API_URL": api_url,
        "WHATSAPP_PHONE_NUMBER_ID": account,
        "WHATSAPP_ACCESS_TOKEN": token,
        "WHATSAPP_APP_SECRET": secret,
        "WHATSAPP_VERIFY_TOKEN": "verify-me",
    }
