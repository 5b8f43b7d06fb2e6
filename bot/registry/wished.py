"""A wish of a flow, with what the registry must know about who has it and when."""

import datetime as dt

import msgspec

from bot.channels.contract import Sender
from bot.chat.requests import Request


class Wished(msgspec.Struct, frozen=True):
    """One wish with what the registry must know about it."""

    request: Request
    person_id: int
    now: dt.datetime
    key: str = ""
    language: str = ""
    channel: str = ""
    message_key: str = ""
    sender: Sender | None = None
    """Who wrote the message, by the carrier's names."""
    sent_at: dt.datetime | None = None
    """When it was written: the reply window is counted from then."""
