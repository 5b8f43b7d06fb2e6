"""Files that people send. The token is part of a file's address, so only the API's own host is ever asked.

core.telegram.org/bots/api, "getFile": bots can download files of up to 20 MB; the path it names is valid for an hour.
"""

import re
from datetime import timedelta

import msgspec
from telegram.constants import FileSizeLimit

from bot.channels.contract import MediaUnavailable, Message
from bot.channels.pool import TooLong
from bot.channels.telegram.api import Api
from bot.channels.telegram.errors import error_for

_TIMEOUT = timedelta(seconds=120)
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}")

__all__ = ["Attachment", "MediaUnavailable", "attachment", "fetch"]


class Attachment(msgspec.Struct, frozen=True):
    """The file of a message: the id to fetch it by, and what Telegram says of it. Believe none of the types."""

    file_id: str
    mime_type: str = ""
    file_name: str = ""
    file_size: int = 0


class _File(msgspec.Struct):
    file_path: str = ""
    file_size: int = 0


class _Found(msgspec.Struct):
    result: _File


_FOUND = msgspec.json.Decoder(_Found)


def attachment(message: Message) -> Attachment | None:
    """The file that came with this message, if one did. Of a photo, which comes in several sizes, the largest."""
    try:
        item = msgspec.json.decode(message.raw) if message.heard.media else None
        found = item[message.kind] if isinstance(item, dict) else None
        return msgspec.convert(found[-1] if isinstance(found, list) else found, Attachment) if found else None
    except (msgspec.MsgspecError, KeyError):
        return None


async def fetch(api: Api, file_id: str, max_bytes: int) -> tuple[bytes, str]:
    """A file and its type as served. Raises `MediaUnavailable`, `SendError`."""
    answer = await api.call("getFile", msgspec.json.encode({"file_id": file_id}))
    if answer.status == 400:
        raise MediaUnavailable("Telegram no longer has this file, or it is larger than bots may download")
    if answer.status != 200:
        raise error_for(answer.status, answer.body)
    try:
        file = _FOUND.decode(answer.body).result
    except msgspec.DecodeError as refusal:
        raise MediaUnavailable("Telegram does not say where the file is") from refusal
    if not _PATH.fullmatch(file.file_path) or ".." in file.file_path:
        raise MediaUnavailable("Telegram names a place for the file that is none of its own")
    most = min(max_bytes, int(FileSizeLimit.FILESIZE_DOWNLOAD))
    if file.file_size > most:
        raise MediaUnavailable(f"the file has {file.file_size} bytes; {most} are allowed")
    return await _get(api, file.file_path, most)


async def _get(api: Api, path: str, most: int) -> tuple[bytes, str]:
    try:
        answer = await api.get(api.file_url(path), wait=_TIMEOUT, most=most)
    except TooLong:
        raise MediaUnavailable(f"the file has more than {most} bytes") from None
    except Exception as failure:
        api.raise_network_error(failure)
    if answer.status != 200:
        raise MediaUnavailable(f"the file cannot be downloaded: HTTP {answer.status}")
    return answer.body, answer.kind
