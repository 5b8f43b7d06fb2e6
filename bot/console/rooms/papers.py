"""Numbers that no chat must hear: asked for from a case, entered at the office, looked at one by one."""

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms
from bot.console.gate import Gate, NotFound
from bot.console.rooms import cases
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import _
from bot.papers import service as papers
from bot.registry import caselist
from bot.staff import audit
from bot.staff.roles import Permission

_KINDS = ("cnic", "ntn")


def open_room(gate: Gate) -> None:
    gate.post("/console/cases/{id}/number", Permission.DECIDE, lambda visit: _number(gate, visit))


async def _number(gate: Gate, visit: Visit) -> Response:
    kind, what = forms.text(visit.form, "kind", 10), forms.text(visit.form, "what", 20)
    if kind not in _KINDS:
        raise NotFound
    match what:
        case "ask":
            return await _ask(gate, visit, kind)
        case "office":
            return await _at_office(gate, visit, kind)
        case "show":
            return await _show(gate, visit)
    raise NotFound


async def _ask(gate: Gate, visit: Visit, kind: str) -> Response:
    """Have the owner told that the number is needed; she chooses the page or the office."""
    id = visit.id("id")

    def ask(connection: Connection) -> bool:
        asked = papers.ask_for(connection, id, kind, visit.officer.name, visit.now)
        if asked:
            _record(connection, visit, "number asked for", kind)
        return asked

    asked = await gate.munshi.writer.write(ask)
    gate.munshi.timers.wake()
    if not asked:
        return await cases.show(gate, visit, 409, _("It is asked for already, or the case is over."))
    return answers.see(f"/console/cases/{id}?done=number_asked")


async def _at_office(gate: Gate, visit: Visit, kind: str) -> Response:
    """The number from the card that lies before the officer."""
    id, typed, vault = visit.id("id"), forms.text(visit.form, "number", 40), gate.munshi.keys.vault

    def take(connection: Connection) -> bool:
        taken = papers.take_at_office(connection, vault, id, kind, typed, visit.officer.name, visit.now)
        if taken:
            _record(connection, visit, "number entered", kind)
        return taken

    if not await gate.munshi.writer.write(take):
        return await cases.show(gate, visit, 400, _("That is not such a number, or the case is over. Nothing is kept."))
    return answers.see(f"/console/cases/{id}?done=number_kept")


async def _show(gate: Gate, visit: Visit) -> Response:
    """The number itself, on this one page; the look is recorded before it is shown."""
    id, paper, vault = visit.id("id"), forms.number(visit.form, "paper"), gate.munshi.keys.vault

    def look(connection: Connection) -> tuple[str, list[int]] | None:
        held = next((one for one in papers.held(connection, id) if one["id"] == paper), None)
        number = papers.reveal(connection, vault, paper) if held is not None else None
        if held is None or number is None:
            return None
        _record(connection, visit, "number seen", str(held["kind"]))
        return number, papers.same_number(connection, vault, paper)

    found = await gate.munshi.writer.write(look)
    if found is None:
        return await cases.show(gate, visit, 409, _("The number is erased."))
    number, same = found
    return await cases.show(gate, visit, shown={paper: number}, same=same)


def _record(connection: Connection, visit: Visit, what: str, kind: str) -> None:
    detail = caselist.case_of(connection, visit.id("id"))
    assert detail is not None
    audit.record(connection, visit.actor, what, visit.now, person=detail.line.person_id,
                 subject=detail.line.reference, detail={"kind": kind})  # fmt: skip
