"""What the browser posts, checked and made into the same event a carrier would give."""

import datetime as dt
from typing import Annotated

import msgspec

from bot.channels.contract import Message, Sender
from bot.chat.heard import Heard, Place
from bot.language.cnic import mask
from bot.language.script import LIMIT, clean

MOST_BYTES = 64 * 1024
_MOST_TITLE = 100
_MOST_TAP = 256  # WhatsApp allows 256 characters in a button id and 200 in a row id

Key = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{8,64}$")]


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """One POST to /simulator/say. `key` is made by the browser, so that sending again is not saying twice."""

    key: Key
    text: str = ""
    tap: Annotated[str, msgspec.Meta(max_length=_MOST_TAP)] = ""
    title: str = ""
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    name: str = ""


class TooLong(Exception):
    """More than a carrier would take; cutting it would lose what somebody wrote."""


def read(body: bytes) -> Said:
    """The posted JSON. Raises `msgspec.MsgspecError` where it is not what the page sends."""
    said = msgspec.json.decode(body, type=Said)
    if (said.latitude is None) != (said.longitude is None):
        raise msgspec.ValidationError("a place has two coordinates")
    if said.tap and clean(said.tap) != said.tap:
        # The ids we give out have nothing hidden in them; this one is not ours.
        raise msgspec.ValidationError("this tap is not one of ours")
    return said


def as_message(said: Said, sender: Sender, now: dt.datetime) -> Message | None:
    """The event for the inbox; None where there is nothing in it. Raises `TooLong`."""
    if len(said.text) > LIMIT:
        raise TooLong
    if said.latitude is not None and said.longitude is not None:
        name, hid = mask(clean(said.name, _MOST_TITLE))
        place = Place(said.latitude, said.longitude, name)
        return Message(
            key=said.key, sender=sender, sent_at=now, heard=Heard(place=place, hid_cnic=hid), kind="location"
        )
    if said.tap:
        title, hid = mask(clean(said.title, _MOST_TITLE))
        return Message(
            key=said.key,
            sender=sender,
            sent_at=now,
            heard=Heard(text=title, tap=said.tap, hid_cnic=hid),
            kind="interactive",
        )
    text, hid = mask(clean(said.text))
    if not text:
        return None
    return Message(key=said.key, sender=sender, sent_at=now, heard=Heard(text=text, hid_cnic=hid))
