"""Pairs of businesses that may be one, side by side, for an officer to decide."""

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, said
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words
from bot.registry import duplicates
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission

_DECISIONS = ("different", "same_business", "same_person")
_AT_ONCE = 20


def open_room(gate: Gate) -> None:
    gate.get("/console/duplicates", Permission.DECIDE, lambda visit: _show(gate, visit))
    gate.post("/console/duplicates", Permission.DECIDE, lambda visit: _decide(gate, visit))


async def _show(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    pairs = await gate.munshi.database.read(lambda connection: duplicates.pairs(connection, _AT_ONCE))
    await looked(gate, visit, "duplicates seen")
    return visit.page(
        "duplicates.html", status, pairs=pairs, problem=problem, likenesses=said.LIKENESSES, labels=said.LABELS,
        states=said.CASE_STATES,
    )  # fmt: skip


async def _decide(gate: Gate, visit: Visit) -> Response:
    pair, decision = forms.number(visit.form, "pair"), forms.text(visit.form, "decision", 20)
    if decision not in _DECISIONS:
        raise NotFound
    script = gate.munshi.script

    def decide(connection: Connection) -> Refusal | None:
        refusal = duplicates.decide(
            connection, pair, decision, visit.officer, visit.now, forms=script.forms, waiting=script.waiting
        )
        if refusal is None:
            audit.record(connection, visit.actor, "duplicate decided", visit.now, subject=str(pair),
                         detail={"decision": decision})  # fmt: skip
        return refusal

    refusal = await gate.munshi.writer.write(decide)
    gate.munshi.timers.wake()
    if refusal is not None:
        return await _show(gate, visit, 409, said.refused(refusal))
    return answers.see("/console/duplicates?done=decided")
