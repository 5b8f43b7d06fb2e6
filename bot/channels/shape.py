"""How a message looks on a carrier: as buttons, as a list, or as numbered text, whichever its limits allow.

Nothing is cut and nothing is dropped. What does not fit a button becomes a list, what does not fit a list
becomes numbered lines, and a text that does not fit one message becomes several, split where a reader pauses.
"""

import itertools
import re
from typing import Literal

import msgspec

from bot.chat.outgoing import Button, Media, Outgoing, Template

ShapeKind = Literal["text", "buttons", "list", "location_request", "media", "template"]


class TooLong(ValueError):
    """A message that no carrier shape can hold as it is. The text must be written shorter."""


class Limits(msgspec.Struct, frozen=True):
    """What a carrier can show. Lengths are in UTF-16 units, numbers in pieces; 0 means "not at all"."""

    text: int
    body_with_options: int
    caption: int
    footer: int
    buttons: int
    button_title: int
    button_id: int
    rows: int
    row_title: int
    row_description: int
    row_id: int
    menu_label: int
    location_request: bool = False


# Meta, "Send messages": text body 4096, captions 1024; interactive reply buttons: 3, title 20, id 256;
# interactive lists: 10 rows in total, title 24, description 72, id 200, button label 20; footer 60. For the
# body of a list Meta's pages say 1024 in one place and 4096 in another: the smaller one is right in both.
WHATSAPP_LIMITS = Limits(
    text=4096,
    body_with_options=1024,
    caption=1024,
    footer=60,
    buttons=3,
    button_title=20,
    button_id=256,
    rows=10,
    row_title=24,
    row_description=72,
    row_id=200,
    menu_label=20,
    location_request=True,
)

# Kinds of media that travel without words (Meta, "Audio messages", "Sticker messages": no caption).
_WORDLESS = ("audio", "sticker")


class Shaped(msgspec.Struct, frozen=True):
    """One message exactly as a carrier can show it; `kind` says which of the fields count."""

    kind: ShapeKind
    text: str = ""
    options: tuple[Button, ...] = ()
    menu: str = ""
    footer: str = ""
    media: Media | None = None
    template: Template | None = None


def length(text: str) -> int:
    """How long carriers count this text: in UTF-16 units (an emoji is two).

    Telegram says so; Meta does not say, and this way of counting never comes out too low.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shape(outgoing: Outgoing, limits: Limits) -> list[Shaped]:
    """The message as this carrier can show it: one part, or several for a text longer than one may be.

    Media that cannot carry the words goes first, alone. Raises `TooLong`; `ValueError` if nothing is said.
    """
    if outgoing.template is not None:
        return [Shaped("template", outgoing.text, template=outgoing.template, media=outgoing.media)]
    if outgoing.media is not None:
        return _with_media(outgoing, outgoing.media, limits)
    if outgoing.wants == "location":
        asked = _location_request(outgoing, limits)
        if asked is not None:
            return [asked]
    elif outgoing.options:
        offered = _buttons(outgoing, limits) or _list(outgoing, limits)
        if offered is not None:
            return [offered]
    return _as_text(outgoing, limits)


def plain(outgoing: Outgoing) -> str:
    """All the words of a message as one text: the text, the numbered options, the footer."""
    lines = "\n".join(
        f"{place}. {option.title} — {option.description}" if option.description else f"{place}. {option.title}"
        for place, option in enumerate(outgoing.options, 1)
    )
    return "\n\n".join(part for part in (outgoing.text.strip(), lines, outgoing.footer.strip()) if part)


def _as_text(outgoing: Outgoing, limits: Limits) -> list[Shaped]:
    text = plain(outgoing)
    if not text:
        raise ValueError("a message without words")
    if length(text) <= limits.text:
        return [Shaped("text", text)]
    if outgoing.options:
        # Split, the numbers would stand in one message and the question in another.
        raise TooLong(f"text and options have {length(text)} characters; {limits.text} fit")
    return [Shaped("text", part) for part in split(text, limits.text)]


def _body_and_footer(outgoing: Outgoing, limits: Limits) -> tuple[str, str] | None:
    """Body and footer of an interactive message, None if they do not fit. A long footer joins the body."""
    body, footer = outgoing.text.strip(), outgoing.footer.strip()
    if footer and (length(footer) > limits.footer or "\n" in footer):
        body, footer = f"{body}\n\n{footer}", ""
    return (body, footer) if body and length(body) <= limits.body_with_options else None


def _buttons(outgoing: Outgoing, limits: Limits) -> Shaped | None:
    options = outgoing.options
    if len(options) > limits.buttons or any(option.description for option in options):
        return None
    if not _are_distinct(options) or not all(
        _fits(option.title, limits.button_title) and _fits(option.id, limits.button_id) for option in options
    ):
        return None
    around = _body_and_footer(outgoing, limits)
    return Shaped("buttons", around[0], options, footer=around[1]) if around else None


def _list(outgoing: Outgoing, limits: Limits) -> Shaped | None:
    options = outgoing.options
    if len(options) > limits.rows or not _fits(outgoing.menu, limits.menu_label) or not _are_distinct(options):
        return None
    if not all(
        _fits(option.title, limits.row_title)
        and _fits(option.id, limits.row_id)
        and (not option.description or _fits(option.description, limits.row_description))
        for option in options
    ):
        return None
    around = _body_and_footer(outgoing, limits)
    return Shaped("list", around[0], options, outgoing.menu.strip(), around[1]) if around else None


def _location_request(outgoing: Outgoing, limits: Limits) -> Shaped | None:
    """The carrier's own "send location" button. It has no other buttons, so options stand in its text."""
    text = plain(outgoing)
    if not limits.location_request or not text or length(text) > limits.body_with_options:
        return None
    return Shaped("location_request", text)


