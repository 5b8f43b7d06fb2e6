"""Talking to other programs: one JSON object a line in, one a line out, each answered before the next is read."""

import json
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

# Some readers end a line at these too; inside JSON strings they may as well be escaped.
_LINE_ENDS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}


class NotALine(ValueError):
    """What came in is not such a line; the message says which line and what to do."""


def answer_lines(incoming: BinaryIO, outgoing: BinaryIO, answer: Callable[[str], Mapping[str, Any]]) -> None:
    """Answer each {"text": …} with that text and what `answer` makes of it, and flush; empty lines are passed over.

    Raises NotALine at the first line that is anything else; what came before it is answered by then.
    """
    for number, line in enumerate(incoming, start=1):
        if not line.strip():
            continue
        text = _text_of(line, number)
        outgoing.write(_line({"text": text, **answer(text)}))
        outgoing.flush()


def _text_of(line: bytes, number: int) -> str:
    try:
        said = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError):
        raise NotALine(
            f'line {number} is not JSON in UTF-8; write one object a line, such as {{"text": "salam"}}'
        ) from None
    if not isinstance(said, dict) or not isinstance(said.get("text"), str):
        raise NotALine(f'line {number} has no "text"; write one object a line, such as {{"text": "salam"}}')
    return str(said["text"])


def _line(answered: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(answered, ensure_ascii=False).translate(_LINE_ENDS).encode() + b"\n"
    except UnicodeEncodeError:  # half a character, as "\\ud83d" alone: JSON can say it, UTF-8 cannot
        return json.dumps(answered).encode() + b"\n"
