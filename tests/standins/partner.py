"""A stand-in for a lender's webhook: it refuses what a careful partner would refuse, and keeps what it took in.

Faults are planned beforehand: statuses to answer with, silence, or a redirect to somewhere else.
"""

import json
import time
from typing import Any

from aiohttp import web

from bot.referrals.signature import FRESH, is_genuine


class Partner:
    """Listens on a port of its own: `async with Partner("secret") as partner: partner.url`."""

    def __init__(self, secret: str = "a secret") -> None:
        self.secret = secret
        self.taken: dict[str, dict[str, Any]] = {}
        """Packets by their Idempotency-Key."""
        self.requests: list[tuple[int, dict[str, str], bytes]] = []
        """Every request: what was answered, its headers and its raw body."""
        self.faults: list[int] = []
        """Statuses for the next requests, before anything is looked at; 0 takes the packet in and hangs up."""
        self.clock = time.time
        self.url = ""

    async def __aenter__(self) -> "Partner":
        app = web.Application()
        app.router.add_post("/hook", self._hook)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def statuses(self) -> list[int]:
        return [status for status, _headers, _body in self.requests]

    async def _hook(self, request: web.Request) -> web.Response:
        body = await request.read()
        status = self._judge(dict(request.headers), body)
        self.requests.append((status, dict(request.headers), body))
        if status == 0:
            assert request.transport is not None
            request.transport.abort()
        headers = {"Location": self.url} if status in (301, 307) else {}
        return web.Response(status=status or 200, headers=headers)

    def _judge(self, headers: dict[str, str], body: bytes) -> int:
        fault = self.faults.pop(0) if self.faults else None
        if fault not in (None, 0):
            return fault
        given = headers.get("Munshi-Signature", ""), headers.get("Munshi-Timestamp", "")
        if not is_genuine(self.secret, given[1], body, given[0], self.clock()):
            return 401
        known = headers["Idempotency-Key"] in self.taken
        self.taken.setdefault(headers["Idempotency-Key"], json.loads(body))
        return 0 if fault == 0 else 409 if known else 201


__all__ = ["FRESH", "Partner"]
