"""What is to be said to a person as soon as she writes: it could not be said when it was due.

Her reply window was shut (then a template tells her once that something waits), an officer had her conversation, or
she has blocked us. `person.is_owed` says that there is something, in the row that every message reads anyway.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import WINDOW, Address, Message
from bot.chat.heard import Heard
from bot.chat.outgoing import Outgoing
from bot.chat.taps import command_tap
from bot.db import new_id, padded
from bot.helpdesk import templates
from bot.helpdesk.models import desk_reply, owed
from bot.i18n.catalogues import DEFAULT, catalogue
from bot.i18n.words import _
from bot.log import trace_of
from bot.outbox.queue import Queued, Reply
from bot.registry.models import person
from bot.registry.people import Person

DESK_REPLY = "desk reply"
"""An officer's answer among the debts: "desk reply:<id>"."""

ASKED_ENOUGH = dt.timedelta(days=3)
"""Somebody who has not answered a template is not sent another one about newer things within so long."""

_w = owed.c


class Telling(msgspec.Struct, frozen=True):
    """What is told now: in answer to which message of hers, and what it is (as `outbound.telling` keeps it)."""

    message: Message
    telling: dict[str, Any]


FROM_DESK = _("{officer} of the helpdesk writes:")


def owe(
    connection: Connection,
    who: Person,
    command: str,
    now: dt.datetime,
    *,
    reference: str = "",
    until: dt.datetime | None = None,
) -> int:
    """Keep something for when she writes; the same telling stands there once."""
    same = sa.select(_w.id).where(_w.person_id == who.id, _w.command == command)
    if (known := connection.execute(same).scalar_one_or_none()) is not None:
        return int(known)
    id = new_id()
    row = {"id": id, "person_id": who.id, "command": command, "reference": reference, "until": until, "at": now}
    connection.execute(sa.insert(owed).values(row))
    connection.execute(sa.update(person).where(person.c.id == who.id).values(is_owed=True))
    who.is_owed = True
    return id


def announce(connection: Connection, who: Person, debt: int, last: Message, now: dt.datetime) -> Reply | str:
    """A template that tells her that something waits; or why there is none (blocked, asked_already, not_approved)."""
    if who.blocked:
        return "blocked"
    asked = sa.select(_w.id).where(_w.person_id == who.id, _w.asked_at > now - ASKED_ENOUGH)
    if connection.execute(asked.limit(1)).first() is not None:
        return "asked_already"
    row = connection.execute(sa.select(owed).where(_w.id == debt)).mappings().one()
    sender = last.sender
    filled = templates.filled(connection, sender.channel, row["command"], who.language, row["reference"])
    if filled is None:
        return "not_approved"
    connection.execute(sa.update(owed).where(_w.id == debt).values(asked_at=now))
    return Reply(
        person_id=who.id,
        address=Address(sender.channel, sender.account, sender.handles),
        outgoing=filled.outgoing,
        question="template",
        kind="notice",
        category=filled.category,
        trace=trace_of(sender.channel, last.key),
    )


def pay(
    connection: Connection, came: dict[int, Message], people: dict[int, Person], now: dt.datetime
) -> tuple[list[Reply], dict[int, list[Telling]]]:
    """She has written: officers' answers as messages, and by person the tellings that are to be told now.

    While an officer has her conversation tellings stay where they are.
    """
    rows = _debts(connection, list(came))
    replies: list[Reply] = []
    tellings: dict[int, list[Telling]] = {}
    paid: list[int] = []
    left: set[int] = set()
    for row in rows:
        owner, command = row["person_id"], row["command"]
        if row["until"] is not None and now > row["until"]:
            paid.append(row["id"])
        elif command.startswith(DESK_REPLY):
            replies += _desk_reply(connection, int(command.partition(":")[2]), came[owner], people[owner], now)
            paid.append(row["id"])
        elif people[owner].held_by_desk:
            left.add(owner)
        else:
            if came[owner].heard.tap != command_tap(command):  # the tap itself opens it
                tellings.setdefault(owner, []).append(_telling(row, came[owner]))
            paid.append(row["id"])
    if paid:
        connection.execute(sa.delete(owed).where(_w.id.in_(padded(paid))))
    if free := set(came) - left:
        connection.execute(sa.update(person).where(person.c.id.in_(padded(free))).values(is_owed=False))
        for owner in free:
            people[owner].is_owed = False
    return replies, tellings


def _telling(row: sa.RowMapping, came: Message) -> Telling:
    until = row["until"].isoformat() if row["until"] is not None else ""
    message = Message(f"owed:{row['id']}", came.sender, came.sent_at, Heard())
    return Telling(message, {"command": row["command"], "reference": row["reference"], "until": until})


def _debts(connection: Connection, people: Collection[int]) -> list[sa.RowMapping]:
    query = sa.select(owed).where(_w.person_id.in_(padded(people))).order_by(_w.id)
    return list(connection.execute(query).mappings().all())


def _desk_reply(connection: Connection, id: int, came: Message, who: Person, now: dt.datetime) -> list[Reply]:
    d = desk_reply.c
    query = sa.select(desk_reply).where(d.id == id, d.state == "waiting")
    row = connection.execute(query).mappings().one_or_none()
    return [] if row is None else [reply_of(row, came, who)]


def reply_of(row: Any, last: Message, who: Person) -> Reply:
    """An officer's answer as a message; `question` holds which one, so that it can be marked as queued."""
    sender = last.sender
    words = catalogue(who.language or DEFAULT)
    heading = words.say(FROM_DESK.with_(officer=row["officer_name"]))
    return Reply(
        person_id=who.id,
        address=Address(sender.channel, sender.account, sender.handles),
        outgoing=Outgoing(f"{heading}\n{row['text']}", language=who.language or DEFAULT),
        flow="desk",
        question=str(row["id"]),
        message_key=last.key,
        kind="desk",
        trace=trace_of(sender.channel, last.key),
        expires_at=last.sent_at + WINDOW,
    )


def note_queued(connection: Connection, replies: Sequence[Reply], queued: Sequence[Queued]) -> None:
    """Officers' answers among these are in the outbox now. `queued` are the rows of `replies`, in that order."""
    rows = [
        {"reply": int(reply.question), "row": out.id}
        for reply, out in zip(replies, queued, strict=True)
        if reply.kind == "desk"
    ]
    if rows:
        row = sa.update(desk_reply).where(desk_reply.c.id == sa.bindparam("reply"))
        connection.execute(row.values(state="queued", outbound_id=sa.bindparam("row"), why=""), rows)
