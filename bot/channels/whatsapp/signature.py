"""Whether a POST really comes from Meta.

Meta, "Create a webhook endpoint": X-Hub-Signature-256 is "sha256=" and the HMAC-SHA256 of the body, in
hexadecimal, under the app secret. The bytes are signed as they travel, with Urdu in \\u escapes: they must be
checked before anything reads them.
"""

import hmac
from collections.abc import Sequence

_PREFIX = b"sha256="


def is_signed(raw: bytes, header: bytes, secrets: Sequence[bytes]) -> bool:
    """Whether `header` signs `raw` under one of the app secrets (two are in use during a rotation).

    Bytes are compared, because `hmac.compare_digest` refuses text with letters outside ASCII. An empty secret
    signs nothing: anybody could have used it.
    """
    given = header.strip().lower()
    signed = False
    for secret in secrets:
        if secret:
            wanted = _PREFIX + hmac.digest(secret, raw, "sha256").hex().encode()
            signed |= hmac.compare_digest(wanted, given)
    return signed
