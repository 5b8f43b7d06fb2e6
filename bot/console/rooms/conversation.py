"""One person's conversation: what was said, by whom, and what an officer does about it."""

import datetime as dt
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import forms, person_view, said
from bot.console.gate import Erased, Gate, NotFound
from bot.console.looks import looked
from bot.console.rooms import files
from bot.console.visit import Visit
from bot.helpdesk import service as helpdesk
from bot.helpdesk import writing
from bot.html import answers
from bot.i18n.words import Words
from bot.inbox import desk
from bot.mydata.service import erased_on
from bot.registry.officers import Officer, Refusal
from bot.staff import accounts, audit
from bot.staff.roles import Permission

_PERSON = "/console/people/{id}"


def open_room(gate: Gate) -> None:
    gate.get(_PERSON, Permission.ANSWER, lambda visit: _show(gate, visit))
    gate.post(_PERSON + "/reply", Permission.ANSWER, lambda visit: _reply(gate, visit))
    gate.post(_PERSON + "/ticket", Permission.ANSWER, lambda visit: _ticket(gate, visit))
    gate.post(_PERSON + "/note", Permission.ANSWER, lambda visit: _note(gate, visit))
    gate.post(_PERSON + "/take-back", Permission.ANSWER, lambda visit: _take_back(gate, visit))
    files.open_room(gate)


async def _show(
    gate: Gate,
    visit: Visit,
    status: int = 200,
    problem: Words | None = None,
    text: str = "",
    note: str = "",
    is_secret: bool = False,
) -> Response:
    """The page; after something was refused with what was typed still in its place."""
    before = _moment(visit.asked("before", 40))
    wanted = visit.id("id")

    def look(connection: Connection) -> int | person_view.PersonView | None:
        if erased_on(connection, wanted) is not None:
            raise Erased
        who = person_view.now_called(connection, wanted)
        return who if who != wanted else person_view.of(connection, wanted, visit.now, before)

    who = await gate.munshi.database.read(look)
    if who is None:
        raise NotFound
    if isinstance(who, int):
        return answers.see(f"/console/people/{who}")
    await looked(gate, visit, "conversation seen", person=who.id, subject=str(who.id))
    is_theirs = who.ticket is not None and who.ticket.state == "claimed" and who.ticket.officer_id != visit.account.id
    values = {
        "who": who,
        "lines": who.lines,
        "is_theirs": is_theirs,
        "may_write": who.ticket is not None and (not is_theirs or visit.may(Permission.ASSIGN)),
        "reasons": said.TICKET_REASONS,
        "states": said.LINE_STATES,
        "kinds": said.KINDS,
        "file_states": said.FILE_STATES,
        "shut": said.SHUT,
        "is_earlier": before is not None,
    }
    if visit.is_live:
        return visit.live("conversation_live.html", **values)
    ready = writing.chosen(who.canned, visit.asked("canned"), who.language)
    return visit.page(
        "conversation.html", status, problem=problem, text=text or ready, note=note,
        is_secret=is_secret, key=secrets.token_urlsafe(12), case_states=said.CASE_STATES, **values,
    )  # fmt: skip


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


async def _reply(gate: Gate, visit: Visit) -> Response:
    """Answer. The form's key makes a double click, or a reload, send once."""
    person, text = visit.id("id"), forms.text(visit.form, "text")
    given = forms.text(visit.form, "key", 40)
    key = f"console:{visit.account.id}:{person}:{given}"
    ticket = forms.number(visit.form, "ticket")

    def answer(connection: Connection, setting: Any) -> desk.Answered:
        if not given or not _is_of(connection, ticket, person):
            return desk.Answered(refusal=Refusal("gone"))
        answered = desk.reply(
            connection, setting, ticket_id=ticket, officer=visit.officer, text=text, key=key,
            sure=bool(visit.form.get("sure")), supervisor=visit.may(Permission.ASSIGN),
        )  # fmt: skip
        if answered.refusal is None and answered.outcome != "doubled":
            audit.record(connection, visit.actor, "answered", visit.now, person=person, subject=str(person),
                         detail={"outcome": answered.outcome, "letters": len(text)})  # fmt: skip
        return answered

    answered = await gate.munshi.writer.say(answer)
    assert isinstance(answered, desk.Answered)
    gate.munshi.timers.wake()
    if answered.refusal is not None:
        is_secret = answered.refusal.reason == "asks_for_secret"
        return await _show(gate, visit, 409, said.refused(answered.refusal), text, is_secret=is_secret)
    outcome = {"doubled": "sent", "waiting": answered.why}.get(answered.outcome, answered.outcome)
    return answers.see(f"/console/people/{person}?done={outcome}#end")


