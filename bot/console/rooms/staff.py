"""Accounts, as admins see them."""

import asyncio
from typing import Any

from starlette.responses import Response

from bot.console import forms
from bot.console.gate import Gate, NotFound
from bot.console.visit import Visit
from bot.html import answers
from bot.staff import accounts, audit, passwords, sessions
from bot.staff.accounts import NotDone
from bot.staff.roles import Permission


def open_room(gate: Gate) -> None:
    gate.get("/console/staff", Permission.STAFF, lambda visit: _list(gate, visit))
    gate.post("/console/staff", Permission.STAFF, lambda visit: _add(gate, visit))
    gate.get("/console/staff/{id}", Permission.STAFF, lambda visit: _one(gate, visit))
    gate.post("/console/staff/{id}", Permission.STAFF, lambda visit: _change(gate, visit))


async def _list(gate: Gate, visit: Visit, status: int = 200, **more: Any) -> Response:
    everybody = await gate.munshi.database.read(accounts.everybody)
    values = {"problem": "", "one_time": "", "email": "", **more}
    return visit.page("staff.html", status, everybody=everybody, **values)


async def _add(gate: Gate, visit: Visit) -> Response:
    """Make an account. Its one-time password is shown on the page that answers, and never again."""
    email = accounts.tidy_email(forms.text(visit.form, "email", 254))
    role, name = forms.text(visit.form, "role", 20), forms.text(visit.form, "name", 80)
    password = passwords.one_time()
    kept = await asyncio.to_thread(passwords.hashed, password)

    def add(connection: Any) -> None:
        accounts.add(connection, email, role, name, kept, visit.now)
        audit.record(connection, visit.actor, "staff added", visit.now, subject=email, detail={"role": role})

    try:
        await gate.munshi.writer.write(add)
    except NotDone as why:
        return await _list(gate, visit, 400, problem=why.reason, email=email)
    return await _list(gate, visit, one_time=password, email=email)


async def _one(gate: Gate, visit: Visit, status: int = 200, problem: str = "", one_time: str = "") -> Response:
    def look(connection: Any) -> Any:
        id = visit.id("id")
        return accounts.by_id(connection, id), sessions.open_ones(connection, id, visit.now)

    account, found = await gate.munshi.database.read(look)
    if account is None:
        raise NotFound
    return visit.page(
        "account.html", status, account=account, sessions=found, problem=problem, one_time=one_time,
        here=visit.session.id,
    )  # fmt: skip


async def _change(gate: Gate, visit: Visit) -> Response:
    """Change a role, disable, enable, end sessions, or give a one-time password."""
    what, id = forms.text(visit.form, "what", 20), visit.id("id")
    account = await gate.munshi.database.read(lambda connection: accounts.by_id(connection, id))
    if account is None:
        raise NotFound
    password = passwords.one_time() if what == "reset" else ""
    kept = await asyncio.to_thread(passwords.hashed, password) if password else ""

    def change(connection: Any) -> None:
        detail: dict[str, Any] = {}
        match what:
            case "role":
                detail = {"role": forms.text(visit.form, "role", 20)}
                accounts.set_role(connection, id, detail["role"])
                code = "role changed"
            case "disable":
                accounts.disable(connection, id, visit.now)
                code = "staff disabled"
            case "enable":
                accounts.enable(connection, id)
                code = "staff enabled"
            case "reset":
                accounts.give_one_time(connection, id, kept, visit.now)
                code = "password reset"
            case "sessions":
                sessions.end_all(connection, id, visit.now, but=visit.session.id)
                code = "sessions ended"
            case _:
                raise NotFound
        audit.record(connection, visit.actor, code, visit.now, subject=account.email, detail=detail or None)

    try:
        await gate.munshi.writer.write(change)
    except NotDone as why:
        return await _one(gate, visit, 409, why.reason)
    if password:
        return await _one(gate, visit, one_time=password)
    return answers.see(f"/console/staff/{id}?done=changed")
