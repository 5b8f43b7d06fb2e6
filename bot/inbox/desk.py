"""What an officer does that reaches the person: an answer goes out, a message that failed is tried again.

    answered = await munshi.writer.say(partial(desk.reply, ticket_id=…, officer=…, text=…, key=…))

An answer goes as text while the person's reply window is open. Later it waits until she writes, and a template tells
her that it does; the officer is told why. `key` belongs to the form that was sent: a double click sends once.
"""

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Message
from bot.chat.understanding import Understanding, understand
from bot.db import new_id
from bot.helpdesk import service as helpdesk
from bot.helpdesk.models import desk_reply, owed
from bot.inbox import owed as debts
from bot.inbox import sessions
from bot.inbox.batch import Applied
from bot.inbox.heard import last_message, window_ends
from bot.inbox.models import inbound
from bot.inbox.turns import Lane, Setting, TurnFailed, run_turns
from bot.language.cnic import mask
from bot.language.secrets import asks_for_secret
from bot.outbox import queue
from bot.outbox.queue import Reply
from bot.registry.models import person, ticket
from bot.registry.officers import Officer, Refusal
from bot.registry.people import People

MOST_LETTERS = 2_000
"""Of an answer: with the officer's name above it, it fits one message of every carrier (4,096)."""

_message = msgspec.json.Decoder(Message).decode
_d = desk_reply.c


class Answered(Applied):
    """What became of an officer's answer.

    sent: it is on its way · template: her window is shut, and a template has told her that an answer waits · waiting:
    the same, without a template; `why`: blocked, asked_already (one lies there unanswered), not_approved · doubled:
    this very form was sent before · refused: `refusal` says why, and nothing was done.
    """

    outcome: str = "refused"
    why: str = ""
    refusal: Refusal | None = None
    reply_id: int = 0


class Retried(Applied):
    """What became of a message that had failed: answered, failed (it has failed again: `why`), or gone."""

    outcome: str = "gone"
    why: str = ""


def reply(
    connection: Connection,
    setting: Setting,
    *,
    ticket_id: int,
    officer: Officer,
    text: str,
    key: str,
    sure: bool = False,
    supervisor: bool = False,
) -> Answered:
    """Answer a person on the channel she wrote on last. A waiting ticket is claimed by it.

    An identity card number in it is masked, as everywhere. A text that seems to ask for one, for a PIN or an OTP is
    refused ("asks_for_secret"), for nobody may ask for these in a chat; `sure` is for one that only mentions them. A
    supervisor may answer for a colleague.
    """
    text, now = mask(text.strip())[0], setting.now
    if not 0 < len(text) <= MOST_LETTERS:
        return Answered(refusal=Refusal("empty"))
    if not sure and asks_for_secret(text):
        return Answered(refusal=Refusal("asks_for_secret"))
    held = helpdesk.claim(connection, ticket_id, officer, now)
    if isinstance(held, Refusal) and not (supervisor and held.state == "claimed"):
        return Answered(refusal=held)
    owner = connection.execute(sa.select(ticket.c.person_id).where(ticket.c.id == ticket_id)).scalar_one()
    known = connection.execute(sa.select(_d.id).where(_d.origin == key)).scalar_one_or_none()
    if known is not None:
        return Answered(outcome="doubled", reply_id=known)
    people = People(connection, now)
    people.load_known([owner])
    who = people.rows[owner]
    last = last_message(connection, owner)
    if last is None:
        return Answered(refusal=Refusal("not_so"))
    row = {"id": new_id(), "person_id": owner, "ticket_id": ticket_id, "officer_id": officer.id,
           "officer_name": officer.name, "text": text, "state": "waiting", "at": now, "origin": key}  # fmt: skip
    connection.execute(sa.insert(desk_reply).values(row))
    ends = window_ends(last)
    if who.blocked or (ends is not None and now >= ends):
        return _wait(connection, setting, people, row, last)
    answered = Answered(outcome="sent", reply_id=row["id"])
    _send(connection, setting, people, [debts.reply_of(row, last, who)], answered)
    return answered


