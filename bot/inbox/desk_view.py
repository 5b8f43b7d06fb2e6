"""What officers see: who waits, what was said, and what could not be answered. Reads only; `bot.inbox.desk` writes."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Message
from bot.chat.outgoing import Outgoing
from bot.helpdesk import media
from bot.helpdesk.media import File
from bot.helpdesk.models import desk_reply
from bot.inbox.heard import last_messages, window_ends
from bot.inbox.models import inbound
from bot.outbox.models import outbound
from bot.registry.models import business, person, ticket

MOST_LINES = 200
"""Of a conversation at a time; `before` leads further back."""

_MOST_WAITING = 500

_LATE = dt.timedelta(minutes=1)

_message = msgspec.json.Decoder(Message).decode
_outgoing = msgspec.json.Decoder(Outgoing).decode
_t, _i, _o = ticket.c, inbound.c, outbound.c


class QueueLine(msgspec.Struct, frozen=True):
    """One conversation that waits for an officer, or has one."""

    ticket_id: int
    person_id: int
    number: str
    reason: str
    state: str
    """waiting or claimed."""
    officer_id: int | None
    officer: str
    waiting_since: dt.datetime
    name: str
    """Of the business, else of its owner, else as the carrier shows it; may be ""."""
    language: str
    channel: str
    last_words: str
    """"" for a file or a place."""
    last_kind: str
    last_at: dt.datetime | None
    window_ends: dt.datetime | None
    """When free text will no longer be taken; None where there is no such limit, or she has never written."""
    is_shut: bool
    """Only a template may go now."""
    has_answer: bool
    """The last word is an officer's."""

    def left(self, now: dt.datetime) -> dt.timedelta | None:
        """What is left of the reply window; None without one."""
        return None if self.window_ends is None else max(self.window_ends - now, dt.timedelta())


class Said(msgspec.Struct, frozen=True):
    """One line of a conversation."""

    id: str
    """"in:…", "out:…" or "desk:…" and the row; the same whenever it is shown, and the order within a moment."""
    at: dt.datetime
    """When we had it, or said it: the order of a conversation is the order of acceptance."""
    who: str
    """person, bot, officer, or staff (written on the business phone)."""
    officer: str
    channel: str
    text: str
    direction: str
    """rtl or ltr: that of its first letter."""
    options: tuple[str, ...] = ()
    """What could be tapped under it."""
    state: str = ""
    """Of the person's: done, kept, stale, told, parked. Of ours: waiting (for her to write), queued, sent, delivered,
    read, played, failed, closed (the window was shut), unknown, dropped."""
    why: str = ""
    kind: str = ""
    """The carrier's word for its type; of ours reply, notice, desk."""
    flow: str = ""
    """Which conversation of the bot's said it, and with which question it ended."""
    question: str = ""
    place: tuple[float, float] | None = None
    file: File | None = None
    """Without its bytes; see `bot.helpdesk.media.file_of`."""
    sent_at: dt.datetime | None = None
    """When she sent it, where the carrier brought it much later."""


class Parked(msgspec.Struct, frozen=True):
    """A message whose answer failed three times."""

    id: int
    person_id: int
    channel: str
    at: dt.datetime
    text: str
    error: str


def queue(connection: Connection, now: dt.datetime, *, officer_id: int | None = None) -> list[QueueLine]:
    """Who waits, and who is being talked to: first the windows that will shut, the soonest first; then where none does;
    then those that are shut; each by how long they have waited. With `officer_id` only the officer's own."""
    query = (
        sa.select(ticket, person.c.language)
        .join(person, person.c.id == _t.person_id)
        .where(_t.state.in_(("waiting", "claimed")))
        .order_by(_t.opened_at, _t.id)
        .limit(_MOST_WAITING)
    )
    if officer_id is not None:
        query = query.where(_t.officer_id == officer_id)
    rows = connection.execute(query).mappings().all()
    people = {row["person_id"] for row in rows}
    last, names = last_messages(connection, people), _names(connection, people)
    answered = _answered_at(connection, people)
    lines = [
        _line(row, last.get(row["person_id"]), names.get(row["person_id"], ""), answered.get(row["person_id"]), now)
        for row in rows
    ]
    return sorted(lines, key=lambda line: (_rank(line), line.window_ends or line.waiting_since, line.waiting_since))


def _rank(line: QueueLine) -> int:
    if line.is_shut:
        return 2
    return 0 if line.window_ends is not None else 1


def _line(
    row: sa.RowMapping, last: Message | None, name: str, answered: dt.datetime | None, now: dt.datetime
) -> QueueLine:
    ends = window_ends(last) if last is not None else None
    return QueueLine(
        ticket_id=row["id"],
        person_id=row["person_id"],
        number=row["reference"] or "",
        reason=row["reason"],
        state=row["state"],
        officer_id=row["officer_id"],
        officer=row["officer_name"] or "",
        waiting_since=row["opened_at"],
        name=name or (last.sender.name if last is not None else ""),
        language=row["language"],
        channel=last.sender.channel if last is not None else "",
        last_words=last.heard.text if last is not None else "",
        last_kind=last.kind if last is not None else "",
        last_at=last.sent_at if last is not None else None,
        window_ends=ends,
        is_shut=ends is not None and now >= ends,
        has_answer=answered is not None and (last is None or answered > last.sent_at),
    )


