"""Passwords and the rests after wrong ones."""

import datetime as dt

import pytest
from sqlalchemy.engine import Connection

from bot.staff import lockout, passwords
from bot.staff.models import staff_wrong
from tests.staff.conftest import NOW

MINUTE = dt.timedelta(minutes=1)


def test_a_password_fits_its_own_hash_only() -> None:
    kept = passwords.hashed("gali no 4, Daska")
    assert kept.startswith("$argon2id$")
    assert passwords.fits("gali no 4, Daska", kept)
    assert not passwords.fits("gali no 4, Daska ", kept)
    assert not passwords.fits("x", "not a hash")
    assert not passwords.is_outdated(kept)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kamyab", "short"),
        ("چار لفظ ٹھیک ہیں", ""),
        ("teen chaar lafz", ""),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaa", "same"),
        ("Password123", "obvious"),
        ("Pakistan123!", "obvious"),
        ("ali.raza@example.org", "yours"),
        ("AliRaza2026", "yours"),
        ("ali goes to Multan daily", ""),
    ],
)
def test_rules_are_about_length_and_the_obvious(password: str, why: str) -> None:
    assert passwords.what_is_wrong(password, "ali.raza@example.org", "Ali Raza") == why


def test_one_time_passwords_are_good_ones_and_differ() -> None:
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    assert all(not passwords.what_is_wrong(one, "a@example.org", "A") for one in made)


def wrong(connection: Connection, email: str, address: str, times: int, now: dt.datetime = NOW) -> dt.datetime | None:
    rest = None
    for _ in range(times):
        rest = lockout.count_wrong(connection, email, address, now)
    return rest


def test_an_account_rests_longer_each_time_wherever_it_is_tried_from(connection: Connection) -> None:
    assert wrong(connection, "ali@example.org", "192.0.2.1", 4) is None
    rests = [lockout.count_wrong(connection, "ali@example.org", f"192.0.2.{i}", NOW) for i in range(2, 12)]
    assert [(rest - NOW) // MINUTE for rest in rests if rest] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert lockout.rest_until(connection, "ali@example.org", "198.51.100.1", NOW) == NOW + 60 * MINUTE
    assert lockout.rest_until(connection, "sana@example.org", "198.51.100.1", NOW) is None
    assert lockout.rest_until(connection, "ali@example.org", "198.51.100.1", NOW + 61 * MINUTE) is None


def test_an_address_that_tries_many_accounts_rests_for_all(connection: Connection) -> None:
    for i in range(29):
        assert lockout.count_wrong(connection, f"a{i}@example.org", "192.0.2.1", NOW) is None
    assert lockout.count_wrong(connection, "a30@example.org", "192.0.2.1", NOW) == NOW + MINUTE
    assert lockout.rest_until(connection, "never@example.org", "192.0.2.1", NOW) == NOW + MINUTE
    assert lockout.rest_until(connection, "never@example.org", "192.0.2.2", NOW) is None


def test_the_right_password_and_a_day_make_it_forget(connection: Connection) -> None:
    wrong(connection, "ali@example.org", "192.0.2.1", 6)
    lockout.forget(connection, "ali@example.org")
    assert lockout.rest_until(connection, "ali@example.org", "192.0.2.1", NOW) is None
    assert wrong(connection, "ali@example.org", "192.0.2.1", 4) is None
    assert wrong(connection, "ali@example.org", "192.0.2.1", 1, NOW + lockout.FORGETS_AFTER + MINUTE) is None
    lockout.tidy(connection, NOW + 2 * lockout.FORGETS_AFTER + 2 * MINUTE)
    assert connection.execute(staff_wrong.select()).fetchall() == []
