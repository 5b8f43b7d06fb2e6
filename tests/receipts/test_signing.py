"""A receipt is checked with the public key alone; whatever is changed in it is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import signing_key
from bot.receipts.signing import NotGenuine, Stated, address, check, public_key

KEY = signing_key("k" * 43)
STATED = Stated("recorded", "482-915-7036", "2026-11-23", "7k2m9qxw4hjp")


def test_whoever_has_the_public_key_can_check_it() -> None:
    assert check(address(STATED, KEY, "https://desk.example"), public_key(KEY)) == STATED


def test_another_key_does_not_fit() -> None:
    with pytest.raises(NotGenuine):
        check(address(STATED, KEY, "https://desk.example"), public_key(signing_key("x" * 43)))


@pytest.mark.parametrize(
    ("old", "new"),
    [("482-915-7036", "482-915-7037"), ("2026-11-23", "2026-11-24"), ("k=recorded", "k=accepted"), ("7k2m", "7k2n")],
)
def test_what_was_changed_is_noticed(old: str, new: str) -> None:
    url = address(STATED, KEY, "https://desk.example")
    assert old in url
    with pytest.raises(NotGenuine):
        check(url.replace(old, new), public_key(KEY))


@given(st.text())
def test_anything_else_is_no_receipt(url: str) -> None:
    with pytest.raises(NotGenuine):
        check(url, public_key(KEY))