def _is_of(connection: Connection, ticket_id: int, person_id: int) -> bool:
    """Whether the conversation is this person's, and not one that a form made up."""
    held = person_view.of_ticket(connection, ticket_id)
    return held == person_id


async def _ticket(gate: Gate, visit: Visit) -> Response:
    """Claim, transfer, put back, close, or begin a conversation."""
    person, ticket = visit.id("id"), forms.number(visit.form, "ticket")
    what = forms.text(visit.form, "what", 20)
    supervisor = visit.may(Permission.ASSIGN)
    to = forms.number(visit.form, "to")

    def start(connection: Connection) -> helpdesk.Did:
        key = f"console:{visit.account.id}:{person}:{forms.text(visit.form, 'key', 40)}"
        return helpdesk.start(connection, person, visit.officer, visit.now, key)

    def transfer(connection: Connection) -> helpdesk.Did:
        colleague = accounts.by_id(connection, to)
        if colleague is None or not colleague.may(Permission.ANSWER):
            return Refusal("empty")
        receiver = Officer(colleague.id, colleague.name)
        return helpdesk.transfer(connection, ticket, visit.officer, receiver, visit.now, supervisor=supervisor)

    acts: dict[str, tuple[str, str, Callable[[Connection], helpdesk.Did]]] = {
        "claim": ("claimed", "ticket claimed", lambda c: helpdesk.claim(c, ticket, visit.officer, visit.now)),
        "start": ("claimed", "ticket started", start),
        "transfer": ("transferred", "ticket transferred", transfer),
        "release": (
            "released",
            "ticket released",
            lambda c: helpdesk.release(c, ticket, visit.officer, visit.now, supervisor=supervisor),
        ),
        "close": (
            "closed",
            "ticket closed",
            lambda c: helpdesk.close(c, ticket, visit.officer, visit.now, supervisor=supervisor),
        ),
    }
    if what not in acts:
        raise NotFound
    done, code, act = acts[what]

    def change(connection: Connection) -> helpdesk.Did:
        if what != "start" and not _is_of(connection, ticket, person):
            return Refusal("gone")
        held = act(connection)
        if not isinstance(held, Refusal):
            audit.record(connection, visit.actor, code, visit.now, person=person, subject=held.number)
        return held

    held = await gate.munshi.writer.write(change)
    gate.munshi.timers.wake()
    if isinstance(held, Refusal):
        return await _show(gate, visit, 409, said.refused(held))
    return answers.see(f"/console/people/{person}?done={done}")


async def _note(gate: Gate, visit: Visit) -> Response:
    """Write something down for colleagues."""
    person, text = visit.id("id"), forms.text(visit.form, "note")

    def write(connection: Connection) -> writing.Note | Refusal:
        if person_view.now_called(connection, person) != person:
            return Refusal("gone")
        note = writing.add_note(connection, person, visit.officer, text, visit.now)
        if not isinstance(note, Refusal):
            audit.record(connection, visit.actor, "note written", visit.now, person=person, subject=str(person))
        return note

    note = await gate.munshi.writer.write(write)
    if isinstance(note, Refusal):
        return await _show(gate, visit, 409, said.refused(note), note=text)
    return answers.see(f"/console/people/{person}?done=noted#notes")


async def _take_back(gate: Gate, visit: Visit) -> Response:
    """Take back an answer that still waits for the person to write."""
    person, reply = visit.id("id"), forms.number(visit.form, "reply")

    def take(connection: Connection) -> Refusal | None:
        refusal = desk.take_back(connection, reply, visit.officer)
        if refusal is None:
            audit.record(connection, visit.actor, "answer taken back", visit.now, person=person, subject=str(person))
        return refusal

    refusal = await gate.munshi.writer.write(partial(take))
    if refusal is not None:
        return await _show(gate, visit, 409, said.refused(refusal))
    return answers.see(f"/console/people/{person}?done=taken_back#end")
