"""One run of one flow: from its top, past everything already answered, to the next question or its end."""

from collections.abc import Generator
from typing import Any

from bot.chat import complaints as say
from bot.chat.answer import PATIENCE, NotAnAnswer, WantsPerson, number_typed, read_answer, shown_options
from bot.chat.chat import CHANGE, LABELLED, REVIEW, Change, Chat, Question, Say, change_of
from bot.chat.corrections import correction
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Text, Unclear
from bot.chat.named import PersonName
from bot.chat.otherwise import Elsewhere, NoAnswer, Otherwise
from bot.chat.reply import Draft
from bot.chat.requests import Closed, Do, LookUp
from bot.chat.session import Session
from bot.chat.stack import Stack
from bot.chat.suggest import take_ahead
from bot.chat.understanding import Understood
from bot.language import questions
from bot.language.yesno import yes_or_no

Wish = LookUp | Do
End = Closed | Change | Elsewhere | NoAnswer


class Play:
    """A flow being played. `heard` is the answer to its first open question; without one the question is put again."""

    def __init__(
        self,
        stack: Stack,
        draft: Draft,
        session: Session,
        heard: Heard | None,
        understood: Understood,
        *,
        unasked: bool,
        opening: str = "",
    ) -> None:
        self.stack, self.draft, self.session = stack, draft, session
        self.heard, self.understood, self.unasked = heard, understood, unasked
        self.opening = opening
        self.flow = stack.flow(session)
        self.otherwise = Otherwise(stack, session, self.flow, understood)
        self.unclear: Unclear | None = None
        moment = stack.moment
        begun = stack.begun(session)
        self.chat = Chat(
            session,
            stack.talk,
            moment.today,
            moment.operator,
            stack.waiting(session),
            moment.site,
            stack.interrupted(session),
            None if begun is None else stack.flow(begun),
        )

    def run(self) -> Generator[Wish, Any, End | None]:
        """None when a question waits for the person."""
        run = self.flow.tell(self.chat)
        answer: Any = None
        try:
            while True:
                wanted = run.send(answer)
                if isinstance(wanted, LookUp | Do):
                    answer = yield wanted
                elif isinstance(wanted, Question):
                    if (found := self._found(wanted)) is not None:
                        answer = found[0]
                        continue
                    read = self._read(wanted)
                    if isinstance(read, Elsewhere | NoAnswer | Change):
                        return read
                    if read is None:
                        self._ask(wanted)
                        return None
                    answer = read[0]
                else:
                    assert isinstance(wanted, Closed | Change)
                    self.draft.says.extend(self.chat.last_words())
                    return wanted
        except StopIteration:
            self.draft.says.extend(self.chat.last_words())
            self.draft.picture = self.chat.pictured() or self.draft.picture
            if not self.stack.waiting(self.session) and not (self.flow.aside and self.chat.interrupted):
                for offered in self.chat.offers():
                    self.draft.offer(offered)
            return Closed()
        finally:
            run.close()

    def path(self) -> Generator[Wish, Any, Chat]:
        """The way so far, without asking or doing anything."""
        run = self.flow.tell(self.chat)
        answer: Any = None
        try:
            while isinstance(wanted := run.send(answer), LookUp):
                answer = yield wanted
        except StopIteration:
            pass
        finally:
            run.close()
        return self.chat

    def _ask(self, question: Question) -> None:
        self.session.asked, self.session.secret = question.field.name, question.field.sensitive
        self.session.rests = self.chat.resting
        self.session.beside = ""
        self.session.touched_at = self.stack.moment.now
        self.draft.ask(question, self.session, self.flow, len(self.chat.path) + 1, self.unclear)

    def _found(self, question: Question) -> tuple[Any] | None:
        """What the opening message said already; None where it is no answer after all."""
        name, kind = question.field.name, question.field.kind
        if self.opening and name in self.flow.finds and name not in self.session.answers:
            if (value := kind.find(self.opening, self.stack.moment.today)) is not None:
                self._keep(question, value)
            return None if value is None else (value,)
        if name not in self.session.found:
            return None
        try:
            value = kind.load(self.session.found.pop(name))
        except Invalid:
            return None
        self._keep(question, value)
        return (value,)

    def _read(self, question: Question) -> tuple[Any] | Elsewhere | NoAnswer | Change | None:
        """The value of the person's answer; None when the question must be put (again)."""
        heard, self.heard = self.heard, None
        session, field = self.session, question.field
        if heard is None:
            return None
        if (field.sensitive or session.secret) and heard.text and not heard.tap:
            self.draft.heard_secret = True
        if session.asked and session.asked not in (field.name, *field.was):
            # The flow has changed since the person was asked: her answer must not be taken for another one.
            session.narrowed, session.failures = [], 0
            return None
        if session.beside and number_typed(heard.text) == len(shown_options(session, question)) + 1:
            return Elsewhere(command=session.beside)
        is_text = isinstance(field.kind, Text)
        if heard.hid_cnic and is_text:
            return None  # what is left of the message is never kept as a name
        may_be_no_name = isinstance(field.kind, PersonName) and not field.kind.is_said(heard.text)
        if may_be_no_name and (elsewhere := self.otherwise.wish(heard.text)) is not None:
            return elsewhere  # nobody is called "I want to register my business"
        if not heard.hid_cnic and (change := self._corrected(heard.text, field.name)) is not None:
            return change
        try:
            value = read_answer(session, question, heard, self.stack.moment.today, unasked=self.unasked)
        except Unclear as unclear:
            self._follow_language()
            if self.stack.is_menu(session) and (elsewhere := self.otherwise.wish(heard.text)) is not None:
                return elsewhere
            self._narrow(unclear, heard)
            return None
        except WantsPerson:
            return Elsewhere(self.stack.script.commands["human"])
        except (Invalid, NotAnAnswer) as no:
            self._follow_language()
            if (elsewhere := self.otherwise.wish(heard.text) or self.otherwise.question(heard)) is not None:
                return elsewhere
            declined = self.stack.script.declined if self.flow.name == self.stack.script.menu else ""
            if declined and yes_or_no(heard.text) is False:
                return Elsewhere(declined)
            if heard.text and not heard.tap and self.stack.is_asleep(session):
                return Elsewhere(self.stack.script.begun)
            if heard.text and not heard.tap and not heard.hid_cnic:
                moment = self.stack.moment
                if take_ahead(self.draft, session, self.flow, heard.text, moment.today, field.name):
                    return Change((), ())  # she is ahead of the questions: perhaps of this one too
                self.draft.misread = True
                if self.otherwise.is_asked_back(heard.text):
                    session.failures += 1
                    return NoAnswer()
            if not heard.hid_cnic:
                asks = not heard.tap and not self.stack.is_menu(session) and questions.asks(heard.text)
                self._complain(question, NotAnAnswer(say.NO_SURE_ANSWER) if asks else no)
            return None
        if not is_text:
            self._follow_language()
        self.draft.took_along = self.draft.took_along or field.kind.takes_several
        self._keep(question, value)
        return (value,)

    def _corrected(self, said: str, asked: str) -> Change | None:
        """An earlier answer that is put right now; the open question is put once more."""
        steps, moment = self.chat.path[self.chat.done_at :], self.stack.moment
        if not said or not steps or self.session.secret:
            return None
        found = correction(said, asked, steps, moment.today, at_review=asked in (REVIEW, CHANGE))
        if found is None:
            return None
        field, session = found.step.field, self.session
        session.narrowed, session.failures = [], 0
        if found.value is None:
            return change_of(field.name, steps)
        session.answers[field.name] = field.kind.dump(found.value)
        line = LABELLED.with_(label=field.label, value=field.kind.show(found.value))
        self.draft.says.append(Say((say.CHANGED, line)))
        return Change((), (REVIEW, CHANGE))

    def _keep(self, question: Question, value: Any) -> None:
        session, name = self.session, question.field.name
        session.answers[name] = None if value is None else question.field.kind.dump(value)
        session.set_aside.pop(name, None)
        session.changing, session.narrowed, session.failures = [], [], 0
        session.touched_at = self.stack.moment.now

    def _narrow(self, unclear: Unclear, heard: Heard) -> None:
        """Offer only the few things the answer may mean. A second guess in a row counts as a failure."""
        if self.session.narrowed and heard.text and not heard.tap:
            self.session.failures += 1
        self.session.narrowed = [option.id for option in unclear.options]
        self.unclear = unclear

    def _follow_language(self) -> None:
        """Answer in the language the person writes, until she chooses otherwise.

        In the middle of a form only a change of script tells; single words of English are common in Roman Urdu.
        """
        talk, wrote = self.stack.talk, self.understood.language
        if talk.chosen or not wrote or self.understood.command:
            return
        if self.stack.form is None or "ur" in (wrote, talk.language):
            talk.language = wrote

    def _complain(self, question: Question, no: Invalid | NotAnAnswer) -> None:
        session, draft = self.session, self.draft
        draft.note(no.complaint)
        session.narrowed = []  # it was none of these: show everything again
        if isinstance(no, NotAnAnswer) and not no.counts:
            return
        session.failures += 1
        example = question.field.kind.example
        if session.failures >= PATIENCE:
            draft.note(say.OFFER_A_PERSON)
        elif session.failures == PATIENCE - 1 and example is not None:
            draft.note(example)
