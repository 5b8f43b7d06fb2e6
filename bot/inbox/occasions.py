"""What happens to a person because of somebody else: she is asked, or told, without having written.

Joining two channels is done here, one link a transaction, with nothing else in it: two people's rows are locked, and
perhaps their messages change hands. What a person is told comes from a turn of hers like any other, opened by a
command nobody can type; so she can answer it, and what it interrupts is taken up again.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import WINDOW, Message, Sender
from bot.chat.heard import Heard
from bot.db import new_id
from bot.i18n.catalogues import DEFAULT
from bot.inbox import answers, sessions
from bot.inbox.batch import Applied
from bot.inbox.turns import Lane, Setting, run_turns
from bot.outbox import queue
from bot.registry.links import forgotten
from bot.registry.merge import CannotMerge, merge
from bot.registry.models import link, person
from bot.registry.people import People
from bot.registry.requests import AskForPerson
from bot.registry.wished import Wished

AGAIN = dt.timedelta(seconds=30)
"""After an error, before the same link is looked at again."""

GIVEN_UP = dt.timedelta(hours=1)

_ASK, _TELL = "link asked", "link over"
_l = link.c


def due(connection: Connection, now: dt.datetime) -> int | None:
    """The link about which something has been due for longest, or None."""
    query = sa.select(_l.id).where(_l.due_at <= now).order_by(_l.due_at, _l.id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def attend(connection: Connection, setting: Setting) -> Applied | None:
    """Do what is due about one link; None when nothing is."""
    id = due(connection, setting.now)
    return None if id is None else _Occasion(connection, setting, id).run()


def put_off(connection: Connection, now: dt.datetime) -> None:
    """It went wrong: look at it again soon, though not for ever."""
    id = due(connection, now)
    row = sa.update(link).where(_l.id == id)
    connection.execute(row.where(_l.expires_at > now - GIVEN_UP).values(due_at=now + AGAIN))
    connection.execute(row.where(_l.expires_at <= now - GIVEN_UP).values(**forgotten("expired")))


class _Occasion:
    def __init__(self, connection: Connection, setting: Setting, id: int) -> None:
        self.connection, self.setting, self.now, self.id = connection, setting, setting.now, id
        self.people = People(connection, setting.now)
        self.lanes: dict[int, Lane] = {}
        self.link: dict[str, Any] = {}

    def run(self) -> Applied:
        ends = sa.select(_l.giver, _l.taker).where(_l.id == self.id)
        giver, taker = self.connection.execute(ends).one()
        both = [giver] if taker is None else [giver, taker]
        self.people.load_known(both)  # locks them, in the order of ids; the link comes after
        query = sa.select(link).where(_l.id == self.id).with_for_update()
        self.link = dict(self.connection.execute(query).mappings().one())
        if self.link["due_at"] is None or self.link["due_at"] > self.now:
            return Applied()  # another process was quicker
        moved = sa.select(person.c.id).where(person.c.id.in_(both), person.c.merged_into.is_not(None))
        if taker is None or self.connection.execute(moved).first() is not None:
            self._set(**forgotten("expired"))
            return Applied()
        match self.link["state"]:
            case "agreed" if self.now < self.link["expires_at"]:
                self._set(state="asked", due_at=self.link["expires_at"])
                self._say("giver", _ASK, "notice")
                return self._spoken()
            case "confirmed":
                return self._join(giver, taker)
            case "disowned":
                return self._end("ended", "giver")
            case "declined":
                return self._end("ended", "taker")
            case _:
                return self._end("expired", "giver", "taker")

    def _join(self, giver: int, taker: int) -> Applied:
        """Both have said yes."""
        script, how = self.setting.script, f"link:{self.id}"
        try:
            merged = merge(
                self.connection, giver, taker, forms=script.forms, waiting=script.waiting, how=how, now=self.now
            )
        except CannotMerge as why:
            self._ask_an_officer(why.reason, giver, taker)
            return self._end("unsafe", "giver", "taker")
        self.people = People(self.connection, self.now)  # what was read of them before is no longer so
        self.people.load_known([merged.kept])
        return self._end("merged", "giver", "taker", owner=merged.kept)

    def _ask_an_officer(self, reason: str, *people: int) -> None:
        wishes = [
            Wished(AskForPerson(f"link:{reason}"), id, self.now, f"link:{self.id}:{id}", DEFAULT, sender["channel"])
            for id, sender in zip(people, (self.link["giver_sender"], self.link["taker_sender"]), strict=True)
        ]
        answers.answer(self.connection, wishes)

    def _end(self, state: str, *told: str, owner: int = 0) -> Applied:
        """It is over. The senders are forgotten once everybody concerned has been told."""
        self._set(state=state, due_at=None)
        for side in told:
            # Who confirmed has just written: what becomes of it is the answer.
            is_answer = side == "giver" and state in ("merged", "unsafe")
            self._say(side, _TELL, "reply" if is_answer else "notice", owner)
        applied = self._spoken()
        self._set(**forgotten(state))
        return applied

    def _set(self, **values: Any) -> None:
        self.connection.execute(sa.update(link).where(_l.id == self.id).values(**values))

    def _say(self, side: str, command: str, kind: str, owner: int = 0) -> None:
        """Let a turn of hers say something on the channel which the link knows her by."""
        who = owner or self.link[side]
        sender = msgspec.convert(self.link[f"{side}_sender"], Sender)
        lane = self.lanes.setdefault(who, Lane(self.people.rows[who]))
        message = Message(f"link:{new_id()}", sender, self.now, Heard())
        lane.rouse(message, command, kind, self.link[f"{side}_seen_at"] + WINDOW)

    def _spoken(self) -> Applied:
        """Run the turns, save the conversations, and put what was said into the outbox."""
        lanes = [self.lanes[id] for id in sorted(self.lanes)]
        sessions.load(self.connection, lanes)
        run_turns(self.connection, lanes, self.setting)
        sessions.save(self.connection, lanes, self.setting.script, self.now)
        queued = queue.put(self.connection, [reply for lane in lanes for reply in lane.replies], self.now)
        if self.setting.lanes is not None and queued:
            people = [lane.person for lane in lanes]
            queued = self.setting.lanes.take(self.connection, people, queued, self.now)
        return Applied(queued=queued)
