"""Referrals to lenders: how they stand, what lenders say, and the list for a lender without a webhook."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clock import day_in_pakistan
from bot.console import forms, lending, said
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.referrals import desk, partners
from bot.referrals.desk import Did, Wanted
from bot.registry.officers import Refusal
from bot.staff import accounts, audit
from bot.staff.roles import Permission
from knowledge import lenders

_AGES: Final = (3, 10, 30)
"""Days after which a referral can be asked for as old."""


def open_room(gate: Gate) -> None:
    gate.get("/console/referrals", Permission.DECIDE, lambda visit: _list(gate, visit))
    gate.post("/console/referrals/export", Permission.EXPORT, lambda visit: _export(gate, visit))
    gate.get("/console/referrals/{id}", Permission.DECIDE, lambda visit: _show(gate, visit))
    gate.post("/console/referrals/{id}", Permission.DECIDE, lambda visit: _act(gate, visit))


async def _list(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    skip, now = forms.digits(visit.asked("skip", 7)), visit.now
    wanted = _wanted(visit)

    def look(connection: Connection) -> dict[str, Any]:
        page = desk.referrals(connection, wanted, now, skip=skip)
        return {
            "lines": page.lines,
            "total": page.total,
            "counts": desk.counts(connection, now),
            "lender_ids": desk.lenders_with_referrals(connection),
        }

    found = await gate.munshi.database.read(look)
    await looked(gate, visit, "referrals seen")
    return visit.page(
        "referrals.html", status, problem=problem, wanted=wanted, skip=skip, most=desk.MOST, states=lending.STATES,
        lenders=lenders.lenders(), ages=_AGES, age=forms.digits(visit.asked("age", 3)), rupees=lending.rupees,
        is_filtered=bool(wanted.lender or wanted.number or wanted.older_than), **found,
    )  # fmt: skip


def _wanted(visit: Visit) -> Wanted:
    """Open ones, unless another state is asked for, or a number, which is looked for everywhere."""
    state, number, age = visit.asked("state"), visit.asked("number", 20), forms.digits(visit.asked("age", 3))
    if state not in lending.STATES and state not in ("open", "stale"):
        state = "" if number else "open"
    older_than = dt.timedelta(days=age) if age in _AGES else None
    return Wanted(state, visit.asked("lender"), number, older_than)


async def _show(
    gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None, *, is_secret: bool = False
) -> Response:
    """One referral; after something was refused with what was typed still in its place."""

    def look(connection: Connection) -> tuple[desk.Detail | None, dict[str, str]]:
        found = desk.referral_of(connection, visit.id("id"), visit.now)
        actors = {event.actor for event in found.events} if found is not None else set()
        return found, {actor: _name(connection, actor) for actor in actors if actor.startswith("staff:")}

    found, names = await gate.munshi.database.read(look)
    if found is None:
        raise NotFound
    line = found.line
    await looked(gate, visit, "referral seen", person=line.person_id, subject=line.number)
    is_whole = visit.may(Permission.EXPORT)
    return visit.page(
        "referral.html", status, problem=problem, is_secret=is_secret, one=found, line=line, names=names,
        lender=lenders.lenders().get(line.lender), states=lending.STATES, steps=lending.STEPS, rupees=lending.rupees,
        product=lending.product(line.product), purposes=lending.PURPOSE_LABELS, deliveries=lending.DELIVERIES,
        phone=found.phone if is_whole or found.phone is None else lending.masked(found.phone),
        is_masked=not is_whole and found.phone is not None, partner_states=partners.PARTNER_STATES,
        longest_note=partners.LONGEST_NOTE, note=forms.text(visit.form, "note", 2_000),
        said_state=forms.text(visit.form, "state", 20),
    )  # fmt: skip


def _name(connection: Connection, actor: str) -> str:
    account = accounts.by_id(connection, forms.digits(actor.removeprefix("staff:")))
    return "?" if account is None else account.name


async def _act(gate: Gate, visit: Visit) -> Response:
    """Write down what the lender said, have the packet posted again, or note that it was handed over."""
    id, now = visit.id("id"), visit.now
    seen, state = forms.number(visit.form, "seen"), forms.text(visit.form, "state", 20)
    note, sure = forms.text(visit.form, "note", 2_000), bool(visit.form.get("sure"))
    acts: dict[str, tuple[str, str, Callable[[Connection], Did]]] = {
        "said": (
            "referral reported",
            "reported",
            lambda c: desk.record_said(c, id, seen, visit.officer, state, note, now, sure=sure),
        ),
        "again": ("referral sent again", "sent_again", lambda c: desk.send_again(c, id, now)),
        "handed": ("referral handed over", "handed_over", lambda c: desk.hand_over(c, id, visit.officer, now)),
    }
    what = forms.text(visit.form, "what", 20)
    if what not in acts:
        raise NotFound
    code, done, act = acts[what]

    def change(connection: Connection) -> tuple[Did, str]:
        did = act(connection)
        if did == "done":
            found = desk.referral_of(connection, id, now)
            assert found is not None
            detail = {"state": state} if what == "said" else None
            audit.record(connection, visit.actor, code, now, person=found.line.person_id, subject=found.line.number,
                         detail=detail)  # fmt: skip
        by = did.by if isinstance(did, Refusal) else ""
        return did, _name(connection, by) if by.startswith("staff:") else by

    did, by = await gate.munshi.writer.write(change)
    gate.munshi.timers.wake()
    if isinstance(did, Refusal):
        if did.reason == "gone":
            raise NotFound
        status = 400 if did.reason in ("empty", "asks_for_secret") else 409
        return await _show(gate, visit, status, _refused(did, by), is_secret=did.reason == "asks_for_secret")
    return answers.see(f"/console/referrals/{id}?done={'reported_already' if _is_known(what, did) else done}")


def _is_known(what: str, did: Did) -> bool:
    return what == "said" and did == "known"


def _refused(refusal: Refusal, by: str) -> Words:
    if refusal.reason == "empty":
        return _("Please choose what the lender said, and write at most {most} letters.").with_(
            most=partners.LONGEST_NOTE
        )
    if refusal.reason == "overtaken" and by == "partner":
        return _("The lender has answered meanwhile. Please read it, then decide.")
    if refusal.reason == "overtaken":
        return said.refused(Refusal("overtaken", by))
    return said.refused(refusal)


async def _export(gate: Gate, visit: Visit) -> Response:
    """A lender's open referrals as a file. They count as sent from then on, and the line says how many they were."""
    lender = forms.text(visit.form, "lender", 40)
    if lender not in lenders.lenders():
        raise NotFound

    def take(connection: Connection) -> tuple[str, int]:
        file = io.StringIO(newline="")
        count = partners.export(connection, file, lender, visit.now)
        if count:
            audit.record(connection, visit.actor, "referrals exported", visit.now, subject=lender,
                         detail={"rows": count})  # fmt: skip
        return file.getvalue(), count

    content, count = await gate.munshi.writer.write(take)
    if not count:
        return await _list(gate, visit, 409, _("This lender has no open referral, so there is nothing to take out."))
    name = f"referrals-{lender}-{day_in_pakistan(visit.now).isoformat()}.csv"
    disposition = f'attachment; filename="{name}"'
    return Response(
        content.encode("utf-8-sig"), media_type="text/csv; charset=utf-8",
        headers={**answers.headers(), "Content-Disposition": disposition},
    )  # fmt: skip
