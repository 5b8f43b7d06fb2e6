"""One message or tap of a person: what she sent, as far as a conversation can use it."""

import datetime as dt
from collections.abc import Callable

from bot.channels.contract import Message, Sender
from bot.channels.wire import Json, items, mapping, moment, number, prose, record, word
from bot.chat.heard import Heard, Place

_DATA = 64
"""Bytes of callback data ("InlineKeyboardButton"); ours are ASCII."""


def message_of(
    item: Json,
    sender: Sender,
    now: dt.datetime,
    *,
    key: str,
    answerable: bool,
    kind: str = "",
    at: str = "date",
) -> Message:
    """The message in this item. `kind` is given where the update has a word of its own for it (an edit)."""
    raw = ""
    text = item.get("text")
    if isinstance(text, str):
        text, hid = prose(_without_odd_payload(text))
        found, heard = "text", Heard(text=text, hid_cnic=hid)
    else:
        found = next((name for name in READERS if name in item), "")
        # A kind that is not in the list is a service message ("pinned_message", "chat_background_set") or one that
        # Telegram invents tomorrow: kept, and not answered until somebody has decided what it means.
        answerable = answerable and bool(found)
        heard, keep = READERS.get(found, _unknown)(item, sender)
        if keep:
            raw, hid = record(item)
            if hid and not heard.hid_cnic:
                heard = Heard(heard.text, heard.tap, heard.place, heard.phone, heard.media, heard.unsupported, True)
    return Message(
        key=key,
        sender=sender,
        sent_at=moment(item.get(at), now),
        heard=heard,
        answerable=answerable,
        kind=kind or found or _service(item),
        raw=raw,
    )


def tap_of(item: Json, sender: Sender, now: dt.datetime, *, key: str) -> Message:
    """A tap on one of our buttons. Telegram does not say when it was; and `message` may be gone or too old to see.

    core.telegram.org/bots/api, "CallbackQuery": "message: Optional"; "InaccessibleMessage" has neither text nor
    buttons. The words on the button are only for the record.
    """
    data = item.get("data")
    message = mapping(item.get("message"))
    tap = word(data, _DATA) if isinstance(data, str) else ""
    chat = mapping(message.get("chat"))
    title, hid = prose(_title(message, data))
    return Message(
        key=key,
        sender=sender,
        sent_at=now,
        heard=Heard(text=title, tap=tap, unsupported=not tap, hid_cnic=hid),
        answerable=chat.get("type", "private") == "private",
        kind="callback_query",
    )


def _title(message: Json, data: object) -> str:
    """What stands on the button with these data."""
    for row in items(mapping(message.get("reply_markup")).get("inline_keyboard")):
        for button in items(row):
            if isinstance(button, dict) and button.get("callback_data") == data:
                return word(button.get("text"), 200)
    return ""


def _without_odd_payload(text: str) -> str:
    """A deep link t.me/bot?start=… arrives as "/start …", with up to 64 letters, digits, "_" and "-".

    Anybody can type anything behind /start, so what is not of that form is dropped.
    """
    if not text.startswith("/start "):
        return text
    payload = text[7:].strip()
    fine = len(payload) <= 64 and payload.isascii() and payload.replace("_", "").replace("-", "").isalnum()
    return f"/start {payload}" if fine else "/start"


# Each reader returns what was heard, and whether Telegram's own JSON says more than that.
Reading = tuple[Heard, bool]


def _media(media: str) -> Callable[[Json, Sender], Reading]:
    def read(item: Json, sender: Sender) -> Reading:
        text, hid = prose(item.get("caption"))
        return Heard(text=text, media=media, hid_cnic=hid), True

    return read


def _place(location: Json, name: object = "") -> Reading:
    latitude, longitude = number(location.get("latitude")), number(location.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return Heard(unsupported=True), True
    text, hid = prose(name)
    return Heard(place=Place(latitude, longitude, text[:200]), hid_cnic=hid), False


def _location(item: Json, sender: Sender) -> Reading:
    return _place(mapping(item.get("location")))


def _venue(item: Json, sender: Sender) -> Reading:
    venue = mapping(item.get("venue"))
    heard, _ = _place(mapping(venue.get("location")), venue.get("title"))
    return heard, True


def _contact(item: Json, sender: Sender) -> Reading:
    """A contact card. Only the sender's own number is heard: anybody can forward anybody's card.

    "Contact": `user_id` is the owner's id; the button for one's own number always fills it. Other people's numbers
    are not ours to keep, so the card itself is not.
    """
    contact = mapping(item.get("contact"))
    digits = "".join(c for c in word(contact.get("phone_number"), 40) if c.isascii() and c.isdigit())
    if word(contact.get("user_id")) != sender.handles[0].value or not 8 <= len(digits) <= 15:
        return Heard(unsupported=True), False
    return Heard(phone="+" + digits), False


def _unknown(item: Json, sender: Sender) -> Reading:
    return Heard(unsupported=True), True


READERS: dict[str, Callable[[Json, Sender], Reading]] = {
    # A venue carries a `location` too, an animation a `document`: these come first.
    "venue": _venue,
    "location": _location,
    "contact": _contact,
    "voice": _media("voice"),
    "audio": _media("audio"),
    "photo": _media("image"),
    "live_photo": _media("image"),
    "video": _media("video"),
    "video_note": _media("video"),
    "animation": _media("video"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    # What a person says in a way we cannot read: she should hear that.
    **dict.fromkeys(("poll", "dice", "story", "game", "checklist", "paid_media", "rich_message", "invoice"), _unknown),
}

_ENVELOPE = {
    "message_id",
    "from",
    "chat",
    "date",
    "edit_date",
    "message_thread_id",
    "sender_chat",
    "business_connection_id",
}


def _service(item: Json) -> str:
    """Telegram's word for a service message: its one field beside the envelope."""
    return next((word(key, 60) for key in item if key not in _ENVELOPE), "") or "unknown"
