"""What is added to a reply beyond the flows' own words: guesses to choose from, a second wish, what was taken along."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from bot.chat import complaints as say
from bot.chat.chat import LABELLED, Field, Say
from bot.chat.flow import Flow, Script
from bot.chat.kinds import Invalid, Option
from bot.chat.reply import Draft
from bot.chat.session import Session
from bot.chat.understanding import Gate, Understood
from bot.chat.wishes import offer_of, offers

RESUME = "resume"
NONE_OF_THESE = Option("none", say.NONE_OF_THESE, also=("no",))
A_PERSON = Option("human", say.A_PERSON)


def go_on(flow: str) -> Option:
    """The button that leads back to what was left."""
    return Option(f"{RESUME}:{flow}", say.GO_ON)


def offer_to_go_on(draft: Draft, flow: Flow) -> None:
    """A button back to what was left half-way; what is no form is named, for nobody may have it in mind."""
    if not flow.about:
        draft.note(say.STILL_BEGUN.with_(form=flow.title))
    draft.offer(go_on(flow.name))


def suggest(draft: Draft, script: Script, understood: Understood, left: str | None) -> bool:
    """Say what may be meant, as buttons; whether there was anything to say. `left` is the flow that waits meanwhile."""
    if understood.abusive or understood.neighbour:
        draft.note(say.CALM if understood.abusive else say.NEIGHBOUR)
        found = []
    else:
        found = offers(script, understood)
        if not found:
            return False
        draft.note(say.DID_YOU_MEAN if understood.gate == Gate.NEARLY else say.PERHAPS)
    draft.misread = not understood.abusive
    draft.guessed = bool(found)
    if len(found) == 1:
        found = [msgspec.structs.replace(found[0], also=("yes",))]
    for option in found:
        draft.offer(option)
    draft.offer(NONE_OF_THESE if found and understood.gate == Gate.NEARLY else A_PERSON)
    if left is not None:
        draft.offer(go_on(left))
    return True


def put_beside(draft: Draft, script: Script, understood: Understood, session: Session | None) -> None:
    """The second wish of a message as a button, under what was done for the first.

    An article is none where the message filled in a form: "age 30" is no question about ages. Nor is the wish for what
    is open already.
    """
    also = understood.also
    if also is None or (also.topic and draft.took_along):
        return
    if session is not None and not also.topic and script.intents.get(also.intent) == session.flow:
        return
    option = offer_of(script, also) if draft.says else None
    if option is None:
        return
    draft.beside(option, say.THE_OTHER_TOO.with_(wish=option.label))
    if draft.asked is not None and session is not None:
        session.beside = option.id


def take_along(draft: Draft, session: Session, flow: Flow, text: str, today: dt.date) -> None:
    """Take the answers that the message which opened a flow holds already, and say so."""
    if " " in text.strip():  # one word is the wish itself
        take_ahead(draft, session, flow, text, today)


def is_ahead(flow: Flow, text: str, today: dt.date) -> bool:
    """Whether this answers a question that is still to come."""
    return any(field.kind.find(text, today) is not None for field in flow.fills)


def adds(session: Session, flow: Flow, text: str, today: dt.date, asked: str) -> bool:
    """Whether it answers a question of this run that is still to come, or adds to an answer."""
    return next(_ahead(session, flow, text, today, asked), None) is not None


def take_ahead(draft: Draft, session: Session, flow: Flow, text: str, today: dt.date, asked: str = "") -> bool:
    """Take the answers to questions that are still to come, and what adds to earlier ones, and say so; whether there
    was any."""
    lines = []
    for field, value in _ahead(session, flow, text, today, asked):
        kept = session.answers if field.name in session.answers else session.found
        kept[field.name] = field.kind.dump(value)
        lines.append(LABELLED.with_(label=field.label, value=field.kind.show(value)))
    if lines:
        draft.took_along = True
        draft.says.append(Say((say.FROM_YOUR_MESSAGE, *lines)))
    return bool(lines)


def _ahead(session: Session, flow: Flow, text: str, today: dt.date, asked: str) -> Iterator[tuple[Field[Any], Any]]:
    for field in flow.fills:
        if field.name == asked:
            continue
        if field.name not in session.answers:
            value = field.kind.find(text, today)
        else:
            try:
                value = field.kind.more(field.kind.load(session.answers[field.name]), text, today)
            except Invalid:
                continue  # it is asked again anyway
        if value is not None:
            yield field, value
