"""What a flow is, and the script: all flows together, with the words that open them."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from bot.i18n.words import Words

if TYPE_CHECKING:
    from bot.chat.chat import Chat, Field

Telling = Callable[["Chat"], Coroutine[Any, Any, None]]


class Flow(msgspec.Struct, frozen=True):
    """One conversation: an `async def` in `handlers/` and what there is to know about it."""

    name: str
    tell: Telling
    version: int
    title: Words
    about: int = 0
    """About how many questions a form has; 0 for what is no form. Shown as "3 of about 12"."""
    aside: bool = False
    """It may interrupt a form: when it ends, the form's question is put again in the same message."""
    fills: tuple["Field[Any]", ...] = ()
    """The facts that are looked for in the very message that opens it, and are not asked again."""
    finds: tuple[str, ...] = ()
    """The same for questions whose choices are only known when they come up, by their names."""
    waits: bool = False
    """Left half-way it is kept as long as a form, and offered again when she comes back."""
    nudges: bool = False
    """Left half-way it is mentioned once, as a form is: she may believe that it is done."""
    topics: tuple[str, ...] = ()
    """How the topics begin that a question asked in the middle of it is most likely about: "which papers?"."""
    akin: tuple[str, ...] = ()
    """Wishes that are part of what is told here, where it is one of the `fills`: "nobody answers about my case"."""

    @property
    def stays(self) -> bool:
        """Whether it is kept when it is left half-way."""
        return self.waits or self.about > 0

    @property
    def gives_way(self) -> bool:
        """Whether it is only asked in passing, and nothing is lost with it."""
        return self.aside and not self.waits

    @property
    def is_mentioned(self) -> bool:
        """Whether she is told once, unasked, that it waits."""
        return self.nudges or self.about > 0


def flow(
    name: str,
    *,
    title: Words,
    version: int = 1,
    about: int = 0,
    aside: bool = False,
    fills: "tuple[Field[Any], ...]" = (),
    finds: tuple[str, ...] = (),
    waits: bool = False,
    nudges: bool = False,
    topics: tuple[str, ...] = (),
    akin: tuple[str, ...] = (),
) -> Callable[[Telling], Flow]:
    """Name a conversation. `version` is part of every tap; raise it when a question's options change meaning."""

    def named(tell: Telling) -> Flow:
        return Flow(name, tell, version, title, about, aside, fills, finds, waits, nudges, topics, akin)

    return named


class Script:
    """The flows, and which of them a command, an intent or an occasion opens."""

    def __init__(
        self,
        flows: Iterable[Flow],
        *,
        welcome: str,
        menu: str,
        unknown: str,
        commands: Mapping[str, str],
        intents: Mapping[str, str],
        introduction: Words,
        takes: Mapping[str, str] | None = None,
        files: str = "",
        begun: str = "",
        declined: str = "",
        labels: Mapping[str, Words] | None = None,
    ) -> None:
        """`takes` are the flows that a command opens together with the answer to their first question.

        `files` is the flow that a voice note or a file opens, with its kind (voice, audio, image, video, document) as
        the answer to its first question; without one, people are asked to write. `begun` is the flow that asks whether
        to go on with what was left half-way on another day; without one its question is put again.
        `declined` is the flow for a plain no where nothing was asked: without one it is not understood.
        `labels` name intents on buttons where the title of the flow they open does not.
        """
        self.flows = {f.name: f for f in flows}
        self.welcome, self.menu, self.unknown = welcome, menu, unknown
        self.commands, self.intents = commands, intents
        self.introduction = introduction
        self.labels = dict(labels or {})
        self.takes, self.files, self.begun, self.declined = dict(takes or {}), files, begun, declined
        self.forms = frozenset(name for name, flow in self.flows.items() if flow.about)
        """The flows of which nobody may have two open."""
        self.waiting = frozenset(name for name, flow in self.flows.items() if flow.waits)
        opens = (welcome, menu, unknown, *commands.values(), *intents.values(), *self.takes.values())
        for opened in (*opens, *filter(None, (files, begun, declined))):
            if opened not in self.flows:
                raise ValueError(f"the script opens {opened!r}, but no such flow is in it")
