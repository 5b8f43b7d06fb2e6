"""What is posted to a partner is signed, with its time: nobody else can write it, and no copy of it lives long."""

from hypothesis import given
from hypothesis import strategies as st

from bot.referrals.signature import FRESH, is_genuine, sign

NOW = 1_800_000_000


def test_the_signature_is_what_the_description_says() -> None:
    import hashlib
    import hmac

    by_hand = hmac.new(b"secret", b'1800000000.{"a":1}', hashlib.sha256).hexdigest()
    assert sign("secret", NOW, b'{"a":1}') == f"sha256={by_hand}"


@given(st.binary(), st.integers(-FRESH, FRESH))
def test_a_fresh_one_counts(body: bytes, age: int) -> None:
    assert is_genuine("secret", str(NOW), body, sign("secret", NOW, body), NOW + age)


@given(st.binary(), st.binary(), st.text(), st.integers(FRESH + 1, 10**9))
def test_another_body_secret_time_or_a_late_one_does_not(body: bytes, other: bytes, text: str, late: int) -> None:
    signature = sign("secret", NOW, body)
    assert other == body or not is_genuine("secret", str(NOW), other, signature, NOW)
    assert not is_genuine("secret", str(NOW + 1), body, signature, NOW)
    assert text == "secret" or not is_genuine(text, str(NOW), body, signature, NOW)
    assert not is_genuine("secret", str(NOW), body, signature, NOW + late)
    assert not is_genuine("secret", text, body, signature, NOW) or text == str(NOW)
    assert not is_genuine("secret", str(NOW), body, text, NOW) or text == signature
