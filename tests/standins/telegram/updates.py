"""Updates on their way to the bot: kept until it has them, by webhook or by polling."""

import asyncio
import contextlib
import io
import json
import random
from typing import Any

import aiohttp

from tests.standins.telegram.rules import Json, Refused, check_webhook

DEFAULT = {"message", "edited_message", "callback_query", "my_chat_member", "channel_post", "inline_query", "poll"}
"""What is delivered where `allowed_updates` is not given: everything but chat_member and reactions."""


class Updates:
    """The queue of one bot. A webhook and getUpdates exclude each other."""

    def __init__(self) -> None:
        self.pending: list[Any] = []
        self.webhook: Json = {}
        self.answers: list[int] = []
        """The HTTP status of every delivery, in order; 0 for none."""
        self.last_error = ""
        self._allowed = set(DEFAULT)
        self._next_id = random.randrange(10**6, 10**8)
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._deliverer: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Deliver nothing more."""
        if self._deliverer is not None:
            self._deliverer.cancel()
            await asyncio.gather(self._deliverer, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def forget_where_it_was(self, number: int) -> None:
        """A week without updates has passed: numbers go on from anywhere."""
        self._next_id = number

    def add(self, kind: str, content: Json) -> Json | None:
        """A new update; None if the bot does not want this kind."""
        if kind not in self._allowed:
            return None
        update = {"update_id": self._next_id, kind: content}
        self._next_id += 1
        self.add_raw(update)
        return update

    def add_raw(self, update: Any) -> None:
        """Any JSON in the place of an update."""
        self.pending.append(update)
        self._news.set()

    def number(self) -> int:
        """The next update id, for an update made by hand."""
        self._next_id += 1
        return self._next_id - 1

    async def settled(self, seconds: float = 10) -> None:
        """Wait until the bot has everything."""
        async with asyncio.timeout(seconds):
            while self.pending:
                await asyncio.sleep(0.01)

    # --- by webhook

    def set_webhook(self, body: Json) -> None:
        """Deliver to this address from now on."""
        check_webhook(body)
        self.webhook = body
        self._allow(body)
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refused(409, "Conflict: terminated by setWebhook request"))
        if self._deliverer is None:
            self._deliverer = asyncio.ensure_future(self._deliver())

    def delete_webhook(self, body: Json) -> None:
        """Deliver nowhere."""
        self.webhook = {}
        if body.get("drop_pending_updates") in (True, "true"):
            self.pending.clear()

    def info(self) -> Json:
        """The answer of getWebhookInfo."""
        url = self.webhook.get("url", "")
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.pending)}

    async def _deliver(self) -> None:
        """Post update after update; what is not answered 2xx is posted again, sooner than Telegram would."""
        while True:
            if not self.pending or not self.webhook:
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self._news.wait()
                continue
            update = self.pending[0]
            if 200 <= await self.post(json.dumps(update).encode()) < 300:
                self.pending.remove(update)
            else:
                await asyncio.sleep(0.05)

    async def post(self, body: bytes, secret: str | None = None) -> int:
        """Deliver these very bytes, with a secret of one's own if wished; the HTTP status, 0 for no answer."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        headers = {"Content-Type": "application/json"}
        secret = str(self.webhook.get("secret_token", "")) if secret is None else secret
        if secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        try:
            async with self._session.post(self.webhook["url"], data=io.BytesIO(body), headers=headers) as response:
                await response.read()
                status = response.status
        except (aiohttp.ClientError, KeyError):
            status = 0
        self.answers.append(status)
        return status

    # --- by polling

    async def get(self, body: Json) -> list[Any]:
        """The answer of getUpdates. What lies before `offset` is confirmed, and forgotten."""
        if self.webhook:
            why = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refused(409, f"Conflict: {why}")
        if self._poll is not None and not self._poll.done():
            why = "terminated by other getUpdates request; make sure that only one bot instance is running"
            self._poll.set_exception(Refused(409, f"Conflict: {why}"))
        self._allow(body)
        offset = int(body.get("offset", 0))
        self.pending = [u for u in self.pending if not (isinstance(u, dict) and u.get("update_id", offset) < offset)]
        poll = self._poll = asyncio.get_running_loop().create_future()
        ends = asyncio.get_running_loop().time() + min(float(body.get("timeout", 0)), 50)
        while not self.pending and asyncio.get_running_loop().time() < ends:
            if poll.done():
                poll.result()
            await asyncio.sleep(0.01)
        if poll.done():
            poll.result()
        poll.cancel()
        return self.pending[: int(body.get("limit", 100))]

    def _allow(self, body: Json) -> None:
        if body.get("allowed_updates"):
            self._allowed = set(body["allowed_updates"])
