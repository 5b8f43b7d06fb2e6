"""What a training is called: its course's titles in the three languages, changed on the training's own page."""

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said
from bot.console.gate import Gate, NotFound
from bot.console.rooms import trainings
from bot.console.training_form import Typed, read_titles, titles_beside, typed
from bot.console.visit import Visit
from bot.html import answers
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission
from bot.training import desk_view, naming
from bot.training.naming import TITLES, Named

_RENAMED = "course renamed"


def open_room(gate: Gate) -> None:
    gate.post("/console/trainings/{id}/titles", Permission.PUBLISH, lambda visit: _rename(gate, visit))


async def _rename(gate: Gate, visit: Visit) -> Response:
    id, read = visit.id("id"), forms.text(visit.form, "titles", 40)
    form, titles = read_titles(typed(visit, TITLES))
    if form.wrong:
        return await trainings.show(gate, visit, id, 400, trainings.LOOK, naming_form=form)

    def rename(connection: Connection) -> Named | Refusal:
        named = naming.rename(connection, id, read, titles)
        if isinstance(named, Named) and named.titles:
            audit.record(connection, visit.actor, _RENAMED, visit.now, subject=named.code, detail=named.titles)
        return named

    named: Named | Refusal = await gate.munshi.writer.write(rename)
    if isinstance(named, Refusal):
        return await _refuse(gate, visit, id, named, form)
    return answers.see(f"/console/trainings/{id}?done=titles_changed")


async def _refuse(gate: Gate, visit: Visit, id: int, refusal: Refusal, form: Typed) -> Response:
    """It was not done; what was typed stays, beside what stands there now, and who was quicker if the trail knows."""
    if refusal.reason == "gone":
        raise NotFound

    def look(connection: Connection) -> tuple[str, Typed]:
        view = desk_view.one(connection, id, names=False)
        assert view is not None
        return _who(connection, view.row), titles_beside(form, view.row)

    by, form = await gate.munshi.database.read(look)
    problem = said.refused(Refusal("overtaken", by)) if by else trainings.MEANWHILE
    return await trainings.show(gate, visit, id, 409, problem, naming_form=form)


def _who(connection: Connection, row: dict[str, object]) -> str:
    """Who gave the titles that stand there now; "" where it was a file."""
    code = str(row["course_code"])
    trail = audit.find(connection, audit.Wanted(what=_RENAMED, subject=code))
    last = next((entry for entry in trail if entry.subject == code), None)
    if last is None or any(row[name] != title for name, title in (last.detail or {}).items()):
        return ""
    return audit.who_did(connection, code, last.at)
