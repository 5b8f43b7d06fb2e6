"""Two people turn out to be one, and perhaps they were two after all.

The one who was there first is kept. Whatever belongs to the other (every table whose rows name a person) is moved, and
every change is written down, so that `undo` puts all of it back as it was. The strictest consent wins.

What happened after the merge stays with the person kept, unless it came in on an identity that goes back.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import Moment, metadata, new_id
from bot.registry.models import ALSO_ASKED, consent, lock_word, merge_row, person, ticket
from bot.registry.models import merge as merges
from bot.registry.unmerge import CannotUndo, undo

__all__ = ["CannotMerge", "CannotUndo", "Merged", "lock_both", "merge", "undo"]

_SPECIAL = frozenset({"person", "merge", "merge_row", "lock_word"})
"""Tables that name people and are not simply moved."""

_BENEATH = 1_000
"""The forms of the one who goes lie beneath those of the one who stays: so far down."""


class CannotMerge(Exception):
    """Two people are not made one without an officer. `reason` is the ticket's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Merged(msgspec.Struct, frozen=True):
    """A merge that has happened."""

    id: int
    kept: int
    gone: int


def tables_of_people() -> list[sa.Table]:
    """Every table whose rows belong to a person, by its foreign key; new ones are in it by themselves."""
    tables = (table for table in metadata.sorted_tables if table.name not in _SPECIAL)
    return [table for table in tables if owner_of(table) is not None]


def owner_of(table: sa.Table) -> sa.Column[Any] | None:
    """The column that names the person a row belongs to."""
    found = [column for column in table.columns if column.references(person.c.id)]
    assert len(found) < 2, f"{table.name} names two people; say in _SPECIAL how it is merged"
    return found[0] if found else None


def lock_both(connection: Connection, first: int, second: int) -> list[dict[str, Any]]:
    """Lock two people's rows, in the order of ids like everybody; the rows."""
    query = sa.select(person).where(person.c.id.in_((first, second))).order_by(person.c.id)
    return [dict(row) for row in connection.execute(query.with_for_update(key_share=True)).mappings()]


def merge(
    connection: Connection,
    first: int,
    second: int,
    *,
    forms: Collection[str],
    waiting: Collection[str] = (),
    how: str,
    now: dt.datetime,
) -> Merged:
    """Make one person of two. `forms` are the flows of which nobody may have two. Raises `CannotMerge`.

    Of the flows `waiting`, what was left half-way comes along as well, unless both had left the same one.
    """
    rows = lock_both(connection, first, second)
    if len(rows) != 2 or any(row["merged_into"] for row in rows):
        raise CannotMerge("not_two_people")
    kept, gone = sorted(rows, key=lambda row: (row["created_at"], row["id"]))
    if _open_forms(connection, kept["id"], forms) & _open_forms(connection, gone["id"], forms):
        raise CannotMerge("two_forms")
    try:
        with connection.begin_nested():
            twice = _open_forms(connection, kept["id"], waiting)
            return _Merge(connection, kept, gone, {*forms, *waiting} - twice, now).run(how)
    except sa.exc.IntegrityError as clash:
        raise CannotMerge("rows_clash") from clash


def _open_forms(connection: Connection, owner: int, forms: Collection[str]) -> set[str]:
    session = metadata.tables["session"].c
    query = sa.select(session.flow).where(session.person_id == owner, session.state == "open")
    return set(connection.execute(query).scalars()) & set(forms)


