"""What every channel promises: carrier events in, one message out, and failures that know what to do about themselves.

The inbox and the outbox know only this page. A new carrier is one folder beside `whatsapp`.
"""

import datetime as dt
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

import msgspec

from bot.chat.heard import Heard
from bot.chat.outgoing import Outgoing

WINDOW = dt.timedelta(hours=24)
"""Free text is refused by WhatsApp later than this after a person's message (Meta, customer service window)."""


SHUTS = frozenset({"whatsapp"})
"""Channels that have such a window (their `has_window`), for those who know a message but not its carrier."""


class MediaUnavailable(Exception):
    """A file could not be fetched and will not be: too large, gone, damaged, or offered where we do not follow."""


class Handle(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name a carrier gives a person: `kind` is phone, bsuid, parent_bsuid, telegram, browser, terminal."""

    kind: str
    value: str


class Sender(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who an event is about. `handles` has the strongest first (a BSUID before a phone number); never empty.

    `account` is our own end: the WhatsApp phone number id, the Telegram bot id.
    """

    channel: str
    account: str
    handles: tuple[Handle, ...]
    name: str = ""


class Message(msgspec.Struct, frozen=True, omit_defaults=True, tag="message"):
    """A person wrote, tapped or shared something. `key` is the carrier's id: the same key is the same message."""

    key: str
    sender: Sender
    sent_at: dt.datetime
    heard: Heard
    answerable: bool = True
    """False for what must be stored but never answered: edits, revocations, reactions, group talk, echoes, history,
    messages that belong to another app (standby)."""
    kind: str = "text"
    """The carrier's own word for its type, for the record."""
    raw: str = ""
    """The carrier's JSON of this one item, masked; kept only where `heard` does not say everything."""
    from_us: bool = False
    """An echo: staff wrote it on the business phone. Stored as outgoing; the bot stays silent afterwards."""


class Status(msgspec.Struct, frozen=True, omit_defaults=True, tag="status"):
    """What became of a message of ours. `ref` is what we put in with the send (the outbox id), when it comes back."""

    channel: str
    account: str
    provider_id: str
    state: Literal["sent", "delivered", "read", "played", "failed", "unknown"]
    at: dt.datetime
    ref: str = ""
    recipient: str = ""
    error_code: int = 0
    error: str = ""
    billable: bool | None = None
    category: str = ""


class IdentityChanged(msgspec.Struct, frozen=True, omit_defaults=True, tag="identity"):
    """The same person has a new name at the carrier (BSUID or number). Not a message, never answered."""

    key: str
    channel: str
    account: str
    old: tuple[Handle, ...]
    new: tuple[Handle, ...]


class Preference(msgspec.Struct, frozen=True, omit_defaults=True, tag="preference"):
    """The person stopped or resumed marketing in the carrier's own settings, or blocked us."""

    key: str
    sender: Sender
    wants_broadcasts: bool
    blocked: bool = False


class Notice(msgspec.Struct, frozen=True, omit_defaults=True, tag="notice"):
    """Anything else the carrier says (template status, account warnings, unknown fields): stored, shown to operators.

    `severity` is info, warning or alarm; alarm means that sending is at stake (account restricted, payment, …).
    """

    key: str
    channel: str
    account: str
    field: str
    severity: Literal["info", "warning", "alarm"]
    raw: str


Event = Message | Status | IdentityChanged | Preference | Notice


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a message goes. At least one of the handles is set."""

    channel: str
    account: str
    handles: tuple[Handle, ...]

    def value(self, kind: str) -> str:
        """The handle of that kind, or ""."""
        return next((h.value for h in self.handles if h.kind == kind), "")


class Sent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The carrier accepted a message (it has not delivered it yet). `handles` are new names it told us of."""

    provider_id: str
    handles: tuple[Handle, ...] = ()
    parts: int = 1
    """In how many messages it went out; each is charged."""


class Remedy(StrEnum):
    """What the sender does about a failure (research: Meta's error table, by code)."""

    STOP_CHANNEL = "stop_channel"  # token, payment, account: page the operator, keep everything
    SLOW_CHANNEL = "slow_channel"  # too fast for our number: back off, keep everything
    SLOW_PERSON = "slow_person"  # too fast for this person: wait, retry
    RETRY = "retry"  # it certainly was not accepted (connection refused, …): try again
    UNKNOWN = "unknown"  # it may have been accepted (time-out, 5xx): wait for a status first
    REUPLOAD = "reupload"  # media problem: upload once more
    NOT_NOW = "not_now"  # not this person for a day; do not loop
    OPT_OUT = "opt_out"  # the person stopped this kind of message, or blocked us
    UNREACHABLE = "unreachable"  # no such user
    WINDOW_CLOSED = "window_closed"  # only a template may go now
    FIX_REQUEST = "fix_request"  # our fault: never retry as it is
    FIX_TEMPLATE = "fix_template"  # template or its parameters are wrong, paused, disabled
    IDENTITY_CHANGED = "identity_changed"


class SendError(Exception):
    """A message was not (or perhaps not) accepted. `remedy` decides what happens next; `retry_after` is in seconds."""

    def __init__(self, remedy: Remedy, reason: str, *, code: int = 0, retry_after: float | None = None) -> None:
        super().__init__(f"{remedy}: {reason}" + (f" ({code})" if code else ""))
        self.remedy, self.reason, self.code, self.retry_after = remedy, reason, code, retry_after


class Channel(Protocol):
    """One carrier."""

    name: str
    account: str
    has_window: bool
    """Whether free text is only allowed for 24 hours after the person's last message."""
    has_statuses: bool
    """Whether the carrier says later what became of a message. Where it does not, an unknown fate is final at once."""

    async def send(self, to: Address, message: Outgoing, ref: str) -> Sent:
        """Hand one message to the carrier. `ref` comes back in its statuses where the carrier can do that.

        Raises `SendError`, always; nothing else escapes.
        """
        ...

    async def close(self) -> None: ...


@runtime_checkable
class Fetches(Protocol):
    """A carrier that hands over the files which people send."""

    async def fetch(self, message: Message, most: int) -> bytes:
        """The file of this message, if it has at most so many bytes. Raises `MediaUnavailable`, `SendError`."""
        ...
