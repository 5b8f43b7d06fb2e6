"""The development set and the second set, read from their tables (README.md says what they are and are not)."""

import csv
import itertools
import json
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

_HERE = Path(__file__).parent

Half = Literal["A", "B"]


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
    """Every message of the development set, line breaks restored."""
    return _messages("messages.tsv")


@cache
def answers() -> tuple[Answer, ...]:
    """Every answer of the development set, line breaks restored."""
    return _answers("parse.tsv")


@cache
def second_messages(half: Half) -> tuple[Message, ...]:
    """One half of the second set. A may be read for causes, B is only ever run."""
    return _messages("second_messages.tsv", half)


@cache
def second_answers(half: Half) -> tuple[Answer, ...]:
    """One half of the second set's answers."""
    return _answers("second_parse.tsv", half)


def _messages(table: str, half: str = "") -> tuple[Message, ...]:
    return tuple(
        Message(row["text"].replace("\\n", "\n"), row["language"], row["script"], row["intent"], row["topic"])
        for row in _rows(table, half)
    )


def _answers(table: str, half: str = "") -> tuple[Answer, ...]:
    return tuple(
        Answer(row["kind"], row["text"].replace("\\n", "\n"), json.loads(row["value"])) for row in _rows(table, half)
    )


def _rows(name: str, half: str) -> list[dict[str, str]]:
    """The rows of a table, or of one half of it; lines before the heading that begin with # say how it was written."""
    with (_HERE / name).open(encoding="utf-8", newline="") as table:
        lines = itertools.dropwhile(lambda line: line.startswith("#"), table)
        return [
            row
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if not half or row["half"] == half
        ]
