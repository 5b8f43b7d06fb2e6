"""Buttons under a message: ours stand below the text in rows, the phone's own ask for the person's place or number."""

from collections.abc import Sequence

from telegram.constants import InlineKeyboardButtonLimit

from bot.channels.shape import length
from bot.channels.wire import Json
from bot.chat.outgoing import Button
from bot.i18n.catalogues import catalogue
from bot.i18n.words import Words, _

MOST_BUTTONS = 24
"""More become numbered lines. Telegram takes a hundred, but a keyboard of more than two dozen pushes its question off a
small screen, and a number can be typed without scrolling."""

LONGEST_TITLE = 36
"""A phone 360 points wide cuts what is longer, without a word. (Telegram names no limit.)"""

# From how long a title on, fewer buttons stand side by side (14 pt letters on a bubble about 300 points wide).
_COLUMNS = ((10, 3), (16, 2))

SEND_LOCATION = _("Send my location")

ASKS: dict[str, tuple[str, Words | None]] = {
    "location": ("request_location", SEND_LOCATION),
    # No flow asks for a number yet; `Outgoing.menu` is its label then.
    "contact": ("request_contact", None),
}

REMOVE: Json = {"remove_keyboard": True}


def can_be_buttons(options: Sequence[Button]) -> bool:
    """Whether all of these can be shown as buttons, each told from the others."""
    return (
        0 < len(options) <= MOST_BUTTONS
        and all(option.title.strip() and "\n" not in option.title for option in options)
        and all(length(option.title) <= LONGEST_TITLE for option in options)
        and len({option.title.strip() for option in options}) == len({option.id for option in options}) == len(options)
    )


def inline(options: Sequence[Button]) -> Json:
    """Our buttons. Raises `ValueError` where an id is longer than Telegram carries back."""
    for option in options:
        size = len(option.id.encode())
        # core.telegram.org/bots/api, "InlineKeyboardButton": callback_data has 1 to 64 bytes, and bytes are meant.
        if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise ValueError(f"the id of a button has {size} bytes; 1 to 64 are allowed: {option.id[:80]!r}")
    wide = _columns(options)
    buttons = [{"text": option.title, "callback_data": option.id} for option in options]
    return {"inline_keyboard": [buttons[start : start + wide] for start in range(0, len(buttons), wide)]}


def asking(wants: str, language: str, label: str = "") -> Json:
    """The keyboard with which the phone sends its place or its number. Private chats only ("KeyboardButton")."""
    request, words = ASKS[wants]
    text = catalogue(language).label(words) if words is not None else label or "📱"
    # `one_time_keyboard` hides it once used; it is removed for good with the next message (see `Telegram.send`).
    return {"keyboard": [[{"text": text, request: True}]], "resize_keyboard": True, "one_time_keyboard": True}


def _columns(options: Sequence[Button]) -> int:
    longest = max(length(option.title) for option in options)
    return next((columns for most, columns in _COLUMNS if longest <= most), 1)
