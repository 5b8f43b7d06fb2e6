"""One turn: a person's message in, one message to her out, and what is to be remembered.

The engine does no I/O. `take_turn` is a generator: it yields `LookUp` and `Do` wherever a flow wants something from
the registry, is sent the answer, and returns a `Sprint`. The inbox runs many turns side by side that way and answers
their wishes together.
"""

import datetime as dt
from collections.abc import Callable, Generator
from typing import Any

import msgspec

from bot.chat import complaints as say
from bot.chat.answer import NotAnAnswer, WantsPerson, number_typed, read_answer, shown_options
from bot.chat.chat import Change, Chat, Question, Say
from bot.chat.flow import Flow, Script
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Option, Unclear
from bot.chat.requests import Closed, Do, LookUp
from bot.chat.session import ASIDE_EXPIRES, AWAY, FORM_EXPIRES, Session, State, Talk
from bot.chat.taps import Tap, command_tap, taps_for
from bot.chat.understanding import NOTHING, SURE, Understood
from bot.i18n.words import Words

Wish = LookUp | Do
Running = Generator[Wish, Any, "Sprint"]

OFFERS = "offers!"
"""Not a flow: marks that the last message ended with buttons for commands."""

_MOST_STEPS = 20
"""Flows that go on with each other without asking anything: a loop in the script, not a conversation."""


class Moment(msgspec.Struct, frozen=True):
    """When and where a turn happens. Everything a turn may know that is not in the conversation."""

    now: dt.datetime
    today: dt.date
    operator: str
    new_id: Callable[[], int]
    late: bool = False
    """The carrier brought the message much later than it was sent."""
    missed: tuple[str, ...] = ()
    """What the person wrote earlier that came too late to be acted upon."""


class Shown(msgspec.Struct, frozen=True):
    """An option as it goes out: `tap` is what comes back when it is chosen."""

    tap: str
    option: Option


class Reply(msgspec.Struct, frozen=True):
    """The one message of a turn, not yet in any language."""

    says: tuple[Say, ...]
    options: tuple[Shown, ...] = ()
    wants: str = ""
    footer: Words | None = None


class Sprint(msgspec.Struct, frozen=True):
    """What a turn came to."""

    talk: Talk
    reply: Reply
    closed: tuple[Session, ...]
    """Sessions that ended in this turn."""
    flow: str = ""
    question: str = ""
    """Where the reply leaves the person; for the ledger and for the gap list."""


def take_turn(script: Script, talk: Talk, heard: Heard, moment: Moment, understood: Understood = NOTHING) -> Running:
    """Answer one message. `talk` is changed in place and returned in the sprint."""
    turn = _Turn(script, talk, moment)
    yield from turn.hear(heard, understood)
    return turn.sprint()


