"""`make bench`: the figures of one run, printed as a table. The machine is shared: read the ratios."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests import journeys, postgres
from tests.bench import understanding
from tests.bench.measure import (
    ACCOUNT,
    SECRET,
    TELEGRAM_TOKEN,
    TOKEN,
    WARMING,
    Failed,
    cpu_seconds,
    listening,
    load,
    show,
    standin,
)
from tests.bench.peers.run import compare
from tests.frontdoor.server import ROOT, Server, free_port, whatsapp_settings


async def main() -> None:
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} processors; every figure from this one run\n")
    bare = await bare_asgi()
    show("bare ASGI: signature, parse, 200", bare)
    full = await whole_path(people=400)
    show("WhatsApp webhook → real flow → stand-in (SQLite, FULL)", full)
    paced = await whole_path(people=100, rate=200)
    show("the same, paced at 200 messages a second", paced)
    shared = None
    if postgres.server():
        with postgres.fresh_database(migrated=True, durable=True) as url:
            shared = await whole_path(people=400, DATABASE_URL=url)
        show("WhatsApp webhook → real flow → stand-in (PostgreSQL)", shared)
    else:
        print(f"PostgreSQL left out: {postgres.WHY_NOT}")
    print(f"\nwhole path / bare ASGI        {full['rate'] / bare['rate']:.3f}   (floor 0.12, aim 0.20)")
    print(f"CPU a message, replies sent   {full['cpu_ms']:.3f} ms (floor 0.60, aim 0.35)")
    print(f"ack p99 at 50 connections     {full['p99']:.1f} ms   (limit 50)")
    print(f"ack p99 at 200 messages/s     {paced['p99']:.1f} ms   (aim 20)")
    if shared is not None:
        print(f"PostgreSQL / SQLite           {shared['rate'] / full['rate']:.2f}   (aim 0.6)")
    print(f"warm start                    {full['start']:.2f} s    (limit 3)")
    await compare(whole_path)
    understanding.main()
    print("\nmessages per finished journey")
    journeys.main()


async def bare_asgi() -> dict[str, Any]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare", str(port), cwd=ROOT, env={**os.environ, "BARE_SECRET": SECRET}
    )
    try:
        await listening(port)
        await load(port, people=100)
        before = cpu_seconds(process.pid)
        figures = await load(port, people=1500)
        figures["cpu_ms"] = 1000 * (cpu_seconds(process.pid) - before) / figures["messages"]
        return figures
    finally:
        process.kill()
        await process.wait()


async def whole_path(people: int, rate: float = 0, *, telegram: bool = False, **more: str) -> dict[str, Any]:
    """The real server, the real flow, every reply sent to a stand-in over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        channel = await standin(port, Path(folder) / "sent.log", telegram=telegram)
        server = Server(Path(folder), **more)
        server.settings |= channel_settings(f"http://127.0.0.1:{port}", server.base, telegram=telegram)
        try:
            await server.start()
            if not rate:
                await load(server.port, people=WARMING, telegram=telegram)
                await all_sent(server)
            pid = server.pid
            before, begun = cpu_seconds(pid), time.perf_counter()
            figures = await load(server.port, people=people, rate=rate, telegram=telegram)
            await all_sent(server)
            seconds = time.perf_counter() - begun
            figures["cpu_ms"] = 1000 * (cpu_seconds(pid) - before) / figures["messages"]
            if not rate:
                figures["rate"] = figures["messages"] / seconds
            all_recorded(server, people if rate else people + WARMING)
            await server.kill()
            begun = time.perf_counter()
            await server.start()
            figures["start"] = time.perf_counter() - begun
            return figures
        finally:
            await server.kill()
            channel.kill()
            await channel.wait()


def channel_settings(api_url: str, base: str, *, telegram: bool) -> dict[str, str]:
    """One channel, as fast as it can be."""
    if not telegram:
        return {
            **whatsapp_settings(api_url, ACCOUNT, TOKEN, SECRET),
            "WHATSAPP_MESSAGES_PER_SECOND": "100000",
        }
    return {
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_URL": api_url,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "PUBLIC_URL": base,
        "TELEGRAM_MESSAGES_PER_SECOND": "100000",
        "TELEGRAM_MESSAGES_PER_SECOND_PER_CHAT": "1000",
    }


async def all_sent(server: Server) -> None:
    async with asyncio.timeout(60):
        while server.rows("SELECT 1 FROM outbound WHERE state = 'queued' LIMIT 1"):
            await asyncio.sleep(0.02)


def all_recorded(server: Server, people: int) -> None:
    """Whatever was measured, it was the whole registration. Raises `Failed`."""
    found = server.rows("SELECT count(*) AS many FROM business")[0]["many"]
    if found != people:
        raise Failed(f"{found} businesses of {people} people were recorded")


if __name__ == "__main__":
    asyncio.run(main())
