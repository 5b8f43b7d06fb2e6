"""One turn: a person's message in, one message to her out, and what is to be remembered.

The engine does no I/O. `take_turn` is a generator: it yields `LookUp` and `Do` wherever a flow wants something from
the registry, is sent the answer, and returns a `Sprint`. The inbox runs many turns side by side that way and answers
their wishes together.

This file decides what a message is for; `play` runs one flow, `stack` knows which are open, `reply` holds what is said.
"""

from collections.abc import Generator
from typing import Any

import msgspec

from bot.chat import complaints as say
from bot.chat import suggest
from bot.chat.answer import SKIP, number_typed, unreadable
from bot.chat.chat import REVIEW
from bot.chat.choices import spellings
from bot.chat.flow import Script
from bot.chat.heard import Heard
from bot.chat.kinds import Option
from bot.chat.moment import Moment
from bot.chat.play import Wish
from bot.chat.reply import Reply
from bot.chat.running import Going, Runner
from bot.chat.session import AWAY, Session, Talk
from bot.chat.taps import Tap
from bot.chat.understanding import NOTHING, Understood
from bot.chat.wishes import INTENT, command_for, sure_wish
from bot.i18n.catalogues import languages
from bot.language.match import best
from bot.language.yesno import yes_or_no

__all__ = ["Moment", "Reply", "Running", "Sprint", "Wish", "take_turn"]

Running = Generator[Wish, Any, "Sprint"]

FILES = frozenset({"voice", "audio", "image", "video", "document"})
"""What people send that has no words in it and is worth a person's look; a sticker is not."""

_LANGUAGE = "language:"
_INTENT = f"{INTENT}:"


class Sprint(msgspec.Struct, frozen=True):
    """What a turn came to."""

    talk: Talk
    reply: Reply
    closed: tuple[Session, ...]
    """Sessions that ended in this turn."""
    flow: str = ""
    question: str = ""
    """Where the reply leaves the person; for the ledger and for the gap list."""
    heard_secret: bool = False
    """The message answered a sensitive question: whoever stores it leaves its words out."""
    misread: bool = False
    """The message was not understood, or not surely: it belongs on the gap list."""


def take_turn(script: Script, talk: Talk, heard: Heard, moment: Moment, understood: Understood = NOTHING) -> Running:
    """Answer one message. `talk` is changed in place and returned in the sprint."""
    turn = _Turn(script, talk, moment)
    yield from turn.hear(heard, understood)
    return turn.sprint()


