"""Telegram's refusals, and what the sender does about each.

core.telegram.org/bots/api, "Making requests": `ok` is false, `error_code` is that of HTTP, `description` says why in
words that may change, and `parameters` carries `retry_after` (seconds) or `migrate_to_chat_id`. There are no codes
below those of HTTP, so within 400 the words decide; courier's and python-telegram-bot's tests quote them.
"""

import msgspec

from bot.channels.contract import Remedy, SendError

# 400. The person is not there for us: she never opened the bot, or the account is gone.
_UNREACHABLE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user_id_invalid",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights",
)
# 400. Telegram could not take the file: it fetches links itself, and file ids belong to one bot.
_MEDIA = (
    "wrong file identifier",
    "wrong remote file",
    "failed to get http url content",
    "wrong type of the web page content",
    "wrong padding in the string",
    "photo_invalid_dimensions",
    "media_empty",
    "webpage_",
)
_DEFAULT_PAUSE = 5.0  # seconds, where a 429 does not say how long


class _Parameters(msgspec.Struct):
    retry_after: float = 0
    migrate_to_chat_id: int = 0


class Refusal(msgspec.Struct):
    """The answer to a call that failed."""

    error_code: int = 0
    description: str = ""
    parameters: _Parameters | None = None


_DECODER = msgspec.json.Decoder(Refusal, strict=False)


def read_refusal(body: bytes) -> Refusal:
    """What the answer says; empty where it is not Telegram's (a proxy's page, half an answer)."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal()


def error_for(status: int, body: bytes) -> SendError:
    """The failure in an answer of the API."""
    refusal = read_refusal(body)
    # An `ok: false` that came with 200, as relays send it, counts as what its own code says.
    code = refusal.error_code if status < 300 and refusal.error_code else status
    reason = (refusal.description or f"HTTP {code} without a readable error")[:500]
    parameters = refusal.parameters or _Parameters()
    if code == 429:
        # For one chat or for the whole bot: Telegram does not say. `Telegram.send` finds out.
        return SendError(Remedy.SLOW_PERSON, reason, code=429, retry_after=parameters.retry_after or _DEFAULT_PAUSE)
    if parameters.migrate_to_chat_id:
        return SendError(Remedy.IDENTITY_CHANGED, reason, code=code)
    return SendError(remedy_for(code, reason), reason, code=code)


def remedy_for(code: int, description: str = "") -> Remedy:
    """What to do about a refusal with this HTTP status and these words."""
    match code:
        case 403:
            # "bot was blocked by the user", "user is deactivated", "bot can't initiate conversation with a user".
            return Remedy.OPT_OUT
        case 401 | 404:
            # Telegram: 401 is a token that was revoked, 404 one that never was (or a method that is none).
            return Remedy.STOP_CHANNEL
        case 400:
            words = description.lower()
            if any(said in words for said in _UNREACHABLE):
                return Remedy.UNREACHABLE
            if any(said in words for said in _MEDIA):
                return Remedy.REUPLOAD
            return Remedy.FIX_REQUEST
        case 429:
            return Remedy.SLOW_PERSON
        case _ if 300 <= code < 400:
            return Remedy.STOP_CHANNEL  # the address of the API leads elsewhere
        case 408 | 409:
            return Remedy.UNKNOWN
        case _ if 400 <= code < 500:
            return Remedy.FIX_REQUEST
    return Remedy.UNKNOWN
