"""The one message of a turn, while it grows and when it is done; not yet in any language."""

import msgspec

from bot.chat import complaints as say
from bot.chat.answer import shown_options
from bot.chat.chat import Question, Say
from bot.chat.flow import Flow
from bot.chat.kinds import Invalid, Option, Unclear
from bot.chat.outgoing import Media
from bot.chat.session import Session
from bot.chat.taps import command_tap, taps_for
from bot.i18n.words import Words


class Shown(msgspec.Struct, frozen=True):
    """An option as it goes out: `tap` is what comes back when it is chosen."""

    tap: str
    option: Option


class Reply(msgspec.Struct, frozen=True):
    """What one turn says."""

    says: tuple[Say, ...]
    options: tuple[Shown, ...] = ()
    wants: str = ""
    footer: Words | None = None
    picture: Media | None = None


class Draft:
    """A reply while it is written: remarks first, and at the end either a question or some offers."""

    def __init__(self) -> None:
        self.says: list[Say] = []
        self.options: list[Shown] = []
        self.asked: Question | None = None
        self.heard_secret = False
        """The message answered a sensitive question; its words are not to be kept."""
        self.picture: Media | None = None
        self.took_along = False
        """The message held answers, and they were taken."""
        self.misread = False
        """The message was not understood, or not surely; somebody should look at it."""
        self.guessed = False
        """What can be tapped are guesses at what the message meant; what else it said counts once she has chosen."""
        self._wants = ""
        self._footer: Words | None = None

    def note(self, words: Words) -> None:
        self.says.append(Say((words,)))

    def introduce(self, words: Words) -> None:
        self.says.insert(0, Say((words,)))

    def offer(self, option: Option) -> None:
        """A button that does the same as typing that command."""
        self.options.append(Shown(command_tap(option.id), option))

    def beside(self, option: Option, words: Words) -> None:
        """A button for a second wish, below whatever else there is; `words` come before the question."""
        place = len(self.says) - (self.asked is not None)
        self.says.insert(place, Say((words,)))
        self.offer(option)

    def ask(self, question: Question, session: Session, flow: Flow, step: int, unclear: Unclear | None) -> None:
        """End with this question, or with asking which of a few things an unclear answer meant."""
        self.asked = question
        if flow.about:
            self._footer = say.PROGRESS.with_(done=min(step, flow.about), about=flow.about)
        if unclear is None:
            self.says.extend(question.says)
            self._remind(question, session)
        else:
            self.note(unclear.question)
            self._wants = unclear.wants
        if not self._wants:
            options = shown_options(session, question)
            taps = taps_for(session, flow, question.field.name, (option.id for option in options))
            self.options += map(Shown, taps, options)

    def _remind(self, question: Question, session: Session) -> None:
        """Show the answer that was taken back beside the question that is asked anew."""
        before = session.set_aside.get(question.field.name)
        if before is None:
            return
        kind = question.field.kind
        try:
            until_now = say.UNTIL_NOW.with_(value=kind.show(kind.load(before)))
        except Invalid:
            return
        last = self.says[-1]
        self.says[-1] = Say((until_now, *last.lines), last.language)

    def done(self) -> Reply:
        return Reply(tuple(self.says), tuple(self.options), self._wants, self._footer, self.picture)
