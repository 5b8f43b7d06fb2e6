"""What browsers post, read with limits before anything is believed of it."""

import datetime as dt
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from bot.clock import KARACHI

MOST_BYTES: Final = 64 * 1024
"""Of a form without a file."""

_LARGEST: Final = 2**63 - 1
_NEXT: Final = re.compile(r"/console/[A-Za-z0-9/_\-]{0,120}")


class TooLarge(Exception):
    """More than the form can have; nothing of it was read."""


class NotAForm(Exception):
    """What came cannot be read as a form."""


async def read_form(request: Request, most_bytes: int = MOST_BYTES) -> FormData:
    """The posted form. Raises `TooLarge`, also where the browser does not say how much it sends; `NotAForm`."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > most_bytes:
        raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise NotAForm
    try:
        return await request.form(max_files=1, max_fields=200, max_part_size=most_bytes)
    except (HTTPException, MultiPartException, ValueError):
        raise NotAForm from None


def origin_of(request: Request) -> str:
    """Where a form comes from: browsers name its page's origin with every POST, and no page can change that."""
    origin = request.headers.get("origin", "")
    if origin:
        return origin
    referer = urlsplit(request.headers.get("referer", ""))
    return f"{referer.scheme}://{referer.netloc}" if referer.netloc else ""


def is_from_here(request: Request, public_url: str) -> bool:
    """Whether a form comes from a page of ours: from the host that was called, or the one of PUBLIC_URL.

    The scheme is left aside: behind a proxy that ends HTTPS we do not see it.
    """
    host = urlsplit(origin_of(request)).netloc
    return bool(host) and host in (request.headers.get("host", ""), urlsplit(public_url).netloc)


def safe_next(path: str) -> str:
    """Where to go after the login: a page of the console, or ""; never another site."""
    return path if _NEXT.fullmatch(path) else ""


def text(form: FormData, name: str, longest: int = 10_000) -> str:
    """A field's text; "" where there is none, or a file in its place."""
    value = form.get(name, "")
    return value[:longest].replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def number(form: FormData, name: str) -> int:
    """A field that is an id or a version; 0 where it is not one."""
    return digits(text(form, name, 20))


def digits(text: str) -> int:
    """A number out of an address or a form; 0 where it is not one, or larger than any id of a database."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return value if value <= _LARGEST else 0


def day(text: str, later: int = 0) -> dt.datetime | None:
    """The beginning of a day in Pakistan, or `later` days after it; None where the text is no day."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return dt.datetime.combine(found, dt.time(), KARACHI) + dt.timedelta(days=later)
