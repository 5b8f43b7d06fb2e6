"""Files that people sent: shown where a browser can do no harm with them, deleted for good."""

from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms
from bot.console.gate import Gate, NotFound
from bot.console.visit import Visit
from bot.helpdesk import media
from bot.helpdesk.media import File
from bot.html import answers
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission

_SHOWN: Final = ("image/", "audio/", "video/")
"""Types, by their bytes, that a browser may show inside a page; everything else is only handed over."""


def open_room(gate: Gate) -> None:
    gate.get("/console/files/{id}", Permission.ANSWER, lambda visit: _show(gate, visit))
    gate.post("/console/files/{id}", Permission.ANSWER, lambda visit: _delete(gate, visit))


async def _show(gate: Gate, visit: Visit) -> Response:
    id = visit.id("id")
    file = await gate.munshi.database.read(lambda connection: media.file_of(connection, id))
    if file is None or file.state != "kept":
        raise NotFound
    await gate.munshi.writer.write(
        lambda connection: audit.record(connection, visit.actor, "file seen", visit.now, person=file.person_id,
                                        subject=str(id))
    )  # fmt: skip
    shown = file.type.startswith(_SHOWN)
    return Response(
        file.content,
        media_type=file.type if shown else "application/octet-stream",
        headers={
            **answers.headers(),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": "inline" if shown else f'attachment; filename="{id}"',
        },
    )


async def _delete(gate: Gate, visit: Visit) -> Response:
    """Delete a file; if it shows an identity card its sender is told so."""
    id = visit.id("id")
    is_card = forms.text(visit.form, "what", 20) == "card"

    def delete(connection: Connection) -> File | Refusal:
        gone = media.delete_file(connection, id, visit.officer, visit.now, identity_card=is_card)
        if not isinstance(gone, Refusal):
            audit.record(connection, visit.actor, "file deleted", visit.now, person=gone.person_id, subject=str(id),
                         detail={"identity_card": is_card})  # fmt: skip
        return gone

    gone = await gate.munshi.writer.write(delete)
    gate.munshi.timers.wake()
    if isinstance(gone, Refusal):
        raise NotFound
    return answers.see(f"/console/people/{gone.person_id}?done=file_deleted#end")