class _Turn:
    def __init__(self, script: Script, talk: Talk, moment: Moment) -> None:
        self.script, self.talk, self.moment = script, talk, moment
        self.says: list[Say] = []
        self.closed: list[Session] = []
        self.options: list[Shown] = []
        self.question: Question | None = None
        self.narrowing: Unclear | None = None
        self.wants = ""
        self.step = 0
        self.steps = 0

    # --- what the person sent decides what runs

    def hear(self, heard: Heard, understood: Understood) -> Generator[Wish, Any, None]:
        if heard.hid_cnic:
            self.note(say.CNIC_HIDDEN)
        for missed in self.moment.missed:
            self.note(say.MISSED.with_(text=missed))
        if self.moment.late:
            self.note(say.LATE)
        offered = self._take_offers()
        self._drop_expired()
        tap = Tap.read(heard.tap) if heard.tap else None
        command = tap.command if tap else understood.command or _numbered(heard.text, offered)
        self._follow_language(understood, heard)
        if command:
            yield from self._obey(command)
        elif tap:
            yield from self._tapped(tap)
        elif self.talk.stack:
            yield from self._answer(heard, understood)
        else:
            yield from self._begin(heard, understood)

    def _take_offers(self) -> list[str]:
        """The commands that the last message offered as buttons: their numbers work as well as a tap."""
        if self.talk.stack and self.talk.stack[-1].flow == OFFERS:
            session = self.talk.stack.pop()
            offered = session.narrowed
            self._close(session, "done")
            return offered
        return []

    def _keep_offers(self) -> None:
        if not self.talk.stack and self.options:
            now = self.moment.now
            offered = [shown.option.id for shown in self.options]
            self.talk.stack.append(Session(self.moment.new_id(), OFFERS, 1, now, now, narrowed=offered))

    def _follow_language(self, understood: Understood, heard: Heard) -> None:
        """The answer comes in the script the person writes, until she chooses otherwise."""
        wrote = understood.language
        if not wrote or wrote == self.talk.language or self.talk.chosen:
            return
        changes_script = "ur" in (wrote, self.talk.language)
        if not self.talk.stack or (changes_script and not understood.command):
            self.talk.language = wrote

    def _drop_expired(self) -> None:
        keep: list[Session] = []
        for session in self.talk.stack:
            flow = self.script.flows.get(session.flow)
            life = FORM_EXPIRES if flow and flow.about else ASIDE_EXPIRES
            if flow is None:
                self.note(say.FLOW_GONE)
                self._close(session, "expired")
            elif self.moment.now - session.touched_at > life:
                if flow.about:
                    self.note(say.EXPIRED.with_(form=flow.title, date=session.touched_at.date()))
                self._close(session, "expired")
            else:
                keep.append(session)
        self.talk.stack = keep

    def _begin(self, heard: Heard, understood: Understood) -> Generator[Wish, Any, None]:
        """Nothing is open: the message itself says what to do, or the menu does."""
        if not self.talk.language:
            yield from self._open(self.script.welcome)
            return
        flow = self.script.intents.get(understood.intent) if understood.score >= SURE else None
        if not heard.text:
            self.note(_unreadable(heard))
            flow = self.script.menu
        yield from self._open(flow or self.script.unknown)

    def _obey(self, command: str) -> Generator[Wish, Any, None]:
        if command.startswith("language:"):
            self.talk.language, self.talk.chosen = command.removeprefix("language:"), True
            top = self.talk.stack[-1].flow if self.talk.stack else self.script.welcome
            if self.talk.stack and top in (self.script.welcome, self.script.commands.get("language")):
                self._close(self.talk.stack.pop(), "done")
            yield from self._again(None if top == self.script.welcome else say.LANGUAGE_SET)
        elif command == "back":
            yield from self._back()
        elif command == "skip":
            yield from self._skip()
        elif command in ("cancel", "resume"):
            form = self._form()
            self._uncover(form)
            if command == "cancel" and form is not None:
                yield from self._open(self.script.commands["cancel"])
            else:
                yield from self._again()
        elif command in self.script.commands:
            yield from self._open(self.script.commands[command])
        else:
            yield from self._again()

    def _uncover(self, session: Session | None) -> None:
        """Close what lies on top of a session, so that it is the open one again."""
        while session is not None and self.talk.stack[-1] is not session:
            self._close(self.talk.stack.pop(), "done")

    def _tapped(self, tap: Tap) -> Generator[Wish, Any, None]:
        """A tap carries flow, version, question and session; last week's buttons are still on the screen."""
        session = next((s for s in self.talk.stack if s.tag == tap.session), None)
        if session is None:
            flow = self.script.flows.get(tap.flow)
            yield from self._again(say.OLD_TAP.with_(form=flow.title) if flow else say.OLD_TAP_UNKNOWN)
            return
        self._uncover(session)  # she went back to the form under the menu
        if session.asked == tap.question:
            yield from self._run(Heard(tap=tap.option))
        else:
            yield from self._again(say.ALREADY_ANSWERED)

    def _answer(self, heard: Heard, understood: Understood) -> Generator[Wish, Any, None]:
        session = self.talk.stack[-1]
        if heard.media and not heard.text:
            yield from self._again(_unreadable(heard))
            return
        away = self.moment.now - session.touched_at > AWAY
        if away and (understood.intent == "greeting" or self._is_menu(session)):
            if self._is_menu(session):
                self._close(self.talk.stack.pop(), "done")
                if not self.talk.stack:
                    yield from self._begin(heard, understood)
                    return
            yield from self._again(say.WELCOME_BACK)
            return
        if away:
            self.note(say.WELCOME_BACK)
        yield from self._run(heard, understood, away=away)

    def _is_menu(self, session: Session) -> bool:
        return session.flow in (self.script.menu, self.script.unknown, self.script.welcome)

    # --- moving inside a flow

    def _back(self) -> Generator[Wish, Any, None]:
        if not self.talk.stack:
            yield from self._open(self.script.menu)
            return
        session = self.talk.stack[-1]
        flow = self.script.flows[session.flow]
        if not flow.about and len(self.talk.stack) > 1:
            self._close(self.talk.stack.pop(), "done")
            yield from self._again()
            return
        if session.changing and session.changing in session.set_aside:
            session.answers[session.changing] = session.set_aside.pop(session.changing)
            session.changing = ""
            session.narrowed, session.failures = [], 0
            yield from self._again()
            return
        chat = yield from self._path(session, flow)
        steps = chat.path[chat.done_at :]
        if not steps:
            yield from self._again(say.NO_WAY_BACK)
            return
        last = steps[-1].field.name
        session.set_aside[last] = session.answers.pop(last)
        session.narrowed, session.failures = [], 0
        yield from self._again()

    def _skip(self) -> Generator[Wish, Any, None]:
        if not self.talk.stack:
            yield from self._open(self.script.menu)
            return
        yield from self._run(Heard(tap="skip!"))

    def _path(self, session: Session, flow: Flow) -> Generator[Wish, Any, Chat]:
        """The way so far, without asking or doing anything."""
        chat = Chat(session, self.talk, self.moment.today, self.moment.operator, self.waiting(session))
        run = flow.tell(chat)
        answer: Any = None
        try:
            while isinstance(wanted := run.send(answer), LookUp):
                answer = yield wanted
        except StopIteration:
            pass
        finally:
            run.close()
        return chat

    # --- running flows

    def _again(self, note: Words | None = None) -> Generator[Wish, Any, None]:
        """Say something, and put the open question once more; without one, the menu."""
        if note is not None:
            self.note(note)
        if self.talk.stack:
            yield from self._run(None)
        else:
            yield from self._open(self.script.menu)

    def _open(self, name: str) -> Generator[Wish, Any, None]:
        """Open a flow on top, or go on with the one of that name that is already open."""
        if not self.talk.language and name in (self.script.menu, self.script.unknown):
            name = self.script.welcome
        if not self.talk.met and name != self.script.welcome:
            self.says.insert(0, Say((self.script.introduction.with_(operator=self.moment.operator),)))
        self.talk.met = True
        stack = self.talk.stack
        if stack and self._is_menu(stack[-1]) and stack[-1].flow != name:
            self._close(stack.pop(), "done")
        known = next((session for session in stack if session.flow == name), None)
        if known is not None:
            stack.remove(known)
            stack.append(known)
            known.touched_at = self.moment.now
            if self.script.flows[name].about and known.answers:
                self.note(say.GOING_ON)
        else:
            flow = self.script.flows[name]
            stack.append(
                Session(
                    id=self.moment.new_id(),
                    flow=name,
                    version=flow.version,
                    began_at=self.moment.now,
                    touched_at=self.moment.now,
                )
            )
        yield from self._run(None)

    def _run(
        self, heard: Heard | None, understood: Understood = NOTHING, *, away: bool = False
    ) -> Generator[Wish, Any, None]:
        """Run the open flow to its next question, and whatever it goes on with; the person's answer goes in first."""
        while self.talk.stack:
            self.steps += 1
            if self.steps > _MOST_STEPS:
                raise RuntimeError(f"{self.talk.stack[-1].flow} goes on without ever asking anything")
            session = self.talk.stack[-1]
            flow = self.script.flows[session.flow]
            session.version = flow.version
            play = _Play(self, session, flow, heard, understood, away)
            end = yield from play.run()
            heard = None
            if end is None:
                return
            if isinstance(end, _Elsewhere):
                yield from self._open(end.flow)
                return
            if isinstance(end, Change):
                session.set_aside[end.name] = session.answers.pop(end.name)
                session.changing = end.name
                for spent in ("review", "review_change"):
                    session.answers.pop(spent, None)
                continue
            self._close(self.talk.stack.pop(), "done")
            if end.drops_form and self.talk.stack:
                self._close(self.talk.stack.pop(), "cancelled")
                yield from self._open(self.script.menu)
                return
            if end.then:
                yield from self._open(end.then)
                return
            if end.leaves_form or not flow.aside:
                self._offer_the_form()
                return

    def _offer_the_form(self) -> None:
        """A flow of its own ended while a form is waiting beneath: say so, with a button to go on."""
        form = self._form()
        if form is not None:
            flow = self.script.flows[form.flow]
            self.options.append(Shown(command_tap("resume"), Option("resume", say.GO_ON.with_(form=flow.title))))

    def waiting(self, session: Session) -> str:
        """The name of the form beneath a session, or ""."""
        form = self._form()
        return "" if form is None or form is session else form.flow

    def _form(self) -> Session | None:
        return next((s for s in reversed(self.talk.stack) if self.script.flows[s.flow].about), None)

    def _close(self, session: Session, state: State) -> None:
        session.state = state
        session.forget()
        self.closed.append(session)

    # --- what is said

    def note(self, words: Words) -> None:
        self.says.append(Say((words,)))

    def ask(self, chat: Chat, session: Session, flow: Flow, question: Question) -> None:
        """The flow waits for this answer; make it the end of the message."""
        self.question, self.step = question, len(chat.path) + 1
        session.asked = question.field.name
        session.touched_at = self.moment.now
        if self.narrowing:
            self._ask_which(session, flow, question)
            return
        self.says.extend(question.says)
        before = session.set_aside.get(question.field.name)
        if before is not None:
            try:
                value = question.field.kind.show(question.field.kind.load(before))
                self.says[-1] = Say((say.UNTIL_NOW.with_(value=value), *self.says[-1].lines), self.says[-1].language)
            except Invalid:
                pass
        self._show_options(session, flow, question)

    def _ask_which(self, session: Session, flow: Flow, question: Question) -> None:
        """The answer was unclear: ask only which of the few things it may mean, or for the phone's place."""
        assert self.narrowing is not None
        self.note(self.narrowing.question)
        self.wants = self.narrowing.wants
        if not self.wants:
            self._show_options(session, flow, question)

    def _show_options(self, session: Session, flow: Flow, question: Question) -> None:
        options = shown_options(session, question)
        if options:
            taps = taps_for(session, flow, question.field.name, (option.id for option in options))
            self.options += map(Shown, taps, options)

    def sprint(self) -> Sprint:
        self._keep_offers()
        footer, flow_name, asked = None, "", ""
        if self.question is not None and self.talk.stack:
            session = self.talk.stack[-1]
            flow = self.script.flows[session.flow]
            flow_name, asked = flow.name, self.question.field.name
            if flow.about:
                footer = say.PROGRESS.with_(done=min(self.step, flow.about), about=flow.about)
        elif self.closed:
            flow_name = self.closed[-1].flow
        reply = Reply(tuple(self.says), tuple(self.options), self.wants, footer)
        return Sprint(self.talk, reply, tuple(self.closed), flow_name, asked)


