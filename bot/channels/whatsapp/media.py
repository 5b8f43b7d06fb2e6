"""Files, in both directions. The access token never leaves for a host that is not the API's.

Meta, "Media": an id is turned into an address that is valid for five minutes, on lookaside.fbsbx.com, which
wants the token as well. The address comes from outside, so its host is checked before the token goes there.
"""

import asyncio
import base64
import hashlib
import hmac
from datetime import timedelta
from pathlib import Path

import msgspec
from yarl import URL

from bot.channels.contract import MediaUnavailable, Message, Remedy, SendError
from bot.channels.pool import File, TooLong
from bot.channels.whatsapp.api import Api
from bot.channels.whatsapp.errors import error_for

MEDIA_HOSTS = ("lookaside.fbsbx.com",)
_TIMEOUT = timedelta(seconds=120)
"""Documents may have 100 MB."""

__all__ = ["Attachment", "MediaUnavailable", "attachment", "fetch", "is_trusted", "upload"]


class Attachment(msgspec.Struct, frozen=True):
    """The file of a message: the id to fetch it by, and what the carrier says of it. Believe none of the types."""

    id: str
    mime_type: str = ""
    filename: str = ""


class _Found(msgspec.Struct):
    url: str = ""
    mime_type: str = ""
    sha256: str = ""
    file_size: int | str = 0


class _Uploaded(msgspec.Struct):
    id: str


_FOUND = msgspec.json.Decoder(_Found)
_UPLOADED = msgspec.json.Decoder(_Uploaded)


def attachment(message: Message) -> Attachment | None:
    """The file that came with this message, if one did."""
    try:
        item = msgspec.json.decode(message.raw) if message.heard.media else None
        return msgspec.convert(item[message.kind], Attachment) if isinstance(item, dict) else None
    except (msgspec.MsgspecError, KeyError):
        return None


async def upload(api: Api, file: bytes | Path, mime: str, filename: str = "") -> str:
    """Hand a file to the carrier; the id it returns is valid for 30 days. Raises `SendError`, `OSError`."""
    content = await asyncio.to_thread(file.read_bytes) if isinstance(file, Path) else file
    name = filename or (file.name if isinstance(file, Path) else "file")
    fields = {"messaging_product": "whatsapp", "type": mime}
    answer = await api.upload(fields, File(content, name, mime), _TIMEOUT)
    if answer.status != 200:
        raise error_for(answer.status, answer.body, answer.retry_after)
    try:
        return _UPLOADED.decode(answer.body).id
    except msgspec.DecodeError as refusal:
        raise SendError(Remedy.UNKNOWN, "the answer to an upload names no id") from refusal


async def fetch(api: Api, media_id: str, max_bytes: int) -> tuple[bytes, str]:
    """A file that a person sent, and its type as told. Raises `MediaUnavailable`, `SendError`."""
    if not (media_id.isascii() and media_id.replace("_", "").replace("-", "").isalnum()):
        raise MediaUnavailable("that is not a media id")
    body, _ = await _get(api, api.media_url(media_id), 1 << 16)
    try:
        found = _FOUND.decode(body)
        url = URL(found.url)
    except (msgspec.DecodeError, ValueError) as refusal:
        raise MediaUnavailable("the carrier does not say where the file is") from refusal
    if not is_trusted(url, api.base):
        raise MediaUnavailable(f"the file is offered at {url.host or 'no host'}, which gets no token of ours")
    if str(found.file_size).isdigit() and int(found.file_size) > max_bytes:
        raise MediaUnavailable(f"the file has {found.file_size} bytes; {max_bytes} are allowed")
    content, served_as = await _get(api, str(api.file_url(url)), max_bytes)
    if found.sha256 and not _is_whole(content, found.sha256):
        raise MediaUnavailable("the file is damaged: its checksum differs")
    return content, found.mime_type or served_as


def is_trusted(url: URL, base: URL) -> bool:
    """Whether the token may go to this address: Meta's media host over HTTPS, or exactly where the API is."""
    if url.user or url.password:
        return False
    if url.scheme == "https" and url.host in MEDIA_HOSTS and url.port == 443:
        return True
    return bool(url.host) and (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)


async def _get(api: Api, url: str, max_bytes: int) -> tuple[bytes, str]:
    """The body of an answer, and its content type; never more than `max_bytes`."""
    try:
        answer = await api.read(url, _TIMEOUT, most=max_bytes)
    except TooLong:
        raise MediaUnavailable(f"the file has more than {max_bytes} bytes") from None
    if answer.status == 404:
        raise MediaUnavailable("the carrier no longer has this file")
    if answer.status != 200:
        raise error_for(answer.status, answer.body, answer.retry_after)
    return answer.body, answer.kind


def _is_whole(content: bytes, expected: str) -> bool:
    """Whether the SHA-256 is as promised; Meta writes it in hexadecimal here and in base64 in webhooks."""
    digest = hashlib.sha256(content).digest()
    written = base64.b64encode(digest).decode() if len(expected) < 64 else digest.hex()
    return hmac.compare_digest(written.encode(), expected.encode())
