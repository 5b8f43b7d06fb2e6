"""Trainings: the list, one sitting with its people, and what can still be changed about it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said, training_words
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.training_form import CHANGED, Typed, beside, cells_of, read, typed
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission
from bot.training import desk, desk_view, naming
from bot.training.desk import Did
from bot.training.desk_view import MOST, MOST_PEOPLE
from bot.training.foreseen import moves
from bot.training.sittings import new_code, sealed
from bot.training.topics import LANGUAGES, TOPICS
from knowledge import districts

_NEEDS = {"people": Permission.REGISTRY}
"""What else than publishing a form on this page needs."""


def open_room(gate: Gate) -> None:
    gate.get("/console/trainings", Permission.TRAININGS, lambda visit: _list(gate, visit))
    gate.get("/console/trainings/{id}", Permission.TRAININGS, lambda visit: show(gate, visit, visit.id("id")))
    gate.post("/console/trainings/{id}", Permission.TRAININGS, lambda visit: _do(gate, visit))


async def _list(gate: Gate, visit: Visit) -> Response:
    asked, skip = visit.asked("which", 20), forms.digits(visit.asked("skip", 7))
    which = asked if asked in desk_view.WHICH else "coming"
    page = await gate.munshi.database.read(
        lambda connection: desk_view.sittings(connection, which, visit.now, skip=skip)
    )
    return visit.page(
        "trainings.html", lines=page.lines, totals=page.totals, which=which, labels=training_words.WHICH, skip=skip,
        most=MOST, districts=districts.DISTRICTS, spoken=LANGUAGES, weekdays=said.WEEKDAYS,
    )  # fmt: skip


async def show(
    gate: Gate, visit: Visit, id: int, status: int = 200, problem: Words | None = None, *, form: Typed | None = None,
    told_of: Typed | None = None, naming_form: Typed | None = None, code: str = "", is_new: bool = False,
) -> Response:  # fmt: skip
    """A sitting's page. `form`: what was typed and is wrong; `told_of`: what is typed, right, and has to be told to
    people, so it is asked first; `naming_form`: the same as `form` for the titles; `code`: the attendance code, shown
    this once."""
    names = visit.may(Permission.REGISTRY)
    skip = forms.digits(visit.asked("skip", 7))
    view = await gate.munshi.database.read(lambda connection: desk_view.one(connection, id, names=names, skip=skip))
    if view is None:
        raise NotFound
    if view.holders:
        await looked(gate, visit, "attendees seen", subject=view.row["code"])
    row, now = view.row, visit.now
    filled = told_of or form or Typed(cells_of(row), {})
    return visit.page(
        "training.html", status, view=view, row=row, line=view.line, problem=problem, typed=filled.cells,
        wrong=filled.wrong, is_typed=form is not None, told_of=told_of, code=code, is_new=is_new,
        version=desk.version(row), is_to_come=desk.is_to_come(row, now), takes_codes=desk.takes_codes(row, now),
        takes_names=desk.takes_names(row, now), names=names, skip=skip, most=MOST_PEOPLE, topics=TOPICS,
        spoken=LANGUAGES, districts=districts.DISTRICTS, weekdays=said.WEEKDAYS, columns=training_words.COLUMNS,
        states=training_words.SEAT_STATES, changed=CHANGED, ratings=training_words.RATINGS,
        titles=(naming_form or Typed(cells_of(row), {})), is_named=naming_form is not None,
        titles_version=naming.version(row),
    )  # fmt: skip


async def _do(gate: Gate, visit: Visit) -> Response:
    what = forms.text(visit.form, "what", 20)
    if not visit.may(_NEEDS.get(what, Permission.PUBLISH)):
        return gate.say(visit.request, 403, "forbidden", visit.language)
    match what:
        case "change":
            return await _change(gate, visit)
        case "cancel":
            return await _cancel(gate, visit)
        case "code":
            return await _code(gate, visit)
        case "people":
            return await _were_there(gate, visit)
    raise NotFound


async def _change(gate: Gate, visit: Visit) -> Response:
    """Change what is announced. Where people are told of it, that is said first, and asked once more."""
    id, version = visit.id("id"), forms.number(visit.form, "version")
    view = await gate.munshi.database.read(lambda connection: desk_view.one(connection, id, names=False))
    if view is None:
        raise NotFound
    before = cells_of(view.row)
    form = read({**before, **typed(visit, CHANGED)}, visit.now, {"course": before["course"]})
    if form.row is None:
        return await show(gate, visit, id, 400, LOOK, form=form)
    values = {name: value for name, value in form.row.sitting.items() if name != "code"}
    if view.counting and moves(view.row, values) and not forms.text(visit.form, "sure", 5):
        if desk.version(view.row) == version:
            return await show(gate, visit, id, told_of=form)
        return await _refuse(gate, visit, id, Refusal("overtaken", at=view.row["updated_at"]), form)
    did = await _write(
        gate, visit, "sitting changed", lambda connection: desk.change(connection, id, version, values, visit.now)
    )
    if isinstance(did, Refusal):
        return await _refuse(gate, visit, id, did, form)
    return answers.see(f"/console/trainings/{id}?done={'sitting_moved' if did.told else 'sitting_changed'}")


async def _cancel(gate: Gate, visit: Visit) -> Response:
    id, version = visit.id("id"), forms.number(visit.form, "version")
    if not forms.text(visit.form, "sure", 5):
        return await show(gate, visit, id, 400, _("Tick that it does not take place, then cancel it."))
    did = await _write(
        gate, visit, "sitting cancelled", lambda connection: desk.cancel(connection, id, version, visit.now)
    )
    if isinstance(did, Refusal):
        return await _refuse(gate, visit, id, did)
    return answers.see(f"/console/trainings/{id}?done={'sitting_cancelled' if did.told else 'changed'}")


async def _code(gate: Gate, visit: Visit) -> Response:
    """Another attendance code. It is shown on the page that answers, and never again: only a hash of it is kept."""
    id, version = visit.id("id"), forms.number(visit.form, "version")
    code = new_code()
    kept = sealed(code)
    did = await _write(
        gate, visit, "attendance code changed",
        lambda connection: desk.change_code(connection, id, version, kept, visit.now),
    )  # fmt: skip
    if isinstance(did, Refusal):
        return await _refuse(gate, visit, id, did)
    return await show(gate, visit, id, code=code)


async def _write(gate: Gate, visit: Visit, what: str, act: Callable[[Connection], Did | Refusal]) -> Did | Refusal:
    """Do something about a sitting, with its line in the trail."""

    def write(connection: Connection) -> Did | Refusal:
        did = act(connection)
        if isinstance(did, Did):
            detail: dict[str, Any] = {"told": did.told} if did.told else {}
            detail |= {"fields": ", ".join(did.fields)} if did.fields else {}
            audit.record(connection, visit.actor, what, visit.now, subject=did.code, detail=detail or None)
        return did

    did: Did | Refusal = await gate.munshi.writer.write(write)
    gate.munshi.timers.wake()
    return did


async def _refuse(gate: Gate, visit: Visit, id: int, refusal: Refusal, form: Typed | None = None) -> Response:
    """It was not done; who was quicker, where the trail knows. What was typed stays, beside what it is now."""
    if refusal.reason != "overtaken":
        if refusal.reason == "gone":
            raise NotFound
        return await show(gate, visit, id, 409, said.refused(refusal), form=form)

    def look(connection: Connection) -> tuple[str, Typed | None]:
        view = desk_view.one(connection, id, names=False)
        assert view is not None
        by = audit.who_did(connection, view.row["code"], view.row["updated_at"])
        return by, beside(form, view.row) if form is not None else None

    by, form = await gate.munshi.database.read(look)
    return await show(gate, visit, id, 409, said.refused(Refusal("overtaken", by)) if by else MEANWHILE, form=form)


async def _were_there(gate: Gate, visit: Visit) -> Response:
    """Note by hand who was there, or that somebody was not after all."""
    id, back = visit.id("id"), forms.number(visit.form, "back")
    ticked = [forms.digits(value) for value in visit.form.getlist("seat") if isinstance(value, str)]
    if not back and not ticked:
        return await show(gate, visit, id, 400, _("Tick who was there first."))

    def note(connection: Connection) -> list[desk.Noted] | Refusal:
        if back:
            taken = desk.take_back_attended(connection, id, back, visit.now)
            noted: list[desk.Noted] | Refusal = taken if isinstance(taken, Refusal) else [taken]
        else:
            noted = desk.note_attended(connection, id, ticked, visit.now)
        if isinstance(noted, Refusal):
            return noted
        code = "attendance taken back" if back else "attendance entered"
        for one in noted:
            audit.record(connection, visit.actor, code, visit.now, person=one.person_id, subject=one.reference)
        return noted

    noted = await gate.munshi.writer.write(note)
    gate.munshi.timers.wake()
    if isinstance(noted, Refusal):
        return await _refuse(gate, visit, id, noted)
    return answers.see(f"/console/trainings/{id}?done={'not_there' if back else 'were_there'}#people")


LOOK = _("Nothing is saved yet. Please look at the fields that are marked.")
MEANWHILE = _("It was changed meanwhile. Please read how it stands now.")
