"""Cases: found, looked at, decided; the owner is told by the bot."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.helpdesk import writing
from bot.html import answers
from bot.i18n.words import Words
from bot.papers import service as papers
from bot.papers.models import form
from bot.registry import caselist, cases, duplicates
from bot.registry.caselist import MOST, CaseFilter
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission
from knowledge import districts

_OPEN = ("recorded", "in_review", "needs_information")


def open_room(gate: Gate) -> None:
    gate.get("/console/cases", Permission.DECIDE, lambda visit: _list(gate, visit))
    gate.get("/console/cases/{id}", Permission.DECIDE, lambda visit: show(gate, visit))
    gate.post("/console/cases/{id}", Permission.DECIDE, lambda visit: _move(gate, visit))
    gate.post("/console/cases/{id}/note", Permission.DECIDE, lambda visit: _note(gate, visit))


async def _list(gate: Gate, visit: Visit) -> Response:
    state, words = visit.asked("state"), visit.asked("words")
    wanted = CaseFilter(
        states=_states(state, words),
        district=visit.asked("district"),
        officer_id=visit.account.id if visit.asked("mine") else None,
        only_overdue=state == "overdue",
        words=words,
    )
    skip = forms.digits(visit.asked("skip", 7))

    def look(connection: Connection) -> tuple[caselist.Page, dict[str, int]]:
        return caselist.cases(connection, wanted, skip=skip), caselist.counts(connection)

    page, counts = await gate.munshi.database.read(look)
    await looked(gate, visit, "cases seen")
    return visit.page(
        "cases.html", lines=page.lines, total=page.total, counts=counts,
        open_count=sum(counts.get(state, 0) for state in _OPEN),
        states=said.CASE_STATES, skip=skip, most=MOST, districts=districts.DISTRICTS,
    )  # fmt: skip


def _states(state: str, words: str) -> tuple[str, ...]:
    """Open ones, unless another state is asked for, or words, which are looked for everywhere."""
    if state in said.CASE_STATES:
        return (state,)
    return () if words or state in ("all", "overdue") else _OPEN


async def show(
    gate: Gate,
    visit: Visit,
    status: int = 200,
    problem: Words | None = None,
    *,
    is_secret: bool = False,
    shown: dict[int, str] | None = None,
    same: Sequence[int] = (),
) -> Response:
    """The page of a case; after something was refused with what was typed still in its place.

    `shown` are sealed numbers that are to be seen this once, by their ids; `same` other cases with the same number.
    """
    id = visit.id("id")

    def look(connection: Connection) -> dict[str, Any] | None:
        detail = caselist.case_of(connection, id)
        if detail is None:
            return None
        business = detail.business_id
        return {
            "case": detail,
            "pairs": [] if business is None else duplicates.pairs_of(connection, business),
            "notes": writing.notes(connection, detail.line.person_id, case_id=id),
            "numbers": papers.held(connection, id),
            "asked_for": _asked_for(connection, id),
        }

    found = await gate.munshi.database.read(look)
    if found is None:
        raise NotFound
    line = found["case"].line
    await looked(gate, visit, "case seen", person=line.person_id, subject=line.reference)
    # What was typed stays in the form after a refusal; a number that no chat must hear does not.
    typed = {name: forms.text(visit.form, name) for name in ("question", "number", "reason", "why", "note")}
    what = forms.text(visit.form, "what", 20)
    return visit.page(
        "case.html", status, problem=problem, is_secret=is_secret, typed=typed, what=what, line=line, shown=shown or {},
        same=same, states=said.CASE_STATES, steps=said.CASE_STEPS, labels=said.LABELS, kinds=said.NUMBERS,
        form_states=said.FORM_STATES, **found,
    )  # fmt: skip


def _asked_for(connection: Connection, case_id: int) -> dict[str, str]:
    """By kind of number, how it stands with what was asked for last."""
    query = sa.select(form.c.asks, form.c.state).where(form.c.case_id == case_id).order_by(form.c.id)
    return dict(connection.execute(query).tuples().all())


async def _move(gate: Gate, visit: Visit) -> Response:
    """Move a case. The form names the version that was read; what has changed since is not moved."""
    id, version, now = visit.id("id"), forms.number(visit.form, "version"), visit.now
    officer = visit.officer
    question, reason = forms.text(visit.form, "question"), forms.text(visit.form, "reason")
    number, why = forms.text(visit.form, "number", 200), forms.text(visit.form, "why")
    sure = bool(visit.form.get("sure"))
    acts: dict[str, tuple[str, Callable[[Connection], cases.Moved]]] = {
        "take": ("case taken up", lambda c: cases.take_up(c, id, version, officer, now)),
        "ask": ("case asked", lambda c: cases.ask_owner(c, id, version, officer, question, now, sure=sure)),
        "accept": ("case accepted", lambda c: cases.accept(c, id, version, officer, number, now)),
        "decline": ("case declined", lambda c: cases.decline(c, id, version, officer, reason, now)),
        "reopen": ("case reopened", lambda c: cases.reopen(c, id, version, officer, why, now)),
    }
    what = forms.text(visit.form, "what", 20)
    if what not in acts:
        raise NotFound
    code, act = acts[what]

    def move(connection: Connection) -> cases.Moved:
        moved = act(connection)
        if not isinstance(moved, Refusal):
            detail = caselist.case_of(connection, id)
            assert detail is not None
            audit.record(connection, visit.actor, code, now, person=detail.line.person_id,
                         subject=detail.line.reference)  # fmt: skip
        return moved

    moved = await gate.munshi.writer.write(move)
    gate.munshi.timers.wake()
    if isinstance(moved, Refusal):
        return await show(gate, visit, 409, said.refused(moved), is_secret=moved.reason == "asks_for_secret")
    return answers.see(f"/console/cases/{id}?done={moved.state}")


async def _note(gate: Gate, visit: Visit) -> Response:
    id, text = visit.id("id"), forms.text(visit.form, "note")

    def write(connection: Connection) -> writing.Note | Refusal:
        detail = caselist.case_of(connection, id)
        if detail is None:
            return Refusal("gone")
        person = detail.line.person_id
        note = writing.add_note(connection, person, visit.officer, text, visit.now, case_id=id)
        if not isinstance(note, Refusal):
            audit.record(connection, visit.actor, "note written", visit.now, person=person,
                         subject=detail.line.reference)  # fmt: skip
        return note

    note = await gate.munshi.writer.write(write)
    if isinstance(note, Refusal):
        return await show(gate, visit, 409, said.refused(note))
    return answers.see(f"/console/cases/{id}?done=noted#notes")
