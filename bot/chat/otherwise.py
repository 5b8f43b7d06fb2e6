"""What a message is that answers nothing: a wish, a question in passing, or something to be asked back."""

import msgspec

from bot.chat.flow import Flow
from bot.chat.heard import Heard
from bot.chat.session import Session
from bot.chat.stack import Stack
from bot.chat.suggest import adds, is_ahead
from bot.chat.understanding import Gate, Understood, on_these
from bot.chat.wishes import command_for, offers, sure_wish
from bot.language import questions

_LIKELY_IN_A_FORM = 0.6
_FEWEST_WORDS = 4
_A_QUESTION = 3  # words


class Elsewhere(msgspec.Struct, frozen=True):
    """The message was no answer; it asked for something else: a flow, or whatever this command does."""

    flow: str = ""
    command: str = ""


class NoAnswer(msgspec.Struct, frozen=True):
    """The message was no answer, and it is not clear what it was: to be asked back."""


class Otherwise:
    """A message that came while this flow was at a question."""

    def __init__(self, stack: Stack, session: Session, flow: Flow, understood: Understood) -> None:
        self.stack, self.session, self.flow, self.understood = stack, session, flow, understood

    def wish(self, said: str) -> Elsewhere | None:
        """What could not be read as an answer may still be a clear wish."""
        script, wish = self.stack.script, sure_wish(self.understood)
        if wish is None or (wish.intent in self.flow.akin and is_ahead(self.flow, said, self.stack.moment.today)):
            return None
        if wish.topic:
            if not self.stack.is_menu(self.session) and (self._is_short(said) or self._adds(said)):
                return None  # "Quetta" is a try at an answer, not a question about our office there
            command = command_for(script, wish)
            return Elsewhere(command=command) if command else None
        flow = script.intents.get(wish.intent)
        if flow is None or flow in (script.menu, script.unknown):
            return None
        if flow == script.commands.get("change") and self.session is self.stack.form:
            return Elsewhere(command="change")
        if flow == self.flow.name and not (self.session.rests or self.stack.is_asleep(self.session)):
            return None
        return Elsewhere(flow)

    @staticmethod
    def _is_short(text: str) -> bool:
        return len(text.split()) < _A_QUESTION and not text.endswith(questions.MARKS)

    def _adds(self, said: str) -> bool:
        """Whether she tells something that this flow wants to know, "meri umar 34 saal hai", and asks nothing."""
        session, today = self.session, self.stack.moment.today
        return not questions.asks(said) and adds(session, self.flow, said, today, session.asked)

    def question(self, heard: Heard) -> Elsewhere | None:
        """A question without a subject, in the middle of a journey: "iske liye kaunsa kaghaz chahiye" is about that."""
        if heard.tap or not self.flow.topics or not questions.asks(heard.text):
            return None
        guess = on_these(heard.text, self.understood, self.flow.topics)
        command = command_for(self.stack.script, guess) if guess is not None else ""
        return Elsewhere(command=command) if command else None

    def is_asked_back(self, text: str) -> bool:
        """Whether what was no answer is likely enough to be a wish to ask which. In a form a slip is likelier."""
        talk = self.stack.talk
        if not talk.language or self.flow.name == self.stack.script.welcome:
            return False
        if self.understood.abusive or self.understood.neighbour:
            return True
        in_a_menu = self.stack.is_menu(self.session)
        if not in_a_menu and (self.understood.gate != Gate.NEARLY or self.understood.score < _LIKELY_IN_A_FORM):
            return False
        if not in_a_menu and len(text.split()) < _FEWEST_WORDS:
            return False
        return bool(offers(self.stack.script, self.understood))
