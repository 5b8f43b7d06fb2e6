"""The secrets the program works with: what encrypts personal numbers, what signs receipts, what guards sessions.

In production all three come from the environment. In development they are made once, in a file beside the database
that nobody else can read, so that a restart still opens what was sealed before.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
"""Bytes; what AES-GCM is made for (NIST SP 800-38D, 8.2.2: random, and far fewer than 2^32 of them a key)."""


class WrongKey(ValueError):
    """A key in the settings cannot be used; the message says what one looks like."""


class CannotOpen(Exception):
    """Something sealed cannot be opened: its key is no longer in DATA_KEY, or it was changed."""


class Vault:
    """Seals short personal texts with AES-256-GCM. The first key seals; all of them open.

    `about` is bound to what is sealed ("paper:12345"): a value copied to another row does not open there.
    """

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys:
            raise WrongKey("at least one key is needed")
        self._keys = keys
        self.newest = next(iter(keys))

    def seal(self, text: str, about: str) -> str:
        """The text so that only a holder of the key can read it; names the key it needs."""
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self._keys[self.newest]).encrypt(nonce, text.encode(), about.encode())
        return f"{self.newest}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, about: str) -> str:
        """What was sealed. Raises `CannotOpen`."""
        id, _, body = sealed.partition(":")
        key = self._keys.get(id)
        if key is None:
            raise CannotOpen(f"the key {id} is not in DATA_KEY")
        try:
            raw = base64.urlsafe_b64decode(body)
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as wrong:
            raise CannotOpen("it was changed, or belongs to another row") from wrong

    def is_newest(self, sealed: str) -> bool:
        """Whether it is sealed with the key that seals now."""
        return sealed.partition(":")[0] == self.newest

    def mark(self, text: str) -> str:
        """A keyed hash to look the same text up by, without opening anything."""
        return self._mark(self.newest, text)

    def marks(self, text: str) -> list[str]:
        """The hash under every key, for looking up what has not been sealed anew yet."""
        return [self._mark(id, text) for id in self._keys]

    def _mark(self, id: str, text: str) -> str:
        return f"{id}:{hmac.new(self._keys[id], b'mark:' + text.encode(), hashlib.sha256).hexdigest()}"


class Keys:
    """All three."""

    def __init__(self, secret: bytes, vault: Vault, receipts: Ed25519PrivateKey) -> None:
        self.secret, self.vault, self.receipts = secret, vault, receipts


def keys_for(secret_key: str, data_key: str, receipt_key: str, folder: Path | None) -> Keys:
    """The keys of the settings; those not set are made in `folder`. Raises `WrongKey`, naming the setting."""
    made = _made(folder) if folder is not None and not (secret_key and data_key and receipt_key) else {}
    return Keys(
        (secret_key or made.get("SECRET_KEY", "")).encode(),
        Vault(data_keys(data_key or made.get("DATA_KEY", ""))),
        signing_key(receipt_key or made.get("RECEIPT_KEY", "")),
    )


def data_keys(text: str) -> dict[str, bytes]:
    """`id:key[,id:key…]`; a key is 32 bytes in base64, or any text that nobody can guess. Raises `WrongKey`."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        id, colon, written = part.partition(":")
        if not colon or not (id.isascii() and id.isalnum()) or len(id) > 12 or id in keys:
            raise WrongKey("DATA_KEY must look like id:key[,id:key…], each id once, of letters and digits")
        keys[id] = _bytes(written, "DATA_KEY")
    if not keys:
        raise WrongKey("DATA_KEY must hold a key; make one with: python main.py keys new")
    return keys


def signing_key(text: str) -> Ed25519PrivateKey:
    """The key that signs receipts, written as the data keys are. Raises `WrongKey`."""
    return Ed25519PrivateKey.from_private_bytes(_bytes(text, "RECEIPT_KEY"))


def new_key() -> str:
    """32 random bytes as they are written in a setting."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


_SHORTEST = 16
"""Letters. A key of our own making has 43; a shorter one could be guessed."""


def _bytes(written: str, setting: str) -> bytes:
    """32 bytes: those that were written in base64, else the hash of whatever was written."""
    if len(written) < _SHORTEST:
        raise WrongKey(f"{setting} must have at least {_SHORTEST} letters; make one with: python main.py keys new")
    try:
        key = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    return key if len(key) == 32 else hashlib.sha256(written.encode()).digest()


def _made(folder: Path) -> dict[str, str]:
    """The keys of this machine, made on the first start; the file is readable by its owner only."""
    file = folder / "development.keys"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        lines = (f"SECRET_KEY={new_key()}", f"DATA_KEY=dev:{new_key()}", f"RECEIPT_KEY={new_key()}", "")
        beside = folder / f".development.keys.{os.getpid()}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write("\n".join(lines))
        try:
            os.link(beside, file)  # whoever is first; another process's keys stay
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, _, value in pairs}
