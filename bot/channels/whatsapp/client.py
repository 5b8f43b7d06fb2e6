"""WhatsApp as a channel: one message out, read receipts, files."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from bot.channels.contract import Address, MediaUnavailable, Message, Remedy, SendError, Sent
from bot.channels.pool import Answer
from bot.channels.shape import WHATSAPP_LIMITS, Shaped, shape
from bot.channels.whatsapp import media, templates
from bot.channels.whatsapp.api import META, Api, Paths
from bot.channels.whatsapp.errors import error_for
from bot.channels.whatsapp.people import NAME, handles
from bot.channels.whatsapp.requests import body_for, read_body
from bot.channels.whatsapp.templates import Known
from bot.chat.outgoing import Outgoing
from knowledge.templates import Version

_READ_TIMEOUT = timedelta(seconds=5)
"""Blue ticks are not worth waiting for."""
_ENCODER = msgspec.json.Encoder()


class _Contact(msgspec.Struct):
    wa_id: str = ""
    user_id: str = ""


class _Accepted(msgspec.Struct):
    id: str


class _Response(msgspec.Struct):
    messages: list[_Accepted]
    contacts: list[_Contact] = []


_RESPONSE = msgspec.json.Decoder(_Response)


class WhatsApp:
    """The Cloud API as a `Channel` (see `contract`). `account` is our phone number id."""

    name = NAME
    has_window = True
    has_statuses = True

    def __init__(
        self,
        *,
        phone_number_id: str,
        access_token: str,
        base_url: str = "https://graph.facebook.com",
        version: str = "v26.0",
        auth_header: str = "Authorization: Bearer",
        paths: Paths = META,
        business_account_id: str = "",
    ) -> None:
        self.account = phone_number_id
        self.business_account_id = business_account_id
        self._api = Api(
            base_url=base_url,
            version=version,
            phone_number_id=phone_number_id,
            access_token=access_token,
            auth_header=auth_header,
            paths=paths,
        )

    async def send(self, to: Address, message: Outgoing, ref: str) -> Sent:
        """Hand one message to WhatsApp; the id is that of its last part. Raises `SendError`.

        When a later part fails, the error stands for the whole: a retry repeats the first part rather than
        losing the second.
        """
        try:
            bodies = [_ENCODER.encode(body_for(part, to, ref)) for part in _parts(message)]
        except (ValueError, msgspec.MsgspecError) as wrong:
            raise SendError(Remedy.FIX_REQUEST, str(wrong)) from wrong
        for body in bodies:
            sent = _sent(await self._api.send(body))
        return sent if len(bodies) == 1 else msgspec.structs.replace(sent, parts=len(bodies))

    async def mark_read(self, message_id: str, *, typing: bool = True) -> bool:
        """Show a person that her message was read and that we are writing. Never raises: it is a courtesy."""
        with contextlib.suppress(SendError):
            body = _ENCODER.encode(read_body(message_id, typing=typing))
            return (await self._api.send(body, _READ_TIMEOUT)).status == 200
        return False

    async def upload(self, file: bytes | Path, mime: str, filename: str = "") -> str:
        """Hand a file to WhatsApp and get the id to send it by. Raises `SendError`."""
        return await media.upload(self._api, file, mime, filename)

    async def fetch(self, message: Message, most: int) -> bytes:
        """The file that came with a message. Raises `MediaUnavailable`, `SendError`."""
        found = media.attachment(message)
        if found is None:
            raise MediaUnavailable("the message names no file")
        return (await media.fetch(self._api, found.id, most))[0]

    async def fetch_media(self, media_id: str, max_bytes: int) -> tuple[bytes, str]:
        """A file that a person sent, and its type. Raises `media.MediaUnavailable`, `SendError`."""
        return await media.fetch(self._api, media_id, max_bytes)

    async def templates(self) -> list[Known]:
        """Our templates there, and how they stand. Raises `SendError`."""
        return await templates.listed(self._api, self.business_account_id)

    async def hand_in(self, version: Version, category: str, examples: Sequence[str]) -> Known:
        """Hand in a template in one language. Raises `SendError`."""
        return await templates.create(
            self._api,
            self.business_account_id,
            name=version.name,
            language=version.code,
            category=category,
            body=version.numbered,
            examples=examples,
            button=version.button,
        )

    async def close(self) -> None:
        await self._api.close()


def _parts(message: Outgoing) -> list[Shaped]:
    return shape(message, WHATSAPP_LIMITS)


def _sent(answer: Answer) -> Sent:
    if answer.status != 200:
        raise error_for(answer.status, answer.body, answer.retry_after)
    try:
        response = _RESPONSE.decode(answer.body)
        accepted = response.messages[0]
    except (msgspec.DecodeError, UnicodeDecodeError, IndexError) as refusal:
        if b'"error"' in answer.body:
            raise error_for(answer.status, answer.body, answer.retry_after) from refusal
        raise SendError(Remedy.UNKNOWN, "the answer to a send names no message") from refusal
    contact = response.contacts[0] if response.contacts else _Contact()
    return Sent(accepted.id, handles(contact.user_id, contact.wa_id))
