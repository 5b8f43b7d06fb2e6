"""Logs: one JSON object a line, with personal data masked before it is written."""

import datetime as dt
import logging
import re
import sys

import msgspec

_PHONE = re.compile(r"(?<!\d)(\+?92|0092|0)[\s-]?3\d{2}[\s-]?\d{7}(?!\d)")
_CNIC = re.compile(r"(?<!\d)\d{5}[\s-]?\d{7}[\s-]?\d(?!\d)")
_MESSAGE_ID = re.compile(r"wamid\.[\w+/=-]*?([\w+/=-]{8})(?![\w+/=-])")
"""WhatsApp's message ids hold the person's number in base64; their ends tell them apart well enough."""


def masked(text: str) -> str:
    """Without phone and identity card numbers."""
    return _PHONE.sub("[phone]", _CNIC.sub("[cnic]", _MESSAGE_ID.sub(r"wamid…\1", text)))


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            entry["error"] = masked(self.formatException(record.exc_info))
        return msgspec.json.encode(entry).decode()


def set_up(level: str = "INFO") -> None:
    """Log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
