"""Putting messages into the outbox, and taking the unsent ones up again after a restart."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Address
from bot.chat.outgoing import Outgoing
from bot.db import inserted, reserve
from bot.outbox.charges import SERVICE
from bot.outbox.models import outbound

AT_LEAST_ONCE = ("reply", "desk")
"""Kinds of messages that answer a person: of unknown fate, they may be repeated once. Others go out at most once."""


class Reply(msgspec.Struct, frozen=True):
    """A message to be sent, before it has a row. `answers` is the inbound row it replies to."""

    person_id: int
    address: Address
    outgoing: Outgoing
    flow: str = ""
    question: str = ""
    answers: int | None = None
    message_key: str = ""
    kind: str = "reply"
    expires_at: dt.datetime | None = None
    category: str = SERVICE
    """The carrier's price category: that of its template, or service."""
    trace: str = ""
    telling: dict[str, Any] | None = None
    """What it tells her without her having written: see `bot.outbox.models`."""


class Queued(msgspec.Struct):
    """A message in the outbox, as the sender holds it."""

    id: int
    person_id: int
    address: Address
    outgoing: Outgoing
    kind: str
    created_at: dt.datetime
    attempts: int = 0
    """How often it was handed over and may have gone out."""
    state: str = "queued"
    due_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    category: str = SERVICE
    trace: str = ""
    message_key: str = ""
    refusals: int = 0
    """How often in this run it was certainly not taken, and is tried again."""


_encode = msgspec.json.Encoder().encode
_insert = inserted(
    outbound, "id", "person_id", "channel", "account", "address", "body", "kind", "flow", "question", "answers",
    "state", "created_at", "expires_at", "category", "trace", "telling",
)  # fmt: skip


def put(connection: Connection, replies: Sequence[Reply], now: dt.datetime) -> list[Queued]:
    """Store messages to be sent. A person's messages get ids in the order in which they are to be read."""
    if not replies:
        return []
    ids = reserve(connection, outbound, len(replies))
    rows = [
        {
            "id": id,
            "person_id": reply.person_id,
            "channel": reply.address.channel,
            "account": reply.address.account,
            "address": _encode(reply.address).decode(),
            "body": _encode(reply.outgoing).decode(),
            "kind": reply.kind,
            "flow": reply.flow,
            "question": reply.question,
            "answers": reply.answers,
            "state": "queued",
            "created_at": now,
            "expires_at": reply.expires_at,
            "category": reply.category,
            "trace": reply.trace,
            "telling": reply.telling,
        }
        for id, reply in zip(ids, replies, strict=True)
    ]
    _insert.run(connection, rows)
    return [
        Queued(
            id,
            reply.person_id,
            reply.address,
            reply.outgoing,
            reply.kind,
            now,
            expires_at=reply.expires_at,
            category=reply.category,
            trace=reply.trace,
            message_key=reply.message_key,
        )
        for id, reply in zip(ids, replies, strict=True)
    ]


_address = msgspec.json.Decoder(Address).decode
_outgoing = msgspec.json.Decoder(Outgoing).decode


def still_unsent() -> sa.ColumnElement[bool]:
    """What has still to go out.

    An answer whose fate is unknown is among it: it may be repeated once. A notice is not: it goes out at most once.
    """
    o = outbound.c
    return sa.or_(o.state == "queued", sa.and_(o.state == "unknown", o.kind.in_(AT_LEAST_ONCE)))


def unsent(connection: Connection) -> list[Queued]:
    """Everything that has still to go out, each person's oldest first."""
    return queued_from(connection, sa.true())


def queued_from(connection: Connection, which: sa.ColumnElement[bool]) -> list[Queued]:
    """The unsent messages among these rows, the oldest first."""
    o = outbound.c
    query = sa.select(
        o.id,
        o.person_id,
        o.address,
        o.body,
        o.kind,
        o.created_at,
        o.attempts,
        o.state,
        o.due_at,
        o.expires_at,
        o.category,
        o.trace,
    ).where(still_unsent(), which)
    return [
        Queued(id, owner, _address(address), _outgoing(body), *rest)
        for id, owner, address, body, *rest in connection.execute(query.order_by(o.id))
    ]
