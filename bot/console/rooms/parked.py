"""Messages whose answers failed three times: tried again, or put aside."""

from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.inbox import desk, desk_view
from bot.staff import audit
from bot.staff.roles import Permission


def open_room(gate: Gate) -> None:
    gate.get("/console/parked", Permission.REPAIR, lambda visit: _show(gate, visit))
    gate.post("/console/parked", Permission.REPAIR, lambda visit: _repair(gate, visit))


async def _show(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    found = await gate.munshi.database.read(desk_view.parked)
    await looked(gate, visit, "parked seen")
    return visit.page("parked.html", status, found=found, problem=problem)


async def _repair(gate: Gate, visit: Visit) -> Response:
    id, what = forms.number(visit.form, "id"), forms.text(visit.form, "what", 20)
    if what == "dismiss":

        def dismiss(connection: Connection) -> bool:
            done = desk.dismiss(connection, id, visit.officer)
            if done:
                audit.record(connection, visit.actor, "parked dismissed", visit.now, subject=str(id))
            return done

        done = await gate.munshi.writer.write(dismiss)
        return answers.see("/console/parked?done=dismissed") if done else await _show(gate, visit, 409, _GONE)
    if what != "retry":
        raise NotFound

    def retry(connection: Connection, setting: Any) -> desk.Retried:
        audit.record(connection, visit.actor, "parked retried", visit.now, subject=str(id))
        return desk.retry(
            connection, setting, inbound_id=id, officer=visit.officer, read=gate.munshi.understand
        )  # fmt: skip

    retried = await gate.munshi.writer.say(retry)
    assert isinstance(retried, desk.Retried)
    if retried.outcome == "answered":
        return answers.see("/console/parked?done=answered")
    return await _show(gate, visit, 409, _AGAIN if retried.outcome == "failed" else _GONE)


_GONE = _("It is no longer there: somebody else has seen to it.")
_AGAIN = _("It has failed again. Answer the person yourself, and tell the engineers.")
