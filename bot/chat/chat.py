"""What a flow can do: say, ask, review, look up, have done, go on elsewhere.

`await` in a flow means that somebody outside answers: the person (`ask`) or the registry (`look_up`, `do`).
A flow runs from the top on every message, so it must be pure: no clock (`chat.today` instead), no chance, no
database, no state outside `chat`.
"""

import datetime as dt
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import msgspec

from bot.chat.choices import Choice
from bot.chat.kinds import Invalid, Kind, Option
from bot.chat.outgoing import Media
from bot.chat.requests import Closed, Do, LookUp, Outcome, Request, outcome_of
from bot.chat.session import Session, Talk
from bot.i18n.words import Hole, Label, Words, _

if TYPE_CHECKING:
    from bot.chat.flow import Flow

T = TypeVar("T")


class Field(msgspec.Struct, Generic[T], frozen=True):
    """A fact with a name, a label and a kind. One definition serves every flow, the console and the export."""

    name: str
    label: Words
    kind: Kind[T]
    was: tuple[str, ...] = ()
    """Names under which running sessions may still hold the answer."""
    goes_with: str = ""
    """The fact together with which it is changed, because one depends on the other."""
    sensitive: bool = False
    """Its kind keeps a hash at most; the words of the answer are not kept anywhere, not even those of a wrong one."""
    called: tuple[str, ...] = ()
    """What people call it when they come back to it: "zila", "district"."""


class Say(msgspec.Struct, frozen=True):
    """One paragraph. `lines` stand under each other. `language` where it must not be the person's own."""

    lines: tuple[Words, ...]
    language: str = ""


class Question(msgspec.Struct, frozen=True):
    """A flow waits for this answer."""

    field: Field[Any]
    says: tuple[Say, ...]
    optional: bool = False


class Step(msgspec.Struct, frozen=True):
    """One answered question on the way the flow really took."""

    field: Field[Any]
    value: Any
    stored_as: str


class Change(msgspec.Struct, frozen=True):
    """The person wants to answer these questions anew; `spent` are those that led to it."""

    names: tuple[str, ...]
    spent: tuple[str, ...]


_RECORD = ("record it", "ok record it", "record", "save it", "darj karo", "darj kar do", "darj kar dein", "darj karein",
           "درج کریں", "درج کر دیں", "درج کرو")  # fmt: skip
"""What else people say for "yes" under a review."""


class _Await:
    """Hands one thing to the engine and returns what it sends back."""

    __slots__ = ("wanted",)

    def __init__(self, wanted: Any) -> None:
        self.wanted = wanted

    def __await__(self) -> Generator[Any, Any, Any]:
        return (yield self.wanted)


LABELLED = _("{label}: {value}")
REVIEW = "review"
CHANGE = "review_change"


def change_of(name: str, steps: Sequence[Step]) -> Change:
    """To answer this question anew, and with it what depends on it."""
    together = tuple(step.field.name for step in steps if name in (step.field.name, step.field.goes_with))
    return Change(together, (REVIEW, CHANGE))


