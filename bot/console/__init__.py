"""The helpdesk console: server-rendered pages behind a login, one module a room.

A room's pages go through `bot.console.gate.Gate`, which knows who it is, refuses forged forms, and checks permissions
(`bot.staff.roles`) before anything of the room runs. What a room writes goes through the writer, with its audit line
in the same transaction.
"""

from fastapi import APIRouter

from bot.assembly import Munshi
from bot.console.gate import Gate
from bot.console.rooms import (
    article_edit,
    articles,
    audit,
    canned,
    cases,
    conversation,
    duplicates,
    exemplars,
    gaps,
    hours,
    login,
    own,
    papers,
    parked,
    queue,
    registry,
    staff,
)

__all__ = ["router"]

_ROOMS = (
    login, own, queue, conversation, cases, papers, duplicates, parked, registry, canned, articles, article_edit,
    gaps, exemplars, hours, staff, audit,
)  # fmt: skip


def router(munshi: Munshi) -> APIRouter:
    """All addresses under /console."""
    gate = Gate(munshi)
    for room in _ROOMS:
        room.open_room(gate)
    gate.close()
    return gate.routes
