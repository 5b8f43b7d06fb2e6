"""Failures on request: refusals, bare HTTP errors, silence, broken connections."""

import asyncio
from collections import deque
from dataclasses import dataclass

from aiohttp import web

from tests.standins.telegram.rules import Refused


@dataclass(frozen=True)
class Fault:
    """One call that goes wrong.

    `code` answers with that error in Telegram's form, with `retry_after` and `description` if given; `http_status`
    with a page that is not JSON. `hang` keeps silent for so many seconds, `drop` closes the connection; with
    `accepted` the call does its work, only the answer is lost. `method` restricts it to one method.
    """

    code: int = 0
    description: str = "planned"
    retry_after: int = 0
    http_status: int = 0
    hang: float = 0
    drop: bool = False
    accepted: bool = False
    method: str = "sendMessage"


class Faults:
    """The failures still to come, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def plan(self, fault: Fault, times: int) -> None:
        """Let the next calls go wrong like this."""
        self._waiting.extend([fault] * times)

    def clear(self) -> None:
        """Everything works again."""
        self._waiting.clear()

    def next(self, method: str) -> Fault | None:
        """What goes wrong with the call that is just coming in."""
        found = next((fault for fault in self._waiting if fault.method in (method, "*")), None)
        if found is not None:
            self._waiting.remove(found)
        return found


def answer_of(fault: Fault) -> web.Response | None:
    """The answer of a fault that has one."""
    if fault.code:
        parameters = {"retry_after": fault.retry_after} if fault.retry_after else {}
        refusal = Refused(fault.code, fault.description, **parameters)
        return web.json_response(refusal.body(), status=refusal.code)
    if fault.http_status:
        return web.Response(status=fault.http_status, text="<html>not today</html>")
    return None


async def suffer(fault: Fault, request: web.Request) -> None:
    """Be silent, then close the connection without an answer."""
    if fault.hang:
        await asyncio.sleep(fault.hang)
    if request.transport is not None:
        request.transport.abort()
