"""What was said: messages in and out, what carriers say of them, and conversations that are under way."""

import datetime as dt
from hashlib import blake2b
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.channels.contract import Address
from bot.chat.outgoing import Outgoing
from bot.db import metadata
from bot.i18n.words import _
from bot.mydata.declared.words import FOR_A_MONTH, FOR_HALF_A_YEAR, FROM_CARRIER, FROM_US, FROM_YOU, SOON, WORDS
from bot.mydata.kept import Blank, Delete, Ids, Kept, Plain, Row, Sweep
from bot.outbox.models import delivery, outbound

REDELIVERED = dt.timedelta(days=8)
"""Meta delivers again for up to seven days, Telegram for one: so long an erased message is known by a hash."""

ERASED = "erased"
"""The kind of an inbox row of which only the hash of its key is left."""

_encode = msgspec.json.Encoder().encode


def erased_key(channel: str, key: str) -> str:
    """What is left of a message's key: enough to know the same message again, not to read a number out of it."""
    return f"erased:{blake2b(f'{channel} {key}'.encode(), digest_size=16).hexdigest()}"


def without_words(row: Row) -> str:
    """An inbox row's event without what was said; who said it, and when, is still there."""
    event: dict[str, Any] = msgspec.json.decode(row["body"])
    if event.get("type") == "message":
        event["heard"] = {}
        event.pop("raw", None)
    return _encode(event).decode()


def _nothing_said(row: Row) -> str:
    return _encode(Outgoing("")).decode()


def _of_messages(ids: Ids) -> sa.ColumnElement[bool]:
    mine = sa.select(outbound.c.provider_id).where(outbound.c.person_id.in_(ids), outbound.c.provider_id.is_not(None))
    refs = sa.select(sa.cast(outbound.c.id, sa.Text)).where(outbound.c.person_id.in_(ids))
    names = metadata.tables["identity"].c
    numbers = sa.select(names.value).where(names.person_id.in_(ids))
    return sa.or_(
        delivery.c.provider_id.in_(mine),
        delivery.c.ref.in_(refs),
        sa.and_(delivery.c.recipient != "", delivery.c.recipient.in_(numbers)),
    )


MESSAGES: dict[str, Kept | Plain] = {
    "inbound": Kept(
        called=_("What you wrote"),
        source=FROM_YOU,
        why=_("to answer you, and for the helpdesk to read what it is about"),
        until=FOR_HALF_A_YEAR,
        erased=Blank(
            "a carrier may deliver the same message again; without the hash of its key it would be new",
            values={"person_id": None, "kind": ERASED, "state": "kept", "body": "{}", "error": None},
            rewritten={"key": lambda row: erased_key(row["channel"], row["key"])},
            stays=("channel",),
            for_days=("received_at", REDELIVERED),
        ),
        sweeps=(
            Sweep(
                "received_at", WORDS,
                Blank(
                    "who wrote when: where she is to be answered, and that a message is not taken twice",
                    values={"error": None},
                    rewritten={"body": without_words},
                    stays=("channel", "key", "kind", "state"),
                    keeps_owner=True,
                ),
                "nothing about a case takes longer",
                where=lambda table: table.c.person_id.is_not(None),
                in_order=True,
            ),
            Sweep(
                "received_at", WORDS, Delete(), "carriers' notices, and timers that have fired",
                where=lambda table: table.c.person_id.is_(None),
                in_order=True,
            ),
            Sweep(
                "received_at", REDELIVERED, Delete(), "no carrier delivers a message again so late",
                where=lambda table: table.c.kind == ERASED,
                in_order=True,
            ),
        ),
    ),
    "outbound": Kept(
        called=_("What I wrote to you"),
        source=FROM_US,
        why=_("to send it in order, and for the helpdesk to see what you were told"),
        until=_("180 days; what it cost stays without you"),
        erased=Blank(
            "the ledger: when a message of which kind went out, and what it cost",
            values={
                "address": _encode(Address("", "", ())).decode(),
                "body": _encode(Outgoing("")).decode(),
                "answers": None, "trace": "", "provider_id": None, "error": None,
                "telling": None,
            },
            stays=("channel", "account", "kind", "flow", "question", "state", "delivery", "category", "billed_by",
                   "price_version"),
        ),
        sweeps=(
            Sweep(
                "created_at", WORDS,
                Blank(
                    "the ledger: when a message of which kind went out, and what it cost",
                    values={"error": None, "telling": None},
                    rewritten={"body": _nothing_said},
                    stays=("address", "channel", "account", "kind", "flow", "question", "trace", "state", "delivery",
                           "provider_id", "category", "billed_by", "price_version"),
                    keeps_owner=True,
                ),
                "nothing about a case takes longer",
                in_order=True,
            ),
        ),
    ),
    "delivery": Kept(
        called=_("Whether my messages arrived"),
        source=FROM_CARRIER,
        why=_("to know whether to send again, and what it cost"),
        until=FOR_A_MONTH,
        erased=Delete(),
        sweeps=(Sweep("at", SOON, Delete(), "a carrier says within days what became of a message"),),
        belongs=_of_messages,
    ),
    "session": Kept(
        called=_("Conversations and forms under way"),
        source=FROM_YOU,
        why=_("so that you can go on where you stopped"),
        until=_("your answers until it is over, 90 days at most; that there was one 30 days more"),
        erased=Delete(),
        sweeps=(
            Sweep(
                "touched_at", SOON, Delete(), "over; its answers are gone already",
                where=lambda table: table.c.state != "open",
            ),
        ),
    ),
}  # fmt: skip
