"""Accounts: made, changed, disabled; nobody is ever erased from here, because the audit trail names them."""

import datetime as dt
import re
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import new_id
from bot.staff import lockout, sessions
from bot.staff.models import staff
from bot.staff.passwords import hashed, one_time
from bot.staff.roles import ROLES, Permission, may

ONE_TIME_LASTS: Final = dt.timedelta(hours=72)
FIRST_ADMIN: Final = "admin@localhost"
_EMAIL: Final = re.compile(r"[^\s@<>\"',;:]{1,64}@[^\s@<>\"',;:]{1,189}")


class Account(NamedTuple):
    """One of the staff."""

    id: int
    email: str
    name: str
    role: str
    language: str
    password_hash: str
    must_change: bool
    password_until: dt.datetime | None
    created_at: dt.datetime
    seen_at: dt.datetime | None
    disabled_at: dt.datetime | None

    @property
    def is_on(self) -> bool:
        return self.disabled_at is None

    def may(self, permission: Permission) -> bool:
        return self.is_on and may(self.role, permission)


class NotDone(Exception):
    """An account cannot be made or changed so. `reason` is "email", "role", "taken", "unknown" or "last_admin"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_COLUMNS: Final = tuple(staff.c[name] for name in Account._fields)


def everybody(connection: Connection) -> list[Account]:
    """All accounts by e-mail, the disabled ones last."""
    query = sa.select(*_COLUMNS).order_by(staff.c.disabled_at.is_not(None), staff.c.email)
    return [Account(*row) for row in connection.execute(query)]


def by_email(connection: Connection, email: str) -> Account | None:
    """The account with this e-mail, also a disabled one."""
    return _one(connection, staff.c.email == tidy_email(email))


def by_id(connection: Connection, id: int) -> Account | None:
    """The account with this id, also a disabled one."""
    return _one(connection, staff.c.id == id)


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(*_COLUMNS).where(condition)).one_or_none()
    return None if row is None else Account(*row)


def tidy_email(email: str) -> str:
    """An e-mail as it is kept and compared."""
    return email.strip().lower()


def is_email(text: str) -> bool:
    """Whether it can be an e-mail, tidied."""
    return bool(_EMAIL.fullmatch(text))


def add(connection: Connection, email: str, role: str, name: str, password_hash: str, now: dt.datetime) -> int:
    """Make an account whose one-time password has to be changed; its id. Raises `NotDone`.

    Passwords come hashed: hashing takes 50 ms, in which nobody else could write.
    """
    email = tidy_email(email)
    if not is_email(email):
        raise NotDone("email")
    if role not in ROLES:
        raise NotDone("role")
    if by_email(connection, email) is not None:
        raise NotDone("taken")
    id = new_id()
    made = {
        "id": id, "email": email, "name": name.strip()[:80] or email.partition("@")[0], "role": role,
        "created_at": now, "password_hash": password_hash, "must_change": True, "password_until": now + ONE_TIME_LASTS,
    }  # fmt: skip
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(staff), [made])
    except sa.exc.IntegrityError as taken:  # in this very moment, by another process
        raise NotDone("taken") from taken
    return id


def first_admin(connection: Connection, now: dt.datetime) -> str | None:
    """Where there are no accounts at all, make an admin; the one-time password, or None."""
    if connection.execute(sa.select(sa.func.count()).select_from(staff)).scalar():
        return None
    password = one_time()
    add(connection, FIRST_ADMIN, "admin", "Admin", hashed(password), now)
    return password


def give_one_time(connection: Connection, id: int, password_hash: str, now: dt.datetime) -> None:
    """Replace a forgotten password by a one-time one; every session of the account ends, and so does its rest."""
    account = _known(connection, id)
    _set(connection, id, password_hash=password_hash, must_change=True, password_until=now + ONE_TIME_LASTS)
    lockout.forget(connection, account.email)
    sessions.end_all(connection, id, now)


def set_password(connection: Connection, id: int, password_hash: str) -> None:
    """The account's own new password, already hashed."""
    _set(connection, id, password_hash=password_hash, must_change=False, password_until=None)


def set_language(connection: Connection, id: int, language: str) -> None:
    """The language of the console's pages for this account."""
    _set(connection, id, language=language)


def set_role(connection: Connection, id: int, role: str) -> None:
    """Change what somebody may do; it holds from her next click. Raises `NotDone`."""
    if role not in ROLES:
        raise NotDone("role")
    if role != "admin":
        _leave_an_admin(connection, id)
    _known(connection, id)
    _set(connection, id, role=role)


def disable(connection: Connection, id: int, now: dt.datetime) -> None:
    """Let somebody in no more, and out at once. Raises `NotDone`."""
    _known(connection, id)
    _leave_an_admin(connection, id)
    _set(connection, id, disabled_at=now)
    sessions.end_all(connection, id, now)


def enable(connection: Connection, id: int) -> None:
    """Let a disabled account in again."""
    _known(connection, id)
    _set(connection, id, disabled_at=None)


def _leave_an_admin(connection: Connection, id: int) -> None:
    """Somebody must be left who can put things right."""
    others = sa.select(sa.func.count()).where(staff.c.role == "admin", staff.c.disabled_at.is_(None), staff.c.id != id)
    this = by_id(connection, id)
    if this is not None and this.role == "admin" and this.is_on and not connection.execute(others).scalar():
        raise NotDone("last_admin")


def _known(connection: Connection, id: int) -> Account:
    account = by_id(connection, id)
    if account is None:
        raise NotDone("unknown")
    return account


def _set(connection: Connection, id: int, **values: object) -> None:
    connection.execute(sa.update(staff).where(staff.c.id == id).values(**values))
