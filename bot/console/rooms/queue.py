"""Who waits for a person at the helpdesk, and who is being talked to."""

from functools import partial

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said
from bot.console.gate import Gate
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.helpdesk import service as helpdesk
from bot.html import answers
from bot.inbox import desk_view
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission


def open_room(gate: Gate) -> None:
    gate.get("/console/queue", Permission.ANSWER, lambda visit: _show(gate, visit))
    gate.post("/console/queue", Permission.ANSWER, lambda visit: _claim(gate, visit))


async def _show(gate: Gate, visit: Visit, status: int = 200, refusal: Refusal | None = None) -> Response:
    mine = visit.account.id if visit.asked("mine") else None
    lines = await gate.munshi.database.read(partial(desk_view.queue, now=visit.now, officer_id=mine))
    await looked(gate, visit, "queue seen")
    values = {
        "waiting": [line for line in lines if line.state == "waiting"],
        "mine": [line for line in lines if line.state == "claimed" and line.officer_id == visit.account.id],
        "others": [line for line in lines if line.state == "claimed" and line.officer_id != visit.account.id],
        "reasons": said.TICKET_REASONS,
        "kinds": said.KINDS,
        "problem": None if refusal is None else said.refused(refusal),
    }
    return visit.live("queue_live.html", **values) if visit.is_live else visit.page("queue.html", status, **values)


async def _claim(gate: Gate, visit: Visit) -> Response:
    """Take a conversation; of two officers at once one has it, the other reads who."""
    ticket = forms.number(visit.form, "ticket")

    def claim(connection: Connection) -> helpdesk.Did:
        held = helpdesk.claim(connection, ticket, visit.officer, visit.now)
        if not isinstance(held, Refusal):
            audit.record(connection, visit.actor, "ticket claimed", visit.now, person=held.person_id,
                         subject=held.number)  # fmt: skip
        return held

    held = await gate.munshi.writer.write(claim)
    if isinstance(held, Refusal):
        return await _show(gate, visit, 409, held)
    return answers.see(f"/console/people/{held.person_id}?done=claimed")
