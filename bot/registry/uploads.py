"""Files that staff sent to be imported, kept between looking at them and applying them; a day at most."""

import datetime as dt
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import Id, Moment, metadata, new_id

KEPT_FOR: Final = dt.timedelta(days=1)

registry_upload = sa.Table(
    "registry_upload",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("staff_id", Id, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""One file each, with its bytes, of whoever sent it."""

_u = registry_upload.c


class Upload(msgspec.Struct, frozen=True):
    """A file that is to be imported."""

    id: int
    name: str
    content: bytes


def put(connection: Connection, staff_id: int, name: str, content: bytes, now: dt.datetime) -> int:
    """Keep a file; its id. What was kept too long goes, and so does an earlier file of hers."""
    connection.execute(sa.delete(registry_upload).where(sa.or_(_u.at < now - KEPT_FOR, _u.staff_id == staff_id)))
    id = new_id()
    row = {"id": id, "staff_id": staff_id, "name": name[:200], "content": content, "at": now}
    connection.execute(sa.insert(registry_upload).values(row))
    return id


def find(connection: Connection, id: int, staff_id: int) -> Upload | None:
    """A file of hers."""
    query = sa.select(_u.id, _u.name, _u.content).where(_u.id == id, _u.staff_id == staff_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Upload(*row)


def drop(connection: Connection, id: int) -> None:
    """It has been applied."""
    connection.execute(sa.delete(registry_upload).where(_u.id == id))
