"""The development set, read from its two tables (README.md says what they are and are not)."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent


class Message(NamedTuple):
    """What somebody wrote, and what a careful clerk would make of it."""

    text: str
    language: str
    script: str
    intent: str
    topic: str
    """Empty unless the intent is `kb_question`."""


class Answer(NamedTuple):
    """What somebody answered to a question of `kind`, and the value it stands for."""

    kind: str
    text: str
    value: int | bool | str | None


@cache
def messages() -> tuple[Message, ...]:
    """Every message, line breaks restored."""
    return tuple(
        Message(row["text"].replace("\\n", "\n"), row["language"], row["script"], row["intent"], row["topic"])
        for row in _rows("messages.tsv")
    )


@cache
def answers() -> tuple[Answer, ...]:
    """Every answer, line breaks restored."""
    return tuple(
        Answer(row["kind"], row["text"].replace("\\n", "\n"), json.loads(row["value"])) for row in _rows("parse.tsv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
