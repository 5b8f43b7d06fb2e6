"""Who wrote? From the names a carrier uses to a person.

A person has many identities, and nothing is keyed by a phone number: numbers are shared, recycled, and since 2026
may not be shown at all. The rules, in order:

* a strong name (a BSUID, a Telegram id) that is known decides;
* a phone number alone decides when nothing stronger came with it;
* a known number with a new strong name is linked to the person of that number only while that person has no strong
  name yet; otherwise it is a new person (a recycled SIM, until shown otherwise), who takes the number over;
* when number and strong name belong to two people, nothing is merged: the strong name wins, and it is logged.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Handle, IdentityChanged, Sender
from bot.db import Prepared, among, inserted, new_id, padded
from bot.registry.models import identity, person

log = logging.getLogger(__name__)

Key = tuple[str, str, str]

_i = identity.c


class Person(msgspec.Struct):
    """A person's row, as a turn needs it."""

    id: int
    language: str = ""
    language_chosen: bool = False
    met: bool = False
    blocked: bool = False
    muted_until: dt.datetime | None = None
    missed: list[str] = []
    lane_owner: int | None = None
    lane_until: dt.datetime | None = None
    lane_wanted: bool = False
    held_by_desk: bool = False
    is_owed: bool = False
    is_new: bool = False


_row = (
    person.c.id,
    person.c.language,
    person.c.language_chosen,
    person.c.met,
    person.c.blocked,
    person.c.muted_until,
    person.c.missed,
    person.c.lane_owner,
    person.c.lane_until,
    person.c.lane_wanted,
    person.c.held_by_desk,
    person.c.is_owed,
)


def _make_in_use(dialect: str) -> sa.Executable:
    """Who has these names, by id: everybody locks in the same order."""
    query = (
        sa.select(_i.channel, _i.kind, _i.value, person.c.merged_into, *_row)
        .join(person, person.c.id == _i.person_id)
        # Channel and kind too: they come first in the index, which would be read from end to end without them.
        .where(_i.ended_at.is_(None), *(among(_i[name], name, dialect) for name in ("channel", "kind", "value")))
        .order_by(person.c.id)
    )
    # With a lock that lets others' rows name them meanwhile (`key_share`): somebody's seat may become another one's
    # offer while she herself is writing.
    return query.with_for_update(of=person, key_share=True) if dialect == "postgresql" else query


_in_use = Prepared(_make_in_use)
_new_person = inserted(person, "id", "created_at")
_new_identity = inserted(identity, "id", "person_id", "channel", "kind", "value", "began_at")


