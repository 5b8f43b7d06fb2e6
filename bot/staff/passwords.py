"""Passwords: hashed with Argon2id, and rules without nonsense: length and the obvious (NIST SP 800-63B §3.1.1)."""

import secrets
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 10
LONGEST: Final = 200
"""More would only keep the hasher busy."""

_hasher: Final = PasswordHasher()
"""Argon2id with RFC 9106's second recommended parameters (64 MiB, 3 passes): about 50 ms on one core."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that can be taken for something else on paper


def hashed(password: str) -> str:
    """What is kept of a password. Takes about 50 ms."""
    return _hasher.hash(password)


def fits(password: str, kept: str) -> bool:
    """Whether it is the password. Takes about 50 ms either way."""
    try:
        return _hasher.verify(kept, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def waste_time(password: str) -> None:
    """Take as long as `fits`, for an account that does not exist."""
    fits(password, _of_nobody())


@cache
def _of_nobody() -> str:
    return hashed(secrets.token_urlsafe(16))


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than we would use today."""
    return _hasher.check_needs_rehash(kept)


def one_time() -> str:
    """A password to be read out or copied once, such as "mk7d-w3pq-9xz4-h2ra" (80 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def what_is_wrong(password: str, email: str, name: str) -> str:
    """Why it will not do: "short", "long", "same" (few different letters), "obvious", "yours"; "" if it will."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    folded = password.casefold()
    if len(set(folded)) < 5:
        return "same"
    if folded in _obvious() or folded.rstrip("!.?") in _obvious():
        return "obvious"
    own = {email.casefold(), email.partition("@")[0].casefold(), *name.casefold().split()}
    left = folded
    for part in sorted((part for part in own if len(part) >= 3), key=len, reverse=True):
        left = left.replace(part, "")
    return "yours" if len(left) < SHORTEST // 2 else ""


@cache
def _obvious() -> frozenset[str]:
    """What people choose first, ten letters and longer."""
    return frozenset(Path(__file__).with_name("obvious_passwords.txt").read_text(encoding="utf-8").split())
