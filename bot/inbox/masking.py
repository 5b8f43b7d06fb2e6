"""What somebody said in answer to a sensitive question is not kept: its row is written without its words."""

import msgspec
from sqlalchemy.engine import Connection

from bot.channels.contract import Message
from bot.inbox import sessions
from bot.inbox.arrivals import Arrival
from bot.registry.people import Person

MASK = "•••"
Keys = frozenset[tuple[str, str]]


def masked(message: Message) -> Message:
    """The message without its words."""
    heard = msgspec.structs.replace(message.heard, text=MASK, media="")
    return msgspec.structs.replace(message, heard=heard, raw="")


def unanswered_secrets(
    connection: Connection,
    arrivals: list[Arrival],
    owners: list[int | None],
    states: list[str],
    known: dict[int, Person],
) -> Keys:
    """Messages no turn looks at (they came a day late, or staff are talking) that answer a sensitive question."""
    asked: dict[tuple[str, str], int] = {}
    for arrival, owner, state in zip(arrivals, owners, states, strict=True):
        event = arrival.event
        if not isinstance(event, Message) or owner is None or state not in ("kept", "stale"):
            continue
        if event.answerable and event.heard.text and not known[owner].is_new:
            asked[(event.sender.channel, event.key)] = owner
    secret = sessions.asked_for_secrets(connection, set(asked.values())) if asked else set()
    return frozenset(key for key, owner in asked.items() if owner in secret)