class People:
    """Resolves the senders of one batch, with a handful of statements however many there are."""

    def __init__(self, connection: Connection, now: dt.datetime) -> None:
        self._connection, self._now = connection, now
        self.rows: dict[int, Person] = {}
        """Everybody who is concerned in this batch."""
        self._known: dict[Key, int] = {}
        self._new_people: list[int] = []
        self._links: dict[Key, int] = {}
        self._ended: list[Key] = []

    def load(self, senders: Iterable[Sender], changes: Iterable[IdentityChanged] = ()) -> None:
        """Read all identities that may be needed."""
        named = {(s.channel, h.kind, h.value) for s in senders for h in s.handles}
        named |= {(c.channel, h.kind, h.value) for c in changes for h in (*c.old, *c.new)}
        if not named:
            return
        channel, kind, value = (list(set(part)) for part in zip(*named, strict=True))
        found = _in_use.all(self._connection, channel=channel, kind=kind, value=value)
        if any(row[3] is not None for row in found):
            # While we waited for her row she became one with somebody else; only a new statement sees her names there.
            found = _in_use.all(self._connection, channel=channel, kind=kind, value=value)
        for its_channel, its_kind, its_value, _merged_into, *row in found:
            self._known[(its_channel, its_kind, its_value)] = row[0]
            if row[0] not in self.rows:
                self.rows[row[0]] = _person(row)

    def load_known(self, ids: Iterable[int]) -> None:
        """Read, and lock, people whom a timer concerns."""
        missing = [id for id in ids if id not in self.rows]
        if missing:
            query = sa.select(*_row).where(person.c.id.in_(padded(missing))).order_by(person.c.id)
            for row in self._connection.execute(query.with_for_update(key_share=True)):
                self.rows[row[0]] = _person(row)

    def change(self, event: IdentityChanged) -> int | None:
        """Give the person of the old names the new ones. None when nobody has the old ones.

        The carrier says so itself, so a number goes to its new owner even from somebody else (a recycled SIM). A user
        id of somebody else's is not taken away; then the old one of that kind stays, or she would be nobody.
        """
        channel = event.channel
        owner = next((o for h in event.old if (o := self._known.get((channel, h.kind, h.value)))), None)
        if owner is None:
            return None
        kept = {(channel, h.kind, h.value) for h in event.new}
        for handle in event.new:
            key = (channel, handle.kind, handle.value)
            if self._known.get(key, owner) != owner:
                if handle.kind != "phone":
                    log.warning("identity conflict: a changed user id belongs to somebody else; not merged")
                    continue
                self._end(key)
            if key not in self._known:
                self._link(key, owner)
            for old in event.old:
                ended = (channel, old.kind, old.value)
                if old.kind == handle.kind and ended not in kept and self._known.get(ended) == owner:
                    self._end(ended)
        return owner

    def person_of(self, sender: Sender) -> int:
        """The person who wrote; a new one where the rules say so."""
        channel = sender.channel
        strong = [h for h in sender.handles if h.kind != "phone"]
        phones = [h for h in sender.handles if h.kind == "phone"]
        by_strong = self._owner(channel, strong)
        by_phone = self._owner(channel, phones)
        if by_strong is not None:
            if by_phone not in (None, by_strong):
                log.warning("identity conflict: number and user id belong to two people; the user id wins")
                phones = []
            owner = by_strong
        elif by_phone is not None and (not strong or not self._has_strong_name(by_phone, channel)):
            owner = by_phone
        else:
            owner = self._new_person()
            for handle in phones:
                if (key := (channel, handle.kind, handle.value)) in self._known:
                    self._end(key)
        for handle in (*strong, *phones):
            key = (channel, handle.kind, handle.value)
            if key not in self._known:
                self._link(key, owner)
        return owner

    def save(self) -> None:
        """Write new people and identities."""
        connection = self._connection
        if self._ended:
            connection.execute(
                sa.update(identity)
                .where(
                    identity.c.channel == sa.bindparam("c"),
                    identity.c.kind == sa.bindparam("k"),
                    identity.c.value == sa.bindparam("v"),
                    identity.c.ended_at.is_(None),
                )
                .values(ended_at=self._now),
                [{"c": c, "k": k, "v": v} for c, k, v in self._ended],
            )
        _new_person.run(connection, [{"id": id, "created_at": self._now} for id in self._new_people])
        _new_identity.run(
            connection,
            [
                {"id": new_id(), "person_id": owner, "channel": c, "kind": k, "value": v, "began_at": self._now}
                for (c, k, v), owner in self._links.items()
            ],
        )

    def _owner(self, channel: str, handles: list[Handle]) -> int | None:
        return next((o for h in handles if (o := self._known.get((channel, h.kind, h.value)))), None)

    def _has_strong_name(self, owner: int, channel: str) -> bool:
        if any(o == owner and key[0] == channel and key[1] != "phone" for key, o in self._links.items()):
            return True
        query = sa.select(sa.literal(1)).where(
            identity.c.person_id == owner,
            identity.c.channel == channel,
            identity.c.kind != "phone",
            identity.c.ended_at.is_(None),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def _new_person(self) -> int:
        made = new_id()
        self._new_people.append(made)
        self.rows[made] = Person(made, is_new=True)
        return made

    def _link(self, key: Key, owner: int) -> None:
        self._known[key] = owner
        self._links[key] = owner

    def _end(self, key: Key) -> None:
        if self._links.pop(key, None) is None:
            self._ended.append(key)
        del self._known[key]


def _person(row: Sequence[Any]) -> Person:
    """A person from the columns of `_row`."""
    id, language, chosen, met, blocked, muted_until, missed, *rest = row
    return Person(id, language, chosen, met, blocked, muted_until, missed or [], *rest)