def _wait(connection: Connection, setting: Setting, people: People, row: dict, last: Message) -> Answered:  # type: ignore[type-arg]
    """Her window is shut: keep the answer, and let a template say so."""
    who = people.rows[row["person_id"]]
    number = sa.select(ticket.c.reference).where(ticket.c.id == row["ticket_id"])
    reference = connection.execute(number).scalar_one() or ""
    debt = debts.owe(connection, who, f"{debts.DESK_REPLY}:{row['id']}", setting.now, reference=reference)
    asking = debts.announce(connection, who, debt, last, setting.now)
    if isinstance(asking, str):
        connection.execute(sa.update(desk_reply).where(_d.id == row["id"]).values(why=asking))
        return Answered(outcome="waiting", why=asking, reply_id=row["id"])
    connection.execute(sa.update(desk_reply).where(_d.id == row["id"]).values(why="template"))
    answered = Answered(outcome="template", why="window_shut", reply_id=row["id"])
    _send(connection, setting, people, [asking], answered)
    return answered


def _send(connection: Connection, setting: Setting, people: People, replies: list[Reply], applied: Applied) -> None:
    """Put messages into the outbox, and into our lane."""
    queued = queue.put(connection, replies, setting.now)
    debts.note_queued(connection, replies, queued)
    applied.replies = replies
    if setting.lanes is not None and queued:
        concerned = [people.rows[id] for id in {reply.person_id for reply in replies}]
        queued = setting.lanes.take(connection, concerned, queued, setting.now)
    applied.queued = queued


def take_back(connection: Connection, reply_id: int, officer: Officer) -> Refusal | None:
    """Take back an answer that still waits for her to write; None when it is done."""
    query = sa.select(_d.person_id).where(_d.id == reply_id)
    owner = connection.execute(query).scalar_one_or_none()
    if owner is None:
        return Refusal("gone")
    connection.execute(sa.select(person.c.id).where(person.c.id == owner).with_for_update(key_share=True))
    row = sa.update(desk_reply).where(_d.id == reply_id, _d.state == "waiting", _d.officer_id == officer.id)
    if connection.execute(row.values(state="dropped")).rowcount != 1:
        return Refusal("not_so")
    connection.execute(sa.delete(owed).where(owed.c.command == f"{debts.DESK_REPLY}:{reply_id}"))
    return None


# --- messages whose answers failed three times


def retry(
    connection: Connection, setting: Setting, *, inbound_id: int, officer: Officer, read: Understanding = understand
) -> Retried:
    """Try once more to answer a parked message, as if it had just come."""
    row = connection.execute(sa.select(inbound).where(inbound.c.id == inbound_id)).mappings().one_or_none()
    if row is None or row["state"] != "parked" or row["person_id"] is None:
        return Retried()
    people = People(connection, setting.now)
    people.load_known([row["person_id"]])
    state = sa.select(inbound.c.state).where(inbound.c.id == inbound_id)
    if connection.execute(state.with_for_update()).scalar_one() != "parked":
        return Retried()
    message = _message(row["body"])
    lane = Lane(people.rows[row["person_id"]])
    understood = read(message.heard.text if not message.heard.tap else "")
    lane.add(message, understood, inbound_id, apologise=False)
    retried = Retried(outcome="answered")
    try:
        with connection.begin_nested():
            sessions.load(connection, [lane])
            run_turns(connection, [lane], setting)
            sessions.save(connection, [lane], setting.script, setting.now)
            _send(connection, setting, people, lane.replies, retried)
    except TurnFailed as failed:
        return Retried(outcome="failed", why=repr(failed.__cause__)[:300])
    connection.execute(sa.update(inbound).where(inbound.c.id == inbound_id).values(state="done", error=None))
    return retried


def dismiss(connection: Connection, inbound_id: int, officer: Officer) -> bool:
    """Nobody is to answer a parked message; False where it is not parked."""
    row = sa.update(inbound).where(inbound.c.id == inbound_id, inbound.c.state == "parked")
    return connection.execute(row.values(state="kept", error=f"dismissed by {officer.name}")).rowcount == 1
