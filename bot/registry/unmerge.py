"""Taking a merge back: every row that was moved or changed goes back to what it was.

A value that has changed again since stays as it is. Rows that came in since, on an identity that goes back, go along:
messages by their sender's name, and with them what they brought about, which carries the very time of their batch.
"""

import datetime as dt
from collections import defaultdict
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Address, Message, Preference
from bot.chat.session import Session
from bot.db import Moment, metadata
from bot.registry.models import consent, identity, merge_row, person
from bot.registry.models import merge as merges

Names = set[tuple[str, str, str]]

_TIMES = ("created_at", "opened_at", "began_at", "at")
"""How tables call the moment at which a row was made."""

_event = msgspec.json.Decoder(Message | Preference).decode
_address = msgspec.json.Decoder(Address).decode
_session = msgspec.json.Decoder(Session).decode


class CannotUndo(Exception):
    """The merge cannot be taken back; says why."""


def undo(connection: Connection, merge_id: int, now: dt.datetime) -> None:
    """Make two people again of one. Raises `CannotUndo`."""
    query = sa.select(merges).where(merges.c.id == merge_id)
    found = connection.execute(query.with_for_update()).mappings().one_or_none()
    if found is None:
        raise CannotUndo(f"there is no merge {merge_id}")
    if found["undone_at"] is not None:
        raise CannotUndo(f"merge {merge_id} has been undone already")
    kept, gone = found["kept"], found["gone"]
    locked = sa.select(person.c.id).where(person.c.id.in_((kept, gone))).order_by(person.c.id)
    connection.execute(locked.with_for_update(key_share=True))
    later = sa.select(merges.c.id).where(
        merges.c.id > merge_id,
        merges.c.undone_at.is_(None),
        sa.or_(merges.c.kept.in_((kept, gone)), merges.c.gone.in_((kept, gone))),
    )
    newest = connection.execute(later.order_by(merges.c.id.desc()).limit(1)).scalar_one_or_none()
    if newest is not None:
        raise CannotUndo(f"undo the later merge {newest} first")
    _Undo(connection, merge_id, kept, gone, found["at"]).run()
    connection.execute(sa.update(merges).where(merges.c.id == merge_id).values(undone_at=now))


