"""How updates come to us: Telegram is told where to deliver them, or they are fetched by long polling.

core.telegram.org/bots/api, "Getting updates": the two exclude each other. Everything here runs beside the server and is
tried again until it works: a Telegram that is down, or a wrong token, must not keep WhatsApp from being served.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from telegram.error import InvalidToken, TelegramError

from bot import clock
from bot.channels.contract import Event, Remedy, SendError
from bot.channels.telegram.client import Telegram
from bot.channels.telegram.commands import command_lists
from bot.channels.telegram.errors import error_for, read_refusal
from bot.channels.telegram.parse import callback_id, events_of
from bot.channels.wire import NotJson, decode, mapping
from bot.chat.flow import Script

log = logging.getLogger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update we want. Edits are kept for the record; reactions would only wake us up."""

POLL_SECONDS = 30
"""How long Telegram may keep a poll open when there is nothing."""

_POLL_TIMEOUT = dt.timedelta(seconds=POLL_SECONDS + 15)
_MOST_UPDATES = 100  # in one poll; Telegram's own limit
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds between tries, the last one again and again."""

_CONFLICT = (
    "somebody else polls with this bot's token: another Munshi on the same bot, or another program. "
    "One bot has one listener; stop the other one, or give each a bot of its own (@BotFather)."
)

Accept = Callable[[Sequence[Event]], Awaitable[None]]


class Reception:
    """Sets the webhook where there is a public address (`webhook_url`), and polls where there is none.

    `accept` stores events and returns once they are durable; when it raises, the same updates come again.
    """

    def __init__(
        self,
        telegram: Telegram,
        script: Script,
        accept: Accept,
        *,
        webhook_url: str = "",
        secret: str = "",
        now: Callable[[], dt.datetime] = clock.now,
    ) -> None:
        self._telegram, self._script, self._accept, self._now = telegram, script, accept, now
        self._webhook_url, self._secret = webhook_url, secret
        self._bot = telegram.api.bot()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, on the running event loop, without waiting for anything."""
        listen = self._announce() if self._webhook_url else self._poll()
        self._tasks = [asyncio.create_task(listen), asyncio.create_task(self._show_commands())]

    async def stop(self) -> None:
        """Fetch nothing more. What was fetched and not stored comes again after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _announce(self) -> None:
        """Tell Telegram where to deliver. Told again at every start: the address or the secret may have changed."""

        async def set_webhook() -> None:
            await self._bot.set_webhook(self._webhook_url, secret_token=self._secret, allowed_updates=ALLOWED)

        await self._until_it_works("set the webhook", set_webhook)
        log.info("Telegram delivers to %s", self._webhook_url)

    async def _show_commands(self) -> None:
        async def set_commands() -> None:
            for code, commands in command_lists(self._script).items():
                await self._bot.set_my_commands(commands, language_code=code or None)

        await self._until_it_works("show the commands", set_commands)

    async def _until_it_works(self, what: str, call: Callable[[], Awaitable[None]]) -> None:
        tries = 0
        while True:
            try:
                return await call()
            except TelegramError as error:
                pause = _PAUSES[min(tries, len(_PAUSES) - 1)]
                tries += 1
                level = logging.CRITICAL if isinstance(error, InvalidToken) else logging.WARNING
                said = "the token is wrong or was revoked" if isinstance(error, InvalidToken) else error.message
                log.log(level, "Telegram did not let us %s: %s; again in %g s", what, said, pause)
                await asyncio.sleep(pause)

    # --- long polling

    async def _poll(self) -> None:
        """Fetch updates for ever.

        An offset confirms everything before it, so it is raised only when what was fetched is on the disk. It is
        forgotten once a poll with it came back empty: then everything is confirmed, and after a quiet week Telegram
        goes on from a random number, which may lie below the old offset and would be skipped.
        """
        await self._until_it_works("poll", self._leave_webhook)
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._fetch(offset)
                if updates:
                    await self._take(updates)
                offset = _after(updates)
                failures = 0
                if updates and not offset:
                    await asyncio.sleep(_PAUSES[0])  # without a number nothing can be confirmed: Telegram is not itself
            except SendError as error:
                failures += 1
                await self._wait(error, failures)
            except Exception as error:
                failures += 1
                log.warning("updates could not be stored (%s); they are fetched again", type(error).__name__)
                await asyncio.sleep(_PAUSES[min(failures - 1, 3)])

    async def _leave_webhook(self) -> None:
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def _fetch(self, offset: int) -> list[object]:
        """The next updates, oldest first. Raises `SendError`."""
        wanted = {"timeout": POLL_SECONDS, "limit": _MOST_UPDATES, "allowed_updates": ALLOWED}
        if offset:
            wanted["offset"] = offset
        answer = await self._telegram.api.call("getUpdates", msgspec.json.encode(wanted), _POLL_TIMEOUT)
        if answer.status == 409 and "webhook" in read_refusal(answer.body).description.lower():
            await self._until_it_works("poll", self._leave_webhook)
            return []
        if answer.status != 200:
            raise error_for(answer.status, answer.body)
        try:
            result = decode(answer.body).get("result")
        except NotJson as refusal:
            raise SendError(Remedy.RETRY, "the answer to a poll is not JSON") from refusal
        return result if isinstance(result, list) else []

    async def _take(self, updates: list[object]) -> None:
        now = self._now()
        events = [event for update in updates for event in events_of(update, self._telegram.account, now)]
        for event in events:
            if tap := callback_id(event):
                self._telegram.acknowledge_tap(tap)
        await self._accept(events)

    async def _wait(self, error: SendError, failures: int) -> None:
        pause = error.retry_after or _PAUSES[min(failures - 1, len(_PAUSES) - 1)]
        if error.code == 409:
            log.error("Telegram refuses to be polled: %s (%s)", _CONFLICT, error.reason)
        elif error.remedy is Remedy.STOP_CHANNEL:
            log.critical("Telegram refuses everything: %s", error)
            pause = _PAUSES[-1]
        else:
            log.warning("Telegram could not be polled: %s; again in %g s", error, pause)
        await asyncio.sleep(pause)


def _after(updates: list[object]) -> int:
    """The offset that confirms these updates; 0 where none of them has a number."""
    ids = [mapping(update).get("update_id") for update in updates]
    return max((id for id in ids if isinstance(id, int)), default=-1) + 1
