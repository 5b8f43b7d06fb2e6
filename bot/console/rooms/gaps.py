"""What was not understood: near rows together, for officers to say what they mean."""

import asyncio
from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.answered import gaps
from bot.answered.clusters import Cluster, clusters
from bot.answered.gaps import ACCEPTED, DISMISSED, LABELLED, OPEN, Gap
from bot.chat.understanding import FOUND, router
from bot.console import forms, meanings
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.staff import audit
from bot.staff.roles import Permission

_LOOKED_THROUGH = 500
"""Rows of the list that are put into groups, the most said: the rest comes up when these have been dealt with."""
_MOST = 20
_SHOWN = 50
"""Rows of one group on its page."""


def open_room(gate: Gate) -> None:
    gate.get("/console/gaps", Permission.DECIDE, lambda visit: _list(gate, visit))
    gate.post("/console/gaps", Permission.DECIDE, lambda visit: _settle(gate, visit))
    gate.get("/console/gaps/{id}", Permission.DECIDE, lambda visit: _one(gate, visit))


async def _list(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    state = visit.asked("state", 20)
    state = state if state in (LABELLED, ACCEPTED, DISMISSED) else OPEN
    skip = forms.digits(visit.asked("skip", 7))

    def look(connection: Connection) -> tuple[list[Gap], dict[str, int]]:
        most, offset = (_LOOKED_THROUGH, 0) if state == OPEN else (_MOST, skip)
        return gaps.gaps(connection, state=state, limit=most, offset=offset), gaps.counts(connection)

    rows, counts = await gate.munshi.database.read(look)
    groups = await _grouped(rows) if state == OPEN else []
    await looked(gate, visit, "gaps seen")
    return visit.page(
        "gaps.html", status, state=state, counts=counts, groups=groups[skip : skip + _MOST], rows=rows,
        total=len(groups) if state == OPEN else counts.get(state, 0), skip=skip, most=_MOST, problem=problem,
        in_words=meanings.in_words, guessed=meanings.guessed,
    )  # fmt: skip


async def _one(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None, id: int = 0) -> Response:
    """One group, named by any of its rows, with what it may mean."""
    id = id or visit.id("id")
    rows = await gate.munshi.database.read(lambda connection: gaps.gaps(connection, limit=_LOOKED_THROUGH))
    group = next((one for one in await _grouped(rows) if any(row.id == id for row in one.rows)), None)
    if group is None:
        group = Cluster(tuple(await gate.munshi.database.read(lambda connection: gaps.some(connection, [id]))))
        if not group.rows or group.rows[0].state != OPEN:
            raise NotFound
    words = visit.asked("words") or forms.text(visit.form, "words", 200)
    least = 0.0 if words else FOUND
    found = await asyncio.to_thread(meanings.found, words or group.rows[0].text, least)
    await looked(gate, visit, "gaps seen")
    return visit.page(
        "gap.html", status, group=group, rows=group.rows[:_SHOWN], words_typed=words, problem=problem,
        guessed=meanings.guessed(group.rows), found=found, intents=meanings.intents(),
        chosen=forms.text(visit.form, "meaning", 80), ticked=_ids(visit),
    )  # fmt: skip


async def _grouped(rows: list[Gap]) -> list[Cluster]:
    return await asyncio.to_thread(lambda: clusters(rows, router().rarity))


def _ids(visit: Visit) -> list[int]:
    """The rows that were ticked, or that a button belongs to."""
    values = [value for value in visit.form.getlist("row") if isinstance(value, str) and len(value) < 20]
    return [id for value in values[:_SHOWN] if (id := forms.digits(value))]


async def _settle(gate: Gate, visit: Visit) -> Response:
    """Label, put aside, or put back what was ticked. Rows that somebody else has dealt with meanwhile stay so."""
    what, ids = forms.text(visit.form, "what", 20), _ids(visit)
    chosen = meanings.read(forms.text(visit.form, "meaning", 80))
    if what not in _DONE:
        raise NotFound
    if not ids or (what == "label" and chosen is None):
        wrong = _("Please tick what you mean first.") if not ids else _("Please choose what it means first.")
        first = forms.number(visit.form, "group")
        return await _one(gate, visit, 400, wrong, first) if first else await _list(gate, visit, 400, wrong)

    def settle(connection: Connection) -> int:
        detail: dict[str, Any] = {}
        match what:
            case "label":
                assert chosen is not None
                intent, topic = chosen
                detail = {"intent": intent, "topic": topic}
                by = visit.account.email
                done = gaps.label(connection, ids, intent=intent, topic=topic, by=by, now=visit.now)
            case "dismiss":
                done = gaps.dismiss(connection, ids, by=visit.account.email, now=visit.now)
            case _:
                done = gaps.reopen(connection, ids)
        if done:
            audit.record(connection, visit.actor, _DONE[what], visit.now, detail={**detail, "rows": done})
        return done

    if not await gate.munshi.writer.write(settle):
        return await _list(gate, visit, 409, _("Somebody else has dealt with it meanwhile. This is how it stands now."))
    return answers.see(f"/console/gaps?done={_SAID[what]}")


_DONE = {"label": "gap labelled", "dismiss": "gap dismissed", "reopen": "gap reopened"}
_SAID = {"label": "labelled", "dismiss": "gap_dismissed", "reopen": "put_back"}