class _Undo:
    def __init__(self, connection: Connection, merge_id: int, kept: int, gone: int, at: dt.datetime) -> None:
        self.connection, self.kept, self.gone, self.at = connection, kept, gone, at
        query = sa.select(merge_row).where(merge_row.c.merge_id == merge_id)
        self.entries = [dict(row) for row in connection.execute(query).mappings()]
        self.known: dict[str, set[int]] = defaultdict(set)
        """By table, the rows that the merge itself moved, changed or made."""
        for entry in self.entries:
            self.known[entry["table_name"]].add(entry["row_id"])

    def run(self) -> None:
        self._give_back_what_came_since()
        stopped_since = self._has_stopped_since()
        for entry in self.entries:
            self._put_back(metadata.tables[entry["table_name"]], entry)
        if stopped_since:  # nobody knows on which side; the strictest holds for both
            both = sa.update(person).where(person.c.id.in_((self.kept, self.gone)))
            self.connection.execute(both.values(wants_broadcasts=False))

    def _put_back(self, table: sa.Table, entry: dict[str, Any]) -> None:
        row = table.c.id == entry["row_id"]
        if entry["how"] == "made":
            self.connection.execute(sa.delete(table).where(row))
            return
        if entry["how"] == "moved":
            owner = next(column for column in table.columns if column.references(person.c.id))
            self.connection.execute(sa.update(table).where(row).values({owner.name: self.gone}))
        changed = {name: (_value(table, name, was), _value(table, name, became))
                   for name, (was, became) in (entry["changed"] or {}).items()}  # fmt: skip
        if not changed:
            return
        stands = self.connection.execute(sa.select(table).where(row)).mappings().one_or_none()
        if stands is None:
            return
        restored = {name: was for name, (was, became) in changed.items() if stands[name] == became}
        if restored:
            self.connection.execute(sa.update(table).where(row).values(**restored))

    def _has_stopped_since(self) -> bool:
        """Whether announcements were wanted right after the merge, and are not any more."""
        query = sa.select(person.c.wants_broadcasts).where(person.c.id == self.kept)
        wants = self.connection.execute(query).scalar_one()
        entry = next(e for e in self.entries if (e["table_name"], e["row_id"]) == ("person", self.kept))
        return bool(entry["changed"]["wants_broadcasts"][1]) and not wants

    # --- what came in since

    def _give_back_what_came_since(self) -> None:
        names = self._names_that_go_back()
        went, stayed = self._since(names)
        times = {at for at, _id, _key in went} - stayed
        for table in metadata.sorted_tables:
            if table.name in ("inbound", "outbound", "session", "timer", "consent"):
                continue
            column = next((table.c[name] for name in _TIMES if name in table.c), None)
            if column is not None and "person_id" in table.c and "id" in table.c and times:
                self._give(table, sa.and_(column.in_(times), column >= self.at))
        inbound, outbound = metadata.tables["inbound"], metadata.tables["outbound"]
        self._give(inbound, inbound.c.id.in_([id for _at, id, _key in went]))
        self._give(outbound, outbound.c.id.in_(self._sent_since(names)))
        self._give(consent, sa.and_(consent.c.at >= self.at, consent.c.message_key.in_([key for _a, _i, key in went])))
        session, timer = metadata.tables["session"], metadata.tables["timer"]
        began = self._begun_at(times)
        self._give(session, session.c.id.in_(began))
        self._give(timer, timer.c.subject.in_(began))

    def _give(self, table: sa.Table, which: sa.ColumnElement[bool]) -> None:
        mine = sa.and_(table.c.person_id == self.kept, table.c.id.not_in(self.known[table.name]), which)
        self.connection.execute(sa.update(table).where(mine).values(person_id=self.gone))

    def _names_that_go_back(self) -> Names:
        query = sa.select(identity.c.channel, identity.c.kind, identity.c.value).where(
            identity.c.id.in_(self.known["identity"])
        )
        return {(channel, kind, value) for channel, kind, value in self.connection.execute(query)}

    def _since(self, names: Names) -> tuple[list[tuple[dt.datetime, int, str]], set[dt.datetime]]:
        """Messages since the merge that came in on names that go back; and the times of those that did not."""
        i = metadata.tables["inbound"].c
        query = sa.select(i.id, i.key, i.received_at, i.body).where(i.person_id == self.kept, i.received_at >= self.at)
        went, stayed = [], set()
        for id, key, at, body in self.connection.execute(query):
            if id in self.known["inbound"]:
                continue
            try:
                sender = _event(body).sender
            except msgspec.ValidationError:
                continue
            if any((sender.channel, handle.kind, handle.value) in names for handle in sender.handles):
                went.append((at, id, key))
            else:
                stayed.add(at)
        return went, stayed

    def _sent_since(self, names: Names) -> list[int]:
        o = metadata.tables["outbound"].c
        query = sa.select(o.id, o.address).where(o.person_id == self.kept, o.created_at >= self.at)
        found = ((id, _address(address)) for id, address in self.connection.execute(query))
        return [id for id, to in found if any((to.channel, h.kind, h.value) in names for h in to.handles)]

    def _begun_at(self, times: set[dt.datetime]) -> list[int]:
        s = metadata.tables["session"].c
        query = sa.select(s.id, s.body).where(s.person_id == self.kept, s.touched_at >= self.at)
        return [id for id, body in self.connection.execute(query) if _session(body).began_at in times]


def _value(table: sa.Table, name: str, plain: Any) -> Any:
    """A column's value from JSON."""
    if plain is not None and isinstance(table.c[name].type, Moment):
        return Moment().process_result_value(plain, None)  # type: ignore[arg-type]
    return plain
