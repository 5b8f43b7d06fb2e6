"""Everything that is held about a person, collected at the moment she opens the page; kept nowhere."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Message
from bot.chat.outgoing import Outgoing
from bot.db import metadata
from bot.i18n.words import Words
from bot.mydata.declared import KEPT
from bot.mydata.kept import Kept, theirs
from bot.mydata.models import export
from bot.mydata.service import hash_of
from bot.registry.models import person

_event = msgspec.json.Decoder(Message).decode
_outgoing = msgspec.json.Decoder(Outgoing).decode

FIRST = ("person", "identity", "business", "case", "consent", "receipt")
"""Tables she looks for first; the others follow by name, messages last."""
LAST = ("inbound", "outbound")

Row = Mapping[str, Any]


class Section(msgspec.Struct, frozen=True):
    """One table: what it is, where from, why, until when, and her rows."""

    table: str
    called: Words
    source: Words
    why: Words
    until: Words
    rows: list[dict[str, Any]]


class File(msgspec.Struct, frozen=True):
    """Something somebody sent, as it was sent."""

    name: str
    content: bytes


class Package(msgspec.Struct, frozen=True):
    """All of it."""

    made_at: dt.datetime
    sections: list[Section]
    files: list[File] = []


class Page(msgspec.Struct, frozen=True):
    """The address she opened: whose it is, and the language in which she asked for it."""

    person_id: int
    language: str


def find(connection: Connection, code: str, now: dt.datetime) -> Page | None:
    """The page behind an address; None for one that was never given out, was opened already, or is too old."""
    e = export.c
    query = sa.select(e.person_id, e.language).where(
        e.code_hash == hash_of(code), e.used_at.is_(None), e.expires_at > now
    )
    row = connection.execute(query).first()
    return None if row is None else Page(row.person_id, row.language)


def open_once(connection: Connection, code: str, now: dt.datetime) -> Page | None:
    """The same, and nobody opens it again."""
    found = find(connection, code, now)
    if found is None:
        return None
    row = sa.update(export).where(export.c.code_hash == hash_of(code), export.c.used_at.is_(None))
    return found if connection.execute(row.values(used_at=now)).rowcount == 1 else None


def collect(connection: Connection, person_id: int, now: dt.datetime) -> Package:
    """Everything held about her, and about those who have become one with her."""
    ids = _all_of(connection, person_id)
    sections, files = [], []
    for name in _in_order():
        declared, table = KEPT[name], metadata.tables[name]
        assert isinstance(declared, Kept)
        shown = [column for column in table.columns if column.name not in declared.hidden]
        binary = [column for column in shown if isinstance(column.type, sa.LargeBinary)]
        query = sa.select(*shown).where(theirs(name, KEPT, ids)).order_by(*table.primary_key.columns)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        for row in rows:
            for column in binary:
                if content := row.pop(column.name):
                    row["file"] = f"files/{row['id']}{_ending(row)}"
                    files.append(File(row["file"], content))
        if rows:
            told = [_told(name, row) for row in rows]
            sections.append(Section(name, declared.called, declared.source, declared.why, declared.until, told))
    return Package(now, sections, files)


def _all_of(connection: Connection, person_id: int) -> list[int]:
    found = {person_id}
    while True:
        query = sa.select(person.c.id).where(person.c.merged_into.in_(found))
        more = found | set(connection.execute(query).scalars())
        if more == found:
            return sorted(found)
        found = more


def _in_order() -> list[str]:
    held = [name for name in sorted(metadata.tables) if isinstance(KEPT.get(name), Kept)]
    between = [name for name in held if name not in FIRST and name not in LAST]
    return [name for name in (*FIRST, *between, *LAST) if name in held]


def _told(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row with its message as words beside the event as it came."""
    if table == "inbound" and '"type":"message"' in row["body"]:
        return {**row, "text": _words(row["body"])}
    if table == "outbound":
        return {**row, "text": _outgoing(row["body"]).text}
    return row


def _words(body: str) -> str:
    """What was said, or what was sent instead of words."""
    try:
        heard = _event(body).heard
    except msgspec.ValidationError:
        return ""
    place = f"{heard.place.latitude}, {heard.place.longitude} {heard.place.name}".strip() if heard.place else ""
    return heard.text or place or heard.phone or (f"[{heard.media}]" if heard.media else "")


def _ending(row: Row) -> str:
    """What the file is, by its type as it was sniffed."""
    kind = str(row.get("type") or "")
    ending = kind.rpartition("/")[2].partition(";")[0]
    return f".{ending}" if ending.isalnum() else ""