class _Merge:
    def __init__(
        self,
        connection: Connection,
        kept: dict[str, Any],
        gone: dict[str, Any],
        forms: Collection[str],
        now: dt.datetime,
    ) -> None:
        self.connection, self.kept, self.gone, self.forms, self.now = connection, kept, gone, forms, now
        self.id = new_id()
        self.entries: dict[tuple[str, int], dict[str, Any]] = {}

    def run(self, how: str) -> Merged:
        kept, gone = self.kept["id"], self.gone["id"]
        self.connection.execute(sa.insert(merges).values(id=self.id, kept=kept, gone=gone, at=self.now, how=how))
        self._settle_consents()
        self._settle_sessions()
        self._settle_tickets()
        for table in tables_of_people():
            self._move(table)
        self._move_lock()
        self._settle_people()
        if self.entries:
            self.connection.execute(sa.insert(merge_row), list(self.entries.values()))
        return Merged(self.id, kept, gone)

    def _note(self, table: sa.Table, row: int, how: str, changed: dict[str, list[Any]] | None = None) -> None:
        entry = {"merge_id": self.id, "table_name": table.name, "row_id": row, "how": how, "changed": changed}
        before = self.entries.setdefault((table.name, row), entry)
        if before is not entry:  # a session that is moved has been changed already
            before["how"] = how
            before["changed"] = {**(before["changed"] or {}), **(changed or {})} or None

    def _change(self, table: sa.Table, row: dict[str, Any], how: str = "changed", **values: Any) -> None:
        """Change a row, and note by column what was and what became."""
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            self.connection.execute(sa.update(table).where(table.c.id == row["id"]).values(**changed))
            self._note(table, row["id"], how, {name: [plain(row[name]), plain(v)] for name, v in changed.items()})

    def _move(self, table: sa.Table) -> None:
        owner = owner_of(table)
        assert owner is not None
        of_gone = owner == self.gone["id"]
        for id in self.connection.execute(sa.select(table.c.id).where(of_gone)).scalars().all():
            self._note(table, id, "moved")
        self.connection.execute(sa.update(table).where(of_gone).values({owner.name: self.kept["id"]}))

    def _settle_consents(self) -> None:
        """What one of the two has refused holds for both, until it is asked again."""
        latest: dict[int, dict[str, Any]] = {}
        for owner in (self.kept["id"], self.gone["id"]):
            query = sa.select(consent).where(consent.c.person_id == owner).order_by(consent.c.at, consent.c.id)
            latest[owner] = {row["topic"]: row for row in self.connection.execute(query).mappings()}
        mine, theirs = latest[self.kept["id"]], latest[self.gone["id"]]
        for topic in mine.keys() & theirs.keys():
            if mine[topic]["given"] == theirs[topic]["given"]:
                continue
            refused = theirs[topic] if mine[topic]["given"] else mine[topic]
            again = {"id": new_id(), "person_id": self.kept["id"], "at": self.now, "origin": f"merge:{self.id}:{topic}"}
            self.connection.execute(sa.insert(consent).values({**refused, **again}))
            self._note(consent, again["id"], "made")

    def _settle_sessions(self) -> None:
        """Her forms come along, beneath; a conversation that was on top of them is over."""
        session = metadata.tables["session"]
        query = sa.select(session.c.id, session.c.flow, session.c.state, session.c.position).where(
            session.c.person_id == self.gone["id"], session.c.state == "open"
        )
        for row in self.connection.execute(query).mappings().all():
            if row["flow"] in self.forms:
                self._change(session, dict(row), position=row["position"] - _BENEATH)
            else:
                self._change(session, dict(row), state="done", position=-1)

    def _settle_tickets(self) -> None:
        """One place in the queue is enough: the one that an officer has, else the earlier one.

        Its history says what the other one was there for, so that nobody takes it for done when half of it is.
        """
        both = ticket.c.person_id.in_((self.kept["id"], self.gone["id"]))
        claimed = sa.case((ticket.c.state == "claimed", 0), else_=1)
        query = (
            sa.select(ticket)
            .where(both, ticket.c.state.in_(("waiting", "claimed")))
            .order_by(claimed, ticket.c.opened_at, ticket.c.id)
        )
        rows = self.connection.execute(query).mappings().all()
        for row in rows[1:]:
            self._change(ticket, dict(row), state="closed")
            self._note_also(rows[0]["id"], row["id"], row["reason"])

    def _note_also(self, kept: int, closed: int, reason: str) -> None:
        event = metadata.tables["ticket_event"]
        query = sa.select(event).where(event.c.ticket_id == closed, event.c.what == ALSO_ASKED)
        rows = [dict(row) for row in self.connection.execute(query.order_by(event.c.id)).mappings()]
        blank = {"at": self.now, "what": ALSO_ASKED, "detail": {"reason": reason}, "officer_name": ""}
        for row in [blank, *rows]:
            made = {**row, "id": new_id(), "ticket_id": kept}
            self.connection.execute(sa.insert(event).values(made))
            self._note(event, made["id"], "made")

    def _move_lock(self) -> None:
        """The things stay locked: with the word of the one who is kept, else with the other's."""
        by_owner = sa.select(lock_word.c.id).where(lock_word.c.person_id == sa.bindparam("owner"))
        mine = self.connection.execute(by_owner, {"owner": self.kept["id"]}).scalar_one_or_none()
        theirs = self.connection.execute(by_owner, {"owner": self.gone["id"]}).scalar_one_or_none()
        if mine is None and theirs is not None:
            moved = sa.update(lock_word).where(lock_word.c.id == theirs)
            self.connection.execute(moved.values(person_id=self.kept["id"]))
            self._note(lock_word, theirs, "moved")

    def _settle_people(self) -> None:
        kept, gone = self.kept, self.gone
        muted = [until for until in (kept["muted_until"], gone["muted_until"]) if until is not None]
        wants = kept["wants_broadcasts"] and gone["wants_broadcasts"]
        self._note(person, kept["id"], "changed", {"wants_broadcasts": [kept["wants_broadcasts"], wants]})
        self._change(
            person,
            kept,
            wants_broadcasts=wants,
            met=kept["met"] or gone["met"],
            muted_until=max(muted, default=None),
            held_by_desk=kept["held_by_desk"] or gone["held_by_desk"],
            is_owed=kept["is_owed"] or gone["is_owed"],
            missed=[*(kept["missed"] or []), *gone["missed"]] if gone["missed"] else kept["missed"],
        )
        self._change(person, gone, merged_into=kept["id"], missed=None)


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    return Moment().process_bind_param(value, None) if isinstance(value, dt.datetime) else value  # type: ignore[arg-type]
