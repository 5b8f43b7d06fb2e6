"""Processes of `main.py`: quickly, forked from one that has everything imported (`tests/parent.py`); deeply, each by
itself from the shell's own beginning."""

import asyncio
import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

from tests.depth import DEEP

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "main.py"
PATIENCE = 100
"""Seconds a command may take on a busy machine."""


class Ended(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


class Process:
    """One process of `main.py`."""

    pid: int

    def ended(self) -> int | None:
        """Its exit code, below zero for the signal that killed it; None while it runs."""
        raise NotImplementedError

    def signal(self, number: int) -> None:
        """Send it a signal; nothing where it has ended."""
        if self.ended() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit code, once it has ended. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while (code := self.ended()) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"process {self.pid} has not ended after {seconds} s")
            time.sleep(0.005)
        return code

    async def gone(self) -> int:
        """The same for whoever must not be held up."""
        while (code := self.ended()) is None:
            await asyncio.sleep(0.005)
        return code


class Started(Process):
    """From the shell's own beginning."""

    def __init__(
        self, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], files: tuple[IO[bytes], ...]
    ) -> None:
        stdin, stdout, stderr = files
        self._process = subprocess.Popen(
            [sys.executable, str(MAIN), *arguments],
            cwd=folder, env=environment, stdin=stdin, stdout=stdout, stderr=stderr,
        )  # fmt: skip
        self.pid = self._process.pid

    def ended(self) -> int | None:
        return self._process.poll()


class Forked(Process):
    """From a process that has everything imported. It tells us over a socket."""

    def __init__(
        self, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], files: tuple[IO[bytes], ...]
    ) -> None:
        orders = json.dumps({"arguments": arguments, "folder": str(folder), "environment": dict(environment)})
        with _one_parent:
            path = _parent()
        self._told = socket.socket(socket.AF_UNIX)
        self._told.connect(path)
        socket.send_fds(self._told, [orders.encode()], [file.fileno() for file in files])
        self._heard = b""
        while b"\n" not in self._heard:
            self._heard += self._told.recv(100)
        self.pid = int(self._heard.split(b"\n")[0])
        self._told.setblocking(False)
        self._code: int | None = None

    def ended(self) -> int | None:
        if self._code is None:
            with suppress(BlockingIOError):
                self._heard += self._told.recv(100)
            if self._heard.count(b"\n") == 2:
                self._code = int(self._heard.split(b"\n")[1])
                self._told.close()
        return self._code


def start(
    *arguments: str, folder: Path, environment: Mapping[str, str], files: tuple[IO[bytes], IO[bytes], IO[bytes]]
) -> Process:
    """`main.py …` in a folder, with these settings alone, reading and writing these files."""
    return (Started if DEEP else Forked)(arguments, folder, environment, files)


def run(*arguments: str, folder: Path, environment: Mapping[str, str], typed: str | bytes = "") -> Ended:
    """`main.py …` to its end. It holds up the caller: `asyncio.to_thread` where a loop has more to do."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(typed if isinstance(typed, bytes) else typed.encode())
        stdin.seek(0)
        process = start(*arguments, folder=folder, environment=environment, files=(stdin, stdout, stderr))
        try:
            code = process.wait()
        except TimeoutError:
            process.signal(9)
            raise
        stdout.seek(0)
        stderr.seek(0)
        return Ended(code, stdout.read().decode(), stderr.read().decode())


_one_parent = threading.Lock()


LEARNS = "TEST_LEARNS"
"""The variable of a server whose test waits until it has learnt what was accepted."""
SHARED = "TEST_PARENT"
"""The variable that names the parent of servers which the processes of one test run share."""


def share_a_parent() -> None:
    """Start a parent of servers for this process and for those that it starts, without waiting for it."""
    if not DEEP:
        os.environ[SHARED], _process = _begin_parent()


@cache
def _parent() -> str:
    """The socket of the parent of servers, which is there; our own if we share none."""
    path, process = (os.environ[SHARED], None) if SHARED in os.environ else _begin_parent()
    until = time.monotonic() + PATIENCE
    while not os.path.exists(path):
        assert process is None or process.poll() is None, "the parent of servers has ended"
        assert time.monotonic() < until, "the parent of servers does not come up"
        time.sleep(0.01)
    return path


def _begin_parent() -> "tuple[str, subprocess.Popen[bytes]]":
    """Start a parent, which ends with us; its socket, which is there as soon as it can be asked, and its process."""
    folder = tempfile.mkdtemp()
    path = f"{folder}/parent"
    process = subprocess.Popen([sys.executable, "-m", "tests.parent", path], cwd=ROOT, stdin=subprocess.PIPE)

    def end() -> None:
        assert process.stdin
        process.stdin.close()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return path, process
