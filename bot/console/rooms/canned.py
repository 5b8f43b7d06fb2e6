"""Ready answers: seen by officers, written by supervisors."""

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said
from bot.console.gate import Gate
from bot.console.visit import Visit
from bot.helpdesk import writing
from bot.html import answers
from bot.html.languages import LANGUAGES
from bot.i18n.words import Words, _
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission


def open_room(gate: Gate) -> None:
    gate.get("/console/canned", Permission.ANSWER, lambda visit: _show(gate, visit))
    gate.post("/console/canned", Permission.DESK, lambda visit: _change(gate, visit))


async def _show(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    found = await gate.munshi.database.read(writing.canned_answers)
    typed = {code: forms.text(visit.form, code) for code in LANGUAGES} | {"name": forms.text(visit.form, "name", 80)}
    return visit.page("canned.html", status, found=found, problem=problem, typed=typed,
                      edited=forms.number(visit.form, "id"))  # fmt: skip


async def _change(gate: Gate, visit: Visit) -> Response:
    id = forms.number(visit.form, "id")
    texts = {code: forms.text(visit.form, code) for code in LANGUAGES}
    is_drop = forms.text(visit.form, "what", 20) == "drop"

    def change(connection: Connection) -> writing.Canned | Refusal | bool:
        if is_drop:
            done: writing.Canned | Refusal | bool = writing.drop_canned(connection, id)
        else:
            done = writing.put_canned(
                connection, forms.text(visit.form, "name", 80), texts, visit.officer, visit.now, id=id or None
            )
        if not isinstance(done, Refusal):
            audit.record(connection, visit.actor, "canned changed", visit.now)
        return done

    done = await gate.munshi.writer.write(change)
    if isinstance(done, Refusal):
        taken = _("There is a ready answer of that name already.")
        return await _show(gate, visit, 409, taken if done.reason == "overtaken" else said.refused(done))
    return answers.see(f"/console/canned?done={'dropped' if is_drop else 'saved'}")
