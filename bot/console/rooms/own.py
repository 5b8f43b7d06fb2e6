"""One's own account: the password, and where one is logged in."""

import asyncio
from typing import Any

from starlette.responses import Response

from bot.console import forms
from bot.console.gate import Gate
from bot.console.visit import Visit
from bot.html import answers
from bot.staff import accounts, audit, lockout, passwords, sessions


def open_room(gate: Gate) -> None:
    async def show(visit: Visit) -> Response:
        return visit.page("password.html", problem="")

    gate.get("/console/password", None, show)
    gate.post("/console/password", None, lambda visit: _change(gate, visit), also_with_one_time=True)
    gate.get("/console/me", None, lambda visit: _me(gate, visit))
    gate.post("/console/me/sessions", None, lambda visit: _end(gate, visit))


async def _change(gate: Gate, visit: Visit) -> Response:
    """Change the password; every other session ends with it."""
    account, new = visit.account, _typed(visit, "new")
    rests = await gate.munshi.database.read(
        lambda connection: lockout.rest_until(connection, account.email, visit.address, visit.now)
    )
    if rests is not None:
        return visit.page("password.html", 429, problem="rests")
    if not await asyncio.to_thread(passwords.fits, _typed(visit, "old"), account.password_hash):
        await gate.munshi.writer.write(
            lambda connection: lockout.count_wrong(connection, account.email, visit.address, visit.now)
        )
        return visit.page("password.html", 403, problem="wrong")
    problem = passwords.what_is_wrong(new, account.email, account.name)
    if not problem and new != _typed(visit, "again"):
        problem = "differs"
    if not problem and new == _typed(visit, "old"):
        problem = "old"
    if problem:
        return visit.page("password.html", 400, problem=problem)
    kept = await asyncio.to_thread(passwords.hashed, new)

    def change(connection: Any) -> None:
        accounts.set_password(connection, account.id, kept)
        sessions.end_all(connection, account.id, visit.now, but=visit.session.id)
        lockout.forget(connection, account.email)
        audit.record(connection, visit.actor, "password changed", visit.now)

    await gate.munshi.writer.write(change)
    return answers.see("/console/me?done=password")


def _typed(visit: Visit, name: str) -> str:
    """A password as it was typed: its blanks are part of it."""
    value = visit.form.get(name, "")
    return value[: passwords.LONGEST + 1] if isinstance(value, str) else ""


async def _me(gate: Gate, visit: Visit) -> Response:
    found = await gate.munshi.database.read(
        lambda connection: sessions.open_ones(connection, visit.account.id, visit.now)
    )
    return visit.page("me.html", sessions=found, here=visit.session.id)


async def _end(gate: Gate, visit: Visit) -> Response:
    """End one session, or all others."""
    which = forms.number(visit.form, "session")

    def end(connection: Any) -> None:
        if which:
            sessions.end(connection, visit.account.id, which, visit.now)
        else:
            sessions.end_all(connection, visit.account.id, visit.now, but=visit.session.id)
        audit.record(connection, visit.actor, "sessions ended", visit.now, subject=visit.account.email)

    await gate.munshi.writer.write(end)
    return answers.see("/console/me?done=ended")
