"""Every look at personal data leaves a line."""

from sqlalchemy.engine import Connection

from bot.console.gate import Gate
from bot.console.visit import Visit
from bot.staff import audit


async def looked(gate: Gate, visit: Visit, what: str, *, person: int | None = None, subject: str = "") -> None:
    """Record that somebody saw this. A page that refreshes itself goes on with a look that is recorded already."""
    if visit.is_live:
        known = await gate.munshi.database.read(
            lambda connection: audit.is_looking(connection, visit.actor, what, subject, visit.now)
        )
        if known:
            return

    def note(connection: Connection) -> None:
        audit.record(connection, visit.actor, what, visit.now, person=person, subject=subject)

    await gate.munshi.writer.write(note)
