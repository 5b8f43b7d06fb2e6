"""What somebody wrote last: where she is to be answered, and until when."""

import datetime as dt
from collections.abc import Collection

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import SHUTS, WINDOW, Message
from bot.inbox.models import inbound

_LOOK_BACK = 20
"""Rows; among the last so many of a person one is a message of hers, and not only an edit or a reaction."""

_message = msgspec.json.Decoder(Message).decode


def last_message(connection: Connection, person_id: int) -> Message | None:
    """The person's newest message, also one that an officer answers or nobody could."""
    return last_messages(connection, [person_id]).get(person_id)


def last_messages(connection: Connection, people: Collection[int]) -> dict[int, Message]:
    """The same for many people."""
    if not people:
        return {}
    i = inbound.c
    newest = sa.func.row_number().over(partition_by=i.person_id, order_by=i.id.desc()).label("nth")
    ranked = (
        sa.select(i.person_id, i.body, newest)
        .where(i.person_id.in_(list(people)), i.body.like('{"type":"message"%'))
        .subquery()
    )
    query = sa.select(ranked.c.person_id, ranked.c.body).where(ranked.c.nth <= _LOOK_BACK)
    found: dict[int, Message] = {}
    for owner, body in connection.execute(query):
        message = _message(body)
        if not message.answerable or message.from_us:
            continue
        if owner not in found or message.sent_at > found[owner].sent_at:
            found[owner] = message
    return found


def window_ends(message: Message) -> dt.datetime | None:
    """Until when free text may answer it; None where the carrier knows no such limit."""
    return message.sent_at + WINDOW if message.sender.channel in SHUTS else None