def _with_media(outgoing: Outgoing, media: Media, limits: Limits) -> list[Shaped]:
    if media.kind == "image" and outgoing.options and (offered := _buttons(outgoing, limits)) is not None:
        return [msgspec.structs.replace(offered, media=media)]
    caption = plain(outgoing)
    if not caption or (media.kind not in _WORDLESS and length(caption) <= limits.caption):
        return [Shaped("media", caption, media=media)]
    return [Shaped("media", media=media), *shape(msgspec.structs.replace(outgoing, media=None), limits)]


def _fits(text: str, limit: int) -> bool:
    return bool(text.strip()) and length(text) <= limit and "\n" not in text


def _are_distinct(options: tuple[Button, ...]) -> bool:
    """Whether no two options share an id or a title (Meta refuses both; and who could choose?)."""
    return len({option.id for option in options}) == len({option.title.strip() for option in options}) == len(options)


# Where a reader pauses, the best place first: paragraphs, lines, sentences (also in Urdu).
_BORDERS = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[.!?۔؟…])\s+"))


def split(text: str, limit: int) -> list[str]:
    """A long text in parts of at most `limit`, as few as the borders allow. Raises `TooLong`."""
    return _split(text, limit, _BORDERS)


def _split(text: str, limit: int, borders: tuple[re.Pattern[str], ...]) -> list[str]:
    if length(text) <= limit:
        return [text]
    if not borders:
        raise TooLong(f"a sentence of {length(text)} characters; {limit} fit")
    parts: list[str] = []
    held = ""
    for piece in _pieces(text, borders[0]):
        if length((held + piece).rstrip()) <= limit:
            held += piece
            continue
        if held.strip():
            parts.append(held.strip())
        held = piece
        if length(piece.rstrip()) > limit:
            parts += _split(piece.strip(), limit, borders[1:])
            held = ""
    return [*parts, held.strip()] if held.strip() else parts


def _pieces(text: str, border: re.Pattern[str]) -> list[str]:
    """The text cut behind every border; together they are the text."""
    cuts = [0, *(found.end() for found in border.finditer(text)), len(text)]
    return [text[start:stop] for start, stop in itertools.pairwise(cuts)]
