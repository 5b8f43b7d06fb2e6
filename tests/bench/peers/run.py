"""The peers, measured as Munshi is: each its own process, every reply sent over HTTP to the same fast stand-in.

They live in a virtual environment of their own, var/bench-peers. What counts is when the last reply arrived, for some
acknowledge a message before they work on it.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    standin,
)
from tests.bench.peers.form import RECORDED
from tests.frontdoor.server import ROOT, free_port

PLACE = ROOT / "var" / "bench-peers"
PYTHON = PLACE / "bin" / "python"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PEOPLE = 120
_RECORDED = hashlib.sha256(RECORDED.encode()).hexdigest()[:16]


@dataclass
class Peer:
    name: str
    module: str
    telegram: bool
    people: int = PEOPLE


PEERS = (
    Peer("python-telegram-bot 22.8, PicklePersistence", "ptb_bot", telegram=True),
    Peer("aiogram 3.31, MemoryStorage", "aiogram_bot", telegram=True),
    Peer("pywa 4.5, FastAPI and a dict", "pywa_bot", telegram=False, people=40),
)


async def compare(munshi: Callable[..., Awaitable[dict[str, Any]]]) -> None:
    """Measure Munshi, which stores all durably, and every peer in turn, twice; the better figures of each count."""
    print("\nthe same form on other frameworks, to the last reply (Munshi: SQLite, FULL; the better of two turns each)")
    try:
        await installed()
    except Failed as why:
        print(f"peers left out: {why}")
        return
    whatsapp, telegram = await munshi(people=PEOPLE), await munshi(people=PEOPLE, telegram=True)
    found: dict[str, dict[str, Any]] = {}
    for peer in PEERS:
        try:
            found[peer.name] = await measured(peer)
        except (Failed, OSError) as why:
            print(f"{peer.name} left out: {why}")
        except TimeoutError:
            print(f"{peer.name} left out: it took too long")
    if not found:
        return
    whatsapp = better(whatsapp, await munshi(people=PEOPLE))
    telegram = better(telegram, await munshi(people=PEOPLE, telegram=True))
    row("Munshi, WhatsApp", whatsapp)
    row("Munshi, Telegram", telegram)
    for peer in PEERS:
        if peer.name not in found:
            continue
        with contextlib.suppress(Failed, OSError, TimeoutError):
            found[peer.name] = better(found[peer.name], await measured(peer))
        figures = found[peer.name]
        ratios = f"  Munshi WhatsApp / it {whatsapp['rate'] / figures['rate']:5.2f}"
        if peer.telegram:
            ratios += f"  Munshi Telegram / it {telegram['rate'] / figures['rate']:5.2f}"
        row(peer.name, figures, ratios)
    fastest = max(found, key=lambda name: found[name]["rate"])
    ratio = whatsapp["rate"] / found[fastest]["rate"]
    print(f"fastest peer: {fastest}; Munshi / fastest peer = {ratio:.2f} (floor 2, aim 2.5)")


def better(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return one if one["rate"] >= other["rate"] else other


def row(name: str, figures: dict[str, Any], more: str = "") -> None:
    print(f"{name:46} {figures['rate']:6.0f} msg/s  cpu {figures['cpu_ms']:.3f} ms/msg{more}")


async def installed() -> None:
    """The environment of the peers, made on first use and again when their requirements change."""
    stamp, wanted = PLACE / "installed.txt", REQUIREMENTS.read_text()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print("installing the peers into var/bench-peers …", flush=True)
    PLACE.parent.mkdir(exist_ok=True)
    await _done(sys.executable, "-m", "venv", "--clear", str(PLACE))
    await _done(
        str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1",
        "--timeout", "10", "-r", str(REQUIREMENTS),
    )  # fmt: skip
    stamp.write_text(wanted)


async def _done(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(120):
            _, errors = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Failed("their packages could not be installed in two minutes") from None
    if process.returncode:
        lines = errors.decode(errors="replace").strip().splitlines()
        raise Failed(f"their packages could not be installed ({lines[-1] if lines else 'no reason given'})")


async def measured(peer: Peer) -> dict[str, Any]:
    """One run of a peer: warmed, then everybody through the form."""
    with tempfile.TemporaryDirectory() as folder:
        log, errors = Path(folder) / "sent.log", Path(folder) / "peer.log"
        standin_port, port = free_port(), free_port()
        channel = await standin(standin_port, log, telegram=peer.telegram)
        with errors.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                str(PYTHON), "-m", f"tests.bench.peers.{peer.module}", str(port), f"http://127.0.0.1:{standin_port}",
                TELEGRAM_TOKEN if peer.telegram else TOKEN, SECRET,
                *([] if peer.telegram else [ACCOUNT]), *([folder] if peer.module == "ptb_bot" else []),
                cwd=ROOT, stdout=out, stderr=out,
                env={name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            )  # fmt: skip
        try:
            try:
                await listening(port)
            except TimeoutError:
                raise Failed(f"it did not start ({_last_line(errors)})") from None
            async with asyncio.timeout(60):
                warmed = await load(port, people=WARMING, telegram=peer.telegram)
                await replied(log, warmed["messages"], errors)
                before, begun = cpu_seconds(process.pid), time.perf_counter()
                figures = await load(port, people=peer.people, telegram=peer.telegram)
                await replied(log, warmed["messages"] + figures["messages"], errors)
                figures["rate"] = figures["messages"] / (time.perf_counter() - begun)
            figures["cpu_ms"] = 1000 * (cpu_seconds(process.pid) - before) / figures["messages"]
            recorded = Counter(json.loads(line)[2] for line in log.read_bytes().splitlines())[_RECORDED]
            if recorded != WARMING + peer.people:
                raise Failed(f"it recorded {recorded} of {WARMING + peer.people} people")
            return figures
        finally:
            for child in (process, channel):
                if child.returncode is None:
                    child.kill()
                await child.wait()


async def replied(log: Path, messages: int, errors: Path) -> None:
    """Wait until the stand-in has a reply to each of so many messages."""
    try:
        async with asyncio.timeout(45):
            while log.read_bytes().count(b"\n") < messages:
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise Failed(f"replies are missing ({_last_line(errors)})") from None


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "it said nothing"
