"""WhatsApp's webhook, as a bare ASGI callable: a framework's route would halve the throughput.

GET is Meta's handshake. POST is signed over the raw bytes, parsed, understood, and answered 200 only once everything
in it is on the disk.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from bot.channels.contract import Event, Message
from bot.channels.whatsapp.parse import NotJson, parse
from bot.channels.whatsapp.signature import is_signed
from bot.chat.understanding import NOTHING, Understanding
from bot.db import Stopped
from bot.inbox.batch import Arrival
from bot.inbox.writer import Busy

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Accept = Callable[[Sequence[Arrival]], Awaitable[None]]

MOST_BYTES = 4 * 1024 * 1024
"""Meta sends up to 3 MB ("Create a webhook endpoint"); a little air above that."""

TELEGRAM = "/webhooks/telegram"
"""Where Telegram delivers. Here, because the rest of what is Telegram's is loaded only where it is on."""

TAKEN = 200, b""
"""All of it is on the disk. Without a word, which would be a system call of its own for every message."""

_SIGNATURE = b"x-hub-signature-256"


class WhatsAppWebhook:
    """Takes Meta's events in for one phone number. `told` hears the status of every answer."""

    def __init__(
        self,
        *,
        account: str,
        secrets: Sequence[bytes],
        verify_token: bytes,
        accept: Accept,
        understand: Understanding,
        told: Callable[[int], None] = lambda status: None,
    ) -> None:
        self._account, self._secrets, self._verify_token = account, secrets, verify_token
        self._accept, self._understand, self._told = accept, understand, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            status, text = await self._events(scope, receive)
        elif scope["method"] == "GET":
            status, text = self._handshake(scope)
        else:
            await answer(send, 405, b"only GET and POST", (b"allow", b"GET, POST"))
            return
        self._told(status)
        await answer(send, status, text)

    def _handshake(self, scope: Scope) -> tuple[int, bytes]:
        """Meta's check when the address is entered: the right token gets its challenge back, nothing else an echo."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        mode, token, challenge = (query.get(f"hub.{name}", [""])[0] for name in ("mode", "verify_token", "challenge"))
        if mode != "subscribe" or not hmac.compare_digest(token.encode(), self._verify_token):
            return 403, b"not the right verify token"
        return 200, challenge.encode() if challenge.isalnum() else b""

    async def _events(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        header = length = b""
        for name, value in scope["headers"]:
            if name == _SIGNATURE:
                header = value
            elif name == b"content-length":
                length = value
        if length.isdigit() and int(length) > MOST_BYTES:
            return 413, b"too large"
        raw = await read_body(receive)
        if raw is None:
            return 413, b"too large"
        if not is_signed(raw, header, self._secrets):
            log.warning("a webhook with a wrong signature was refused")
            return 401, b"wrong signature"
        try:
            events = parse(raw, self._account)
        except NotJson:
            return 400, b"not JSON"
        try:
            await self._accept(arrivals(events, self._understand))
        except (Busy, Stopped):
            return 503, b"busy; please deliver again"
        except Exception:
            log.exception("events could not be stored; the carrier will deliver again")
            return 503, b"not stored; please deliver again"
        return TAKEN


def arrivals(events: Iterable[Event], understand: Understanding) -> list[Arrival]:
    """Events with what can be understood of them, worked out before the transaction."""
    return [
        Arrival(event, understand(event.heard.text))
        if isinstance(event, Message) and event.answerable and event.heard.text and not event.heard.tap
        else Arrival(event, NOTHING)
        for event in events
    ]


async def read_body(receive: Receive) -> bytes | None:
    """The whole body; None when it is larger than allowed, or never came to its end (then nobody hears the answer)."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body", False):
        return body if len(body) <= MOST_BYTES else None
    parts, size = [body], len(body)
    while message.get("more_body", False):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            return None
    return None if message["type"] == "http.disconnect" else b"".join(parts)


_HEADERS = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]


async def answer(send: Send, status: int, text: bytes, *more: tuple[bytes, bytes]) -> None:
    """A plain text answer, with more headers if wished."""
    headers = [*_HEADERS, *more, (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
