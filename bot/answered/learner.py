"""Lets a running process learn the sentences that staff have accepted, without holding up a message.

Learning is some seconds of pure computing, so it is done in a process of its own, at a low priority; what it has learnt
lies under `var/learnt`, named after its sentences, and is taken up from there. Processes that share that folder share
what one of them has learnt.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from bot.chat import understanding
from bot.language.exemplars import Exemplar

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 300.0
"""Seconds after which learning is given up; it takes eight on a slow machine."""

_TRIES = 2
"""A process that has just started without these sentences throws away what was learnt from them; once may be chance."""

Sentences = tuple[Exemplar, ...]


class Learner:
    """Started by being wished for; `stop` ends it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._wished: Sentences = ()
        self._in_vain: Sentences | None = None

    async def first(self, accepted: Sentences) -> None:
        """At the start of the process, before anybody writes: learn here and now where it was not learnt yet."""
        await asyncio.to_thread(understanding.take_up, accepted, learn=True)

    async def wish(self, accepted: Sentences) -> None:
        """These sentences shall count; at once where they have been learnt, else in some seconds."""
        self._wished = accepted
        if not self._is_done() and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._follow())

    def _is_done(self) -> bool:
        return self._wished in (understanding.accepted(), self._in_vain)

    async def _follow(self) -> None:
        """Learn until nothing newer is wished for."""
        while not self._is_done():
            accepted = self._wished
            if not await asyncio.to_thread(understanding.take_up, accepted, learn=False):
                await self._learn(accepted)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _learn(self, accepted: Sentences) -> None:
        for _time in range(_TRIES):
            try:
                async with asyncio.timeout(_LONGEST):
                    await learn_aside(understanding.sentences(accepted), understanding.name_of(accepted))
            except TimeoutError:
                log.warning("learning took more than %d s and was given up", _LONGEST)
            if await asyncio.to_thread(understanding.take_up, accepted, learn=False):
                log.info("learnt from %d accepted sentences", len(accepted))
                return
        self._in_vain = accepted
        log.warning("what was learnt could not be kept under var/learnt; the next start learns it")


async def learn_aside(sentences: Sequence[Exemplar], name: str) -> None:
    """Learn these in a process of its own, which keeps them under `name` and is killed where nobody waits any more."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.language.learnt", name, stdin=asyncio.subprocess.PIPE, cwd=_ROOT
    )
    try:
        await process.communicate(msgspec.json.encode(sentences))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
