"""One item of `messages[]` as a Message: what the person sent, as far as a conversation can use it."""

import datetime as dt
from collections.abc import Callable

from bot.channels.contract import Message, Sender
from bot.channels.whatsapp.people import handle
from bot.channels.wire import Json, fingerprint, items, mapping, moment, number, prose, record, word
from bot.chat.heard import Heard, Place

UNSUPPORTED = 131051  # Meta, error codes: the type of this message is not supported


def message_of(
    item: Json,
    sender: Sender,
    now: dt.datetime,
    *,
    answerable: bool = True,
    from_us: bool = False,
    key: str = "",
) -> Message:
    """The message in this item. `answerable` false makes it one to keep and never to answer."""
    kind = word(item.get("type"), 40) or _kind_by_content(item)
    if kind == "text":
        heard, keep = _text(item, sender)
    else:
        heard, keep = READERS.get(kind, _unknown)(item, sender)
    if kind not in ANSWERED and not _is_refused_by_carrier(item, kind):
        answerable = False
    raw = ""
    if keep or "referral" in item or ("context" in item and not heard.tap) or "group_id" in item:
        raw, hid = record(item)
        if hid and not heard.hid_cnic:
            heard = _with_hidden(heard)
    return Message(
        key=key or key_of(item),
        sender=sender,
        sent_at=moment(item.get("timestamp"), now),
        heard=heard,
        # Group talk is between other people, too.
        answerable=answerable and "group_id" not in item,
        kind=kind,
        raw=raw,
        from_us=from_us,
    )


def key_of(item: Json, *context: object) -> str:
    """The carrier's id of this item, or a fingerprint where it has none fit to be a key."""
    given = item.get("id")
    if isinstance(given, str) and 0 < len(given) <= 256 and given.isprintable():
        return given
    written = word(given) if isinstance(given, int) else ""
    return written or fingerprint(item, *context)


def _kind_by_content(item: Json) -> str:
    """The type of a message that does not name it but carries, say, a `text`."""
    return next((kind for kind in READERS if kind in item), "") or "unknown"


def _is_refused_by_carrier(item: Json, kind: str) -> bool:
    """Whether the carrier kept a person's message from us (a poll, view-once): she should hear that."""
    if kind == "unsupported":
        return True
    return any(mapping(error).get("code") == UNSUPPORTED for error in items(item.get("errors")))


def _with_hidden(heard: Heard) -> Heard:
    return Heard(heard.text, heard.tap, heard.place, heard.phone, heard.media, heard.unsupported, hid_cnic=True)


# Each reader returns what was heard, and whether the carrier's own JSON says more than that.
Reading = tuple[Heard, bool]


def _text(item: Json, sender: Sender) -> Reading:
    text, hid = prose(mapping(item.get("text")).get("body"))
    return Heard(text=text, hid_cnic=hid), False


def _media(kind: str) -> Callable[[Json, Sender], Reading]:
    def read(item: Json, sender: Sender) -> Reading:
        content = mapping(item.get(kind))
        text, hid = prose(content.get("caption"))
        # A voice note is an audio with `voice`; some relays still use the type "voice" of the old API.
        media = "voice" if kind == "audio" and content.get("voice") is True else kind
        return Heard(text=text, media=media, hid_cnic=hid), True

    return read


def _location(item: Json, sender: Sender) -> Reading:
    content = mapping(item.get("location"))
    latitude, longitude = number(content.get("latitude")), number(content.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return Heard(unsupported=True), True
    name, hid = prose(content.get("name"))
    return Heard(place=Place(latitude, longitude, name[:200]), hid_cnic=hid), "address" in content


def _contacts(item: Json, sender: Sender) -> Reading:
    """Shared contact cards. Only the sender's own number is heard; other people's stay in the record."""
    own = next((name.value for name in sender.handles if name.kind == "phone"), "")
    for card in items(item.get("contacts")):
        requested = mapping(card).get("origin") == "contact_request"
        for phone in items(mapping(card).get("phones")):
            found = _phone(mapping(phone))
            # Meta, "Business-scoped user IDs": a reply to our request for the number carries the sender's
            # own, also where it was not known before.
            if found and (found == own or (requested and not own)):
                return Heard(phone=found), True
    return Heard(unsupported=True), True


def _phone(entry: Json) -> str:
    """E.164 from `wa_id`, else from the number as the card shows it ("+92 300 1234567")."""
    shown = word(entry.get("phone"), 40)
    written = "".join(c for c in shown if c.isdecimal() and c.isascii()) if shown.startswith("+") else ""
    found = handle(entry.get("wa_id")) or handle(written)
    return found.value if found and found.kind == "phone" else ""


def _interactive(item: Json, sender: Sender) -> Reading:
    content = mapping(item.get("interactive"))
    reply = content.get("button_reply") or content.get("list_reply")
    if isinstance(reply, dict):
        return _tapped(reply.get("id"), reply.get("title"))
    # A form, an answer to a call request, or (seen) nothing at all with errors 131000.
    return Heard(unsupported=True), True


def _button(item: Json, sender: Sender) -> Reading:
    """A quick reply of a template. Older ones have no payload, only the words on the button."""
    content = mapping(item.get("button"))
    return _tapped(content.get("payload"), content.get("text"))


def _tapped(tap: object, title: object) -> Reading:
    text, hid = prose(title)
    found = word(tap)
    return Heard(text=text, tap=found, unsupported=not (text or found), hid_cnic=hid), not found


def _edit(item: Json, sender: Sender) -> Reading:
    """What the person changed her earlier words into; the record says which."""
    new = mapping(mapping(item.get("edit")).get("message"))
    kind = word(new.get("type"), 40)
    heard, _ = READERS.get(kind, _silent)(new, sender) if kind != "edit" else (Heard(), True)
    return heard, True


def _silent(item: Json, sender: Sender) -> Reading:
    """Something that says nothing a conversation could use: a reaction, a revocation."""
    return Heard(), True


def _unknown(item: Json, sender: Sender) -> Reading:
    return Heard(unsupported=True), True


READERS: dict[str, Callable[[Json, Sender], Reading]] = {
    "text": _text,
    **{kind: _media(kind) for kind in ("image", "video", "document", "audio", "voice", "sticker")},
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _unknown,
    "unsupported": _unknown,
    "request_welcome": _silent,
    "reaction": _silent,
    "revoke": _silent,
    "edit": _edit,
}

# What a person expects an answer to. A type that Meta invents tomorrow may be a click or a receipt: it is
# kept, and not answered until somebody has decided what it means.
ANSWERED = READERS.keys() - {"reaction", "revoke", "edit"}
