"""Files that people sent: in the database, so that every process sees them; for 90 days, or until deleted.

They are fetched by `bot.inbox.files`, outside of any transaction. What a file is, its bytes say, not its sender.
"""

import datetime as dt
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.db import insert_new, new_id, padded
from bot.helpdesk.models import media
from bot.registry.models import person
from bot.registry.officers import Officer, Refusal

EXPIRES = "media_expires"
GONE = "file gone"
"""The telling after an officer has deleted a photo of an identity card."""

KEPT_FOR = dt.timedelta(days=90)
"""Architecture, rules of motion: media are kept for 90 days."""

MOST_BYTES = 16 * 1024 * 1024
"""Meta's limit for audio and video; photos have 5 MB at most. Larger documents are not taken."""

KINDS = frozenset({"voice", "audio", "image", "video", "document"})
"""What is kept of what people send; a sticker is an answer, not a paper."""

_m = media.c


class Wanted(msgspec.Struct, frozen=True):
    """A file that is to be fetched: of which message, and how often it has been tried."""

    id: int
    person_id: int
    channel: str
    key: str
    tries: int


class File(msgspec.Struct, frozen=True):
    """A file as a page shows it. `content` only where it was asked for, and while it is kept."""

    id: int
    person_id: int
    kind: str
    state: str
    type: str
    size: int
    at: dt.datetime
    why: str = ""
    content: bytes = b""


def want(connection: Connection, files: Sequence[tuple[int, str, str, str]], now: dt.datetime) -> None:
    """Have files fetched: of whom, channel and key of the message, and of what kind."""
    rows = [
        {"id": new_id(), "person_id": owner, "channel": channel, "key": key, "kind": kind, "state": "wanted",
         "due_at": now, "at": now}
        for owner, channel, key, kind in files
    ]  # fmt: skip
    insert_new(connection, media, ["channel", "key"], rows)


def take_wanted(
    connection: Connection, channels: Sequence[str], now: dt.datetime, lease: dt.timedelta, most: int
) -> list[Wanted]:
    """Files that are due. Nobody else tries them before the lease is over."""
    due = (
        sa.select(_m.id)
        .where(_m.state == "wanted", _m.due_at <= now, _m.channel.in_(list(channels)))
        .order_by(_m.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = connection.execute(due).scalars().all()
    if not ids:
        return []
    taken = sa.update(media).where(_m.id.in_(padded(ids)), _m.state == "wanted")
    connection.execute(taken.values(due_at=now + lease, tries=_m.tries + 1))
    query = sa.select(_m.id, _m.person_id, _m.channel, _m.key, _m.tries).where(_m.id.in_(padded(ids)))
    return [Wanted(*row) for row in connection.execute(query.order_by(_m.id))]


def keep(connection: Connection, one: Wanted, content: bytes, now: dt.datetime) -> None:
    """It was fetched."""
    row = sa.update(media).where(_m.id == one.id, _m.state == "wanted")
    values = {"state": "kept", "due_at": None, "type": sniffed(content), "size": len(content), "content": content}
    if connection.execute(row.values(**values)).rowcount == 1:
        # Who owns it is looked at again: two people may have become one meanwhile.
        owner = connection.execute(sa.select(_m.person_id).where(_m.id == one.id)).scalar_one()
        agenda.put(connection, EXPIRES, one.id, now + KEPT_FOR, person_id=owner)


def put_off(connection: Connection, one: Wanted, why: str, again_at: dt.datetime | None) -> None:
    """It could not be fetched: to be tried again, or (None) given up."""
    row = sa.update(media).where(_m.id == one.id, _m.state == "wanted")
    if again_at is None:
        connection.execute(row.values(state="lost", due_at=None, why=why[:300]))
    else:
        connection.execute(row.values(due_at=again_at, why=why[:300]))


def file_of(connection: Connection, id: int) -> File | None:
    """One file, with its bytes."""
    query = sa.select(media).where(_m.id == id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return File(
        row["id"], row["person_id"], row["kind"], row["state"], row["type"], row["size"], row["at"], row["why"],
        row["content"] or b"",
    )  # fmt: skip


def files_of(connection: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], File]:
    """The files of these messages (channel and key), without their bytes."""
    if not keys:
        return {}
    query = sa.select(
        _m.channel, _m.key, _m.id, _m.person_id, _m.kind, _m.state, _m.type, _m.size, _m.at, _m.why
    ).where(_m.key.in_(padded([key for _channel, key in keys])))
    return {(channel, key): File(*rest) for channel, key, *rest in connection.execute(query)}


def delete_file(
    connection: Connection, id: int, officer: Officer, now: dt.datetime, *, identity_card: bool = False
) -> File | Refusal:
    """Delete a file for good. With `identity_card` its sender is told that it was one, and to send none again."""
    owner = sa.select(person.c.id).join(media, _m.person_id == person.c.id).where(_m.id == id)
    person_id = connection.execute(owner.with_for_update(of=person, key_share=True)).scalar_one_or_none()
    if person_id is None:
        return Refusal("gone")
    row = sa.update(media).where(_m.id == id, _m.state.in_(("wanted", "kept", "lost")))
    why = f"{officer.name} ({'identity card' if identity_card else 'not needed'})"
    deleted = connection.execute(row.values(state="deleted", content=None, due_at=None, why=why)).rowcount
    if deleted != 1:
        return Refusal("not_so")
    agenda.drop(connection, EXPIRES, id)
    if identity_card:
        agenda.tell(connection, person_id, GONE, now, until=now + dt.timedelta(days=3), politely=True)
    found = file_of(connection, id)
    assert found is not None
    return found


def expire(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Its 90 days are over."""
    row = sa.update(media).where(_m.id == due.subject, _m.state == "kept")
    connection.execute(row.values(state="expired", content=None))


_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0", "application/msword"),
)
"""Where a file of a type has which bytes: the types that WhatsApp hands over (Meta, "Media": supported types)."""


def sniffed(content: bytes) -> str:
    """What a file is by its first bytes; "application/octet-stream" where they do not say. A page shows nothing else
    inline than images, audio and video: a web page that calls itself a photo is neither."""
    for at, magic, kind in _MAGIC:
        if content.startswith(magic, at):
            return kind
    if content[:1] == b"\xff" and content[1:2] and content[1] & 0xE0 == 0xE0:  # MPEG audio or AAC without a header
        return "audio/aac" if content[1] & 0xF6 == 0xF0 else "audio/mpeg"
    return "application/octet-stream"
