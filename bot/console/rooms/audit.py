"""The audit trail, for auditors."""

from starlette.responses import Response

from bot.console import forms
from bot.console.audit_words import WHAT
from bot.console.gate import Gate
from bot.console.visit import Visit
from bot.staff import audit
from bot.staff.audit import Wanted
from bot.staff.roles import Permission

_ON_A_PAGE = 100


def open_room(gate: Gate) -> None:
    gate.get("/console/audit", Permission.AUDIT, lambda visit: _show(gate, visit))


async def _show(gate: Gate, visit: Visit) -> Response:
    what = visit.asked("what")
    before, person = visit.asked("before", 20), visit.asked("person", 20)
    wanted = Wanted(
        who=visit.asked("who"),
        what=what if what in WHAT else "",
        subject=visit.asked("subject"),
        person=int(person) if person.isascii() and person.isdigit() else None,
        since=forms.day(visit.asked("since")),
        until=forms.day(visit.asked("until"), later=1),
        before=int(before) if before.isascii() and before.isdigit() else None,
    )
    entries = await gate.munshi.database.read(lambda connection: audit.find(connection, wanted, _ON_A_PAGE + 1))
    more = entries[_ON_A_PAGE - 1].id if len(entries) > _ON_A_PAGE else None
    return visit.page("audit.html", entries=entries[:_ON_A_PAGE], what=WHAT, more=more)
