"""Careful readers for JSON that somebody else wrote.

Every value may be missing, of another type, or hostile. Nothing here raises but `decode`; what cannot be read
comes back empty.
"""

import datetime as dt
import hashlib
import json
from typing import Any

import msgspec

from bot.language.cnic import mask
from bot.language.script import clean

Json = dict[str, Any]

ID_LIMIT = 256  # characters; Meta's own ids (wamid…) have about 60 to 120
RAW_LIMIT = 32_768  # characters of JSON kept for one item; a contact card may carry a photo
_MILLISECONDS = 100_000_000_000  # seconds in the year 5138: anything above is counted in milliseconds
_DEEPEST = 32  # levels; Meta's own payloads have at most 12

_DECODER = msgspec.json.Decoder()
_CANONICAL = msgspec.json.Encoder(order="sorted")
_ENCODER = msgspec.json.Encoder()

# What the platform itself generates is never masked: a 13-digit media id is not a person's identity number.
_MACHINE_KEYS = {
    *("id", "from", "to", "wa_id", "user_id", "parent_user_id", "from_user_id", "from_parent_user_id"),
    *(
        "to_user_id",
        "group_id",
        "message_id",
        "original_message_id",
        "phone_number_id",
        "display_phone_number",
    ),
    *("sha256", "mime_type", "url", "timestamp", "time", "catalog_id", "source_id", "ctwa_clid"),
}


class NotJson(ValueError):
    """The body is not a JSON object. Meta never sends that."""


def decode(body: bytes) -> Json:
    """The JSON object in `body`. Raises `NotJson`."""
    try:
        found = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = _decode_leniently(body)
    if not isinstance(found, dict):
        raise NotJson("the body is not a JSON object")
    return found


def _decode_leniently(body: bytes) -> object:
    """Decode what the strict decoder refuses, such as half an emoji: one item must not cost the other 999."""
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as refusal:
        raise NotJson("the body is not JSON") from refusal


def mapping(value: object) -> Json:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The array; a lone object counts as an array of one; anything else is empty."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) and value else []


def word(value: object, limit: int = ID_LIMIT) -> str:
    """A short machine word (an id, a code, a type) without anything a database refuses."""
    if isinstance(value, str):
        return value if value.isprintable() and len(value) <= limit else clean(value, limit)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**30 else ""
    return ""


def number(value: object) -> float | None:
    """A finite number, also when it is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e18 else None  # NaN and the infinities fail this comparison too


def moment(value: object, now: dt.datetime) -> dt.datetime:
    """When something happened (UTC). Missing, senseless or future times are `now`.

    Meta writes seconds since 1970, mostly as text, in some fields as a number; relays have sent milliseconds.
    """
    seconds = number(value)
    if seconds is None or seconds <= 0:
        return now
    if seconds > _MILLISECONDS:
        seconds /= 1000
    try:
        return min(dt.datetime.fromtimestamp(seconds, dt.UTC), now)
    except (ValueError, OverflowError, OSError):
        return now


def prose(value: object) -> tuple[str, bool]:
    """What a person wrote, cleaned and masked, and whether an identity number was hidden."""
    if not isinstance(value, str) or not value:
        return "", False
    return mask(clean(value))


def fingerprint(item: object, *context: object) -> str:
    """The key of something that has no id of its own: SHA-256 of its canonical JSON and of where it stood."""
    try:
        canonical = _CANONICAL.encode([item, *context])
    except (RecursionError, ValueError, TypeError, OverflowError, msgspec.MsgspecError):
        canonical = repr(context).encode("utf-8", "replace") + _shallow(item)
    return hashlib.sha256(canonical).hexdigest()


def _shallow(item: object) -> bytes:
    """Something to hash where the item cannot be written as JSON (too deep, half characters)."""
    try:
        return repr(item).encode("utf-8", "surrogatepass")
    except RecursionError:
        return str(len(item) if isinstance(item, dict | list) else 0).encode()


def record(item: object) -> tuple[str, bool]:
    """The JSON of one item for keeping: cleaned, identity numbers masked, and whether one was.

    An item beyond `RAW_LIMIT` is cut and then no longer JSON; nobody but a contact card with a photo is.
    """
    masking = _Masking()
    text = _ENCODER.encode(masking.of(item, 0, by_platform=True)).decode()
    return text[:RAW_LIMIT], masking.hid


class _Masking:
    """One walk through an item, hiding identity numbers wherever a person may have put them."""

    def __init__(self) -> None:
        self.hid = False

    def of(self, value: object, depth: int, *, by_platform: bool) -> Any:
        """The masked value. `by_platform` is false inside a form's answers: there even "id" is a person's."""
        if isinstance(value, str):
            return self._text(clean(value, RAW_LIMIT))
        if depth > _DEEPEST:
            return "…"
        if isinstance(value, dict):
            return {
                clean(str(key), ID_LIMIT): self._member(key, inner, depth, by_platform) for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self.of(inner, depth + 1, by_platform=by_platform) for inner in value]
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**10:
            return self._text(str(value))
        return value

    def _member(self, key: object, value: object, depth: int, by_platform: bool) -> Any:
        if key == "response_json":
            return self.of(_form(value), depth + 1, by_platform=False)
        if by_platform and key in _MACHINE_KEYS and isinstance(value, str | int):
            return word(value, 2048)
        return self.of(value, depth + 1, by_platform=by_platform)

    def _text(self, text: str) -> str:
        text, hid = mask(text)
        self.hid = self.hid or hid
        return text


def _form(value: object) -> object:
    """The answers of a WhatsApp form: JSON inside a text, at times broken, `null`, or an object already."""
    if not isinstance(value, str):
        return value
    try:
        return _DECODER.decode(value)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return value
