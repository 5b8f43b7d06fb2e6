"""Sentences that officers have labelled: accepted by a reviewer, they are what the bot learns from; or sent back."""

import asyncio
from typing import Any, Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.answered import exemplars, gaps
from bot.answered.exemplars import Accepted, NotAccepted
from bot.answered.gaps import LABELLED, Gap
from bot.chat import understanding
from bot.console import forms, meanings
from bot.console.gate import Gate, NotFound
from bot.console.looks import looked
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.staff import audit
from bot.staff.roles import Permission

_MOST: Final = 30


def open_room(gate: Gate) -> None:
    gate.get("/console/exemplars", Permission.PUBLISH, lambda visit: _show(gate, visit))
    gate.post("/console/exemplars", Permission.PUBLISH, lambda visit: _decide(gate, visit))


async def _show(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    def look(connection: Connection) -> tuple[list[Gap], int, list[Accepted]]:
        waiting = gaps.gaps(connection, state=LABELLED, limit=_MOST)
        return waiting, gaps.counts(connection).get(LABELLED, 0), exemplars.accepted(connection)

    waiting, total, accepted = await gate.munshi.database.read(look)
    skip = forms.digits(visit.asked("skip", 7))
    learnt = set(understanding.accepted())
    await looked(gate, visit, "gaps seen")
    return visit.page(
        "exemplars.html", status, waiting=waiting, waiting_total=total, accepted=accepted[skip : skip + _MOST],
        total=len(accepted), skip=skip, most=_MOST, problem=problem, in_words=meanings.in_words,
        unlearnt=sum(one.learnt_from not in learnt for one in accepted), mistaken=forms.number(visit.form, "id"),
        typed=forms.text(visit.form, "text", 1000), remark=forms.text(visit.form, "remark", 500),
        what=forms.text(visit.form, "what", 20),
    )  # fmt: skip


async def _decide(gate: Gate, visit: Visit) -> Response:
    what, id = forms.text(visit.form, "what", 20), forms.number(visit.form, "id")
    acts = {"accept": _accept, "send_back": _send_back, "drop": _drop}
    if what not in acts:
        raise NotFound
    return await acts[what](gate, visit, id)


async def _accept(gate: Gate, visit: Visit, id: int) -> Response:
    text = forms.text(visit.form, "text", 1000)
    meaning = (forms.text(visit.form, "intent", 60), forms.text(visit.form, "topic", 60))
    known = understanding.sentences(understanding.accepted())
    other = await asyncio.to_thread(exemplars.taken_by, text, meaning, known)
    if other:
        label = meanings.in_words("", other) if other not in meanings.INTENTS else meanings.INTENTS[other]
        return await _show(gate, visit, 409, _TAKEN.with_(meaning=label))

    def accept(connection: Connection) -> None:
        made = exemplars.accept(connection, id, text, meaning, by=visit.account.email, now=visit.now)
        detail = {"intent": made.intent, "topic": made.topic}
        audit.record(connection, visit.actor, "exemplar accepted", visit.now, detail=detail)

    try:
        await gate.munshi.writer.write(accept)
    except NotAccepted as why:
        return await _show(gate, visit, 409 if why.reason == exemplars.GONE else 400, _WHY_NOT[why.reason])
    await gate.munshi.articles.look()
    return answers.see("/console/exemplars?done=exemplar")


async def _send_back(gate: Gate, visit: Visit, id: int) -> Response:
    remark = forms.text(visit.form, "remark", 500)
    if not remark:
        return await _show(gate, visit, 400, _("Please say why, so that the officer can do better."))

    def send_back(connection: Connection) -> int:
        waits = any(row.state == LABELLED for row in gaps.some(connection, [id]))
        done = gaps.reopen(connection, [id], remark=remark) if waits else 0
        if done:
            audit.record(connection, visit.actor, "exemplar sent back", visit.now)
        return done

    if not await gate.munshi.writer.write(send_back):
        return await _show(gate, visit, 409, _WHY_NOT[exemplars.GONE])
    return answers.see("/console/exemplars?done=sent_back")


async def _drop(gate: Gate, visit: Visit, id: int) -> Response:
    def drop(connection: Connection) -> bool:
        done = exemplars.drop(connection, id)
        if done:
            audit.record(connection, visit.actor, "exemplar dropped", visit.now)
        return done

    if not await gate.munshi.writer.write(drop):
        return await _show(gate, visit, 409, _WHY_NOT[exemplars.GONE])
    await gate.munshi.articles.look()
    return answers.see("/console/exemplars?done=unlearnt")


_TAKEN = _(
    "The bot has learnt this very sentence with another meaning: {meaning}. Word it so that it can mean only one "
    "thing, or send it back."
)
_WHY_NOT: Final[dict[str, Any]] = {
    exemplars.EMPTY: _("There must be words in it, and at most 300 letters."),
    exemplars.PRIVATE: _("There is a number or an address in it that may tell who wrote it. Please word it without."),
    exemplars.COMMAND: _("This is a word that the bot obeys at once; it never comes to be understood."),
    exemplars.GONE: _("Somebody else has dealt with it meanwhile. This is how it stands now."),
}