class _Elsewhere(msgspec.Struct, frozen=True):
    """The message was no answer; it asked for another flow."""

    flow: str


class _Play:
    """One run of one flow, from its top to the next question or its end."""

    def __init__(
        self, turn: _Turn, session: Session, flow: Flow, heard: Heard | None, understood: Understood, away: bool
    ) -> None:
        self.turn, self.session, self.flow = turn, session, flow
        self.heard, self.understood, self.away = heard, understood, away
        self.chat = Chat(session, turn.talk, turn.moment.today, turn.moment.operator, turn.waiting(session))

    def run(self) -> Generator[Wish, Any, Closed | Change | _Elsewhere | None]:
        """None when a question waits for the person."""
        run = self.flow.tell(self.chat)
        answer: Any = None
        try:
            while True:
                wanted = run.send(answer)
                if isinstance(wanted, LookUp | Do):
                    answer = yield wanted
                elif isinstance(wanted, Question):
                    if self.heard is None:
                        self.turn.ask(self.chat, self.session, self.flow, wanted)
                        return None
                    read = self._read(wanted)
                    if isinstance(read, _Elsewhere):
                        return read
                    if read is None:
                        self.turn.ask(self.chat, self.session, self.flow, wanted)
                        return None
                    answer = read[0]
                else:
                    assert isinstance(wanted, Closed | Change)
                    self.turn.says.extend(self.chat.last_words())
                    return wanted
        except StopIteration:
            self.turn.says.extend(self.chat.last_words())
            for offered in self.chat.offers() if len(self.turn.talk.stack) == 1 else ():
                self.turn.options.append(Shown(command_tap(offered.id), offered))
            return Closed()
        finally:
            run.close()

    def _read(self, question: Question) -> tuple[Any] | _Elsewhere | None:
        """The value of the person's answer; None when the question must be put again."""
        heard, self.heard = self.heard, None
        assert heard is not None
        session, name = self.session, question.field.name
        try:
            value = read_answer(session, question, heard, self.turn.moment.today, away=self.away)
        except Unclear as unclear:
            self.turn.narrowing = unclear
            session.narrowed = [option.id for option in unclear.options]
            return None
        except WantsPerson:
            return _Elsewhere(self.turn.script.commands["human"])
        except (Invalid, NotAnAnswer) as no:
            if (elsewhere := self._elsewhere()) is not None:
                return elsewhere
            self._complain(question, no)
            return None
        session.answers[name] = None if value is None else question.field.kind.dump(value)
        session.set_aside.pop(name, None)
        session.changing = "" if session.changing == name else session.changing
        session.narrowed, session.failures = [], 0
        session.touched_at = self.turn.moment.now
        return (value,)

    def _elsewhere(self) -> _Elsewhere | None:
        """What could not be read as an answer may still be a clear wish."""
        script, meant = self.turn.script, self.understood
        flow = script.intents.get(meant.intent) if meant.score >= SURE else None
        if flow is None or flow in (self.flow.name, script.menu, script.unknown):
            return None
        return _Elsewhere(flow)

    def _complain(self, question: Question, no: Invalid | NotAnAnswer) -> None:
        self.session.failures += 1
        self.turn.note(no.complaint)
        example = question.field.kind.example
        if self.session.failures >= 2 and example is not None:
            self.turn.note(example)
        if self.session.failures >= 3:
            self.turn.note(say.OFFER_A_PERSON)


def _numbered(text: str, offered: list[str]) -> str:
    """The command whose number was typed, or ""."""
    number = number_typed(text)
    return offered[number - 1] if 1 <= number <= len(offered) else ""


def _unreadable(heard: Heard) -> Words:
    if heard.media in ("voice", "audio"):
        return say.NO_VOICE
    if heard.media:
        return say.NO_FILES
    return say.NOT_READABLE
