"""What a course is called in three languages, as staff change it: for all its sittings, never over a change unseen."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.registry.officers import Refusal
from bot.training.models import course, sitting
from bot.training.seats import hold

TITLES: Final = ("title_en", "title_ur", "title_ur_latn")

_k = course.c


class Named(msgspec.Struct, frozen=True):
    """The titles that have become other ones, of the course with this code; none where the form came twice."""

    code: str
    titles: dict[str, str]


def version(row: Any) -> str:
    """What a form names of the titles it was made from: whoever changes one, here or by a file, makes it another."""
    said = "\n".join(str(row[name]) for name in TITLES)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def rename(connection: Connection, sitting_id: int, read: str, titles: Mapping[str, str]) -> Named | Refusal:
    """Change the titles of the course a sitting is of. `read` is the `version` of those that were read.

    Refusals: gone · overtaken. Titles that stand there already are no change, whoever has changed them.
    """
    hold(connection)
    query = sa.select(_k.id, _k.code, *(_k[name] for name in TITLES)).join(sitting, sitting.c.course_id == _k.id)
    row = connection.execute(query.where(sitting.c.id == sitting_id)).mappings().one_or_none()
    if row is None:
        return Refusal("gone")
    changed = {name: titles[name] for name in TITLES if row[name] != titles[name]}
    if changed and version(row) != read:
        return Refusal("overtaken")
    if changed:
        connection.execute(sa.update(course).where(_k.id == row["id"]).values(**changed))
    return Named(row["code"], changed)
