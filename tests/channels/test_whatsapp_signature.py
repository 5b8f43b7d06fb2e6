"""Only Meta's own POSTs are believed."""

import hashlib
import hmac

from bot.channels.whatsapp.signature import is_signed

SECRET = b"app-secret"
# As it travels: Urdu and emoji are escapes, slashes may be escaped.
BODY = rb'{"text":"\u0645\u062c\u06be\u06d2 \ud83c\udf38","url":"https:\/\/x"}'


def sign(body: bytes, secret: bytes = SECRET) -> bytes:
    return b"sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest().encode()


def test_what_meta_signed_is_believed() -> None:
    assert is_signed(BODY, sign(BODY), [SECRET])


def test_the_bytes_count_not_what_they_say() -> None:
    same_meaning = BODY.replace(rb"\/", b"/")
    assert not is_signed(same_meaning, sign(BODY), [SECRET])


def test_both_secrets_hold_during_a_rotation() -> None:
    assert is_signed(BODY, sign(BODY, b"new"), [b"old", b"new"])
    assert is_signed(BODY, sign(BODY, b"old"), [b"old", b"new"])
    assert not is_signed(BODY, sign(BODY, b"older"), [b"old", b"new"])


def test_strange_headers_are_refused_not_raised() -> None:
    for header in (
        b"",
        b"sha256=",
        sign(BODY)[7:],
        b"sha1=" + sign(BODY)[7:],
        sign(BODY)[:-1],
        "sha256=é".encode(),
    ):
        assert not is_signed(BODY, header, [SECRET])


def test_an_empty_secret_signs_nothing() -> None:
    assert not is_signed(BODY, sign(BODY, b""), [b""])
    assert not is_signed(BODY, sign(BODY), [])
