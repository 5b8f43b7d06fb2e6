"""One transaction for everything that came in since the last one.

Stored once, answered once: the inbox rows, who wrote, the turns, what they had done, the sessions and the replies
are committed together or not at all. The statements are set-based: their number hardly grows with the batch.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.service import TELL
from bot.answered import gaps
from bot.channels.contract import WINDOW, IdentityChanged, Message, Notice, Preference, Status
from bot.chat.taps import command_tap
from bot.db import reserve
from bot.helpdesk import templates
from bot.inbox import due, owed, rows, sessions, tellings
from bot.inbox.arrivals import Applied, Arrival, Fired
from bot.inbox.masking import Keys, unanswered_secrets
from bot.inbox.models import inbound
from bot.inbox.rows import key_of
from bot.inbox.turns import Lane, Setting, run_turns
from bot.outbox import queue, statuses
from bot.outbox.queue import Queued, Reply
from bot.registry.models import person
from bot.registry.people import People, Person

MUTED_BY_STAFF = dt.timedelta(hours=12)
"""After staff have written on the business phone the bot leaves the person to them for so long."""

__all__ = ["LINK", "Applied", "Arrival", "Fired", "apply"]

_READ, _STOP = command_tap(templates.READ), command_tap("stop")

LINK = "link"
"""The kind of what fires when something is due about joining two channels."""


def apply(connection: Connection, arrivals: Sequence[Arrival], setting: Setting, parked: dict[str, str]) -> Applied:
    """Take in a batch. `parked` holds the keys of messages whose turns are not to be tried again, with the reason.

    Raises `TurnFailed` when a turn fails; nothing may be committed then.
    """
    return _Batch(connection, setting, parked).run(arrivals)


class _Batch:
    def __init__(self, connection: Connection, setting: Setting, parked: dict[str, str]) -> None:
        self.connection, self.setting, self.parked = connection, setting, parked
        self.now = setting.now
        self.people = People(connection, self.now)
        self.applied = Applied()
        self.announced: list[Reply] = []
        """Templates that say that something waits."""

    def run(self, arrivals: Sequence[Arrival]) -> Applied:
        arrivals = self._without_occasions(arrivals)
        status = [a.event for a in arrivals if isinstance(a.event, Status)]
        if status:
            self.applied.news = statuses.apply(self.connection, status, self.setting.tariff)
        fresh = self._without_doubles([a for a in arrivals if not isinstance(a.event, Status)])
        if fresh:
            self._take_in(fresh)
        return self.applied

    def _without_occasions(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """What is to be done about links takes transactions of its own (`bot.inbox.occasions`)."""
        left = [a for a in arrivals if not (isinstance(a.event, Fired) and a.event.kind == LINK)]
        self.applied.roused = self.applied.roused or len(left) < len(arrivals)
        return left

    def _without_doubles(self, arrivals: list[Arrival]) -> list[Arrival]:
        fresh = rows.fresh(self.connection, arrivals)
        self.applied.doubled += len(arrivals) - len(fresh)
        self.applied.accepted = len(fresh)
        return fresh

    def _take_in(self, arrivals: list[Arrival]) -> None:
        owners = self._owners(arrivals)
        people = self.people.rows
        states = [self._state(a, people.get(o) if o else None) for a, o in zip(arrivals, owners, strict=True)]
        keys = [key_of(arrival.event) for arrival in arrivals]
        ids = dict(zip(keys, reserve(self.connection, inbound, len(keys)), strict=True))
        secrets = unanswered_secrets(self.connection, arrivals, owners, states, people)
        self._remember_missed(arrivals, owners, states, secrets)
        self._apply_preferences(arrivals, owners)
        paid, overdue = self._pay(arrivals, owners)
        lanes = self._lanes(arrivals, owners, states, ids, people, overdue)
        if lanes:
            run_turns(self.connection, lanes, self.setting)
        # The turns come first: they know which words must not be kept.
        secrets = secrets.union(*(lane.secrets for lane in lanes))
        self.applied.files = rows.put(
            self.connection, arrivals, owners, states, ids, secrets=secrets, errors=self.parked, now=self.now
        )
        if lanes:
            sessions.save(self.connection, lanes, self.setting.script, self.now)
            gaps.note(self.connection, [missed for lane in lanes for missed in lane.gaps], self.now)
            self.applied.roused = self.applied.roused or any(lane.roused for lane in lanes)
        replies = [*paid, *(reply for lane in lanes for reply in lane.replies), *self.announced, *self._fire(arrivals)]
        self.applied.states = dict(zip(ids, states, strict=True))
        self.applied.replies = replies
        self.applied.queued = self._put(replies)

    def _fire(self, arrivals: list[Arrival]) -> list[Reply]:
        """Timers come after the messages: who has just written need not be reminded."""
        fired = (a.event for a in arrivals if isinstance(a.event, Fired) and a.event.kind != TELL)
        script = self.setting.script
        return [r for e in fired if (r := due.fire(self.connection, e, script, self.now)) is not None]

    def _put(self, replies: list[Reply]) -> list[Queued]:
        """Put the replies into the outbox; what of it this process is to send."""
        queued = queue.put(self.connection, replies, self.now)
        owed.note_queued(self.connection, replies, queued)
        if self.setting.lanes is None or not replies:
            return queued
        people = [self.people.rows[id] for id in {reply.person_id for reply in replies}]
        return self.setting.lanes.take(self.connection, people, queued, self.now)

    def _owners(self, arrivals: list[Arrival]) -> list[int | None]:
        events = [a.event for a in arrivals]
        self.people.load(
            [e.sender for e in events if isinstance(e, Message | Preference)],
            [e for e in events if isinstance(e, IdentityChanged)],
        )
        self.people.load_known(e.person_id for e in events if isinstance(e, Fired) and e.person_id is not None)
        owners: list[int | None] = []
        for event in events:
            match event:
                case Message() | Preference():
                    owners.append(self.people.person_of(event.sender))
                case IdentityChanged():
                    owners.append(self.people.change(event))
                case Fired():
                    # Between the look at the agenda and now she may have been erased.
                    owners.append(event.person_id if event.person_id in self.people.rows else None)
                case _:
                    owners.append(None)
        self.people.save()
        return owners

    def _pay(
        self, arrivals: list[Arrival], owners: list[int | None]
    ) -> tuple[list[Reply], dict[int, list[owed.Telling]]]:
        """What waited for somebody to write is said now: officers' answers, and by person what else is to be told."""
        came: dict[int, Message] = {}
        for arrival, owner in zip(arrivals, owners, strict=True):
            event = arrival.event
            if not isinstance(event, Message) or owner is None or not self.people.rows[owner].is_owed:
                continue
            if event.answerable and self.now - event.sent_at < WINDOW:
                came[owner] = event
        return owed.pay(self.connection, came, self.people.rows, self.now) if came else ([], {})

    def _state(self, arrival: Arrival, owner: Person | None) -> str:
        event = arrival.event
        if not isinstance(event, Message):
            if isinstance(event, Notice) and event.field == templates.STATUS_FIELD:
                templates.heard(self.connection, event, self.now)
            return "kept"
        if event.from_us and owner is not None:
            # From when it was written: an imported history of last month silences nobody.
            until = event.sent_at + MUTED_BY_STAFF
            owner.muted_until = max(until, owner.muted_until or until)
        if event.key in self.parked:
            return "parked"
        if not event.answerable or owner is None:
            return "kept"
        if owner.held_by_desk or (owner.muted_until is not None and owner.muted_until > self.now):
            # Staff have the conversation; only "stop" is obeyed whoever talks.
            if not _stops(arrival):
                return "kept"
        elif owner.is_owed and event.heard.tap == _READ:
            return "kept"  # what she taps for is no turn's answer: it is owed, and said now
        return "stale" if self.now - event.sent_at > WINDOW else "done"

    def _remember_missed(
        self, arrivals: list[Arrival], owners: list[int | None], states: list[str], secrets: Keys
    ) -> None:
        late: dict[int, list[str]] = defaultdict(list)
        for arrival, owner, state in zip(arrivals, owners, states, strict=True):
            if state != "stale" or key_of(arrival.event) in secrets:
                continue
            if owner is not None and isinstance(arrival.event, Message):
                late[owner].append(arrival.event.heard.text)
        if late:
            sessions.remember_missed(self.connection, late, self.people.rows)

    def _apply_preferences(self, arrivals: list[Arrival], owners: list[int | None]) -> None:
        changed: list[dict[str, Any]] = []
        for arrival, owner in zip(arrivals, owners, strict=True):
            event = arrival.event
            if isinstance(event, Preference):
                changed.append({"p": owner, "wants_broadcasts": event.wants_broadcasts, "blocked": event.blocked})
            elif isinstance(event, Message) and event.from_us:
                muted = self.people.rows[owner].muted_until if owner is not None else None
                self.connection.execute(sa.update(person).where(person.c.id == owner).values(muted_until=muted))
        if changed:
            self.connection.execute(sa.update(person).where(person.c.id == sa.bindparam("p")), changed)

    def _lanes(
        self,
        arrivals: list[Arrival],
        owners: list[int | None],
        states: list[str],
        ids: dict[tuple[str, str], int],
        people: dict[int, Person],
        overdue: dict[int, list[owed.Telling]],
    ) -> list[Lane]:
        """One lane a person, her messages in the order of acceptance; lanes in the order of people's ids."""
        lanes: dict[int, Lane] = {}
        for arrival, owner, state in zip(arrivals, owners, states, strict=True):
            event = arrival.event
            if not isinstance(event, Message) or owner is None:
                continue
            if state not in ("done", "parked"):
                continue
            lane = lanes.get(owner)
            if lane is None:
                lane = lanes[owner] = Lane(people[owner])
            inbound_id = ids[(event.sender.channel, event.key)]
            lane.add(event, arrival.understood, inbound_id, apologise=state == "parked")
        for owner, tellings_ in overdue.items():
            for one in tellings_:
                lane = lanes.setdefault(owner, Lane(people[owner]))
                lane.rouse(one.message, one.telling["command"], "notice", one.message.sent_at + WINDOW, one.telling)
        told = [a.event for a in arrivals if isinstance(a.event, Fired) and a.event.kind == TELL]
        for event in told:
            asking = tellings.rouse(self.connection, event, people, lanes, self.now)
            self.announced += [asking] if asking is not None else []
        ordered = [lanes[id] for id in sorted(lanes)]
        sessions.load(self.connection, ordered)
        return ordered


def _stops(arrival: Arrival) -> bool:
    event = arrival.event
    return isinstance(event, Message) and (arrival.understood.command == "stop" or event.heard.tap == _STOP)
