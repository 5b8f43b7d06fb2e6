"""Signing what is posted to a partner, so that it can be sure who wrote it, and when.

    Munshi-Timestamp: 1764230400
    Munshi-Signature: sha256=<hex of HMAC-SHA256(secret, timestamp + "." + raw body)>

A partner refuses what is older than five minutes: then a copied request cannot be played again. The same packet may
come twice all the same (we did not hear the first answer); it bears the same Idempotency-Key.
"""

import hashlib
import hmac

PREFIX = "sha256="
FRESH = 300
"""Seconds for which a signature counts."""


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the signature header."""
    return PREFIX + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_genuine(secret: str, timestamp: str, body: bytes, signature: str, now: float) -> bool:
    """What a partner checks. Kept here so that its description and its test are one."""
    if not (timestamp.isascii() and timestamp.isdecimal()) or abs(now - int(timestamp)) > FRESH:
        return False
    return hmac.compare_digest(sign(secret, int(timestamp), body).encode(), signature.encode())
