"""Logs: one JSON object a line, with personal data masked before it is written.

Two kinds of lines. What is said about the program goes through `logging`. What happens to a message on its way goes
through `step`: ids, numbers and our own words only, so that nothing in it needs masking, encoded and written without
the machinery of `logging`, because there are two of these for every message.
"""

import asyncio
import atexit
import datetime as dt
import logging
import re
import sys
import time
import traceback
from hashlib import blake2b
from typing import IO, Any

import msgspec

_PHONE = re.compile(r"(?<!\d)(\+?92|0092|0)[\s-]?3\d{2}[\s-]?\d{7}(?!\d)")
_CNIC = re.compile(r"(?<!\d)\d{5}[\s-]?\d{7}[\s-]?\d(?!\d)")
_MESSAGE_ID = re.compile(r"wamid\.[\w+/=-]*?([\w+/=-]{8})(?![\w+/=-])")
"""WhatsApp's message ids hold the person's number in base64; their ends tell them apart well enough."""
_USER_ID = re.compile(r"(?<![\w.])[A-Z]{2}\.(?:ENT\.)?(?=[A-Za-z]*\d)[A-Za-z0-9]{3,128}(?!\w)")
"""Meta, "Business-scoped user IDs": a country code, perhaps ENT, and up to 128 letters and digits."""

_encode = msgspec.json.Encoder().encode


def masked(text: str) -> str:
    """Without phone and identity card numbers, and without the user ids that stand for people."""
    text = _MESSAGE_ID.sub(r"wamid…\1", text)
    return _PHONE.sub("[phone]", _CNIC.sub("[cnic]", _USER_ID.sub("[user id]", text)))


def trace_of(channel: str, key: str) -> str:
    """A short stable id for a person's message, by which the logs follow it from the webhook to the delivery.

    48 bits: among a million messages in the logs, one chance in 500 that any two share one.
    """
    return blake2b(f"{channel}:{key}".encode(), digest_size=6).hexdigest()


class JsonLines(logging.Formatter):
    """A record as one line of JSON.

    Where a record is `private` (`extra={"private": True}`) the words of its exceptions are left out, because they
    may quote what a person wrote; types and places remain.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info and record.exc_info[1] is not None:
            if getattr(record, "private", False):
                entry["error"] = _places(record.exc_info[1])
            else:
                entry["error"] = masked(self.formatException(record.exc_info))
        return _encode(entry).decode()


def _places(error: BaseException) -> str:
    """The types of an exception and its causes, and where they were raised."""
    lines: list[str] = []
    chained: BaseException | None = error
    while chained is not None:
        lines.insert(0, "".join(traceback.format_tb(chained.__traceback__)) + type(chained).__name__)
        chained = chained.__cause__
    return "\n".join(lines)


_TOGETHER = 0.05
"""Seconds for which lines wait for others. A kill loses so much of the log; what they tell is in the database."""


class _Steps:
    """Lines of a moment, written together: a system call for each would cost more than the line."""

    def __init__(self) -> None:
        self.stream: IO[str] | None = None
        self.lines: list[bytes] = []
        self._millisecond = 0
        self._at = ""

    def now(self) -> str:
        """The time as it is written. Under load several lines share a millisecond."""
        millisecond = time.time_ns() // 1_000_000
        if millisecond != self._millisecond:
            self._millisecond = millisecond
            self._at = dt.datetime.fromtimestamp(millisecond / 1000, dt.UTC).isoformat(timespec="milliseconds")
        return self._at

    def add(self, entry: dict[str, Any]) -> None:
        self.lines.append(_encode(entry))
        if len(self.lines) == 1:
            try:
                asyncio.get_running_loop().call_later(_TOGETHER, self.flush)
            except RuntimeError:
                self.flush()

    def flush(self) -> None:
        lines, self.lines = self.lines, []
        if self.stream is not None and lines:
            self.stream.write(b"\n".join(lines).decode() + "\n")
            self.stream.flush()


_steps = _Steps()
_level = logging.CRITICAL


def steps_on(level: int = logging.INFO) -> bool:
    """Whether steps of this level are written; asked first where making one costs something."""
    return level >= _level


def step(name: str, trace: str, level: int = logging.INFO, **fields: Any) -> None:
    """Write down what happened to a message. Only ids, numbers and our own words; anything else `masked` first."""
    if level >= _level:
        _steps.add({"at": _steps.now(), "level": _NAMES[level], "step": name, "trace": trace, **fields})


_NAMES = {logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warning", logging.ERROR: "error"}


def set_up(level: str = "INFO") -> None:
    """Log to standard error, from this level on."""
    global _level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _level = logging.getLevelNamesMapping()[level]
    _steps.stream = sys.stderr
    atexit.register(_steps.flush)
