"""The turns of a batch, side by side.

Every person has a lane; in it her messages are answered one after another. The batch runs in rounds: every turn runs
to its next wish, all wishes are answered together, and the turns go on.
"""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from bot.answered.gaps import Missed
from bot.channels.contract import WINDOW, Address, Message
from bot.chat.complaints import SOMETHING_WRONG
from bot.chat.flow import Script
from bot.chat.outgoing import Outgoing
from bot.chat.requests import Do
from bot.chat.session import Session, Talk
from bot.chat.turn import Moment, Running, Sprint, take_turn
from bot.chat.understanding import Understood
from bot.chat.wording import worded
from bot.clock import day_in_pakistan
from bot.db import new_id
from bot.i18n.catalogues import DEFAULT, catalogue
from bot.inbox.answers import answer
from bot.log import trace_of
from bot.outbox.charges import Tariff
from bot.outbox.lanes import Lanes
from bot.outbox.queue import Reply
from bot.registry.people import Person
from bot.registry.requests import AnswerLink
from bot.registry.wished import Wished

LATE = dt.timedelta(minutes=15)
"""A message that comes so much later than it was sent is answered with a word of apology."""


class Setting(msgspec.Struct, frozen=True):
    """What all turns of a batch share."""

    script: Script
    operator: str
    now: dt.datetime
    lanes: Lanes | None = None
    """This process's sending lanes, where several processes share the database."""
    tariff: Tariff | None = None
    """What messages cost."""
    site: str = ""
    """Where our own pages are."""


class TurnFailed(Exception):
    """A turn raised. `message` is the one that did it; the cause is chained."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"the turn of {message.key} failed")
        self.message = message


class _Heard(msgspec.Struct, frozen=True):
    message: Message
    understood: Understood
    inbound_id: int | None
    apologise: bool
    kind: str
    expires_at: dt.datetime
    telling: dict[str, Any] | None = None


class Lane:
    """One person's messages in this batch, and her conversation."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.before = (person.language, person.language_chosen, person.met)
        self.talk = Talk(person.language, person.language_chosen, person.met)
        self.missed = tuple(person.missed)
        self.told = False
        """She has been told of what she missed."""
        self.closed: list[Session] = []
        self.replies: list[Reply] = []
        self.secrets: set[tuple[str, str]] = set()
        """Messages, by channel and key, whose words are not to be kept."""
        self.gaps: list[Missed] = []
        """What she wrote that was not understood."""
        self.roused = False
        """Something is now to be said to somebody who has not written."""
        self._waiting: list[_Heard] = []
        self._now: _Heard | None = None
        self._turn: Running | None = None

    def add(self, message: Message, understood: Understood, inbound_id: int, *, apologise: bool) -> None:
        until = message.sent_at + WINDOW
        self._waiting.append(_Heard(message, understood, inbound_id, apologise, "reply", until))

    def rouse(
        self,
        message: Message,
        command: str,
        kind: str,
        expires_at: dt.datetime,
        telling: dict[str, Any] | None = None,
    ) -> None:
        """Say something to the person although she has not written: as if she had, with that command."""
        self._waiting.append(_Heard(message, Understood(command=command), None, False, kind, expires_at, telling))

    def run(self, setting: Setting, answer: Any = None) -> Wished | None:
        """Go on to the next wish; None when all messages are answered. Raises `TurnFailed`."""
        while True:
            if self._turn is None:
                if not self._waiting:
                    return None
                self._now = self._waiting.pop(0)
                if self._now.apologise:
                    self._apologise(self._now)
                    continue
                self._turn = self._begin(self._now, setting)
                answer = None
            assert self._now is not None
            try:
                wish = self._turn.send(answer)
            except StopIteration as end:
                self._finish(self._now, end.value)
                self._turn = None
                continue
            except Exception as error:
                raise TurnFailed(self._now.message) from error
            message = self._now.message
            self.roused = self.roused or isinstance(wish.request, AnswerLink)
            return Wished(
                request=wish.request,
                person_id=self.person.id,
                now=setting.now,
                key=wish.key if isinstance(wish, Do) else "",
                language=self.talk.language or DEFAULT,
                channel=message.sender.channel,
                message_key=message.key,
                sender=message.sender,
                sent_at=message.sent_at,
            )

    def _begin(self, heard: _Heard, setting: Setting) -> Running:
        moment = Moment(
            now=setting.now,
            today=day_in_pakistan(setting.now),
            operator=setting.operator,
            new_id=new_id,
            site=setting.site,
            late=setting.now - heard.message.sent_at > LATE,
            missed=self.missed,
        )
        self.told = self.told or bool(self.missed)
        self.missed = ()
        return take_turn(setting.script, self.talk, heard.message.heard, moment, heard.understood)

    def _finish(self, heard: _Heard, sprint: Sprint) -> None:
        self.talk = sprint.talk
        self.closed += sprint.closed
        if sprint.heard_secret:
            self.secrets.add((heard.message.sender.channel, heard.message.key))
        if sprint.misread:
            said = heard.message.heard.text
            language = heard.understood.language or self.talk.language
            self.gaps.append(Missed(said, heard.understood, sprint.flow, sprint.question, language))
        if sprint.reply.says:
            outgoing = worded(sprint.reply, self.talk.language)
            self.replies.append(self._reply(heard, outgoing, sprint.flow, sprint.question))

    def _apologise(self, heard: _Heard) -> None:
        if self.talk.stack and self.talk.stack[-1].secret:
            self.secrets.add((heard.message.sender.channel, heard.message.key))
        language = self.talk.language or DEFAULT
        outgoing = Outgoing(catalogue(language).say(SOMETHING_WRONG), language=language)
        self.replies.append(self._reply(heard, outgoing, "", ""))

    def _reply(self, heard: _Heard, outgoing: Outgoing, flow: str, question: str) -> Reply:
        sender = heard.message.sender
        return Reply(
            person_id=self.person.id,
            address=Address(sender.channel, sender.account, sender.handles),
            outgoing=outgoing,
            flow=flow,
            question=question,
            answers=heard.inbound_id,
            message_key=heard.message.key,
            kind=heard.kind,
            trace=trace_of(sender.channel, heard.message.key),
            expires_at=heard.expires_at,
            telling=heard.telling,
        )


def run_turns(connection: Connection, lanes: list[Lane], setting: Setting) -> None:
    """Run all turns to their end. Raises `TurnFailed`."""
    running: list[tuple[Lane, Any]] = [(lane, None) for lane in lanes]
    while running:
        wishing: list[tuple[Lane, Wished]] = []
        for lane, one in running:
            wish = lane.run(setting, one)
            if wish is not None:
                wishing.append((lane, wish))
        given = answer(connection, [wish for _lane, wish in wishing]) if wishing else []
        running = [(lane, one) for (lane, _wish), one in zip(wishing, given, strict=True)]
