"""A person's conversation as it was, for the pages that show it."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Handle, Message
from bot.channels.simulator import Line
from bot.chat.outgoing import Outgoing
from bot.inbox.models import inbound
from bot.outbox.models import outbound
from bot.registry.models import identity

MOST_LINES = 200
"""The last so many lines; nobody scrolls further on a phone."""

_message = msgspec.json.Decoder(Message).decode
_outgoing = msgspec.json.Decoder(Outgoing).decode


def kept_of(connection: Connection, channel: str, key: str) -> str:
    """The words of a message as they were kept."""
    query = sa.select(inbound.c.body).where(inbound.c.channel == channel, inbound.c.key == key)
    return _message(connection.execute(query).scalar_one()).heard.text


def conversation(connection: Connection, channel: str, handle: Handle) -> list[Line]:
    """What was said on this channel by and to whoever has this handle, the oldest first."""
    owner = connection.execute(
        sa.select(identity.c.person_id).where(
            identity.c.channel == channel,
            identity.c.kind == handle.kind,
            identity.c.value == handle.value,
            identity.c.ended_at.is_(None),
        )
    ).scalar_one_or_none()
    if owner is None:
        return []
    i, o = inbound.c, outbound.c
    heard = connection.execute(
        sa.select(i.key, i.received_at, i.body)
        .where(i.person_id == owner, i.channel == channel, i.body.like('{"type":"message"%'))
        .order_by(i.id.desc())
        .limit(MOST_LINES)
    )
    said = connection.execute(
        sa.select(o.id, o.created_at, o.body)
        .where(o.person_id == owner, o.channel == channel)
        .order_by(o.id.desc())
        .limit(MOST_LINES)
    )
    lines = [_heard(key, at, body) for key, at, body in heard]
    lines += [Line(str(id), False, at, outgoing=_outgoing(body)) for id, at, body in said]
    return sorted(lines, key=lambda line: (line.at, not line.mine))[-MOST_LINES:]


def _heard(key: str, at: "object", body: str) -> Line:
    message = _message(body)
    return Line(key, True, message.sent_at, text=message.heard.text, place=message.heard.place)
