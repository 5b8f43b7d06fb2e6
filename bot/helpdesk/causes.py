"""What else an open ticket is there for: whoever is on the list keeps her one place, whatever she comes with next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.db import new_id
from bot.helpdesk.models import ticket_event
from bot.registry.models import ALSO_ASKED

_e = ticket_event.c


def note_also(connection: Connection, asked: Iterable[tuple[Any, str]], now: dt.datetime) -> None:
    """Note for what else these tickets are asked for: rows with their `id` and `reason`, and each a reason.

    Each reason is noted once; the one that opened the ticket stands in its own row.
    """
    also = {(row.id, reason): None for row, reason in asked if reason != row.reason}
    known = also_for(connection, {id for id, _reason in also}) if also else {}
    rows = [
        {"id": new_id(), "ticket_id": id, "at": now, "what": ALSO_ASKED, "detail": {"reason": reason},
         "officer_id": None, "officer_name": ""}
        for id, reason in also
        if reason not in known.get(id, ())
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(ticket_event), rows)


def also_for(connection: Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    """By ticket, what it was asked for besides the reason that opened it."""
    query = sa.select(_e.ticket_id, _e.detail).where(_e.ticket_id.in_(list(ids)), _e.what == ALSO_ASKED)
    found: dict[int, set[str]] = defaultdict(set)
    for id, detail in connection.execute(query):
        found[id].add(str((detail or {}).get("reason", "")))
    return found
