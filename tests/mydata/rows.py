"""A row of every table for a person, with a mark of hers wherever something of hers may stand."""

import datetime as dt
import itertools
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Address, Handle, Message, Sender
from bot.chat.heard import Heard
from bot.chat.outgoing import Outgoing
from bot.chat.session import Session
from bot.db import Json, Moment, metadata
from bot.mydata.declared import KEPT
from bot.mydata.kept import Blank, Kept
from bot.registry.models import person

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
_ids = itertools.count(1_000)

ALLOWED: dict[str, dict[str, Any]] = {
    "business": {"people": 5, "women": 2},
    "case": {"state": "in_review"},
    "complaint": {"state": "answered"},
    "complaint_event": {"what": "answered"},
    "delivery": {"state": "sent", "ref": ""},
    "desk_reply": {"state": "waiting"},
    "duplicate": {"state": "open"},
    "form": {"state": "open", "asks": "cnic"},
    "inbound": {"state": "done"},
    "link": {"state": "expired"},
    "media": {"state": "kept"},
    "merge_row": {"how": "moved"},
    "outbound": {"state": "sent", "kind": "reply", "billed_by": None},
    "paper": {"kind": "cnic", "erased_at": None},
    "receipt": {"kind": "recorded"},
    "referral": {"state": "sent"},
    "referral_delivery": {"state": "delivered"},
    "session": {"state": "open"},
    "seat": {"state": "booked", "ended": ""},
    "sitting": {"state": "open", "online": True, "starts_at": NOW, "ends_at": NOW + dt.timedelta(hours=2)},
    "ticket": {"state": "claimed"},
}
"""What a table's checks allow. A new table with a check of its own needs a line here."""


def sender(mark: str) -> Sender:
    return Sender("whatsapp", "account", (Handle("bsuid", mark),), name=mark)


def body(table: str, mark: str) -> str:
    """A body that can be read again."""
    made: Any = {
        "inbound": Message(f"key {mark}", sender(mark), NOW, Heard(text=f"words {mark}"), raw=mark),
        "outbound": Outgoing(f"words {mark}"),
        "session": Session(1, "registration", 1, NOW, NOW, answers={"owner_name": mark}),
    }.get(table, {"words": mark})
    return msgspec.json.encode(made).decode()


def row_of(table: sa.Table, owner: int, mark: str, known: dict[str, int], **values: Any) -> dict[str, Any]:
    """One row: hers by its keys, her mark in every column that a declaration does not say is our own words."""
    declared = KEPT.get(table.name)
    ours: set[str] = set()
    if isinstance(declared, Kept) and isinstance(declared.erased, Blank):
        ours = set(declared.erased.stays)
    fixed = {**ALLOWED.get(table.name, {}), **values}
    row: dict[str, Any] = {}
    for column in table.columns:
        name, key = column.name, next(iter(column.foreign_keys), None)
        if name in fixed:
            row[name] = fixed[name]
        elif table is person and name == "merged_into":
            row[name] = None
        elif key is not None:
            row[name] = owner if key.column.table is person else known[key.column.table.name]
        elif name in ("person_id", "giver", "taker"):
            row[name] = owner
        elif table.name == "duplicate" and name in ("first", "second"):
            row[name] = known["business"] + (name == "second")
        elif name == "address":
            row[name] = msgspec.json.encode(Address("whatsapp", "account", (Handle("bsuid", mark),))).decode()
        elif name == "body":
            row[name] = body(table.name, mark)
        else:
            row[name] = _something(column, mark if name not in ours else "ours")
    return row


def _something(column: sa.Column[Any], mark: str) -> Any:
    unique = f"{mark} {column.name} {next(_ids)}"
    match column.type:
        case Moment():
            return NOW
        case Json():
            return [unique]
        case sa.Boolean():
            return False
        case sa.Text():
            return unique
        case sa.LargeBinary():
            return unique.encode()
        case sa.SmallInteger():
            return 1
        case _:
            return next(_ids)


def fill(connection: Connection, owner: int, mark: str) -> dict[str, int]:
    """A person with a row in every table that holds something about people; the rows' ids by table."""
    known: dict[str, int] = {"person": owner}
    connection.execute(sa.insert(person).values(row_of(person, owner, mark, known, id=owner)))
    for table in sorted(metadata.sorted_tables, key=lambda table: table.name in ("duplicate", "delivery")):
        if table is person or not (isinstance(KEPT[table.name], Kept) or _is_needed(table)):
            continue
        row = row_of(table, owner, mark, known)
        if "provider_id" in row:  # a status is about a message
            row["provider_id"] = f"wamid.{mark}"
        connection.execute(sa.insert(table).values(row))
        if "id" in row:
            known[table.name] = row["id"]
    return known


def _is_needed(table: sa.Table) -> bool:
    """Whether rows of people's refer to it, or what those refer to."""
    return any(
        key.column.table is table and (isinstance(KEPT[other.name], Kept) or _is_needed(other))
        for other in metadata.sorted_tables
        if other is not table
        for key in other.foreign_keys
    )


def marked(connection: Connection, mark: str) -> list[tuple[str, str]]:
    """Where her mark stands: table and column."""
    found = set()
    for table in metadata.sorted_tables:
        for row in connection.execute(sa.select(table)).mappings():
            found |= {(table.name, name) for name, value in row.items() if mark in str(value)}
    return sorted(found)


def rows_of_others(connection: Connection, mark: str) -> dict[str, list[Any]]:
    """Every row with this mark, as it stands."""
    return {
        table.name: [tuple(row) for row in connection.execute(sa.select(table)) if mark in str(row)]
        for table in metadata.sorted_tables
    }
