"""A process that has everything imported and learnt, and from which processes of `main.py` are forked.

    python -m tests.parent SOCKET

Starting Python, importing the machine and loading what was learnt takes two seconds of a processor, and the tests start
some two hundred processes. Each child runs `main.py` itself, in its own folder and environment, with its own number:
it can be killed like any other; it only looks round more often. Who connects to the socket sends what to run and three
files, and is told the number of the process and, when it has ended, its exit code. The parent ends with whoever started
it.
"""

import asyncio
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from bot.answered import learner
from bot.answered.learner import Learner, Sentences
from bot.chat.rehearsal import rehearse
from bot.clock import day_in_pakistan, now
from bot.language import classifier, learnt
from bot.language.exemplars import Exemplar
from bot.rounds import Rounds
from handlers import SCRIPT
from knowledge import search
from tests.depth import make_hashes_cheap
from tests.processes import LEARNS

MAIN = Path(__file__).resolve().parents[1] / "main.py"
EVERYTHING = (
    "bot.assembly", "bot.backup", "bot.cli", "bot.doctor", "bot.migrate", "bot.parsing", "bot.serving", "bot.terminal",
    "bot.web.app", "handlers", "alembic.command", "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on",
    "uvloop",
)  # fmt: skip
LONGEST = 1 << 20
"""Bytes of one order: arguments, a folder and an environment."""


def import_everything() -> None:
    """All that a server or a command loads, and what the first message would otherwise wait for."""
    for name in EVERYTHING:
        import_module(name)
    APIRouter().add_api_route("/", import_everything)  # FastAPI loads a good deal for the first of its routes
    rehearse(SCRIPT, day_in_pakistan(now()))
    search.index()
    gc.collect()
    gc.freeze()  # what all children share is not looked through, and so not copied, in each of them


def look_round_more_often() -> None:
    """What a server looks after every few seconds, a timer or an erasure, it looks after five times as often."""
    usual = Rounds.__init__

    def hurried(self: Rounds, every: float) -> None:
        usual(self, every / 5)

    Rounds.__init__ = hurried  # type: ignore[method-assign]


def learn_nothing() -> None:
    """What staff accept is not learnt, which takes four seconds of a processor: where no test waits for it."""

    async def in_vain(self: Learner, accepted: Sentences) -> None:
        self._in_vain = accepted

    Learner._learn = in_vain  # type: ignore[method-assign]


def learn_roughly() -> None:
    """What staff accept is gone through three times instead of eight, in a child that has loaded everything already: it
    is enough to understand these very sentences."""

    async def in_a_child(sentences: Sequence[Exemplar], name: str) -> None:
        child = os.fork()
        if child == 0:
            try:
                classifier._EPOCHS = 3
                learnt.learnt(sentences, name)
            finally:
                os._exit(0)  # whatever happened: it must not go on as a second server
        await asyncio.to_thread(os.waitpid, child, 0)

    learner.learn_aside = in_a_child


def wait_for_orders(listening: socket.socket) -> dict[str, Any] | None:
    """Comes back in every child, with what it is to be; in the parent only at the end, with None."""
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in ready:
            return None
        asked, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return born(asked)
        asked.close()


def born(asked: socket.socket) -> dict[str, Any]:
    """Comes back in the process that is to become `main.py`; another one stays between, and tells how it ends."""
    content, files, _, _ = socket.recv_fds(asked, LONGEST, 3)
    child = os.fork()
    if child == 0:
        asked.close()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        return json.loads(content)  # type: ignore[no-any-return]
    for file in files:
        os.close(file)
    asked.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    asked.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def bury(*_: object) -> None:
    """Those between have nothing more to say."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


def become(orders: dict[str, Any]) -> None:
    """`main.py` as it would run from the shell."""
    if LEARNS in orders["environment"]:
        learn_roughly()
    else:
        learn_nothing()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(orders["folder"])
    os.environ.clear()
    os.environ.update(orders["environment"])
    sys.path[0] = str(MAIN.parent)
    sys.argv = [str(MAIN), *orders["arguments"]]
    runpy.run_path(str(MAIN), run_name="__main__")


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who interrupts the tests ends us by ending them
    make_hashes_cheap()
    look_round_more_often()
    import_everything()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{sys.argv[1]}.new")
        listening.listen()
        os.rename(f"{sys.argv[1]}.new", sys.argv[1])
        signal.signal(signal.SIGCHLD, bury)
        orders = wait_for_orders(listening)
    if orders is not None:
        become(orders)


if __name__ == "__main__":
    main()
