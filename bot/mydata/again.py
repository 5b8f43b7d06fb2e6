"""Erasing somebody without her asking in the chat: at the desk's wish, or again, after an old copy was put back."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.db import insert_new, new_id
from bot.mydata.models import erasure
from bot.mydata.service import ERASE
from bot.registry.models import NOBODY, case, person
from bot.registry.reference import is_reference


def ask_for(connection: Connection, person_id: int, origin: str, now: dt.datetime) -> bool:
    """Have a person erased by the running server; False where there is nobody of that number."""
    known = sa.select(person.c.id).where(person.c.id == person_id, person.c.id != NOBODY)
    if connection.execute(known).first() is None:
        return False
    id = new_id()
    insert_new(connection, erasure, ["origin"], [{"id": id, "person_id": person_id, "asked_at": now, "origin": origin}])
    agenda.put(connection, ERASE, id, now, person_id=person_id)
    return True


def owner_of_case(connection: Connection, reference: str) -> int | None:
    """Whose case has this number, however it is written; None where no case has it, or its owner was erased."""
    digits = "".join(c for c in reference if c.isdigit())
    if not is_reference(digits):
        return None
    written = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    query = sa.select(case.c.person_id).where(case.c.reference == written, case.c.person_id != NOBODY)
    return connection.execute(query).scalar_one_or_none()


def erased_people(connection: Connection) -> list[tuple[int, dt.datetime]]:
    """The numbers of those who have been erased, and when."""
    e = erasure.c
    query = sa.select(e.person_id, e.done_at).where(e.done_at.is_not(None)).order_by(e.done_at, e.id)
    return [(row.person_id, row.done_at) for row in connection.execute(query)]


def erase_again(connection: Connection, people: list[int], now: dt.datetime) -> int:
    """An older copy was put back, and with it people who had been erased: they go again. Returns how many."""
    return sum(ask_for(connection, id, f"again:{id}:{now.isoformat()}", now) for id in people)
