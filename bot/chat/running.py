"""Running flows: opening them, playing them to their next question, and going on with whatever they end in."""

from collections.abc import Generator
from typing import Any

from bot.chat import complaints as say
from bot.chat import suggest
from bot.chat.chat import LABELLED, Change, Say, shown
from bot.chat.flow import Script
from bot.chat.heard import Heard
from bot.chat.moment import Moment
from bot.chat.otherwise import Elsewhere, NoAnswer
from bot.chat.play import Play, Wish
from bot.chat.reply import Draft
from bot.chat.session import Session, Talk
from bot.chat.stack import Stack
from bot.chat.understanding import NOTHING, Understood
from bot.chat.wishes import QUESTION_ON
from bot.i18n.words import Words

Going = Generator[Wish, Any, None]

_MOST_STEPS = 20
"""Flows that go on with each other without asking anything: a loop in the script, not a conversation."""


class Runner:
    """A conversation while it is moved on by one message."""

    def __init__(self, script: Script, talk: Talk, moment: Moment) -> None:
        self.script, self.talk, self.moment = script, talk, moment
        self.stack = Stack(script, talk, moment)
        self.draft = Draft()
        self.steps = 0
        self.understood = NOTHING
        self.opening = ""
        """The message that opened the flow which is now run for the first time."""
        self.text = ""
        """What was written, where it may hold more than the wish it expresses."""

    def _obey(self, command: str) -> Going:
        """Do what a command says."""
        raise NotImplementedError

    def _again(self, note: Words | None = None) -> Going:
        """Say something, and put the open question once more; without one, the menu."""
        if note is not None:
            self.draft.note(note)
        if (top := self.stack.top) is not None and not self.stack.is_asleep(top):
            yield from self._run(None)
        else:
            yield from self._open(self.script.menu)

    def _open(self, name: str, heard: Heard | None = None) -> Going:
        """Open a flow on top, or go on with the one of that name that is already open."""
        script, talk = self.script, self.talk
        wanted = ""
        if not talk.language and name != script.welcome and not script.flows[name].aside:
            wanted, name = "" if name in (script.menu, script.unknown) else name, script.welcome
        if name != script.welcome:
            self._introduce()
        talk.met = True
        known = self.stack.of(name)
        if known is not None and script.flows[name].waits:
            if self._is_meant_anew(known):
                self.stack.close(known)
            elif self.stack.is_asleep(known) and (yield from self._take_up(known)):
                return
        was_open = self.stack.open(name)
        session = talk.stack[-1]
        session.wanted = wanted or session.wanted
        self.opening = "" if was_open else self.text
        if not was_open:
            suggest.take_along(self.draft, session, self.stack.flow(session), self.text, self.moment.today)
        if was_open and script.flows[name].stays and session.answers:
            self.draft.note(say.GOING_ON)
        yield from self._run(heard)

    def _is_meant_anew(self, known: Session) -> bool:
        """Whether who asks for this once more wants to begin again: it was told her, or she says now what she needs."""
        if known.rests or not self.stack.is_asleep(known):
            return known.rests
        flow = self.stack.flow(known)
        return not known.answers or (bool(self.text) and suggest.is_ahead(flow, self.text, self.moment.today))

    def _take_up(self, session: Session) -> Generator[Wish, Any, bool]:
        """Ask whether to go on with what was left half-way another day; False where nothing is left of it.

        The seat she had asked for may be in a training that is over: then nobody asks for it.
        """
        chat = yield from self._play(session).path()
        steps = [step for step in chat.path if step.field.kind.listed]
        if not chat.path:
            self.stack.close(session, "expired")
            return False
        begun, flow = session.touched_at.date(), self.stack.flow(session)
        lines = [LABELLED.with_(label=step.field.label, value=shown(step)) for step in steps]
        self.draft.says.append(Say((say.BEGUN.with_(form=flow.title, date=begun), *lines)))
        self.stack.bring_up(session)
        self.stack.open(self.script.begun)
        yield from self._run(None)
        return True

    def _introduce(self) -> None:
        """Say who we are, the first time."""
        if not self.talk.met:
            self.draft.introduce(self.script.introduction.with_(operator=self.moment.operator))
        self.talk.met = True

    def _open_with(self, name: str, heard: Heard) -> Going:
        """Open a flow afresh, with the answer to its first question: "link 482913"."""
        if not self.talk.language and name == self.script.takes.get(QUESTION_ON):
            yield from self._open(self.script.welcome)
            self.talk.stack[-1].wanted = f"{QUESTION_ON}:{heard.text}"
            return
        for session in [session for session in self.talk.stack if session.flow == name]:
            self.stack.close(session)
        yield from self._open(name, heard)

    def _play(
        self, session: Session, heard: Heard | None = None, understood: Understood = NOTHING, *, unasked: bool = False
    ) -> Play:
        session.version = self.stack.flow(session).version
        return Play(self.stack, self.draft, session, heard, understood, unasked=unasked, opening=self.opening)

    def _run(self, heard: Heard | None, understood: Understood = NOTHING, *, unasked: bool = False) -> Going:
        """Run the open flow to its next question, and whatever it goes on with; the person's answer goes in first."""
        while (session := self.stack.top) is not None:
            self.steps += 1
            if self.steps > _MOST_STEPS:
                raise RuntimeError(f"{session.flow} goes on without ever asking anything")
            end = yield from self._play(session, heard, understood, unasked=unasked).run()
            heard = None
            if end is None:
                return
            if isinstance(end, Elsewhere) and end.flow == self.script.begun and end.flow:
                if not (yield from self._take_up(session)):
                    yield from self._open(self.script.unknown)
                return
            if isinstance(end, Elsewhere):
                yield from self._obey(end.command) if end.command else self._open(end.flow)
                return
            if isinstance(end, NoAnswer):
                if self.stack.is_menu(session):
                    self.stack.close(session)
                self._suggest()
                return
            if isinstance(end, Change):
                session.take_back(end.names, end.spent)
                continue
            interrupted = self.stack.interrupted(session)
            self.stack.close(session)
            if end.drops_form:
                if (left := self.stack.kept) is not None:
                    self.stack.close(left, "cancelled")
                yield from self._open(end.then or self.script.menu)
                return
            known = self.stack.of(interrupted) if interrupted and interrupted == end.then else None
            if known is not None and known.rests:
                self.stack.uncover(known)  # she only greeted: what she has been told is not told from its beginning
                continue
            if end.then:
                yield from self._obey(end.then) if ":" in end.then else self._open(end.then)
                return
            beneath = self.stack.top
            let_be = beneath is not None and self.stack.is_let_be(beneath, session)
            if end.leaves_form or let_be or not self.stack.flow(session).aside:
                # What lies beneath is not pushed at the person again; a button leads back to it.
                if (left := self.stack.unfinished()) is not None:
                    suggest.offer_to_go_on(self.draft, self.stack.flow(left))
                return

    def _suggest(self) -> bool:
        """Ask back what was meant; whether there was anything to ask."""
        if not self.talk.language:
            return False
        left = self.stack.unfinished()
        if not suggest.suggest(self.draft, self.script, self.understood, None if left is None else left.flow):
            return False
        self._introduce()
        return True
