"""Meta's error codes, and what the sender does about each.

Meta, "Error codes" (15 May 2026): decide on `error.code`, not on titles and not on the HTTP status. The same
codes come in answers to a send and in `failed` statuses.
"""

import msgspec

from bot.channels.contract import Remedy, SendError

_CODES: dict[Remedy, tuple[int, ...]] = {
    # Token, permission, payment, account or number: nothing will go out until somebody repairs it.
    Remedy.STOP_CHANNEL: (
        *(0, 3, 10, 190, 368, *range(200, 300)),
        *(130497, 131005, 131031, 131037, 131042, 131044, 131045, 131064, 133010),
    ),
    # 131048 is the spam limit of the whole number: fewer messages is the only cure.
    Remedy.SLOW_CHANNEL: (4, 613, 80007, 130429, 131048, 133016),
    Remedy.SLOW_PERSON: (131056,),
    Remedy.NOT_NOW: (130403, 130472, 131049),
    Remedy.OPT_OUT: (131050,),
    Remedy.UNREACHABLE: (131021, 131026, 131030),
    Remedy.WINDOW_CLOSED: (131047,),
    Remedy.FIX_REQUEST: (33, 100, 131008, 131009, 131051, 131055, 131062, 131063, 134100, 135000),
    Remedy.FIX_TEMPLATE: (
        *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018),
        *(132068, 132069),
    ),
    Remedy.REUPLOAD: (131052, 131053),
    # Trouble inside Meta: the message may have gone out all the same.
    Remedy.UNKNOWN: (1, 2, 131000, 131016, 131057, 133004),
    Remedy.IDENTITY_CHANGED: (137000,),
}
REMEDIES: dict[int, Remedy] = {code: remedy for remedy, codes in _CODES.items() for code in codes}

_SPAM_LIMIT = 131048
_SPAM_PAUSE = 3600.0  # seconds; Meta lifts this limit by the day, so trying every minute only makes it worse
_NO_SUCH_OBJECT = 33  # as a subcode of 100: the phone number id does not exist for this token


class _ErrorData(msgspec.Struct):
    details: str = ""


class _Error(msgspec.Struct):
    code: int = 0
    error_subcode: int = 0
    message: str = ""
    error_data: _ErrorData | str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Error


_DECODER = msgspec.json.Decoder(_ErrorBody, strict=False)


def remedy_for(code: int, http_status: int = 0) -> Remedy:
    """What to do about this code; about this HTTP status where the code is not known."""
    known = REMEDIES.get(code)
    if known is not None and (code or not http_status):
        return known
    if http_status == 429:
        return Remedy.SLOW_CHANNEL
    if http_status in (401, 403) or 300 <= http_status < 400:
        return Remedy.STOP_CHANNEL
    if http_status == 408 or http_status >= 500:
        return Remedy.UNKNOWN
    if 400 <= http_status < 500:
        return Remedy.FIX_REQUEST
    return Remedy.UNKNOWN


def error_for(http_status: int, body: bytes, retry_after: str = "") -> SendError:
    """The failure in an answer of the API. `retry_after` is that header, in seconds."""
    try:
        error = _DECODER.decode(body).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return SendError(
            remedy_for(-1, http_status),
            f"HTTP {http_status} without a readable error",
            retry_after=_seconds(retry_after),
        )
    remedy = remedy_for(error.code, 0 if error.code in REMEDIES else http_status)
    if error.code == 100 and error.error_subcode == _NO_SUCH_OBJECT:
        remedy = Remedy.STOP_CHANNEL
    pause = _seconds(retry_after)
    if pause is None and error.code == _SPAM_LIMIT:
        pause = _SPAM_PAUSE
    return SendError(remedy, _reason(error, http_status), code=error.code, retry_after=pause)


def _reason(error: _Error, http_status: int) -> str:
    details = error.error_data.details if isinstance(error.error_data, _ErrorData) else error.error_data
    said = ": ".join(part for part in (error.message, details or "") if part)
    return (said or f"HTTP {http_status}")[:500]


def _seconds(header: str) -> float | None:
    """Retry-After in seconds; its other form, a date, is not used by Meta and is ignored."""
    try:
        seconds = float(header)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 86_400 else None
