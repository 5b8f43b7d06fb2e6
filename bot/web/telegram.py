"""Telegram's webhook, as a bare ASGI callable like WhatsApp's: parsed, understood, and answered 200 only once stored.

core.telegram.org/bots/api, "setWebhook": Telegram puts our secret into every delivery, and delivers again for a day
what is not answered with 2xx.
"""

import hmac
import logging
from collections.abc import Callable, Sequence

from bot.assembly import Munshi
from bot.channels.contract import Event
from bot.channels.telegram.client import Telegram
from bot.channels.telegram.parse import NotJson, callback_id, parse
from bot.channels.telegram.reception import Reception
from bot.chat.understanding import Understanding
from bot.db import Stopped
from bot.inbox.writer import Busy
from bot.web.webhook import MOST_BYTES, TAKEN, TELEGRAM, Accept, Receive, Scope, Send, answer, arrivals, read_body

log = logging.getLogger(__name__)

_SECRET = b"x-telegram-bot-api-secret-token"


class TelegramWebhook:
    """Takes the updates of one bot in. `tapped` hears the id of every tap, to stop the clock on its button."""

    def __init__(
        self,
        *,
        account: str,
        secret: bytes,
        accept: Accept,
        understand: Understanding,
        tapped: Callable[[str], None],
        told: Callable[[int], None] = lambda status: None,
    ) -> None:
        self._account, self._secret, self._accept = account, secret, accept
        self._understand, self._tapped, self._told = understand, tapped, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            status, text = await self._update(scope, receive)
        else:
            status, text = 405, b"only POST"
        self._told(status)
        await answer(send, status, text)

    async def _update(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        given = length = b""
        for name, value in scope["headers"]:
            if name == _SECRET:
                given = value
            elif name == b"content-length":
                length = value
        # Checked before the body is read: unlike a signature it does not depend on it. An empty secret opens to nobody.
        if not self._secret or not hmac.compare_digest(given, self._secret):
            log.warning("an update with a wrong secret was refused")
            return 401, b"wrong secret"
        if length.isdigit() and int(length) > MOST_BYTES:
            return 413, b"too large"
        raw = await read_body(receive)
        if raw is None:
            return 413, b"too large"
        try:
            events = parse(raw, self._account)
        except NotJson:
            return 400, b"not JSON"
        for event in events:
            if tap := callback_id(event):
                self._tapped(tap)
        try:
            await self._accept(arrivals(events, self._understand))
        except (Busy, Stopped):
            return 503, b"busy; please deliver again"
        except Exception:
            log.exception("an update could not be stored; Telegram will deliver it again")
            return 503, b"not stored; please deliver again"
        return TAKEN


def telegram_webhook(munshi: Munshi) -> TelegramWebhook | None:
    """The webhook, where Telegram is configured."""
    settings = munshi.settings
    if munshi.telegram is None:
        return None
    return TelegramWebhook(
        account=munshi.telegram.account,
        secret=settings.telegram_webhook_secret.get_secret_value().encode(),
        accept=munshi.writer.accept,
        understand=munshi.understand,
        tapped=munshi.telegram.acknowledge_tap,
        told=lambda status: munshi.counted.webhooks.add("telegram", str(status)),
    )


def reception(munshi: Munshi, telegram: Telegram) -> Reception:
    """What brings the updates in: the webhook where there is a public address, else long polling."""

    async def accept(events: Sequence[Event]) -> None:
        await munshi.writer.accept(arrivals(events, munshi.understand))

    settings = munshi.settings
    return Reception(
        telegram,
        munshi.script,
        accept,
        webhook_url=f"{settings.public_url}{TELEGRAM}" if settings.public_url else "",
        secret=settings.telegram_webhook_secret.get_secret_value(),
    )
