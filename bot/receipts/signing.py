"""Signing receipts and checking them. Needs no database and no network: whoever has the public key can check.

A receipt says one line of text, "munshi-receipt-1|kind|number|day|code". Its Ed25519 signature (RFC 8032, in base64url)
goes with it into the address in the QR code, together with everything that was signed.
"""

import base64
import binascii
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORM = "munshi-receipt-1"


class NotGenuine(ValueError):
    """The signature does not fit what the receipt says, or it is no receipt at all."""


class Stated(msgspec.Struct, frozen=True):
    """What a receipt states."""

    kind: str
    number: str
    on_day: str
    code: str

    @property
    def line(self) -> bytes:
        return "|".join((FORM, self.kind, self.number, self.on_day, self.code)).encode()


def signature(stated: Stated, key: Ed25519PrivateKey) -> str:
    """The signature as it stands in an address."""
    return base64.urlsafe_b64encode(key.sign(stated.line)).decode().rstrip("=")


def address(stated: Stated, key: Ed25519PrivateKey, site: str) -> str:
    """What the QR code holds: the receipt's page, with all that is needed to check it without asking us."""
    said = {"k": stated.kind, "n": stated.number, "d": stated.on_day, "s": signature(stated, key)}
    return f"{site}/r/{stated.code}?{urlencode(said)}"


def check(url: str, public_key: str) -> Stated:
    """What the address in a QR code states, if it is genuine. Raises `NotGenuine`."""
    parts = urlsplit(url)
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    head, _, code = parts.path.rpartition("/r/")
    if head.strip("/") and "/" in code:
        raise NotGenuine("this is not the address of a receipt")
    try:
        stated = Stated(said["k"], said["n"], said["d"], code)
        signed = _bytes(said["s"])
    except (KeyError, binascii.Error, ValueError):
        raise NotGenuine("this is not the address of a receipt") from None
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public_key)).verify(signed, stated.line)
    except (InvalidSignature, ValueError):
        raise NotGenuine("the signature does not fit: it was changed, or another key signed it") from None
    return stated


def public_key(key: Ed25519PrivateKey) -> str:
    """The key that everybody may have, in base64url."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