def _names(connection: Connection, people: Iterable[int]) -> dict[int, str]:
    """What people's first businesses are called, or their owners."""
    b = business.c
    query = sa.select(b.person_id, b.business_name, b.owner_name).where(b.person_id.in_(list(people)))
    return {
        row.person_id: row.business_name or row.owner_name for row in connection.execute(query.order_by(b.id.desc()))
    }


def _answered_at(connection: Connection, people: Iterable[int]) -> dict[int, dt.datetime]:
    """When an officer last wrote to these people."""
    d = desk_reply.c
    query = sa.select(d.person_id, sa.func.max(d.at).label("at")).where(d.person_id.in_(list(people)))
    return dict(connection.execute(query.group_by(d.person_id)).all())


def thread(
    connection: Connection, person_id: int, *, before: dt.datetime | None = None, most: int = MOST_LINES
) -> list[Said]:
    """A person's conversation on all channels, the oldest first: the last `most` lines, or those before a moment."""
    lines = [*_heard(connection, person_id, before, most), *_told(connection, person_id, before, most)]
    lines += _waiting(connection, person_id, before)
    return sorted(lines, key=lambda line: (line.at, not line.id.startswith("in:"), line.id))[-most:]


def _heard(connection: Connection, person_id: int, before: dt.datetime | None, most: int) -> list[Said]:
    query = sa.select(_i.id, _i.channel, _i.key, _i.state, _i.error, _i.body, _i.received_at).where(
        _i.person_id == person_id, _i.body.like('{"type":"message"%')
    )
    if before is not None:
        query = query.where(_i.received_at < before)
    rows = connection.execute(query.order_by(_i.id.desc()).limit(most)).all()
    files = media.files_of(connection, [(row.channel, row.key) for row in rows])
    return [_of_hers(row, _message(row.body), files.get((row.channel, row.key))) for row in rows]


def _of_hers(row: Any, message: Message, file: File | None) -> Said:
    place = message.heard.place
    return Said(
        id=f"in:{row.id:012d}",
        at=row.received_at,
        who="staff" if message.from_us else "person",
        officer="",
        channel=row.channel,
        text=message.heard.text,
        direction=direction(message.heard.text),
        state=row.state,
        why=row.error or "",
        kind=message.kind,
        place=(place.latitude, place.longitude) if place is not None else None,
        file=file,
        sent_at=message.sent_at if row.received_at - message.sent_at > _LATE else None,
    )


def _told(connection: Connection, person_id: int, before: dt.datetime | None, most: int) -> list[Said]:
    d = desk_reply.c
    query = (
        sa.select(
            _o.id, _o.channel, _o.created_at, _o.body, _o.kind, _o.flow, _o.question, _o.state, _o.delivery, _o.error,
            d.officer_name,
        )
        .join(desk_reply, d.outbound_id == _o.id, isouter=True)
        .where(_o.person_id == person_id)
    )  # fmt: skip
    if before is not None:
        query = query.where(_o.created_at < before)
    return [_of_ours(row, _outgoing(row.body)) for row in connection.execute(query.order_by(_o.id.desc()).limit(most))]


def _of_ours(row: Any, said: Outgoing) -> Said:
    return Said(
        id=f"out:{row.id:012d}",
        at=row.created_at,
        who="officer" if row.kind == "desk" else "bot",
        officer=row.officer_name or "",
        channel=row.channel,
        text=said.text,
        direction=direction(said.text),
        options=tuple(option.title for option in said.options),
        state=row.delivery or row.state if row.state == "sent" else row.state,
        why=row.error or "",
        kind=row.kind,
        flow=row.flow,
        question=row.question,
    )


def _waiting(connection: Connection, person_id: int, before: dt.datetime | None) -> list[Said]:
    """What officers have written that waits for her, or was taken back."""
    d = desk_reply.c
    query = sa.select(desk_reply).where(d.person_id == person_id, d.outbound_id.is_(None))
    if before is not None:
        query = query.where(d.at < before)
    return [
        Said(f"desk:{row['id']}", row["at"], "officer", row["officer_name"], "", row["text"], direction(row["text"]),
             state=row["state"], why=row["why"], kind="desk")
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


def parked(connection: Connection, most: int = 200) -> list[Parked]:
    """Messages whose answers failed three times, the oldest first."""
    query = (
        sa.select(_i.id, _i.person_id, _i.channel, _i.received_at, _i.body, _i.error)
        .where(_i.state.in_(["stale", "parked"]), _i.state == "parked")
        .order_by(_i.id)
        .limit(most)
    )
    return [
        Parked(row.id, row.person_id, row.channel, row.received_at, _message(row.body).heard.text, row.error or "")
        for row in connection.execute(query)
    ]


def direction(text: str) -> str:
    """The direction of a text: that of its first letter (Unicode, UAX 9, rule P2)."""
    for character in text:
        way = unicodedata.bidirectional(character)
        if way in ("R", "AL"):
            return "rtl"
        if way == "L":
            return "ltr"
    return "ltr"
