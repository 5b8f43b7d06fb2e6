"""A new training: its course, chosen or new, and one sitting of it."""

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, training_words
from bot.console.gate import Gate
from bot.console.rooms import trainings
from bot.console.training_form import FIELDS, Typed, read, typed
from bot.console.visit import Visit
from bot.db import new_id
from bot.html import answers
from bot.i18n.words import Name, Words, _
from bot.staff import audit
from bot.staff.roles import Permission
from bot.training import desk, desk_view
from bot.training.sittings import new_code, sealed
from bot.training.topics import LANGUAGES, TOPICS
from knowledge import districts


def open_room(gate: Gate) -> None:
    gate.get("/console/trainings/new", Permission.PUBLISH, lambda visit: _ask(gate, visit))
    gate.post("/console/trainings/new", Permission.PUBLISH, lambda visit: _announce(gate, visit))


async def _ask(gate: Gate, visit: Visit, form: Typed | None = None, id: int = 0) -> Response:
    """The form. It carries the id of the sitting it will make: sent twice, it makes one."""

    def look(connection: Connection) -> tuple[list[tuple[str, Name]], int]:
        return desk_view.courses(connection), desk_view.interested(connection)

    courses, interested = await gate.munshi.database.read(look)
    filled = form or Typed(dict.fromkeys(FIELDS, "") | {"online": "no", "language": "ur"}, {})
    problem: Words | None = trainings.LOOK if filled.wrong else None
    return visit.page(
        "training_new.html", 400 if filled.wrong else 200, typed=filled.cells, wrong=filled.wrong, problem=problem,
        sitting=id or new_id(), courses=courses, interested=interested, topics=TOPICS, spoken=LANGUAGES,
        districts=districts.DISTRICTS, columns=training_words.COLUMNS,
    )  # fmt: skip


async def _announce(gate: Gate, visit: Visit) -> Response:
    """Announce it. The attendance code is shown on the page that answers, and never again."""
    id, cells = forms.number(visit.form, "sitting") or new_id(), typed(visit, FIELDS)
    course = None
    if code := cells["course"]:
        course = await gate.munshi.database.read(lambda connection: desk_view.course_cells(connection, code))
        if course is None:
            gone = {"course": _("This course is no longer there. Choose another one, or write a new one.")}
            return await _ask(gate, visit, Typed(cells, gone), id)
    form = read(cells, visit.now, course)
    row = form.row
    if row is None:
        return await _ask(gate, visit, form, id)
    attendance = row.attendance_code or new_code()
    kept = sealed(attendance)

    def announce(connection: Connection) -> str:
        named = desk.announce(connection, id, row, kept, visit.now)
        if named:
            audit.record(connection, visit.actor, "sitting announced", visit.now, subject=named)
        return named

    named = await gate.munshi.writer.write(announce)
    gate.munshi.timers.wake()
    if not named:
        return answers.see(f"/console/trainings/{id}?done=sitting_there")
    return await trainings.show(gate, visit, id, code=attendance, is_new=True)
