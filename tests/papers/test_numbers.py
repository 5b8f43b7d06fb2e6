"""What counts as the number that was asked for."""

import pytest

from bot.papers.numbers import read


@pytest.mark.parametrize(
    ("kind", "typed", "digits"),
    [
        ("cnic", "35202-1234567-1", "3520212345671"),
        ("cnic", " ۳۵۲۰۲ ۱۲۳۴۵۶۷ ۱ ", "3520212345671"),
        ("cnic", "35202.1234567.1", "3520212345671"),
        ("cnic", "35202123456", None),
        ("cnic", "352021234567123", None),
        ("cnic", "9520212345671", None),
        ("cnic", "1111111111111", None),
        ("cnic", "my card", None),
        ("cnic", "<script>3520212345671", None),
        ("cnic", "", None),
        ("ntn", "1234567-8", "12345678"),
        ("ntn", "1234567", "1234567"),
        ("ntn", "3520212345671", "3520212345671"),
        ("ntn", "123456", None),
    ],
)
def test_a_number_is_read(kind: str, typed: str, digits: str | None) -> None:
    assert read(kind, typed) == digits
