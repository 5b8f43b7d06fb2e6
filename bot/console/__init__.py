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
    complaints,
    conversation,
    duplicates,
    exemplars,
    gaps,
    hours,
    login,
    own,
    papers,
    parked,
    partners,
    queue,
    referrals,
    registry,
    staff,
    training_import,
    training_new,
    training_titles,
    trainings,
)

__all__ = ["router"]

_ROOMS = (
    login,
    own,
    queue,
    conversation,
    complaints,
    cases,
    papers,
    duplicates,
    parked,
    referrals,
    registry,
    training_new,
    training_import,
    training_titles,
    trainings,
    canned,
    articles,
    article_edit,
    gaps,
    exemplars,
    hours,
    partners,
    staff,
    audit,
)


def router(munshi: Munshi) -> APIRouter:
    """All addresses under /console."""
    gate = Gate(munshi)
    for room in _ROOMS:
        room.open_room(gate)
    gate.close()
    return gate.routes
