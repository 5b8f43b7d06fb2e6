"""Accounts, their sessions and permissions."""

import datetime as dt

import pytest
from sqlalchemy.engine import Connection

from bot.staff import accounts, audit, sessions
from bot.staff.accounts import NotDone
from bot.staff.roles import ROLES, Permission, may
from tests.staff.conftest import NOW

HOUR = dt.timedelta(hours=1)


def added(connection: Connection, email: str = "ali@example.org", role: str = "officer") -> int:
    return accounts.add(connection, email, role, "Ali Raza", "hash", NOW)


def test_an_email_is_one_account_however_it_is_written(connection: Connection) -> None:
    added(connection)
    found = accounts.by_email(connection, "  ALI@Example.org ")
    assert found is not None
    assert (found.email, found.must_change, found.is_on) == ("ali@example.org", True, True)
    with pytest.raises(NotDone, match="taken"):
        added(connection, "Ali@example.ORG")


@pytest.mark.parametrize("email", ["", "ali", "ali@", "@example.org", "a b@example.org", "<x>@example.org", "a@b@c"])
def test_what_is_no_email_is_no_account(connection: Connection, email: str) -> None:
    with pytest.raises(NotDone, match="email"):
        added(connection, email)


def test_the_first_admin_is_made_once_and_only_where_nobody_is(connection: Connection) -> None:
    password = accounts.first_admin(connection, NOW)
    assert password is not None
    assert accounts.first_admin(connection, NOW) is None
    [admin] = accounts.everybody(connection)
    assert (admin.email, admin.role, admin.must_change) == (accounts.FIRST_ADMIN, "admin", True)
    assert password not in admin.password_hash


def test_somebody_is_always_left_who_can_manage_accounts(connection: Connection) -> None:
    first, second = added(connection, "a@example.org", "admin"), added(connection, "b@example.org", "admin")
    accounts.set_role(connection, first, "officer")
    for wrong in (lambda: accounts.set_role(connection, second, "auditor"),
                  lambda: accounts.disable(connection, second, NOW)):  # fmt: skip
        with pytest.raises(NotDone, match="last_admin"):
            wrong()
    assert accounts.by_id(connection, second).role == "admin"  # type: ignore[union-attr]


def test_whoever_is_disabled_is_out_at_once_and_may_do_nothing(connection: Connection) -> None:
    added(connection, "boss@example.org", "admin")
    id = added(connection)
    token = sessions.begin(connection, id, "192.0.2.1", "browser", NOW)
    accounts.disable(connection, id, NOW)
    assert sessions.find(connection, token, NOW) is None
    account = accounts.by_id(connection, id)
    assert account is not None
    assert not any(account.may(permission) for permission in Permission)


def test_a_one_time_password_ends_every_session_and_the_rest(connection: Connection) -> None:
    id = added(connection)
    token = sessions.begin(connection, id, "192.0.2.1", "browser", NOW)
    accounts.set_password(connection, id, "own")
    accounts.give_one_time(connection, id, "new", NOW)
    account = accounts.by_id(connection, id)
    assert account is not None
    assert (account.password_hash, account.must_change) == ("new", True)
    assert account.password_until == NOW + accounts.ONE_TIME_LASTS
    assert sessions.find(connection, token, NOW) is None


def test_a_session_ends_when_left_alone_and_after_a_day_at_work(connection: Connection) -> None:
    token = sessions.begin(connection, added(connection), "192.0.2.1", "browser", NOW)
    session = sessions.find(connection, token, NOW + sessions.IDLE - HOUR / 60)
    assert session is not None
    assert sessions.find(connection, token, NOW + sessions.IDLE) is None
    for hours in range(1, 12):
        sessions.mark_seen(connection, session, NOW + hours * HOUR)
    assert sessions.find(connection, token, NOW + sessions.LASTS - HOUR / 60) is not None
    assert sessions.find(connection, token, NOW + sessions.LASTS) is None


def test_nobody_ends_a_session_of_somebody_else(connection: Connection) -> None:
    mine, theirs = added(connection), added(connection, "b@example.org")
    token = sessions.begin(connection, theirs, "192.0.2.1", "browser", NOW)
    [session] = sessions.open_ones(connection, theirs, NOW)
    assert not sessions.end(connection, mine, session.id, NOW)
    assert sessions.find(connection, token, NOW) is not None
    assert sessions.end(connection, theirs, session.id, NOW)
    assert sessions.find(connection, token, NOW) is None


def test_the_database_holds_no_token_and_forms_hold_no_cookie(connection: Connection) -> None:
    token = sessions.begin(connection, added(connection), "192.0.2.1", "browser", NOW)
    kept = connection.exec_driver_sql("SELECT * FROM staff_session").fetchall()
    assert token not in repr(kept)
    assert token not in sessions.form_token(token)


def test_roles_have_what_they_need_and_no_more() -> None:
    assert set(Permission) == ROLES["admin"]
    assert not any(may("auditor", permission) for permission in set(Permission) - {Permission.AUDIT})
    assert not may("publisher", Permission.REGISTRY)
    assert not may("officer", Permission.EXPORT)
    assert not may("supervisor", Permission.STAFF)
    assert not may("guest", Permission.ANSWER)


def test_the_audit_trail_is_found_by_who_what_and_when(connection: Connection) -> None:
    ali, sana = audit.Actor(1, "ali@example.org", "192.0.2.1"), audit.Actor(2, "sana@example.org", "192.0.2.2")
    audit.record(connection, ali, "case seen", NOW, person=7, subject="482-915-7036")
    audit.record(connection, sana, "logged in", NOW + HOUR)
    audit.record(connection, sana, "case seen", NOW + 2 * HOUR, person=8, subject="100%_sure")

    def found(**wanted: object) -> list[str]:
        return [f"{entry.who[:4]} {entry.what}" for entry in audit.find(connection, audit.Wanted(**wanted))]  # type: ignore[arg-type]

    assert found() == ["sana case seen", "sana logged in", "ali@ case seen"]
    assert found(who="ALI") == ["ali@ case seen"]
    assert found(what="case seen", since=NOW + HOUR) == ["sana case seen"]
    assert found(person=7) == ["ali@ case seen"]
    assert found(subject="915") == ["ali@ case seen"]
    assert found(subject="%") == ["sana case seen"]
    assert found(until=NOW + HOUR) == ["ali@ case seen"]
    last = audit.find(connection, audit.Wanted(), 1)[0].id
    assert found(before=last) == ["sana logged in", "ali@ case seen"]


def test_a_page_that_refreshes_itself_is_one_look(connection: Connection) -> None:
    ali = audit.Actor(1, "ali@example.org")
    audit.record(connection, ali, "conversation seen", NOW, subject="7")
    soon, later = NOW + HOUR / 6, NOW + HOUR
    assert audit.is_looking(connection, ali, "conversation seen", "7", soon)
    assert not audit.is_looking(connection, ali, "conversation seen", "7", later)
    assert not audit.is_looking(connection, ali, "conversation seen", "8", soon)
    assert not audit.is_looking(connection, audit.Actor(2, "x"), "conversation seen", "7", soon)
