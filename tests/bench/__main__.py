"""`make bench`: the figures of one run, printed as a table. The machine is shared: read the ratios."""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.migrate import upgrade
from tests import postgres
from tests.frontdoor.server import ROOT, Server, free_port, whatsapp_settings

SECRET, TOKEN, ACCOUNT = "bench-secret", "bench-token", "106540352242922"
TICKS = os.sysconf("SC_CLK_TCK")


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
        with postgres.fresh_database() as url:
            await asyncio.to_thread(upgrade, url)
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


def show(name: str, figures: dict[str, Any]) -> None:
    cpu = f"  cpu {figures['cpu_ms']:.3f} ms/msg" if "cpu_ms" in figures else ""
    print(f"{name:58} {figures['rate']:8.0f} msg/s  ack p50 {figures['p50']:6.1f}  p99 {figures['p99']:6.1f} ms{cpu}")


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


async def whole_path(people: int, rate: float = 0, **more: str) -> dict[str, Any]:
    """The real server, the real flow, every reply sent to a stand-in over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "sent.log"
        port = free_port()
        standin = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.standins.whatsapp", "--fast", "--port", str(port), "--log", str(log),
            "--token", TOKEN, "--phone-number-id", ACCOUNT, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        server = Server(
            Path(folder),
            **whatsapp_settings(f"http://127.0.0.1:{port}", ACCOUNT, TOKEN, SECRET),
            **more,
            WHATSAPP_MESSAGES_PER_SECOND="100000",
        )
        try:
            await listening(port)
            await server.start()
            if not rate:
                await load(server.port, people=30)
                await all_sent(server)
            pid = server.pid
            before, begun = cpu_seconds(pid), time.perf_counter()
            figures = await load(server.port, people=people, rate=rate)
            await all_sent(server)
            seconds = time.perf_counter() - begun
            figures["cpu_ms"] = 1000 * (cpu_seconds(pid) - before) / figures["messages"]
            if not rate:
                figures["rate"] = figures["messages"] / seconds
            await server.kill()
            begun = time.perf_counter()
            await server.start()
            figures["start"] = time.perf_counter() - begun
            return figures
        finally:
            await server.kill()
            standin.kill()
            await standin.wait()


async def load(port: int, *, people: int, rate: float = 0) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.load", "--port", str(port), "--secret", SECRET, "--account", ACCOUNT,
        "--people", str(people), "--rate", str(rate), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    if process.returncode:
        raise SystemExit("the load could not be put through")
    return dict(json.loads(out))


async def all_sent(server: Server) -> None:
    async with asyncio.timeout(60):
        while server.rows("SELECT 1 FROM outbound WHERE state = 'queued' LIMIT 1"):
            await asyncio.sleep(0.02)


async def listening(port: int) -> None:
    async with asyncio.timeout(15):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    asyncio.run(main())
