"""What officers write for themselves: notes about a person, a ticket or a case, and answers that are given often."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import new_id
from bot.helpdesk.models import canned, note
from bot.i18n.catalogues import languages
from bot.language.cnic import mask
from bot.registry.officers import Officer, Refusal

MOST_LETTERS = 2_000
"""Of a note or a canned answer; the latter has to fit one message with the officer's name (4,096)."""


class Note(msgspec.Struct, frozen=True):
    """One note."""

    id: int
    officer: str
    text: str
    at: dt.datetime
    ticket_id: int | None = None
    case_id: int | None = None


class Canned(msgspec.Struct, frozen=True):
    """An answer that is given often. `texts` by language; one may be missing."""

    id: int
    name: str
    texts: dict[str, str]
    officer: str
    at: dt.datetime


def add_note(
    connection: Connection,
    person_id: int,
    officer: Officer,
    text: str,
    now: dt.datetime,
    *,
    ticket_id: int | None = None,
    case_id: int | None = None,
) -> Note | Refusal:
    """Write something down for colleagues."""
    text = mask(text.strip())[0]
    if not 0 < len(text) <= MOST_LETTERS:
        return Refusal("empty")
    made = Note(new_id(), officer.name, text, now, ticket_id, case_id)
    connection.execute(
        sa.insert(note).values(
            id=made.id, person_id=person_id, ticket_id=ticket_id, case_id=case_id, officer_id=officer.id,
            officer_name=officer.name, text=text, at=now,
        )
    )  # fmt: skip
    return made


def notes(connection: Connection, person_id: int, *, case_id: int | None = None) -> list[Note]:
    """The notes about a person, the oldest first; with `case_id` only those about that case."""
    n = note.c
    query = sa.select(n.id, n.officer_name, n.text, n.at, n.ticket_id, n.case_id).where(n.person_id == person_id)
    if case_id is not None:
        query = query.where(n.case_id == case_id)
    return [Note(*row) for row in connection.execute(query.order_by(n.at, n.id))]


def canned_answers(connection: Connection) -> list[Canned]:
    """All of them, by name."""
    c = canned.c
    query = sa.select(c.id, c.name, c.texts, c.officer_name, c.at).order_by(c.name)
    return [Canned(*row) for row in connection.execute(query)]


def chosen(answers: Sequence[Canned], id: str, language: str) -> str:
    """The ready answer with this id, in a language if it has that one; "" where there is none."""
    one = next((one for one in answers if str(one.id) == id), None)
    return "" if one is None else one.texts.get(language) or next(iter(one.texts.values()))


def put_canned(
    connection: Connection,
    name: str,
    texts: Mapping[str, str],
    officer: Officer,
    now: dt.datetime,
    *,
    id: int | None = None,
) -> Canned | Refusal:
    """Write an answer, or change the one with this id. Refusals: empty; overtaken (another one has that name); gone."""
    name = " ".join(name.split())[:80]
    kept = {one: text.strip() for one, text in texts.items() if text.strip() and one in languages()}
    if not name or not kept or max(map(len, kept.values())) > MOST_LETTERS:
        return Refusal("empty")
    same = sa.select(canned.c.officer_name).where(canned.c.name == name, canned.c.id != (id or 0))
    if (other := connection.execute(same).scalar_one_or_none()) is not None:
        return Refusal("overtaken", other)
    values = {"name": name, "texts": kept, "officer_name": officer.name, "at": now}
    if id is None:
        id = new_id()
        connection.execute(sa.insert(canned).values(id=id, **values))
    elif connection.execute(sa.update(canned).where(canned.c.id == id).values(**values)).rowcount != 1:
        return Refusal("gone")
    return Canned(id, name, kept, officer.name, now)


def drop_canned(connection: Connection, id: int) -> bool:
    """Throw an answer away; False where it is gone already."""
    return connection.execute(sa.delete(canned).where(canned.c.id == id)).rowcount == 1
