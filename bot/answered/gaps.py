"""The gap list: what people wrote that was not understood, for officers to say what it means.

No row says who wrote it. Numbers are masked, and messages that sound the same are one row that counts.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered.models import gap
from bot.chat.understanding import OUT_OF_SCOPE, Understood
from bot.db import insert_new, new_id, padded
from bot.language.openings import opened
from bot.language.phonetics import skeleton
from bot.language.phrases import words_of
from bot.language.script import digits

OPEN, LABELLED, ACCEPTED, DISMISSED = "open", "labelled", "accepted", "dismissed"
KEPT = dt.timedelta(days=180)
"""Retention: what nobody labelled is erased when the messages themselves are (docs/decisions/0011), and a label that
nobody reviewed as long after it was given. As long as the messages are kept, somebody's words can be found here by
their sound and erased at her wish."""
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
    remark: str = ""

    @property
    def likeliest(self) -> tuple[str, str]:
        """The intent and topic it was taken for; empty where it was taken for nothing of ours."""
        intent, topic, _score = self.guesses[0] if self.guesses else ("", "", 0.0)
        return ("", "") if intent == OUT_OF_SCOPE else (str(intent), str(topic))


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


def some(connection: Connection, ids: Sequence[int]) -> list[Gap]:
    """These rows, as far as there are any."""
    query = sa.select(gap).where(gap.c.id.in_(padded(ids))).order_by(gap.c.times.desc(), gap.c.id)
    return [Gap(**row) for row in connection.execute(query).mappings()] if ids else []


def asked_about(connection: Connection) -> dict[str, int]:
    """By topic, how many open rows most likely mean it, or have been said by an officer to mean it."""
    query = sa.select(gap.c.guesses, gap.c.state, gap.c.topic).where(gap.c.state.in_((OPEN, LABELLED)))
    found: Counter[str] = Counter()
    for guesses, state, topic in connection.execute(query):
        found[topic if state == LABELLED else str(guesses[0][1]) if guesses else ""] += 1
    return {topic: times for topic, times in found.items() if topic}


def label(
    connection: Connection, ids: Sequence[int], *, intent: str, topic: str = "", by: str, now: dt.datetime
) -> int:
    """Say what these mean, and put them before a reviewer; how many of them were still open."""
    values = {"intent": intent, "topic": topic, "labelled_by": by, "labelled_at": now, "remark": ""}
    return _settle(connection, ids, OPEN, state=LABELLED, **values)


def dismiss(connection: Connection, ids: Sequence[int], *, by: str, now: dt.datetime) -> int:
    """They mean nothing for us; how many of them were still open."""
    return _settle(connection, ids, OPEN, state=DISMISSED, intent="", topic="", labelled_by=by, labelled_at=now)


def reopen(connection: Connection, ids: Sequence[int], *, remark: str = "") -> int:
    """Put them back on the list, as long as no reviewer has accepted them; how many that were.

    `remark` is why a reviewer does not agree.
    """
    values = {"intent": "", "topic": "", "labelled_by": "", "labelled_at": None, "remark": remark}
    return sum(_settle(connection, ids, state, state=OPEN, **values) for state in (LABELLED, DISMISSED))


def settle(connection: Connection, id: int, meaning: tuple[str, str]) -> bool:
    """A reviewer has accepted it; False where it no longer waits with this intent and topic."""
    query = sa.update(gap).where(
        gap.c.id == id, gap.c.state == LABELLED, gap.c.intent == meaning[0], gap.c.topic == meaning[1]
    )
    return connection.execute(query.values(state=ACCEPTED)).rowcount > 0


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


def _settle(connection: Connection, ids: Sequence[int], was: str, **values: Any) -> int:
    if not ids:
        return 0
    query = sa.update(gap).where(gap.c.id.in_(padded(ids)), gap.c.state == was)
    return connection.execute(query.values(**values)).rowcount