class _Turn(Runner):
    """Decides what a message is for."""

    def hear(self, heard: Heard, understood: Understood) -> Going:
        draft = self.draft
        if heard.hid_cnic:
            draft.note(say.CNIC_HIDDEN)
        for missed in self.moment.missed:
            draft.note(say.MISSED.with_(text=missed))
        if self.moment.late:
            draft.note(say.LATE)
        offered = self.stack.take_offers()
        for told in self.stack.drop_expired():
            draft.note(told)
        nudged = self.stack.nudged()
        if nudged is not None:
            nudged.nudge_heard = True
        tap = Tap.read(heard.tap) if heard.tap else None
        command = tap.command if tap else understood.command or _chosen(heard.text, offered)
        if not tap and understood.language and not self.talk.chosen and not self.talk.stack:
            self.talk.language = understood.language
        if command:
            if any(option.id == command for option in offered):
                self.text = self.stack.said  # she says what she meant; the rest of it has been said before
            yield from self._obey(command)
        elif self.script.files and heard.media in FILES and not heard.text:
            yield from self._hand_over(heard)
        elif tap:
            yield from self._tapped(tap)
        elif nudged is not None and (goes_on := _agreed(heard.text)) is not None:
            yield from self._obey(suggest.go_on(nudged.flow).id if goes_on else "menu")
        elif self.talk.stack:
            self.understood, self.text = understood, heard.text
            yield from self._answer(heard, understood, bool(offered), nudged=nudged is not None)
        else:
            self.understood, self.text = understood, heard.text
            yield from self._begin(heard)
        suggest.put_beside(self.draft, self.script, self.understood, self.stack.top)

    def _hand_over(self, heard: Heard) -> Going:
        """A voice note or a file is for a person; what it interrupts is taken up again."""
        # Who has shown no language yet is welcomed right after it, and that introduces us in all of them.
        self.talk.met = self.talk.met or not self.talk.language
        yield from self._open_with(self.script.files, Heard(tap=heard.media))

    def _begin(self, heard: Heard) -> Going:
        """Nothing is open: the message itself says what to do, or it is asked back, or the menu is shown."""
        wish = sure_wish(self.understood)
        command = command_for(self.script, wish) if wish is not None else ""
        if command:
            yield from self._obey(command)
            return
        if yes_or_no(heard.text) is False and self.script.declined and self.talk.language:
            yield from self._open(self.script.declined)
            return
        if heard.text and self._suggest():
            return
        # Whoever has just been told something else needs no "I did not understand".
        flow = self.script.menu if self.draft.says or not heard.text else self.script.unknown
        self.draft.misread = bool(heard.text)
        if not heard.text and self.talk.language:
            self.draft.note(unreadable(heard))
        yield from self._open(flow)

    def _answer(self, heard: Heard, understood: Understood, offered: bool, *, nudged: bool) -> Going:
        """Something is open: the message answers its question, or asks for something else."""
        session = self.talk.stack[-1]
        if offered and number_typed(heard.text):
            # No number of the buttons she sees; not one of a question she does not see either.
            yield from self._again(say.ASKED_AGAIN)
            return
        if self.stack.is_asleep(session):
            yield from self._answer_asleep(session, heard)
            return
        away = self.moment.now - session.touched_at > AWAY
        if away and self.stack.flow(session).about and session.answers:
            if understood.intent == "greeting":
                yield from self._again(say.WELCOME_BACK)
                return
            self.draft.note(say.WELCOME_BACK)
        yield from self._run(heard, understood, unasked=away or offered or nudged)

    def _answer_asleep(self, session: Session, heard: Heard) -> Going:
        """What she was asked another day she need not have in mind; it may be answered all the same."""
        if session.rests or not session.answers:
            yield from self._begin(heard)
        elif self.understood.intent != "greeting":
            yield from self._run(heard, self.understood, unasked=True)
        elif not (yield from self._take_up(session)):
            yield from self._begin(heard)

    def _obey(self, command: str) -> Going:
        if command == "start" and not self.talk.met:
            command = "begin"  # whoever has never been here does not mean announcements
        if command.startswith(_LANGUAGE):
            yield from self._speak(command.removeprefix(_LANGUAGE))
        elif command == "back":
            yield from self._back()
        elif command == "skip":
            yield from self._skip()
        elif command.partition(":")[0] == suggest.RESUME:
            left = self.stack.of(command.partition(":")[2]) or self.stack.unfinished()
            if left is not None:
                self.stack.uncover(left)
            yield from self._again()
        elif command == "cancel":
            yield from self._cancel()
        elif command == "change" and (top := self.stack.top) is not None and top is self.stack.form:
            yield from self._change(top)
        elif command == suggest.NONE_OF_THESE.id:
            yield from self._none_of_these()
        elif command in self.script.commands:
            yield from self._open(self.script.commands[command])
        elif command.startswith(_INTENT) and command.removeprefix(_INTENT) in self.script.intents:
            yield from self._open(self.script.intents[command.removeprefix(_INTENT)])
        elif (takes := self.script.takes.get(command.partition(":")[0])) is not None:
            yield from self._open_with(takes, Heard(text=command.partition(":")[2]))
        else:
            yield from self._again()

    def _none_of_these(self) -> Going:
        """It was none of the guesses: the open question once more, or a word and a person."""
        if self.talk.stack:
            yield from self._again(say.SAY_IT_OTHERWISE)
            return
        self.draft.note(say.SAY_IT_OR_ASK)
        self.draft.offer(suggest.A_PERSON)
        self.draft.offer(Option("menu", self.script.flows[self.script.menu].title))

    def _tapped(self, tap: Tap) -> Going:
        """A tap carries flow, version, question and session; last week's buttons are still on the screen."""
        session = self.stack.tagged(tap.session)
        if session is None or tap.version != self.stack.flow(session).version:
            flow = self.script.flows.get(tap.flow)
            yield from self._again(say.OLD_TAP.with_(form=flow.title) if flow else say.OLD_TAP_UNKNOWN)
            return
        self.stack.uncover(session)  # she went back to the form under the menu
        if session.asked == tap.question:
            yield from self._run(Heard(tap=tap.option))
        else:
            yield from self._again(say.ALREADY_ANSWERED)

    # --- commands that move inside what is open

    def _speak(self, language: str) -> Going:
        if language not in languages():
            yield from self._again()
            return
        self.talk.language, self.talk.chosen = language, True
        top = self.stack.top
        if top is None and not self.talk.met:
            yield from self._open(self.script.menu)
        elif top is not None and top.flow in (self.script.welcome, self.script.commands["language"]):
            yield from self._run(Heard(tap=language))  # it was asked for just now
        else:
            yield from self._again(say.LANGUAGE_SET)

    def _back(self) -> Going:
        """To the question before this one, in the order of the conversation; never across something done."""
        session = self.stack.top
        if session is None:
            yield from self._open(self.script.menu)
            return
        session.failures = 0
        if session.narrowed:
            session.narrowed = []
        elif session.changing:
            for name in session.changing:
                session.answers[name] = session.set_aside.pop(name)
            session.changing = []
        else:
            chat = yield from self._play(session).path()
            if steps := chat.path[chat.done_at :]:
                last = steps[-1].field.name
                session.set_aside[last] = session.answers.pop(last)
            elif len(self.talk.stack) > 1 and not self.stack.flow(session).about:
                self.stack.close(session)
            else:
                self.draft.note(say.NO_WAY_BACK)
        yield from self._again()

    def _change(self, form: Session) -> Going:
        """In a form, "change" means its answers, not what was recorded another day; they are changed at the review."""
        if form.asked == REVIEW:
            yield from self._run(Heard(tap="change"))
        else:
            yield from self._again(say.CHANGE_AT_END)

    def _skip(self) -> Going:
        session = self.stack.top
        if session is None or self.stack.is_menu(session):
            yield from self._again()
        else:
            yield from self._run(Heard(tap=SKIP))

    def _cancel(self) -> Going:
        """Close what is open: a form only after asking, because its answers would be lost."""
        top, form = self.stack.top, self.stack.form
        asides = top is not None and (self.stack.is_menu(top) or self.stack.flow(top).gives_way)
        if top is not None and top is not form and not (asides and form):
            self.stack.close(top, "cancelled")
            yield from self._again()
        elif form is not None:
            self.stack.uncover(form)
            yield from self._open(self.script.commands["cancel"])
        else:
            yield from self._again()

    def sprint(self) -> Sprint:
        draft, closed = self.draft, self.stack.closed
        flow = closed[-1].flow if closed else ""
        asked = ""
        if draft.asked is not None:
            flow, asked = self.talk.stack[-1].flow, draft.asked.field.name
        elif draft.options:
            said = self.text if draft.guessed and not draft.heard_secret else ""
            self.stack.keep_offers((shown.option for shown in draft.options), said)
        misread = draft.misread and not draft.heard_secret
        return Sprint(self.talk, draft.done(), tuple(closed), flow, asked, draft.heard_secret, misread)


def _agreed(text: str) -> bool | None:
    """The answer to "Shall we go on?", which is no answer to the form's question; None for anything else."""
    return True if number_typed(text) == 1 else yes_or_no(text)


def _chosen(text: str, offered: tuple[Option, ...]) -> str:
    """The command whose number or whose words were typed, or ""."""
    number = number_typed(text)
    if number or not offered or not text:
        return offered[number - 1].id if 1 <= number <= len(offered) else ""
    agreed = yes_or_no(text)
    meant = "" if agreed is None else next((o.id for o in offered if ("yes" if agreed else "no") in o.also), "")
    return meant or best(text, spellings(offered)).sure or ""
