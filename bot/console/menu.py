"""The menu: which rooms somebody sees, and how much waits in each."""

from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.answered.models import gap
from bot.complaints.models import complaint
from bot.console.visit import NavItem, Visit
from bot.html.templates import Speaking
from bot.i18n.words import Words, _
from bot.inbox.models import inbound
from bot.referrals.models import referral
from bot.registry.models import case, duplicate, ticket
from bot.staff.accounts import Account
from bot.staff.roles import Permission


class _Room(NamedTuple):
    path: str
    label: Words
    permission: Permission
    waiting: "sa.Select[int] | None" = None
    """What waits in it."""


def _waiting(table: sa.Table, *which: sa.ColumnElement[bool]) -> "sa.Select[int]":
    return sa.select(sa.func.count()).select_from(table).where(*which)


_ROOMS: Final = (
    _Room("/console/queue", _("Conversations"), Permission.ANSWER, _waiting(ticket, ticket.c.state == "waiting")),
    _Room("/console/complaints", _("Complaints"), Permission.ANSWER, _waiting(complaint, complaint.c.state == "open")),
    _Room("/console/cases", _("Cases"), Permission.DECIDE, _waiting(case, case.c.state == "recorded")),
    _Room("/console/duplicates", _("Duplicates"), Permission.DECIDE, _waiting(duplicate, duplicate.c.state == "open")),
    _Room(
        "/console/parked",
        _("Not answered"),
        Permission.REPAIR,
        # Both conditions, so that the partial index serves.
        _waiting(inbound, inbound.c.state.in_(("stale", "parked")), inbound.c.state == "parked"),
    ),
    _Room("/console/referrals", _("Referrals"), Permission.DECIDE, _waiting(referral, referral.c.state == "recorded")),
    _Room("/console/registry", _("Registry"), Permission.REGISTRY),
    _Room("/console/trainings", _("Trainings"), Permission.TRAININGS),
    _Room("/console/canned", _("Ready answers"), Permission.ANSWER),
    _Room("/console/gaps", _("Not understood"), Permission.DECIDE, _waiting(gap, gap.c.state == "open")),
    _Room("/console/exemplars", _("To learn"), Permission.PUBLISH, _waiting(gap, gap.c.state == "labelled")),
    _Room("/console/articles", _("Articles"), Permission.PUBLISH),
    _Room("/console/hours", _("Office hours"), Permission.DESK),
    _Room("/console/partners", _("Agreements"), Permission.AGREEMENTS),
    _Room("/console/staff", _("Staff"), Permission.STAFF),
    _Room("/console/audit", _("Audit trail"), Permission.AUDIT),
)


def counts(connection: Connection, account: Account) -> dict[str, int]:
    """How much waits, by room, in those that this account sees."""
    return {
        room.path: connection.execute(room.waiting).scalar_one()
        for room in _ROOMS
        if room.waiting is not None and account.may(room.permission)
    }


def nav(visit: Visit, waiting: dict[str, int]) -> tuple[NavItem, ...]:
    """The menu of a page."""
    speaking = Speaking(visit.language)
    here = visit.request.url.path
    if here.startswith("/console/people/"):
        here = "/console/queue"
    return tuple(
        NavItem(room.path, speaking.words(room.label), here.startswith(room.path), waiting.get(room.path, 0))
        for room in _ROOMS
        if visit.may(room.permission)
    )


def first_room(account: Account) -> str:
    """Where somebody lands after the login."""
    return next((room.path for room in _ROOMS if account.may(room.permission)), "/console/me")
