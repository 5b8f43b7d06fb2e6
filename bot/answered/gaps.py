"""The gap list: what people wrote that was not understood, for officers to say what it means.

No row says who wrote it. Numbers are masked, and messages that sound the same are one row that counts.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered.models import gap
from bot.chat.understanding import Understood
from bot.db import insert_new, new_id, padded
from bot.language.openings import opened
from bot.language.phonetics import skeleton
from bot.language.phrases import words_of
from bot.language.script import digits

OPEN, LABELLED, DISMISSED = "open", "labelled", "dismissed"
KEPT = dt.timedelta(days=180)
"""Retention: what nobody labelled is erased when the messages themselves are (docs/decisions/0011). As long as those
are kept, somebody's words can be found here by their sound and erased at her wish."""
MOST_LETTERS = 300
_LONGEST_KEY = 200
_MASK = "•••"
# Five digits in a row, however they are parted, may be a phone number, an account or an amount that tells who wrote it.
_NUMBER = re.compile(r"\d(?:[ \-.]?\d){4,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")


class Missed(msgspec.Struct, frozen=True):
    """One message that was not understood, and where in the conversation it came."""

    text: str
    understood: Understood
    flow: str
    question: str
    language: str


class Gap(msgspec.Struct, frozen=True):
    """One row of the list. `guesses` are what it might have meant: [intent, topic, score]."""

    id: int
    key: str
    text: str
    language: str
    guesses: list[list[Any]]
    flow: str
    question: str
    times: int
    first_at: dt.datetime
    last_at: dt.datetime
    state: str
    intent: str
    topic: str
    labelled_by: str
    labelled_at: dt.datetime | None


def note(connection: Connection, missed: Sequence[Missed], now: dt.datetime) -> None:
    """Keep what was not understood; what sounds like something already kept counts there."""
    rows: dict[str, dict[str, Any]] = {}
    for one in missed:
        key = key_of(one.text)
        if not key:
            continue
        if key in rows:
            rows[key]["times"] += 1
        else:
            rows[key] = _row(key, one, now)
    if not rows:
        return
    query = sa.select(gap.c.key, gap.c.id).where(gap.c.key.in_(padded(sorted(rows))))
    for key, id in connection.execute(query).all():
        times = gap.c.times + rows.pop(key)["times"]
        connection.execute(sa.update(gap).where(gap.c.id == id).values(times=times, last_at=now))
    if rows:
        insert_new(connection, gap, ["key"], list(rows.values()))


def gaps(connection: Connection, *, state: str = OPEN, limit: int = 50, offset: int = 0) -> list[Gap]:
    """The list, what was said most often first."""
    query = (
        sa.select(gap)
        .where(gap.c.state == state)
        .order_by(gap.c.times.desc(), gap.c.last_at.desc(), gap.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [Gap(**row) for row in connection.execute(query).mappings()]


def counts(connection: Connection) -> dict[str, int]:
    """How many rows there are in each state."""
    query = sa.select(gap.c.state, sa.func.count().label("times")).group_by(gap.c.state)
    return {row.state: row.times for row in connection.execute(query)}


def label(connection: Connection, id: int, *, intent: str, topic: str = "", by: str, now: dt.datetime) -> bool:
    """Say what it means; whether there is such a row."""
    return _settle(connection, id, state=LABELLED, intent=intent, topic=topic, labelled_by=by, labelled_at=now)


def dismiss(connection: Connection, id: int, *, by: str, now: dt.datetime) -> bool:
    """It means nothing for us; whether there is such a row."""
    return _settle(connection, id, state=DISMISSED, intent="", topic="", labelled_by=by, labelled_at=now)


def reopen(connection: Connection, id: int) -> bool:
    """Put it back on the list; whether there is such a row."""
    return _settle(connection, id, state=OPEN, intent="", topic="", labelled_by="", labelled_at=None)


def key_of(text: str) -> str:
    """What messages that say the same in other spellings have in common: their skeletons, without politeness."""
    words = opened(words_of(masked(text))).rest
    return " ".join(filter(None, (skeleton(word) for word in words if not word.isdigit())))[:_LONGEST_KEY]


def masked(text: str) -> str:
    """The text without numbers and addresses that may tell who wrote it."""
    text = _ADDRESS.sub(_MASK, text[:MOST_LETTERS])
    plain, pieces, end = digits(text), [], 0
    for found in _NUMBER.finditer(plain):
        pieces += [text[end : found.start()], _MASK]
        end = found.end()
    return "".join([*pieces, text[end:]]) if pieces else text


def _row(key: str, one: Missed, now: dt.datetime) -> dict[str, Any]:
    meant = one.understood
    guesses = [[guess.intent, guess.topic, guess.score] for guess in meant.guesses()]
    if meant.intent:
        guesses.insert(0, [meant.intent, meant.topic, meant.score])
    return {
        "id": new_id(),
        "key": key,
        "text": masked(one.text),
        "language": one.language,
        "guesses": guesses,
        "flow": one.flow,
        "question": one.question,
        "times": 1,
        "first_at": now,
        "last_at": now,
        "state": OPEN,
    }


def _settle(connection: Connection, id: int, **values: Any) -> bool:
    return connection.execute(sa.update(gap).where(gap.c.id == id).values(**values)).rowcount > 0
