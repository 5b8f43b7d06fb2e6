"""Our templates at WhatsApp: which there are and how they stand, and handing in a new one.

Meta, "Message templates": GET and POST /{version}/{business account id}/message_templates. A new one is PENDING until
somebody there has looked at it; its fate comes by webhook, and can be asked for.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from bot.channels.contract import Remedy, SendError
from bot.channels.whatsapp.api import Api
from bot.channels.whatsapp.errors import error_for

_TIMEOUT = timedelta(seconds=30)
_PAGE = 100
_MOST_PAGES = 60  # Meta: at most 6,000 templates, with all translations


class Known(msgspec.Struct, frozen=True):
    """A template at the carrier, in one language; `status` is Meta's word."""

    name: str
    language: str
    status: str
    category: str = ""
    rejected_reason: str = ""


class _Cursors(msgspec.Struct):
    after: str = ""


class _Paging(msgspec.Struct):
    cursors: _Cursors = msgspec.field(default_factory=_Cursors)
    next: str = ""


class _Page(msgspec.Struct):
    data: list[Known]
    paging: _Paging = msgspec.field(default_factory=_Paging)


class _Made(msgspec.Struct):
    id: str
    status: str = "PENDING"
    category: str = ""


_PAGES = msgspec.json.Decoder(_Page)
_MADE = msgspec.json.Decoder(_Made)


async def listed(api: Api, business_account: str) -> list[Known]:
    """All templates of the account. Raises `SendError`."""
    found: list[Known] = []
    asked = {"fields": "name,language,status,category,rejected_reason", "limit": str(_PAGE)}
    for _page in range(_MOST_PAGES):
        body = await _get(api, business_account, asked)
        try:
            page = _PAGES.decode(body)
        except msgspec.DecodeError as refusal:
            raise SendError(Remedy.FIX_REQUEST, "the list of templates cannot be read") from refusal
        found += page.data
        if not page.paging.next or not page.paging.cursors.after:
            break
        asked["after"] = page.paging.cursors.after
    return found


async def create(
    api: Api, business_account: str, *, name: str, language: str, category: str, body: str,
    examples: Sequence[str] = (), button: str = "",
) -> Known:  # fmt: skip
    """Hand in a template: `body` has its holes as {{1}}, {{2}} …, `examples` fill them. Raises `SendError`."""
    text: dict[str, Any] = {"type": "BODY", "text": body}
    if examples:
        text["example"] = {"body_text": [list(examples)]}
    components = [text]
    if button:
        components.append({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": button}]})
    wanted = {"name": name, "language": language, "category": category.upper(), "components": components}
    answer = await api.post_json(api.templates_url(business_account), msgspec.json.encode(wanted), _TIMEOUT)
    if answer.status != 200:
        raise error_for(answer.status, answer.body, answer.retry_after)
    try:
        made = _MADE.decode(answer.body)
    except msgspec.DecodeError as refusal:
        raise SendError(Remedy.UNKNOWN, "the answer to a new template names none") from refusal
    return Known(name, language, made.status, made.category or category.upper())


async def _get(api: Api, business_account: str, asked: dict[str, str]) -> bytes:
    answer = await api.read(api.templates_url(business_account), _TIMEOUT, query=asked)
    if answer.status != 200:
        raise error_for(answer.status, answer.body, answer.retry_after)
    return answer.body
