"""The rows of the inbox: which messages are in it already, and putting the others down."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from bot.channels.contract import Event, IdentityChanged, Message, Notice, Preference
from bot.db import Prepared, among, inserted
from bot.helpdesk import media
from bot.inbox.arrivals import Arrival, Fired
from bot.inbox.masking import Keys, masked
from bot.inbox.models import inbound
from bot.mydata.declared.messages import erased_key


def which_are_stored(dialect: str) -> sa.Executable:
    """Which of the pairs in `channels` and `keys` are in the inbox."""
    if dialect == "postgresql":
        # Pair by pair: any other way it plans to read the whole inbox until it has statistics, and keeps to that plan.
        return sa.text(
            "SELECT found.channel, found.key FROM unnest(:channels, :keys) AS asked (channel, key) CROSS JOIN LATERAL "
            "(SELECT channel, key FROM inbound WHERE channel = asked.channel AND key = asked.key LIMIT 1) AS found"
        ).bindparams(sa.bindparam("channels", type_=ARRAY(sa.Text)), sa.bindparam("keys", type_=ARRAY(sa.Text)))
    # The channel too: it comes first in the index, which would be read from end to end without it.
    return sa.select(inbound.c.channel, inbound.c.key).where(
        among(inbound.c.channel, "channels", dialect), among(inbound.c.key, "keys", dialect)
    )


_stored = Prepared(which_are_stored)
_insert = inserted(
    inbound, "id", "channel", "key", "person_id", "kind", "state", "sent_at", "received_at", "body", "error"
)


def key_of(event: Event | Fired) -> tuple[str, str]:
    """The channel and the carrier's id: the same key is the same message."""
    match event:
        case Message() | Preference():
            return event.sender.channel, event.key
        case IdentityChanged() | Notice():
            return event.channel, event.key
        case Fired():
            return "timer", event.key
        case _:
            raise TypeError(f"{type(event).__name__} has no key")


def fresh(connection: Connection, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Carriers deliver at least once: what has been stored is left out, and what stands here twice."""
    keys = [key_of(a.event) for a in arrivals]
    if not keys:
        return []
    # Of what has been erased a hash is left: a late delivery must not bring it back.
    hashes = {erased_key(*key): key for a, key in zip(arrivals, keys, strict=True) if not isinstance(a.event, Fired)}
    asked = [*keys, *((key[0], hash) for hash, key in hashes.items())]
    found = _stored.all(connection, channels=[channel for channel, _ in asked], keys=[key for _, key in asked])
    seen: set[tuple[str, str]] = {hashes.get(key, (channel, key)) for channel, key in found}
    new = []
    for arrival, key in zip(arrivals, keys, strict=True):
        if key not in seen:
            seen.add(key)
            new.append(arrival)
    return new


def put(
    connection: Connection,
    arrivals: Sequence[Arrival],
    owners: Sequence[int | None],
    states: Sequence[str],
    ids: Mapping[tuple[str, str], int],
    *,
    secrets: Keys,
    errors: Mapping[str, str],
    now: dt.datetime,
) -> bool:
    """Put events down under their ids; whether files came with them that are to be fetched.

    `secrets` are the keys of messages whose words are not kept; `errors`, by key, why a turn failed.
    """
    rows = []
    files = []
    for arrival, owner, state in zip(arrivals, owners, states, strict=True):
        event = arrival.event
        channel, key = place = key_of(event)
        if isinstance(event, Message):
            if place in secrets:
                event = masked(event)
            elif event.heard.media in media.KINDS and owner is not None and event.answerable and event.raw:
                files.append((owner, channel, key, event.heard.media))
        rows.append(
            {
                "id": ids[place],
                "channel": channel,
                "key": key,
                "person_id": owner,
                "kind": event.kind if isinstance(event, Message) else type(event).__name__.lower(),
                "state": state,
                "sent_at": event.sent_at if isinstance(event, Message) else now,
                "received_at": now,
                "body": msgspec.json.encode(event).decode(),
                "error": errors.get(key),
            }
        )
    _insert.run(connection, rows)
    if files:
        media.want(connection, files, now)
    return bool(files)
