"""What a person sent, as far as a conversation can use it."""

import msgspec


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A location somebody shared: degrees, WGS 84."""

    latitude: float
    longitude: float
    name: str = ""


class Heard(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message from a person. Channels build it; flows and kinds read it.

    `text` is cleaned (no control or direction characters) and masked (no CNIC) before it comes here.
    Exactly what was sent decides which fields are filled; several can be (a photo with a caption).
    """

    text: str = ""
    tap: str = ""
    """The id of the option that was tapped, as we gave it out."""
    place: Place | None = None
    phone: str = ""
    """E.164 number of the sender's own shared contact card."""
    media: str = ""
    """voice, audio, image, video, document, sticker; empty for anything else."""
    unsupported: bool = False
    """The carrier would not hand it over, or it is of a kind we cannot read (polls, orders, view-once, …)."""
    hid_cnic: bool = False
    """A CNIC was in it and has been masked."""
