"""A message as calls of the Bot API. Sent without `parse_mode`, so that what a person typed stays what it is."""

from typing import NamedTuple

from telegram.constants import MessageLimit

from bot.channels.shape import TooLong, length, plain, split
from bot.channels.telegram.keyboards import ASKS, asking, can_be_buttons, inline
from bot.channels.wire import Json
from bot.chat.outgoing import Media, Outgoing

# core.telegram.org/bots/api: text 1-4096 characters after entities parsing, captions 0-1024; counted in UTF-16 units.
TEXT, CAPTION = int(MessageLimit.MAX_TEXT_LENGTH), int(MessageLimit.CAPTION_LENGTH)

_METHODS = {
    "image": ("sendPhoto", "photo"),
    "document": ("sendDocument", "document"),
    "audio": ("sendAudio", "audio"),
    "voice": ("sendVoice", "voice"),
    "video": ("sendVideo", "video"),
    "sticker": ("sendSticker", "sticker"),
}
_WORDLESS = ("sticker",)


class Call(NamedTuple):
    """One call. `body` has no `chat_id` yet."""

    method: str
    body: Json


def calls_for(message: Outgoing) -> list[Call]:
    """The calls that show this message, in order; the keyboard is in the last. Raises `ValueError`.

    Templates are WhatsApp's: Telegram has no window that they would open, so here the words themselves are sent.
    """
    text, markup = _words_and_keyboard(message)
    calls: list[Call] = []
    if message.media is not None:
        fits = message.media.kind not in _WORDLESS and length(text) <= CAPTION
        calls.append(_media(message.media, text if fits else ""))
        if fits:
            text = ""
    elif not text:
        raise ValueError("a message without words")
    calls += [Call("sendMessage", _text(part)) for part in split(text, TEXT)] if text else []
    if markup is not None:
        calls[-1].body["reply_markup"] = markup
    return calls


def _words_and_keyboard(message: Outgoing) -> tuple[str, Json | None]:
    """What is written, and what can be tapped. There is one keyboard; options beside a request stand in the text."""
    if message.wants in ASKS:
        return _numbered(message), asking(message.wants, message.language, message.menu)
    if not can_be_buttons(message.options):
        return _numbered(message), None
    described = "\n".join(f"• {o.title} — {o.description}" for o in message.options if o.description)
    parts = (message.text.strip(), described, message.footer.strip())
    text = "\n\n".join(part for part in parts if part)
    if not text and message.media is None:
        raise ValueError("options without a question")
    return text, inline(message.options)


def _numbered(message: Outgoing) -> str:
    text = plain(message)
    if message.options and length(text) > TEXT:
        # Split, the numbers would stand in one message and the question in another.
        raise TooLong(f"text and options have {length(text)} characters; {TEXT} fit")
    return text


def _text(text: str) -> Json:
    # A preview of a link costs the person data and hides our buttons.
    return {"text": text, "link_preview_options": {"is_disabled": True}}


def _media(media: Media, caption: str) -> Call:
    """A file by the link from which Telegram fetches it, or by an id it gave us."""
    if bool(media.id) == bool(media.link):
        raise ValueError("media has either an id or a link")
    if media.kind not in _METHODS:
        raise ValueError(f"Telegram has no media of the kind {media.kind!r}")
    method, field = _METHODS[media.kind]
    body: Json = {field: media.id or media.link}
    if caption:
        body["caption"] = caption
    return Call(method, body)
