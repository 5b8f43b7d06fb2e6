"""The registry: listed, searched across scripts, filtered, taken out as a file, and put in from one."""

import asyncio
import datetime as dt
from typing import Any, Final

from sqlalchemy.engine import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.clock import day_in_pakistan
from bot.console import forms, said
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.registry import exchange, listing, sheets, uploads
from bot.registry.exchange import Report
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.listing import BusinessFilter
from bot.registry.sheets import Unreadable
from bot.staff import audit
from bot.staff.roles import Permission
from knowledge import districts

_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SHOWN_BAD: Final = 200
_FORM_BESIDE: Final = 64 * 1024


def open_room(gate: Gate) -> None:
    gate.get("/console/registry", Permission.REGISTRY, lambda visit: _list(gate, visit))
    gate.get("/console/registry/export", Permission.EXPORT, lambda visit: _export(gate, visit))
    gate.get("/console/registry/import", Permission.IMPORT, lambda visit: _ask_for_file(visit))
    gate.post("/console/registry/import", Permission.IMPORT, lambda visit: _try(gate, visit),
              most_bytes=sheets.MOST_BYTES + _FORM_BESIDE)  # fmt: skip
    gate.post("/console/registry/apply", Permission.IMPORT, lambda visit: _apply(gate, visit))


async def _list(gate: Gate, visit: Visit) -> Response:
    wanted, skip = _filter(visit), forms.digits(visit.asked("skip", 7))
    page = await gate.munshi.database.read(lambda connection: listing.businesses(connection, wanted, skip=skip))
    await looked(gate, visit, "registry seen")
    return visit.page(
        "registry.html", lines=page.lines, total=page.total, skip=skip, most=listing.MOST, states=said.CASE_STATES,
        districts=districts.DISTRICTS, fields=BUSINESS_FIELDS,
        is_filtered=wanted != BusinessFilter(), query=visit.request.url.query,
    )  # fmt: skip


def _filter(visit: Visit) -> BusinessFilter:
    return BusinessFilter(
        words=visit.asked("words"),
        state=visit.asked("state"),
        district=visit.asked("district"),
        legal_form=visit.asked("legal_form"),
        turnover=visit.asked("turnover"),
        exporting=visit.asked("exporting"),
        with_women=bool(visit.asked("with_women")),
        since=forms.day(visit.asked("since")),
        until=forms.day(visit.asked("until"), later=1),
    )


async def _export(gate: Gate, visit: Visit) -> Response:
    """What the filter shows, as a file; taking it out leaves a line with how many."""
    wanted, kind, language = _filter(visit), visit.asked("as", 10), visit.language
    if kind not in _TYPES:
        raise NotFound

    def take(connection: Connection) -> list[list[sheets.Cell]]:
        return [exchange.row_of(line, language) for line in listing.all_businesses(connection, wanted)]

    rows = await gate.munshi.database.read(take)
    if kind == "csv":
        content = await asyncio.to_thread(sheets.write_csv, exchange.HEADER, rows)
    else:
        content = await asyncio.to_thread(
            lambda: sheets.write_xlsx(exchange.HEADER, rows, title="registry", right_to_left=language == "ur")
        )
    await gate.munshi.writer.write(
        lambda connection: audit.record(
            connection, visit.actor, "registry exported", visit.now, detail={"rows": len(rows), "as": kind}
        )
    )
    name = f"registry-{day_in_pakistan(visit.now).isoformat()}.{kind}"
    disposition = f'attachment; filename="{name}"'
    return Response(content, media_type=_TYPES[kind], headers={**answers.headers(), "Content-Disposition": disposition})


async def _ask_for_file(visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    return visit.page("import.html", status, report=None, problem=problem, labels=said.LABELS, upload=0)


async def _try(gate: Gate, visit: Visit) -> Response:
    """Look at a file: what would happen, and every row that cannot be taken, with the reason. Nothing is written."""
    file = visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _ask_for_file(visit, 400, _("Please choose a file first."))
    name, content = file.filename, await file.read()
    try:
        table = await asyncio.to_thread(sheets.read, name, content)
    except Unreadable as why:
        return await _ask_for_file(visit, 400, _UNREADABLE[why.reason])
    report = await _checked(gate, table, visit.now)

    def keep(connection: Connection) -> int:
        detail = {outcome: report.count(outcome) for outcome in ("new", "changed", "same", "bad")}
        audit.record(connection, visit.actor, "registry import tried", visit.now, detail=detail)
        return uploads.put(connection, visit.account.id, name, content, visit.now)

    upload = await gate.munshi.writer.write(keep)
    return visit.page("import.html", report=report, problem=None, labels=said.LABELS, upload=upload,
                      shown_bad=report.bad[:_SHOWN_BAD])  # fmt: skip


async def _checked(gate: Gate, table: list[list[str]], now: dt.datetime) -> Report:
    report: Report = await gate.munshi.database.read(
        lambda connection: exchange.check(connection, table, day_in_pakistan(now))
    )
    return report


async def _apply(gate: Gate, visit: Visit) -> Response:
    """Write the rows of a file that was looked at; bad ones stay out. A second click finds nothing left to do."""
    id = forms.number(visit.form, "upload")
    upload = await gate.munshi.database.read(lambda connection: uploads.find(connection, id, visit.account.id))
    if upload is None:
        gone = _("This file was applied already, or another one has taken its place. Please choose it again.")
        return await _ask_for_file(visit, 409, gone)
    table = await asyncio.to_thread(sheets.read, upload.name, upload.content)
    report = await _checked(gate, table, visit.now)
    rows = [row for row in report.rows if row.outcome in ("new", "changed")]
    for begin in range(0, len(rows), exchange.AT_ONCE):
        part = rows[begin : begin + exchange.AT_ONCE]
        await gate.munshi.writer.write(_writing(visit, part))
    await gate.munshi.writer.write(lambda connection: uploads.drop(connection, id))
    gate.munshi.timers.wake()
    return answers.see("/console/registry?done=imported")


def _writing(visit: Visit, part: list[exchange.Checked]) -> Any:
    def write(connection: Connection) -> None:
        done = exchange.apply(connection, part, visit.officer, visit.now)
        audit.record(connection, visit.actor, "registry imported", visit.now, detail={"rows": done})

    return write


_UNREADABLE: Final[dict[str, Words]] = {
    "kind": _("Please choose a CSV or XLSX file."),
    "large": _("This file is too large. Please divide it; 10 MB at a time can be read."),
    "rows": _("These are too many rows. Please divide the file; 20000 at a time can be read."),
    "broken": _("This file cannot be read. Please save it once more as XLSX and choose it again."),
}
