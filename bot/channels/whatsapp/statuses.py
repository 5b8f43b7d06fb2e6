"""One item of `statuses[]`: what became of a message of ours.

Meta: statuses come in any order; `contacts` and even `recipient_id` may be missing; a `failed` one may follow
minutes after the send was accepted.
"""

import datetime as dt
from typing import Literal

from bot.channels.contract import Status
from bot.channels.whatsapp.people import NAME, handles
from bot.channels.wire import Json, items, mapping, moment, prose, word

State = Literal["sent", "delivered", "read", "played", "failed", "unknown"]
_STATES: dict[str, State] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "played",
    "failed": "failed",
}


def status_of(item: Json, account: str, now: dt.datetime) -> Status | None:
    """The status in this item; None where it names no message. A state Meta adds later is "unknown"."""
    provider_id = word(item.get("id"))
    if not provider_id:
        return None
    # In a group everybody has a status of their own under one message id.
    named = handles(
        item.get("recipient_participant_user_id"),
        item.get("recipient_participant_id"),
        item.get("recipient_user_id"),
        item.get("recipient_id"),
        item.get("recipient_parent_user_id"),
        item.get("parent_recipient_user_id"),  # its name until 5 May 2026
    )
    pricing = mapping(item.get("pricing"))
    billable = pricing.get("billable")
    code, error = error_of(item) if "errors" in item else (0, "")
    return Status(
        channel=NAME,
        account=account,
        provider_id=provider_id,
        state=_STATES.get(word(item.get("status")), "unknown"),
        at=moment(item.get("timestamp"), now),
        ref=word(item.get("biz_opaque_callback_data"), 512),
        recipient=named[0].value if named else "",
        error_code=code,
        error=error,
        billable=billable if isinstance(billable, bool) else None,
        category=word(pricing.get("category"), 60),
    )


def error_of(item: Json) -> tuple[int, str]:
    """Code and words of the first error. Meta: decide on the code; titles are to be dropped."""
    first = mapping(next(iter(items(item.get("errors"))), None))
    written = word(first.get("code"), 12)
    code = int(written) if written.isascii() and written.isdigit() else 0
    details = mapping(first.get("error_data")).get("details")
    said = [prose(text)[0] for text in (first.get("title") or first.get("message"), details)]
    return code, ": ".join(text for text in said if text)[:500]
