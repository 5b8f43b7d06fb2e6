"""A line of the conversation as the page gets it: already in the shape WhatsApp would show."""

from typing import Any, Final

import msgspec

from bot.channels.shape import Limits, Shaped, plain, shape
from bot.channels.simulator import Line
from bot.chat.outgoing import Outgoing


def as_page(line: Line, limits: Limits) -> dict[str, Any]:
    """The line as plain values for JSON. `at` is in milliseconds since 1970, as browsers count."""
    shown: dict[str, Any] = {"id": line.id, "mine": line.mine, "at": line.at.timestamp() * 1000}
    if line.outgoing is not None:
        shown["parts"] = [_part(part) for part in _parts(line.outgoing, limits)]
        return shown
    shown["text"] = line.text
    if line.place is not None:
        shown["place"] = line.place
    return shown


def as_event(line: Line, limits: Limits) -> bytes:
    """The line as one server-sent event. Its id is what the browser names when it comes back."""
    name = line.id.replace("\r", "").replace("\n", "").replace("\0", "")
    return b"id: %b\nevent: line\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(as_page(line, limits)))


_SHOWN_ALWAYS: Final = 8000


def _parts(outgoing: Outgoing, limits: Limits) -> list[Shaped]:
    try:
        return shape(outgoing, limits)
    except ValueError:
        # WhatsApp would refuse it, and `send` does; from an old history it is shown as far as it goes.
        return [Shaped("text", plain(outgoing)[:_SHOWN_ALWAYS])]


def _part(part: Shaped) -> dict[str, Any]:
    text = part.text
    if part.template is not None and not text:
        text = " · ".join((part.template.name, *part.template.parameters))
    values: dict[str, Any] = {"kind": part.kind, "text": text, "footer": part.footer}
    if part.options:
        values["options"] = part.options
        values["menu"] = part.menu
    if part.media is not None:
        values["media"] = part.media
    return values
