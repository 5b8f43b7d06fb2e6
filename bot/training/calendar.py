"""One event as a calendar file, as RFC 5545 wants it: lines end with CR LF, are folded after 75 octets, never inside a
character, and commas, semicolons, backslashes and line ends in texts are escaped. Times are in UTC, so that no time
zone has to be described."""

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

_MOST_OCTETS = 75
"""RFC 5545, 3.1: a line should not be longer, its end not counted."""

_REMINDS = "-PT2H"
"""The calendar's own reminder: two hours before, beside ours."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Event(msgspec.Struct, frozen=True):
    """What stands in the file. `revision` grows with every change of time or place, so that calendars take it."""

    uid: str
    title: str
    place: str
    about: str
    starts: dt.datetime
    ends: dt.datetime
    revision: int
    cancelled: bool
    made_at: dt.datetime


def calendar(event: Event) -> bytes:
    """The file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Munshi//Trainings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_utc(event.made_at)}",
        f"DTSTART:{_utc(event.starts)}",
        f"DTEND:{_utc(event.ends)}",
        f"SEQUENCE:{event.revision}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.about)}",
        *([] if event.cancelled else _alarm(event.title)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def _alarm(title: str) -> list[str]:
    lines = ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{_REMINDS}", f"DESCRIPTION:{_text(title)}", "END:VALARM"]
    return lines


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """RFC 5545, 3.3.11. Control characters are not allowed at all."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces; all but the first begin with a blank."""
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _MOST_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
