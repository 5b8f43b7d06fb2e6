"""What every measurement needs: a load from a process of its own, stand-ins, and the processor time of a process."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.frontdoor.server import ROOT

SECRET, TOKEN, ACCOUNT = "bench-secret", "bench-token", "106540352242922"
TELEGRAM_TOKEN = "110201543:bench-token"
WARMING = 30
"""People before those who are counted."""
TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A measurement could not be made; the message is one line."""


def show(name: str, figures: dict[str, Any]) -> None:
    cpu = f"  cpu {figures['cpu_ms']:.3f} ms/msg" if "cpu_ms" in figures else ""
    print(f"{name:58} {figures['rate']:8.0f} msg/s  ack p50 {figures['p50']:6.1f}  p99 {figures['p99']:6.1f} ms{cpu}")


async def load(port: int, *, people: int, rate: float = 0, telegram: bool = False) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.load", "--port", str(port), "--secret", SECRET, "--account", ACCOUNT,
        "--people", str(people), "--rate", str(rate), *(["--telegram"] if telegram else []),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise Failed("the load could not be put through")
    return dict(json.loads(out))


async def standin(port: int, log: Path, *, telegram: bool = False) -> asyncio.subprocess.Process:
    """The fast stand-in for one channel, listening; the log gets a line for each message."""
    ours = (
        ["tests.bench.telegram", "--token", TELEGRAM_TOKEN]
        if telegram
        else ["tests.bench.whatsapp", "--token", TOKEN, "--phone-number-id", ACCOUNT]
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *ours, "--port", str(port), "--log", str(log), cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    await listening(port)
    return process


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
