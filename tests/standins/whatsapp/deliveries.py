"""Webhooks from the stand-in to the bot: built as Meta builds them, signed as Meta signs them."""

import asyncio
import hashlib
import hmac
import io
import json
import secrets
from collections.abc import Iterable
from typing import Any

import aiohttp

from tests.standins.whatsapp.rules import Json, Refused
from tests.standins.whatsapp.state import Accepted, State


class Deliveries:
    """Posts to the bot's webhook, one connection pool for all."""

    def __init__(self, state: State, phone_number_id: str, secret: str) -> None:
        self.state, self.phone_number_id, self.secret = state, phone_number_id, secret
        self.webhook_url = ""
        self.business_account_id = "102290129340398"
        self.display_phone_number = "924211100000"
        self.answers: list[int] = []
        """The HTTP status of every delivery, in order."""
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Wait for what is under way, then close the pool."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def body(self, changes: Iterable[Json]) -> bytes:
        """One POST as bytes, as Meta writes them: letters outside ASCII as escapes, "/" as "\\/"."""
        entry = {"id": self.business_account_id, "time": int(self.state.now()), "changes": list(changes)}
        payload = {"object": "whatsapp_business_account", "entry": [entry]}
        return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode("ascii")

    def sign(self, body: bytes) -> str:
        """The signature header of a body."""
        return "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()

    def change(self, field: str = "messages", **value: Any) -> Json:
        """One change about our number."""
        metadata = {
            "display_phone_number": self.display_phone_number,
            "phone_number_id": self.phone_number_id,
        }
        return {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}

    async def post(self, *changes: Json) -> int:
        """Deliver changes in one POST; the HTTP status of the bot's answer."""
        return await self.post_raw(self.body(changes))

    async def post_raw(self, body: bytes, signature: str | None = None) -> int:
        """Deliver these very bytes, with a signature of one's own if wished."""
        if not self.webhook_url:
            raise AssertionError("the stand-in does not know the bot's webhook_url")
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": self.sign(body) if signature is None else signature,
        }
        async with self._session.post(self.webhook_url, data=io.BytesIO(body), headers=headers) as response:
            await response.read()
            self.answers.append(response.status)
            return response.status

    def later(self, *changes: Json) -> None:
        """Deliver soon, without making anybody wait."""
        task = asyncio.ensure_future(self._quietly(changes))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until everything that was to be delivered has been."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _quietly(self, changes: tuple[Json, ...]) -> None:
        try:
            for change in changes:
                await self.post(change)
        except aiohttp.ClientError:  # the bot is down: Meta would try again for seven days
            self.answers.append(0)

    def status(self, message: Accepted, state: str, error: Refused | None = None) -> Json:
        """The change that says what became of a message."""
        status: Json = {
            "id": message.id,
            "status": state,
            "timestamp": str(int(self.state.now())),
            "recipient_type": "individual",
        }
        status["recipient_user_id" if "." in message.recipient else "recipient_id"] = message.recipient
        if message.ref:
            status["biz_opaque_callback_data"] = message.ref
        if error is not None:
            status["errors"] = [error.in_status()]
        elif state != "read":
            status["pricing"] = {
                "billable": True,
                "pricing_model": "PMP",
                "type": "regular",
                "category": "service",
            }
        return self.change(statuses=[status])


def inbound_id() -> str:
    """A new message id, of the length Meta's have."""
    return "wamid." + secrets.token_urlsafe(40)
