"""The receipt as an image: a QR code and Latin letters only, because how Urdu is joined depends on the system's
libraries; the Urdu goes into the caption."""

import datetime as dt
import io

import segno
from PIL import Image, ImageDraw, ImageFont

from bot.i18n.formats import MONTHS
from bot.receipts.signing import Stated

_WIDTH, _MARGIN = 720, 40
"""Pixels: sharp on a phone, and about 10 kB."""

_STATES = {
    "recorded": ("Details recorded with the helpdesk", "Not SMEDA registration, not a licence"),
    "accepted": ("SMEDA's number was entered by an officer", "Ask SMEDA if in doubt"),
    "attended": ("Training attended", "Says nothing about skill"),
}


def draw(stated: Stated, link: str, operator: str) -> bytes:
    """The receipt as PNG."""
    code = segno.make(link, error="m")
    scale = (_WIDTH - 2 * _MARGIN) // code.symbol_size(border=2)[0]
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=scale, border=2)
    squares = Image.open(drawn).convert("L")
    lines = _lines(stated, operator)
    height = _MARGIN + sum(size + 16 for _, size in lines) + 20 + squares.height + _MARGIN
    image = Image.new("L", (_WIDTH, height), 255)
    pen, y = ImageDraw.Draw(image), _MARGIN
    for text, size in lines:
        font = _font(pen, text, size)
        pen.text(((_WIDTH - pen.textlength(text, font)) / 2, y), text, 0, font)
        y += size + 16
    image.paste(squares, ((_WIDTH - squares.width) // 2, y + 20))
    out = io.BytesIO()
    image.quantize(4).save(out, "PNG", optimize=True)
    return out.getvalue()


def _lines(stated: Stated, operator: str) -> list[tuple[str, int]]:
    what, what_not = _STATES[stated.kind]
    day = dt.date.fromisoformat(stated.on_day)
    run_by = operator if operator.isascii() else "the helpdesk"
    return [
        ("RECEIPT", 30),
        (stated.number, 60),
        (f"{day.day} {MONTHS[day.month - 1].msgid} {day.year}", 32),
        (what, 32),
        (what_not, 26),
        (f"Issued by: {run_by}", 24),
    ]


def _font(pen: ImageDraw.ImageDraw, text: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The letters that come with Pillow, smaller where the line would not fit."""
    font = ImageFont.load_default(size)
    while pen.textlength(text, font) > _WIDTH - 2 * _MARGIN and size > 14:
        size -= 2
        font = ImageFont.load_default(size)
    return font
