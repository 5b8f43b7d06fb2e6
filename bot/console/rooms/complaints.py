"""Complaints: by the day by which we aim to answer, and answered in the chat."""

from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.complaints import desk
from bot.complaints.fields import CATEGORIES, MOST_ANSWER
from bot.console import forms, said
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.helpdesk import answered as helpdesk
from bot.helpdesk import writing
from bot.helpdesk.service import Held
from bot.helpdesk.writing import Canned
from bot.html import answers
from bot.i18n.words import Words, _
from bot.inbox.desk_view import direction
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission

_STATES: Final[dict[str, Words]] = {
    "open": _("Waits for an answer"),
    "answered": _("Answered"),
    "settled": _("Settled"),
}

_STEPS: Final[dict[str, Words]] = {
    "answered": _("Answered"),
    "settled": _("The person says that it is settled"),
    "reopened": _("The person says that it is not settled: open again"),
}

_KEPT: Final = 20_000
"""Letters of an answer that stay in the form when it was too long, so that somebody can shorten it."""


def open_room(gate: Gate) -> None:
    gate.get("/console/complaints", Permission.ANSWER, lambda visit: _list(gate, visit))
    gate.get("/console/complaints/{id}", Permission.ANSWER, lambda visit: _show(gate, visit))
    gate.post("/console/complaints/{id}", Permission.ANSWER, lambda visit: _answer(gate, visit))


async def _list(gate: Gate, visit: Visit) -> Response:
    state = visit.asked("state") if visit.asked("state") in _STATES else "open"
    category = visit.asked("category") if visit.asked("category") in CATEGORIES else ""
    skip = forms.digits(visit.asked("skip", 7))

    def look(connection: Connection) -> tuple[desk.Page, dict[str, int]]:
        return desk.complaints(connection, state, category, skip=skip), desk.counts(connection)

    page, counts = await gate.munshi.database.read(look)
    await looked(gate, visit, "complaints seen")
    return visit.page(
        "complaints.html", lines=page.lines, total=page.total, counts=counts, state=state, states=_STATES, skip=skip,
        most=desk.MOST, categories=CATEGORIES, category=category,
    )  # fmt: skip


async def _show(
    gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None, text: str = "", *,
    is_secret: bool = False,
) -> Response:  # fmt: skip
    """One complaint; after something was refused with what was typed still in its place."""

    def look(connection: Connection) -> tuple[desk.Detail | None, list[Canned]]:
        return desk.complaint_of(connection, visit.id("id")), writing.canned_answers(connection)

    found, canned = await gate.munshi.database.read(look)
    if found is None:
        raise NotFound
    line = found.line
    await looked(gate, visit, "complaint seen", person=line.person_id, subject=line.reference)
    ready = writing.chosen(canned, visit.asked("canned"), line.language)
    return visit.page(
        "complaint.html", status, problem=problem, is_secret=is_secret, text=text or ready, line=line,
        seen=found.seen, missing=found.missing, steps=found.steps, step_words=_STEPS, states=_STATES,
        categories=CATEGORIES, canned=canned, most=MOST_ANSWER, direction=direction,
    )  # fmt: skip


async def _answer(gate: Gate, visit: Visit) -> Response:
    """Answer it once. The form names the last step that was read; what has happened since is not answered over.

    Whoever waits on the queue for this alone is taken off it in the same transaction.
    """
    id, seen, text = visit.id("id"), forms.number(visit.form, "seen"), forms.text(visit.form, "text", _KEPT)

    def answer(connection: Connection) -> bool | Refusal | Held:
        sure = bool(visit.form.get("sure"))
        answered = desk.answer(connection, id, seen, visit.officer, text, visit.now, sure=sure)
        if answered is True:
            found = desk.complaint_of(connection, id)
            assert found is not None
            owner, number = found.line.person_id, found.line.reference
            audit.record(connection, visit.actor, "complaint answered", visit.now, person=owner, subject=number,
                         detail={"letters": len(text)})  # fmt: skip
            if (closed := helpdesk.close_for(connection, id, visit.officer, visit.now)) is not None:
                audit.record(connection, visit.actor, "ticket closed", visit.now, person=owner, subject=closed.number,
                             detail={"complaint": number})  # fmt: skip
                return closed
        return answered

    answered = await gate.munshi.writer.write(answer)
    gate.munshi.timers.wake()
    if isinstance(answered, Refusal):
        status = 400 if answered.reason in ("empty", "asks_for_secret") else 409
        is_secret = answered.reason == "asks_for_secret"
        return await _show(gate, visit, status, _refused(answered), text, is_secret=is_secret)
    done = "complaint_answered_closed" if isinstance(answered, Held) else "complaint_answered"
    return answers.see(f"/console/complaints/{id}?done={done}")


def _refused(refusal: Refusal) -> Words:
    if refusal.reason == "empty":
        return _("An answer has at least one letter and at most {most}.").with_(most=MOST_ANSWER)
    if refusal.reason == "overtaken" and refusal.by == "owner":
        return _("The person has said something about it meanwhile. Please read it, then answer.")
    return said.refused(refusal)
