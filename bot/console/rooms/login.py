"""Logging in and out."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot import clock
from bot.console import forms, menu
from bot.console.gate import COOKIE, Gate
from bot.console.visit import LANGUAGES, Visit
from bot.html import answers
from bot.html.templates import render
from bot.staff import accounts, audit, lockout, passwords, sessions
from bot.staff.accounts import Account

_AT_ONCE = asyncio.Semaphore(2)
"""Passwords looked at at the same time: each takes 64 MiB and a core for 50 ms."""


def open_room(gate: Gate) -> None:
    gate.open("/console/login", "GET", lambda request: _show(gate, request))
    gate.open("/console/login", "POST", lambda request: _log_in(gate, request))
    gate.get("/console", None, _home)
    gate.post("/console/logout", None, lambda visit: _log_out(gate, visit), also_with_one_time=True)
    gate.post("/console/language", None, lambda visit: _language(gate, visit), also_with_one_time=True)


async def _show(gate: Gate, request: Request) -> Response:
    return _page(gate, request)


def _page(gate: Gate, request: Request, status: int = 200, problem: str = "", email: str = "", **more: Any) -> Response:
    language = gate.language_of(request)
    wanted = forms.safe_next(request.query_params.get("next", ""))
    text = render(
        "console/login.html", language, problem=problem, email=email, wanted=wanted,
        until=more.get("until"), is_new=request.query_params.get("done", ""),
    )  # fmt: skip
    return answers.page(text, status, scripts=True)


async def _log_in(gate: Gate, request: Request) -> Response:
    form = await forms.read_form(request)
    if not gate.is_from_here(request):
        return gate.say(request, 403, "forged")
    email = accounts.tidy_email(forms.text(form, "email", 254))
    password = form.get("password", "")
    password = password if isinstance(password, str) else ""
    address, now = gate.address_of(request), clock.now()

    def look(connection: Any) -> tuple[Account | None, Any]:
        return accounts.by_email(connection, email), lockout.rest_until(connection, email, address, now)

    account, rests = await gate.munshi.database.read(look)
    if rests is not None:
        return _page(gate, request, 429, "rests", email, until=rests)
    if not await _is_right(account, password):
        return await _wrong(gate, request, email, address)
    assert account is not None
    if account.must_change and account.password_until is not None and account.password_until < now:
        return _page(gate, request, 403, "one_time_over", email)
    renewed = ""
    if passwords.is_outdated(account.password_hash):
        renewed = await asyncio.to_thread(passwords.hashed, password)
    browser = request.headers.get("user-agent", "")
    earlier = request.cookies.get(COOKIE, "")

    def begin(connection: Any) -> str:
        lockout.forget(connection, email)
        lockout.tidy(connection, now)
        if renewed:
            accounts.set_password(connection, account.id, renewed)
        if earlier and (session := sessions.find(connection, earlier, now)):
            sessions.end(connection, session.staff_id, session.id, now)
        audit.record(connection, audit.Actor(account.id, account.email, address), "logged in", now)
        return sessions.begin(connection, account.id, address, browser, now)

    token: str = await gate.munshi.writer.write(begin)
    wanted = forms.safe_next(forms.text(form, "next"))
    answer = answers.see("/console/password" if account.must_change else wanted or menu.first_room(account))
    # Lax: a link to a case in an e-mail opens it. Forms are safe by their token and their origin.
    answer.set_cookie(COOKIE, token, max_age=int(sessions.LASTS.total_seconds()), path="/console", httponly=True,
                      secure=forms.origin_of(request).startswith("https:"), samesite="lax")  # fmt: skip
    return answer


async def _is_right(account: Account | None, password: str) -> bool:
    async with _AT_ONCE:
        if account is None or not account.is_on:
            await asyncio.to_thread(passwords.waste_time, password)
            return False
        return await asyncio.to_thread(passwords.fits, password, account.password_hash)


async def _wrong(gate: Gate, request: Request, email: str, address: str) -> Response:
    now = clock.now()

    def count(connection: Any) -> Any:
        # That somebody tries accounts is what an auditor looks for; a password typed into the wrong field is not.
        who = email if accounts.is_email(email) else "?"
        audit.record(connection, audit.Actor(None, who, address), "wrong password", now)
        return lockout.count_wrong(connection, email, address, now)

    rests = await gate.munshi.writer.write(count)
    if rests is not None:
        return _page(gate, request, 429, "rests", email, until=rests)
    return _page(gate, request, 403, "wrong", email)


async def _home(visit: Visit) -> Response:
    return answers.see(menu.first_room(visit.account))


async def _log_out(gate: Gate, visit: Visit) -> Response:
    def end(connection: Any) -> None:
        sessions.end(connection, visit.account.id, visit.session.id, visit.now)
        audit.record(connection, visit.actor, "logged out", visit.now)

    await gate.munshi.writer.write(end)
    answer = answers.see("/console/login?done=out")
    answer.delete_cookie(COOKIE, path="/console")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def _language(gate: Gate, visit: Visit) -> Response:
    language = forms.text(visit.form, "language", 10)
    if language in LANGUAGES:
        await gate.munshi.writer.write(lambda connection: accounts.set_language(connection, visit.account.id, language))
    return answers.see(forms.safe_next(forms.text(visit.form, "next")) or "/console")
