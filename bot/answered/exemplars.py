"""Accepted sentences: what officers said a gap means, and a reviewer agreed to. The router learns from them.

They are the operator's own sentences, apart from the gaps they come from: a reviewer words them so that they could be
anybody's. Where one still sounds like something a person wrote, an erasure takes it out (docs/decisions/0013).
"""

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered import gaps
from bot.answered.models import exemplar
from bot.db import new_id, padded, upsert
from bot.language.commands import command
from bot.language.detect import likeliest_language
from bot.language.exemplars import Exemplar
from bot.language.script import clean

EMPTY, PRIVATE, COMMAND, GONE = "empty", "private", "command", "gone"


class NotAccepted(Exception):
    """It cannot become an exemplar; `reason` is one of the codes above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Accepted(msgspec.Struct, frozen=True):
    """One accepted sentence."""

    id: int
    key: str
    text: str
    language: str
    intent: str
    topic: str
    labelled_by: str
    accepted_by: str
    accepted_at: dt.datetime

    @property
    def learnt_from(self) -> Exemplar:
        """As the router learns from it."""
        return Exemplar(self.text, self.language, self.intent, self.topic)


def accept(
    connection: Connection,
    id: int,
    text: str,
    meaning: tuple[str, str],
    *,
    by: str,
    now: dt.datetime,
) -> Accepted:
    """Make an exemplar of a labelled gap, in the reviewer's wording. `meaning` is the intent and topic she read.

    Raises `NotAccepted`. Whether the same sentence means something else already: `taken_by`.
    """
    text = clean(text)
    found = gaps.some(connection, [id])
    key = gaps.key_of(text)
    if not key or len(text) > gaps.MOST_LETTERS:
        raise NotAccepted(EMPTY)
    if gaps.masked(text) != text:
        raise NotAccepted(PRIVATE)
    if command(text) is not None:
        raise NotAccepted(COMMAND)
    if not found or not gaps.settle(connection, id, meaning):
        raise NotAccepted(GONE)
    made = Accepted(new_id(), key, text, likeliest_language(text), *meaning, found[0].labelled_by, by, now)
    upsert(connection, exemplar, ["key"], [msgspec.structs.asdict(made)])
    return made


def taken_by(text: str, meaning: tuple[str, str], known: Iterable[Exemplar]) -> str:
    """The intent or topic under which the same sentence stands already, where that is another one; "" where none.

    Learning both would undo both. Looks at thousands of sentences: not for a transaction.
    """
    key = gaps.key_of(text)
    if not key:
        return ""
    others = (one for one in known if (one.intent, one.topic) != meaning)
    return next((one.topic or one.intent for one in others if gaps.key_of(one.text) == key), "")


def accepted(connection: Connection) -> list[Accepted]:
    """Every accepted sentence, the newest first."""
    query = sa.select(exemplar).order_by(exemplar.c.accepted_at.desc(), exemplar.c.id.desc())
    return [Accepted(**row) for row in connection.execute(query).mappings()]


def to_learn(connection: Connection) -> tuple[Exemplar, ...]:
    """What the router learns from besides its files; in an order that does not depend on when it was accepted."""
    return tuple(sorted(one.learnt_from for one in accepted(connection)))


def drop(connection: Connection, id: int) -> bool:
    """Take a sentence out again; whether there was one."""
    return connection.execute(sa.delete(exemplar).where(exemplar.c.id == id)).rowcount > 0


def forget(connection: Connection, keys: Sequence[str]) -> int:
    """Take out what sounds like this, at the wish of whoever wrote it; how many that were."""
    return connection.execute(sa.delete(exemplar).where(exemplar.c.key.in_(padded(keys)))).rowcount if keys else 0
