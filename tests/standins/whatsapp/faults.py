"""Failures on request: error codes, bare HTTP errors, silence, broken connections."""

import asyncio
from collections import deque
from dataclasses import dataclass

from aiohttp import web

from tests.standins.whatsapp.rules import Refused


@dataclass(frozen=True)
class Fault:
    """One send that goes wrong.

    `code` answers with that error of Meta's; `http_status` alone, with a page that is not JSON. `hang`
    keeps silent for so many seconds, `drop` closes the connection; with `accepted` the message goes out,
    only the answer is lost. `slow` goes well, but takes so many seconds.
    """

    code: int = 0
    http_status: int = 0
    retry_after: str = ""
    hang: float = 0
    drop: bool = False
    accepted: bool = False
    slow: float = 0


class Faults:
    """The failures still to come, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def plan(self, fault: Fault, times: int) -> None:
        """Let the next sends go wrong like this."""
        self._waiting.extend([fault] * times)

    def clear(self) -> None:
        """Everything works again."""
        self._waiting.clear()

    def next(self) -> Fault | None:
        """What goes wrong with the send that is just coming in."""
        return self._waiting.popleft() if self._waiting else None


def answer_of(fault: Fault) -> web.Response | None:
    """The answer of a fault that has one."""
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    if fault.code:
        refusal = Refused(fault.code, "planned", fault.http_status)
        return web.json_response(refusal.body(), status=refusal.http_status, headers=headers)
    if fault.http_status:
        return web.Response(status=fault.http_status, text="<html>not today</html>", headers=headers)
    return None


async def suffer(fault: Fault, request: web.Request) -> None:
    """Be silent, then close the connection without an answer."""
    if fault.hang:
        await asyncio.sleep(fault.hang)
    if request.transport is not None:
        request.transport.abort()
