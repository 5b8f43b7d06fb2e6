"""Serving until told to stop: one process, one lock, graceful end."""

import asyncio
import fcntl
import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import uvicorn

from bot.assembly import Munshi
from bot.chat.flow import Script
from bot.config import Settings
from bot.web.app import Front

_LAST_REQUESTS = 10
"""Seconds that requests under way get when the server is told to stop."""


class CannotServe(Exception):
    """Something outside stands in the way; the message is one line that says what to do."""


def serve_forever(settings: Settings, script: Script, first_login: str = "", *, workers: bool = True) -> None:
    """Serve until SIGINT or SIGTERM, then end with exit code 0. Raises `CannotServe`.

    `first_login` says how to get into the console, where nobody can yet.
    """
    stop = _Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with _listening(settings) as listening:
        _announce(settings, listening.getsockname()[1], first_login)
        if not workers:
            sys.stdout.write("  nothing is sent from here: another process must do it\n")
            sys.stdout.flush()
        _calm_the_collector()
        server = uvicorn.Server(
            uvicorn.Config(
                Front(Munshi(settings, script, workers=workers)),
                loop="uvloop",
                http="httptools",
                ws="none",
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_LAST_REQUESTS,
            )
        )
        stop.ends(server)
        server.run(sockets=[listening])
    if not server.started:
        raise SystemExit(1)


class _Stop:
    """Notes that we were told to stop, from the first moment on. uvicorn listens itself while it runs, and raises the
    signal once more at its end. Nothing is raised here: in the middle of a garbage collection it would be ignored."""

    def __init__(self) -> None:
        self._told = False
        self._server: uvicorn.Server | None = None

    def __call__(self, *_: object) -> None:
        self._told = True
        if self._server is not None:
            self._server.should_exit = True

    def ends(self, server: uvicorn.Server) -> None:
        """This server ends when we are told to, or at once."""
        self._server = server
        server.should_exit = self._told


def _listening(settings: Settings) -> socket.socket:
    """The socket we are reached at."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise CannotServe(
            f"Cannot listen on {settings.host} port {settings.port} ({error.strerror}); "
            "choose another with HOST and PORT, or stop what listens there."
        ) from None


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Be the only process that serves from, or migrates, an embedded database. Raises `CannotServe`."""
    lock = _lock(settings.sqlite_path) if settings.sqlite_path else None
    try:
        yield
    finally:
        if lock is not None:
            lock.close()


async def work_forever(settings: Settings, script: Script) -> None:
    """Send and keep time until SIGINT or SIGTERM, without listening."""
    _calm_the_collector()
    munshi = Munshi(settings, script)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await munshi.start()
    await stop.wait()
    await munshi.stop()


def _lock(database: Path) -> IO[str]:
    """Hold the lock file beside the database as long as the process lives; the system frees it at a kill."""
    file = database.with_name(database.name + ".lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise CannotServe(
            f"Another Munshi (process {holder}) already serves from {database}; stop it first, "
            "or set DATABASE_URL to another file."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _calm_the_collector() -> None:
    """Leave what was made at start out of garbage collection.

    Every full collection walks all modules and caches, for tens of milliseconds, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()


def _announce(settings: Settings, port: int, first_login: str) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    base = f"http://{host}:{port}"
    lines = [f"Munshi, run by: {settings.operator_name}"]
    if not settings.in_production:
        lines.append(f"  try it in the browser   {base}/simulator")
    lines.append(f"  helpdesk console        {settings.public_url or base}/console")
    if first_login:
        lines.append(f"    {first_login}")
    if settings.whatsapp_is_on:
        lines.append(f"  WhatsApp webhook        {settings.public_url or base}/webhooks/whatsapp")
    else:
        lines.append("  WhatsApp is off         (set the WHATSAPP_… settings, see README)")
    if settings.telegram_is_on and settings.public_url:
        lines.append(f"  Telegram webhook        {settings.public_url}/webhooks/telegram")
    elif settings.telegram_is_on:
        lines.append("  Telegram is polled      (set PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET for a webhook)")
    else:
        lines.append("  Telegram is off         (set TELEGRAM_BOT_TOKEN, see README)")
    lines.append(f"  health and figures      {base}/healthz  /readyz  /metrics")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
