"""Agreements with lenders: who may be given people's details, from when to when, and how."""

import datetime as dt
from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clock import day_in_pakistan
from bot.console import forms, lending, said
from bot.console.gate import Gate, NotFound
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words
from bot.referrals import agreeing, partners
from bot.referrals.addresses import LONGEST
from bot.referrals.agreeing import Agreed, NotAgreed, Terms
from bot.registry.officers import Refusal
from bot.staff import audit
from bot.staff.roles import Permission
from knowledge import gazetteer, lenders


def open_room(gate: Gate) -> None:
    gate.get("/console/partners", Permission.AGREEMENTS, lambda visit: _list(gate, visit))
    gate.get("/console/partners/new", Permission.AGREEMENTS, lambda visit: _ask(gate, visit))
    gate.post("/console/partners/new", Permission.AGREEMENTS, lambda visit: _record(gate, visit))
    gate.get("/console/partners/{id}", Permission.AGREEMENTS, lambda visit: _show(gate, visit))
    gate.post("/console/partners/{id}", Permission.AGREEMENTS, lambda visit: _change(gate, visit))


async def _list(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    found = await gate.munshi.database.read(agreeing.agreements)
    return visit.page("partners.html", status, problem=problem, found=found, lenders=lenders.lenders(),
                      choice=agreeing.may_be_agreed_with(), refused=agreeing.must_not_be_agreed_with(),
                      routes=lending.ROUTES, **_words(visit))  # fmt: skip


def _words(visit: Visit) -> dict[str, Any]:
    """What all pages of this room say things with."""
    return {
        "stands": lending.STANDS,
        "provinces": gazetteer.provinces(),
        "product_name": lending.product,
        "today": day_in_pakistan(visit.now),
        "day_from": dt.date.fromisoformat,
    }


# --- a new one


async def _ask(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    """The form for one lender, whose products it names; after a refusal with what was typed still in its place."""
    chosen = forms.text(visit.form, "lender", 40) or visit.asked("lender", 40)
    lender = next((one for one in agreeing.may_be_agreed_with() if one.id == chosen), None)
    if lender is None:
        reason = "not_routed" if chosen in lenders.lenders() else "unknown"
        return await _list(gate, visit, 400, problem or lending.NOT_AGREED[reason])
    seen = await gate.munshi.database.read(lambda connection: partners.recorded(connection, lender.id))
    typed = {name: forms.text(visit.form, name, LONGEST) for name in ("contact", "begins_on", "ends_on", "webhook")}
    if not visit.form:
        typed["begins_on"] = day_in_pakistan(visit.now).isoformat()
    return visit.page(
        "agreement_new.html", status, problem=problem, lender=lender, seen=seen, typed=typed,
        chosen_products=_several(visit, "product"), chosen_provinces=_several(visit, "province"),
        most_contact=agreeing.MOST_CONTACT, longest=LONGEST, **_words(visit),
    )  # fmt: skip


def _several(visit: Visit, name: str) -> tuple[str, ...]:
    """Boxes that were ticked."""
    return tuple(value for value in visit.form.getlist(name) if isinstance(value, str))[:50]


async def _record(gate: Gate, visit: Visit) -> Response:
    """Record an agreement. The secret of its webhook stands on the page that answers, and never again."""
    munshi = gate.munshi
    seen = forms.number(visit.form, "seen")
    try:
        terms = Terms(
            lender=forms.text(visit.form, "lender", 40),
            contact=forms.text(visit.form, "contact", 1_000),
            begins_on=_day(visit, "begins_on"),
            ends_on=_day(visit, "ends_on"),
            products=_several(visit, "product"),
            provinces=_several(visit, "province"),
            webhook_url=forms.text(visit.form, "webhook", 2_000),
        )
    except NotAgreed as why:
        return await _ask(gate, visit, 400, lending.NOT_AGREED[why.reason])

    def record(connection: Connection) -> tuple[int, str]:
        id, secret = agreeing.record(connection, terms, seen, munshi.keys.vault, visit.now,
                                     in_production=munshi.settings.in_production)  # fmt: skip
        audit.record(connection, visit.actor, "agreement recorded", visit.now, subject=terms.lender,
                     detail={"agreement": id, "webhook": bool(secret)})  # fmt: skip
        return id, secret

    try:
        id, secret = await munshi.writer.write(record)
    except NotAgreed as why:
        if why.reason == "overtaken":
            return await _list(gate, visit, 409, await _overtaken(gate, visit, terms.lender))
        return await _ask(gate, visit, 400, lending.NOT_AGREED[why.reason])
    return await _show(gate, visit, id=id, secret=secret, is_new=True)


async def _overtaken(gate: Gate, visit: Visit, lender: str) -> Words:
    """Who was quicker to record one, where the trail knows and it was not this very officer."""

    def look(connection: Connection) -> str:
        at = agreeing.newest(connection, lender)
        return audit.who_did(connection, lender, at, besides=visit.account.id) if at is not None else ""

    by = await gate.munshi.database.read(look)
    return said.refused(Refusal("overtaken", by)) if by else lending.NOT_AGREED["overtaken"]


def _day(visit: Visit, name: str) -> dt.date | None:
    """A day of the form; None where there is none. Raises `NotAgreed` for what is no day."""
    text = forms.text(visit.form, name, 20)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise NotAgreed("days") from None


# --- one of them


async def _show(
    gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None, *, id: int = 0, secret: str = "",
    token: str = "", is_new: bool = False,
) -> Response:  # fmt: skip
    """One agreement. `secret` and `token` have just been made and are shown this once."""
    wanted = id or visit.id("id")

    def look(connection: Connection) -> tuple[Agreed | None, agreeing.Token | None]:
        one = next((one for one in agreeing.agreements(connection) if one.id == wanted), None)
        return one, None if one is None else agreeing.token_of(connection, one.lender)

    one, used = await gate.munshi.database.read(look)
    if one is None:
        raise NotFound
    return visit.page(
        "agreement.html", status, problem=problem, one=one, lender=lenders.lenders().get(one.lender), used=used,
        secret=secret, token=token, is_new=is_new, typed_day=forms.text(visit.form, "last_day", 20), **_words(visit),
    )  # fmt: skip


async def _change(gate: Gate, visit: Visit) -> Response:
    what, id = forms.text(visit.form, "what", 20), visit.id("id")
    if what == "end":
        return await _end(gate, visit, id)
    if what == "token":
        return await _token(gate, visit, id)
    raise NotFound


async def _end(gate: Gate, visit: Visit, id: int) -> Response:
    seen = forms.text(visit.form, "seen", 20)

    def end(connection: Connection) -> None:
        last_day = _day(visit, "last_day")
        if last_day is None:
            raise NotAgreed("last_day")
        lender = _lender_of(connection, id)
        if agreeing.end(connection, id, seen, last_day):
            audit.record(connection, visit.actor, "agreement ended", visit.now, subject=lender,
                         detail={"agreement": id, "last_day": last_day.isoformat()})  # fmt: skip

    try:
        await gate.munshi.writer.write(end)
    except NotAgreed as why:
        return await _refuse(gate, visit, why)
    return answers.see(f"/console/partners/{id}?done=agreement_ended")


async def _token(gate: Gate, visit: Visit, id: int) -> Response:
    """Make the lender a token, shown on the page that answers and never again. Whatever it used so far ends."""
    seen = forms.number(visit.form, "seen")

    def make(connection: Connection) -> str:
        lender = _lender_of(connection, id)
        if seen and not visit.form.get("sure"):
            raise NotAgreed("sure")
        token = agreeing.renew_token(connection, lender, seen, visit.now)
        audit.record(connection, visit.actor, "token made", visit.now, subject=lender)
        return token

    try:
        token = await gate.munshi.writer.write(make)
    except NotAgreed as why:
        return await _refuse(gate, visit, why)
    return await _show(gate, visit, token=token)


def _lender_of(connection: Connection, id: int) -> str:
    """With whom it is. Raises `NotAgreed` where there is no such agreement."""
    lender = next((one.lender for one in agreeing.agreements(connection) if one.id == id), None)
    if lender is None:
        raise NotAgreed("gone")
    return lender


async def _refuse(gate: Gate, visit: Visit, why: NotAgreed) -> Response:
    if why.reason == "gone":
        raise NotFound
    return await _show(gate, visit, 409 if why.reason == "overtaken" else 400, lending.NOT_AGREED[why.reason])