class Chat:
    """A flow's only handle on the world."""

    def __init__(
        self,
        session: Session,
        talk: Talk,
        today: dt.date,
        operator: str,
        unfinished: str = "",
        site: str = "",
        interrupted: str = "",
        begun: "Flow | None" = None,
    ) -> None:
        self.unfinished = unfinished
        """The name of a form that waits beneath this conversation, or ""."""
        self.interrupted = interrupted
        """The flow whose question is put again when this conversation ends, or ""."""
        self.begun = begun
        """What else she has left half-way, on this day or another."""
        self.resting = False
        """Nothing hangs on the question that comes next; see `rest`."""
        self.today = today
        self.operator = operator
        self.site = site
        """Where our own pages are, to make links with."""
        self.talk = talk
        self.session = session
        self.path: list[Step] = []
        self._asked: set[str] = set()
        self.done_at = 0
        """How many steps of the path lie before the last `do`: *back* does not cross them."""
        self._says: list[Say] = []
        self._held: list[Say] = []
        self._offers: list[Option] = []
        self._picture: Media | None = None
        # What was said before an answer that is already known has been read; it is not said again.
        self._muted = bool(session.answers) or bool(session.asked)
        self._did: dict[str, int] = {}

    @property
    def has_language(self) -> bool:
        """Whether the person has shown or said in which language she is to be answered."""
        return bool(self.talk.language)

    @property
    def wanted(self) -> str:
        """The flow the person had asked for when this one had to come first, or ""."""
        return self.session.wanted

    def say(self, *lines: Words, language: str = "") -> None:
        """A paragraph of the next message; several `lines` stand under each other."""
        (self._held if self._muted else self._says).append(Say(lines, language))

    async def ask(self, field: Field[T], question: Words, *lines: Words) -> T:
        """Ask, and go on with the answer. `lines` stand above the question (a summary, for example)."""
        return cast(T, await self._answer(field, question, lines, optional=False))

    async def ask_or_skip(self, field: Field[T], question: Words) -> T | None:
        """Ask what may stay unanswered; None when it was skipped."""
        return cast("T | None", await self._answer(field, question, (), optional=True))

    async def _answer(self, field: Field[Any], question: Words, lines: Sequence[Words], *, optional: bool) -> Any:
        if field.name in self._asked:
            raise ValueError(f"{field.name} is asked twice")
        self._asked.add(field.name)
        answers = self.session.answers
        for stored_as in (field.name, *field.was):
            if stored_as not in answers:
                continue
            stored = answers[stored_as]
            if stored is None and optional:
                self._known(field, None, stored_as)
                return None
            try:
                value = field.kind.load(stored)
            except Invalid:
                break  # once a good answer, no longer: ask again
            self._known(field, value, stored_as)
            return value
        says = [*self._says, *([Say(tuple(lines))] if lines else []), Say((question,))]
        value = await _Await(Question(field, tuple(says), optional))
        self.resting = False
        self._forget_remarks()
        self._muted = False
        self.path.append(Step(field, value, field.name))
        return value

    def _known(self, field: Field[Any], value: Any, stored_as: str) -> None:
        if stored_as != field.name:  # renamed where it is first read, so that *back* can forget it
            self.session.answers[field.name] = self.session.answers.pop(stored_as)
        self.path.append(Step(field, value, field.name))
        self.resting = False
        self._forget_remarks()
        self._muted = True

    def _forget_remarks(self) -> None:
        self._says.clear()
        self._held.clear()

    async def review(self, question: Words, confirm: Words) -> None:
        """Show all answers, and go on only when the person says they are right; she may change any of them."""
        asked = [step for step in self.path if step.field.name not in (REVIEW, CHANGE)]
        about = [step for step in asked if step.field.kind.listed]
        lines = [LABELLED.with_(label=step.field.label, value=shown(step)) for step in about]
        right = Field(
            REVIEW,
            _("Is it right?"),
            Choice(
                Option("yes", confirm, also=_RECORD), Option("change", _("Change something")), yes="yes", no="change"
            ),
        )
        if await self.ask(right, question, *lines) == "yes":
            return
        which = Field(
            CHANGE,
            _("What to change"),
            Choice(*(Option(step.field.name, step.field.label) for step in about if not step.field.goes_with)),
        )
        name = await self.ask(which, _("Which one shall we change?"))
        await _Await(change_of(name, about))

    async def look_up(self, request: Request) -> Any:
        """What the registry knows, as it stands now."""
        return await _Await(LookUp(request))

    async def do(self, request: Request) -> Outcome:
        """Have something done, exactly once however often the flow is replayed."""
        name = type(request).__name__
        nth = self._did[name] = self._did.get(name, 0) + 1
        slot = f"did:{name}:{nth}"
        if slot in self.session.answers:
            self.done_at = len(self.path)
            return outcome_of(self.session.answers[slot])
        outcome = cast(Outcome, await _Await(Do(request, f"{self.session.tag}:{name}:{nth}")))
        self.session.answers[slot] = msgspec.to_builtins(outcome)
        self.done_at = len(self.path)
        self._muted = False
        return outcome

    def offer(self, command: str, label: Label, *also: str) -> None:
        """Put a button under the last message that does the same as typing that command, or one of the words `also`.

        "yes" and "no" stand for every way of saying so: what was said may have ended in a question.
        """
        self._offers.append(Option(command, label, also=also))

    def picture(self, link: str, filename: str) -> None:
        """Send this image with the message; what is said becomes its caption."""
        self._picture = Media("image", link=link, filename=filename)

    def speak(self, language: str) -> None:
        """Answer in this language from now on; the person chose it."""
        self.talk.language, self.talk.chosen = language, True

    def follow(self, language: str) -> None:
        """Write in this language as long as she has not shown another."""
        self.talk.language = self.talk.language or language

    def rest(self) -> None:
        """What she came for has been told: the question that comes next only offers more, and is not kept up."""
        self.resting = True

    async def go(self, flow: str) -> None:
        """End here and go on with another flow, in the same message. Never returns."""
        await _Await(Closed(then=flow))

    async def drop_form(self, *, then: str = "") -> None:
        """End here, and with it what was left half-way beneath; its answers are erased. Never returns."""
        await _Await(Closed(then, drops_form=True))

    async def leave_form(self) -> None:
        """End here without going back to the form beneath, which stays as it is. Never returns."""
        await _Await(Closed(leaves_form=True))

    def last_words(self) -> tuple[Say, ...]:
        """What has been said since the last answer.

        Where the registry has changed so that nothing is left to ask, that is what was held back: never silence.
        """
        return tuple(self._says or self._held)

    def offers(self) -> tuple[Option, ...]:
        return tuple(self._offers)

    def pictured(self) -> Media | None:
        return self._picture


def shown(step: Step) -> Hole:
    """An answer as the review shows it."""
    return _("left out") if step.value is None else step.field.kind.show(step.value)
