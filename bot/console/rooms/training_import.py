"""A list of trainings from a file: looked at first, then put into effect, by the code of the command line."""

import asyncio
from typing import Final

from sqlalchemy.engine import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.clock import day_in_pakistan
from bot.console import forms, training_words
from bot.console.gate import Gate
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.registry import sheets
from bot.registry.sheets import Unreadable
from bot.staff import audit
from bot.staff.roles import Permission
from bot.training import foreseen, importing, samples
from bot.training.foreseen import Foreseen
from bot.training.importing import Effect, Reading
from bot.training.seats import hold

MOST_ROWS: Final = 200
"""Rows at a time: as many open sittings as people choose from (`bot.training.cards`). The command line takes more."""

_MOST_BYTES: Final = 512 * 1024
"""Of a file; 200 rows with the longest texts are less. Inside a form it is three times as much at most, because an Urdu
letter of two bytes becomes %XX%XX."""

_SHOWN_PROBLEMS: Final = 200
_FORM_BESIDE: Final = 64 * 1024
_AUDITED: Final = {"open": "sitting announced", "change": "sitting changed", "cancel": "sitting cancelled"}


def open_room(gate: Gate) -> None:
    gate.get("/console/trainings/import", Permission.PUBLISH, lambda visit: _ask(visit))
    gate.post("/console/trainings/import", Permission.PUBLISH, lambda visit: _take(gate, visit),
              most_bytes=sheets.MOST_BYTES + _FORM_BESIDE)  # fmt: skip
    gate.get("/console/trainings/sample.csv", Permission.PUBLISH, _sample)


async def _sample(visit: Visit) -> Response:
    content = samples.as_file(day_in_pakistan(visit.now))
    headers = {**answers.headers(), "Content-Disposition": 'attachment; filename="trainings-sample.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _ask(
    visit: Visit, status: int = 200, problem: Words | None = None, *, text: str = "", found: Reading | None = None,
    seen: list[Foreseen] | None = None, effect: Effect | None = None,
) -> Response:  # fmt: skip
    """The page: for a file, for what one would do, or for what it did."""
    seen = seen or []
    return visit.page(
        "training_import.html", status, problem=problem, text=text, seen=seen, effect=effect,
        problems=found.problems[:_SHOWN_PROBLEMS] if found else [], problem_count=len(found.problems) if found else 0,
        is_read=found is not None, fingerprint=foreseen.fingerprint(seen), told=sum(one.told for one in seen),
        counts={outcome: sum(one.outcome == outcome for one in seen) for outcome in foreseen.OUTCOMES},
        columns=training_words.COLUMNS, outcomes=training_words.OUTCOMES, most=MOST_ROWS,
    )  # fmt: skip


async def _take(gate: Gate, visit: Visit) -> Response:
    return await (_apply if forms.text(visit.form, "what", 20) == "apply" else _try)(gate, visit)


async def _try(gate: Gate, visit: Visit) -> Response:
    """Look at a file: every problem by its line, or what each row would do. Nothing is changed."""
    file = visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _ask(visit, 400, _("Please choose a file first."))
    if not file.filename.lower().endswith((".csv", ".txt")):
        return await _ask(visit, 400, _("Please choose a CSV file. A spreadsheet can be saved as one."))
    content = await file.read()
    if len(content) > _MOST_BYTES:
        return await _ask(visit, 400, _TOO_LARGE.with_(most=MOST_ROWS))
    try:
        text = sheets.decoded(content)
    except Unreadable:
        return await _ask(
            visit, 400, _("This file cannot be read. Please save it once more as CSV and choose it again.")
        )
    return await _look(gate, visit, text)


async def _look(gate: Gate, visit: Visit, text: str, status: int = 200, problem: Words | None = None) -> Response:
    found = await asyncio.to_thread(importing.read, text, day_in_pakistan(visit.now), most=MOST_ROWS)
    seen = [] if found.problems else await gate.munshi.database.read(
        lambda connection: foreseen.foresee(connection, found.rows, visit.now)
    )  # fmt: skip
    detail = {"rows": len(found.rows), "problems": len(found.problems)}
    await gate.munshi.writer.write(
        lambda connection: audit.record(connection, visit.actor, "sittings import tried", visit.now, detail=detail)
    )
    return await _ask(visit, status, problem, text=text, found=found, seen=seen)


async def _apply(gate: Gate, visit: Visit) -> Response:
    """Put into effect what was looked at. Where it would do something else by now, it is shown once more instead."""
    text, expected = forms.text(visit.form, "text", 2 * _MOST_BYTES), forms.text(visit.form, "seen", 40)
    found = await asyncio.to_thread(importing.read, text, day_in_pakistan(visit.now), most=MOST_ROWS)
    if found.problems or not found.rows:
        return await _look(gate, visit, text, 409, _OTHERWISE)
    codes = await asyncio.to_thread(importing.codes_for, found.rows)

    def apply(connection: Connection) -> Effect | None:
        hold(connection)
        seen = foreseen.foresee(connection, found.rows, visit.now)
        if foreseen.fingerprint(seen) != expected:
            return None
        effect = importing.apply(connection, found.rows, visit.now, codes=codes)
        for one in seen:
            if one.outcome in _AUDITED:
                detail = {"told": one.told} if one.told else None
                audit.record(connection, visit.actor, _AUDITED[one.outcome], visit.now, subject=one.row.code,
                             detail=detail)  # fmt: skip
        audit.record(connection, visit.actor, "sittings imported", visit.now, detail={"rows": len(seen)})
        return effect

    effect = await gate.munshi.writer.write(apply)
    gate.munshi.timers.wake()
    if effect is None:
        return await _look(gate, visit, text, 409, _OTHERWISE)
    return await _ask(visit, effect=effect)


_TOO_LARGE = _("This file is too large for a list of trainings. {most} rows at a time can be read.")
_OTHERWISE = _("Something has changed since you looked at this file. Nothing was done; this is what it would do now.")
