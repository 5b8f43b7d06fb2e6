"""Sessions of the console: kept in the database, so that they can be listed and ended from anywhere."""

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import new_id
from bot.staff.models import staff, staff_session

LASTS: Final = dt.timedelta(hours=12)
"""A working day, then the password again."""
IDLE: Final = dt.timedelta(hours=2)
"""Left alone for so long, it ends: desks are shared. A page that refreshes itself does not count as somebody."""
_SEEN_EVERY: Final = dt.timedelta(minutes=1)


class Session(NamedTuple):
    """A browser somebody is logged in with."""

    id: int
    staff_id: int
    address: str
    browser: str
    began_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    ended_at: dt.datetime | None

    def is_open(self, now: dt.datetime) -> bool:
        return self.ended_at is None and now < self.ends_at and now < self.seen_at + IDLE

    def is_to_be_marked(self, now: dt.datetime) -> bool:
        """Whether it is time to note again that somebody is there."""
        return now >= self.seen_at + _SEEN_EVERY


_COLUMNS: Final = tuple(staff_session.c[name] for name in Session._fields)


def begin(connection: Connection, staff_id: int, address: str, browser: str, now: dt.datetime) -> str:
    """Log somebody in; the token for her cookie."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        sa.insert(staff_session).values(
            id=new_id(), staff_id=staff_id, token_hash=_kept(token), address=address, browser=browser[:200],
            began_at=now, seen_at=now, ends_at=now + LASTS,
        )
    )  # fmt: skip
    connection.execute(sa.update(staff).where(staff.c.id == staff_id).values(seen_at=now))
    return token


def find(connection: Connection, token: str, now: dt.datetime) -> Session | None:
    """The open session this token belongs to."""
    row = connection.execute(sa.select(*_COLUMNS).where(staff_session.c.token_hash == _kept(token))).one_or_none()
    if row is None:
        return None
    session = Session(*row)
    return session if session.is_open(now) else None


def mark_seen(connection: Connection, session: Session, now: dt.datetime) -> None:
    """Somebody is there."""
    connection.execute(sa.update(staff_session).where(staff_session.c.id == session.id).values(seen_at=now))
    connection.execute(sa.update(staff).where(staff.c.id == session.staff_id).values(seen_at=now))


def open_ones(connection: Connection, staff_id: int, now: dt.datetime) -> list[Session]:
    """Where somebody is logged in now, the newest first."""
    s = staff_session.c
    query = sa.select(*_COLUMNS).where(s.staff_id == staff_id, s.ended_at.is_(None), s.ends_at > now)
    found = [Session(*row) for row in connection.execute(query.order_by(s.began_at.desc()))]
    return [session for session in found if session.is_open(now)]


def end(connection: Connection, staff_id: int, id: int, now: dt.datetime) -> bool:
    """End one session of this account; whether it was open."""
    s = staff_session.c
    change = sa.update(staff_session).where(s.id == id, s.staff_id == staff_id, s.ended_at.is_(None))
    return connection.execute(change.values(ended_at=now)).rowcount > 0


def end_all(connection: Connection, staff_id: int, now: dt.datetime, but: int | None = None) -> int:
    """End every session of this account, or every one `but` this; how many."""
    s = staff_session.c
    change = sa.update(staff_session).where(s.staff_id == staff_id, s.ended_at.is_(None))
    if but is not None:
        change = change.where(s.id != but)
    return connection.execute(change.values(ended_at=now)).rowcount


def form_token(token: str) -> str:
    """What must stand in every form of this session. Made from the cookie, which no other site can read."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
