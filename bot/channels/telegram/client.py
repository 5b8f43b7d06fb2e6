"""Telegram as a channel: one message out, taps acknowledged, files."""

import asyncio
import logging
from datetime import timedelta

import msgspec

from bot.channels.contract import Address, MediaUnavailable, Message, Remedy, SendError, Sent
from bot.channels.pool import Answer
from bot.channels.telegram import media
from bot.channels.telegram.api import Api
from bot.channels.telegram.errors import error_for
from bot.channels.telegram.keyboards import REMOVE
from bot.channels.telegram.pace import PER_SECOND, ChatPace
from bot.channels.telegram.parse import NAME
from bot.channels.telegram.requests import Call, calls_for
from bot.chat.outgoing import Outgoing

log = logging.getLogger(__name__)

_TAP_TIMEOUT = timedelta(seconds=5)
"""Later the person has stopped looking at the button."""
_MOST_TAPS = 200  # acknowledgements under way; beyond that the clock on the button runs out by itself
_BELOW = "⬇️"
_ENCODER = msgspec.json.Encoder()


class _Message(msgspec.Struct):
    message_id: int


class _Response(msgspec.Struct):
    ok: bool
    result: _Message


_RESPONSE = msgspec.json.Decoder(_Response)


class Telegram:
    """The Bot API as a `Channel` (see `contract`). `account` is our bot's id, the first part of its token."""

    name = NAME
    has_window = False
    has_statuses = False
    """Telegram never says what became of a message: one of unknown fate stays so."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str = "https://api.telegram.org",
        per_chat: float = PER_SECOND,
    ) -> None:
        self.account = token.partition(":")[0]
        self.api = Api(base_url=base_url, token=token)
        self._pace = ChatPace(per_chat)
        self._asking: set[str] = set()
        """Chats in which the phone's own keyboard is open. Forgotten with the process; the keyboard is one that hides
        itself once used, so what may stay behind is a small icon."""
        self._taps: set[asyncio.Task[None]] = set()

    async def send(self, to: Address, message: Outgoing, ref: str) -> Sent:
        """Hand one message to Telegram; the id is that of its last part. Raises `SendError`.

        When a later part fails, the error stands for the whole: a retry repeats the first part rather than losing the
        second. `ref` is not used: Telegram gives nothing back with which a message could be recognised.
        """
        chat = to.value(NAME)
        if not (chat.isascii() and chat.isdigit()):
            raise SendError(Remedy.FIX_REQUEST, "the address has no Telegram id")
        try:
            calls = self._with_keyboard_removed(chat, calls_for(message))
            bodies = [(call, _ENCODER.encode({"chat_id": int(chat), **call.body})) for call in calls]
        except (ValueError, msgspec.MsgspecError) as wrong:
            raise SendError(Remedy.FIX_REQUEST, str(wrong)) from wrong
        for call, body in bodies:
            message_id = await self._send(chat, call, body)
        return Sent(f"{chat}:{message_id}", parts=len(bodies))

    async def _send(self, chat: str, call: Call, body: bytes) -> int:
        pause = self._pace.wait(chat)
        if pause > self._pace.apart:
            # Waiting here would keep a sender from everybody else.
            raise SendError(Remedy.SLOW_PERSON, "this chat is to be left alone for a while", retry_after=pause)
        self._pace.count(chat)
        if pause:
            await asyncio.sleep(pause)
        answer = await self.api.call(call.method, body)
        try:
            message_id = _message_id(answer)
        except SendError as error:
            if error.code == 429:
                error.remedy = self._pace.refused(chat, error.retry_after or 1.0)
            raise
        self._remember_keyboard(chat, call)
        return message_id

    def _with_keyboard_removed(self, chat: str, calls: list[Call]) -> list[Call]:
        """Take away the phone's keyboard that an earlier message opened.

        That is a `reply_markup`, of which a message has one: before a message with buttons it goes with a small one of
        its own, for a message that took a keyboard away cannot be edited to show buttons.
        """
        if chat not in self._asking:
            return calls
        for call in calls:
            if "reply_markup" not in call.body:
                call.body["reply_markup"] = REMOVE
                return calls
        if "keyboard" in calls[0].body["reply_markup"]:
            return calls  # the new one takes its place
        return [Call("sendMessage", {"text": _BELOW, "disable_notification": True, "reply_markup": REMOVE}), *calls]

    def _remember_keyboard(self, chat: str, call: Call) -> None:
        markup = call.body.get("reply_markup", {})
        if "keyboard" in markup:
            self._asking.add(chat)
        elif "remove_keyboard" in markup:
            self._asking.discard(chat)

    def acknowledge_tap(self, callback_id: str) -> None:
        """Stop the clock on a tapped button, soon and without anybody waiting for it.

        core.telegram.org/bots/api, "CallbackQuery": clients show a progress bar until `answerCallbackQuery` is called.
        """
        if len(self._taps) >= _MOST_TAPS:
            return
        task = asyncio.get_running_loop().create_task(self._acknowledge(callback_id))
        self._taps.add(task)
        task.add_done_callback(self._taps.discard)

    async def _acknowledge(self, callback_id: str) -> None:
        body = _ENCODER.encode({"callback_query_id": callback_id})
        try:
            answer = await self.api.call("answerCallbackQuery", body, _TAP_TIMEOUT)
        except SendError as error:
            log.info("a tap was not acknowledged: %s", error)
            return
        # "query is too old" (400) is what a tap gets that came while we were down; nothing can be done for it.
        if answer.status not in (200, 400):
            log.info("a tap was not acknowledged: HTTP %s", answer.status)

    async def fetch(self, message: Message, most: int) -> bytes:
        """The file that came with a message. Raises `MediaUnavailable`, `SendError`."""
        found = media.attachment(message)
        if found is None:
            raise MediaUnavailable("the message names no file")
        return (await self.fetch_media(found.file_id, most))[0]

    async def fetch_media(self, file_id: str, max_bytes: int) -> tuple[bytes, str]:
        """A file by its id, and its type as served. Raises `MediaUnavailable`, `SendError`."""
        return await media.fetch(self.api, file_id, max_bytes)

    async def close(self) -> None:
        """Drop what is not said yet about taps, and close the pool."""
        for task in self._taps:
            task.cancel()
        await asyncio.gather(*self._taps, return_exceptions=True)
        await self.api.close()


def _message_id(answer: Answer) -> int:
    if answer.status != 200:
        raise error_for(answer.status, answer.body)
    try:
        return _RESPONSE.decode(answer.body).result.message_id
    except (msgspec.DecodeError, UnicodeDecodeError) as refusal:
        if b'"error_code"' in answer.body:
            raise error_for(answer.status, answer.body) from refusal
        raise SendError(Remedy.UNKNOWN, "the answer to a send names no message") from refusal
