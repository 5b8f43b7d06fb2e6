"""Calendar files as RFC 5545 wants them."""

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import KARACHI
from bot.training.calendar import Event, calendar

STARTS = dt.datetime(2026, 12, 5, 10, 0, tzinfo=KARACHI)
EVENT = Event(
    "sitting-1@desk.example", "Branding", "Hall 3, Lahore", "Test Desk", STARTS, STARTS + dt.timedelta(hours=2), 1,
    False, dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC),
)  # fmt: skip


def unfolded(file: bytes) -> dict[str, str]:
    """The lines as a calendar reads them, by name; the last of a name."""
    text = file.decode().replace("\r\n ", "")
    return dict(line.split(":", 1) for line in text.strip().split("\r\n"))


def unescaped(text: str) -> str:
    """RFC 5545, 3.3.11, read backwards."""
    out, escaped = "", False
    for character in text:
        if escaped:
            out += "\n" if character in "nN" else character
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            out += character
    return out


def changed(**values: Any) -> bytes:
    return calendar(msgspec.structs.replace(EVENT, **values))


def test_a_whole_file() -> None:
    assert calendar(EVENT).decode().split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Munshi//Trainings//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "BEGIN:VEVENT", "UID:sitting-1@desk.example", "DTSTAMP:20261123T070000Z", "DTSTART:20261205T050000Z",
        "DTEND:20261205T070000Z", "SEQUENCE:1", "STATUS:CONFIRMED", "SUMMARY:Branding", "LOCATION:Hall 3\\, Lahore",
        "DESCRIPTION:Test Desk", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT2H", "DESCRIPTION:Branding",
        "END:VALARM", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_cancelled_one_reminds_nobody() -> None:
    file = changed(cancelled=True).decode()
    assert "STATUS:CANCELLED" in file
    assert "VALARM" not in file


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(",;\\\n"), max_size=300))
def test_any_text_comes_back_as_it_was_and_no_line_is_too_long(text: str) -> None:
    file = changed(title=text)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    for line in file.split(b"\r\n"):
        line.decode()  # no character is cut in two
    assert unescaped(unfolded(file)["SUMMARY"]) == text


def test_nothing_in_a_title_becomes_a_line_of_its_own() -> None:
    file = changed(title="A\r\nEND:VEVENT\rX\x00\x07")
    assert file.count(b"END:VEVENT\r\n") == 1
    assert unescaped(unfolded(file)["SUMMARY"]) == "A\nEND:VEVENT\nX"
