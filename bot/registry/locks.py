"""The lock on a person's things: one word a person, of which we hold a salted hash; open for 24 hours on a channel."""

import datetime as dt
import hmac
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.chat.requests import Done, Outcome, Refused
from bot.db import new_id, padded, upsert
from bot.registry.models import case, lock_word
from bot.registry.requests import LockCard, SetLockWord, TryLockWord
from bot.registry.wished import Wished

OPEN_FOR = dt.timedelta(hours=24)
MOST_WRONG = 5
RESTS_FOR = dt.timedelta(hours=1)


def my_lock(connection: Connection, wishes: list[Wished]) -> list[LockCard]:
    """How the locks stand. A person without one gets a salt, should she want one."""
    rows = _rows(connection, [wish.person_id for wish in wishes])
    cards = []
    for wish in wishes:
        row = rows.get(wish.person_id)
        if row is None:
            cards.append(LockCard(salt=secrets.token_hex(16)))
            continue
        rests = row["rests_until"] is not None and wish.now < row["rests_until"]
        cards.append(LockCard(exists=True, shut=not _is_open(row, wish), rests=rests, salt=row["salt"]))
    return cards


def try_lock_word(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_try_one(connection, wish) for wish in wishes]


def _try_one(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, TryLockWord)
    row = _rows(connection, [wish.person_id]).get(wish.person_id)
    if row is None:
        return Done()  # it was taken away meanwhile
    if row["rests_until"] is not None and wish.now < row["rests_until"]:
        return Refused("rests")
    if hmac.compare_digest(asked.hash, row["hash"]):
        until = (wish.now + OPEN_FOR).isoformat()
        opened = {**(row["open_until"] or {}), wish.channel: until}
        _change(connection, wish.person_id, wrong=0, rests_until=None, open_until=opened)
        return Done()
    wrong = row["wrong"] + 1
    if wrong < MOST_WRONG:
        _change(connection, wish.person_id, wrong=wrong)
        return Refused("wrong")
    _change(connection, wish.person_id, wrong=0, rests_until=wish.now + RESTS_FOR)
    return Refused("rests")


def set_lock_word(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    rows = []
    for wish in wishes:
        asked = wish.request
        assert isinstance(asked, SetLockWord)
        row = {"person_id": wish.person_id, "salt": asked.salt, "hash": asked.hash, "made_at": wish.now}
        rows.append({"id": new_id(), **row, "wrong": 0, "rests_until": None, "open_until": None})
    upsert(connection, lock_word, ["person_id"], rows)
    return [Done() for _wish in wishes]


def shut_lock(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    for wish in wishes:
        _change(connection, wish.person_id, open_until=None)
    return [Done() for _wish in wishes]


def remove_lock(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_remove_one(connection, wish) for wish in wishes]


def _remove_one(connection: Connection, wish: Wished) -> Outcome:
    row = _rows(connection, [wish.person_id]).get(wish.person_id)
    if row is not None and not _is_open(row, wish):
        return Refused("shut")
    remove(connection, wish.person_id)
    return Done()


def remove(connection: Connection, person_id: int) -> bool:
    """Take a lock away, by whoever has made sure who she is; whether there was one."""
    return connection.execute(sa.delete(lock_word).where(lock_word.c.person_id == person_id)).rowcount == 1


def remove_for(connection: Connection, reference: str) -> bool:
    """Take away the lock of whose case has this reference number; whether there was one."""
    owner = connection.execute(sa.select(case.c.person_id).where(case.c.reference == reference)).scalar_one_or_none()
    return owner is not None and remove(connection, owner)


def _rows(connection: Connection, people: list[int]) -> dict[int, dict[str, Any]]:
    query = sa.select(lock_word).where(lock_word.c.person_id.in_(padded(people)))
    return {row["person_id"]: dict(row) for row in connection.execute(query).mappings()}


def _change(connection: Connection, person_id: int, **values: Any) -> None:
    connection.execute(sa.update(lock_word).where(lock_word.c.person_id == person_id).values(**values))


def _is_open(row: dict[str, Any], wish: Wished) -> bool:
    until = (row["open_until"] or {}).get(wish.channel)
    return until is not None and wish.now < dt.datetime.fromisoformat(until)
