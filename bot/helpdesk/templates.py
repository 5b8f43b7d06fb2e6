"""How carriers stand to our templates, and a template filled in for one person."""

import datetime as dt
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import Notice
from bot.chat.outgoing import Button, Outgoing, Template
from bot.chat.taps import command_tap
from bot.db import new_id, upsert
from bot.helpdesk.models import template
from bot.i18n.catalogues import DEFAULT
from knowledge.templates import for_telling

READ = "read"
"""The command of the button under a template whose news is no flow's: see `bot.inbox.owed`."""

STATUS_FIELD = "message_template_status_update"
"""Meta's webhook field for what becomes of a template."""

_WORDS = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "PENDING": "pending",
    "IN_APPEAL": "pending",
    "PAUSED": "paused",
    "FLAGGED": "approved",
    "REJECTED": "rejected",
    "DISABLED": "rejected",
    "PENDING_DELETION": "rejected",
    "DELETED": "rejected",
}
"""Meta's words for a template's status in ours; FLAGGED ones still go out."""


class Standing(msgspec.Struct, frozen=True):
    """A template at a carrier: the carrier's name and language code for it, and how it stands."""

    channel: str
    name: str
    code: str
    status: str
    category: str = ""
    why: str = ""


class Filled(msgspec.Struct, frozen=True):
    """A template for one person, ready to be sent; `category` is what it costs as."""

    outgoing: Outgoing
    category: str


def standings(connection: Connection) -> list[Standing]:
    """What is known of all templates at all carriers."""
    t = template.c
    query = sa.select(t.channel, t.name, t.code, t.status, t.category, t.why).order_by(t.channel, t.name, t.code)
    return [Standing(*row) for row in connection.execute(query)]


def record(connection: Connection, found: Sequence[Standing], now: dt.datetime) -> None:
    """Write down what a carrier says."""
    rows = [{"id": new_id(), **msgspec.structs.asdict(one), "at": now} for one in found]
    known = {(row.channel, row.name, row.code): row.id for row in connection.execute(sa.select(template))}
    for row in rows:
        row["id"] = known.get((row["channel"], row["name"], row["code"]), row["id"])
    upsert(connection, template, ["channel", "name", "code"], rows)


def status_of(word: str) -> str:
    """A carrier's word for a status in ours; what it invents is not approved."""
    return _WORDS.get(word.upper(), "pending")


def heard(connection: Connection, notice: Notice, now: dt.datetime) -> None:
    """The carrier says that a template stands otherwise now."""
    try:
        item = msgspec.json.decode(notice.raw)["value"]
        name, code = str(item["message_template_name"]), str(item["message_template_language"])
        word, why = str(item["event"]), str(item.get("reason") or "")
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return
    t = template.c
    row = sa.update(template).where(t.channel == notice.channel, t.name == name, t.code == code)
    connection.execute(row.values(status=status_of(word), why="" if why == "NONE" else why[:300], at=now))


def filled(connection: Connection, channel: str, command: str, language: str, reference: str) -> Filled | None:
    """The template that announces a telling, in a person's language; None where the carrier has not approved it.

    Another language is no way out: she would not be able to read it.
    """
    definition = for_telling(command)
    version = definition.versions.get(language or DEFAULT)
    if version is None or not reference:
        return None
    t = template.c
    query = sa.select(t.status, t.category).where(t.channel == channel, t.name == version.name, t.code == version.code)
    known = connection.execute(query).one_or_none()
    if known is None or known.status != "approved":
        return None
    payload = command_tap(READ if command.startswith("desk reply") else command)
    outgoing = Outgoing(
        version.text.format(reference=reference),
        options=(Button(payload, version.button),) if version.button else (),
        template=Template(version.name, version.code, (reference,), (payload,) if version.button else ()),
        language=language or DEFAULT,
    )
    return Filled(outgoing, (known.category or definition.category).lower())
