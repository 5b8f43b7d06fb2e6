"""Where a conversation stands, as plain data that goes into the database and comes back.

A session keeps the answers by the name of their question and nothing of the flow's position: on the next message the
flow runs from the top, known answers return at once, and the first unknown one is the next question.
"""

import datetime as dt
from functools import lru_cache
from typing import Any, Literal

import msgspec

State = Literal["open", "done", "cancelled", "expired"]

FORM_EXPIRES = dt.timedelta(days=90)
"""What is unfinished is kept this long after its last answer, then its answers are erased."""

ASIDE_EXPIRES = dt.timedelta(days=1)
"""Menus and other asides do not wait longer than WhatsApp's reply window."""

AWAY = dt.timedelta(hours=20)
"""After such a silence people do not remember the question; they are welcomed back to it."""


class Session(msgspec.Struct, omit_defaults=True):
    """One run of one flow by one person."""

    id: int
    flow: str
    version: int
    began_at: dt.datetime
    touched_at: dt.datetime
    answers: dict[str, Any] = {}
    set_aside: dict[str, Any] = {}
    """Answers taken back by *back* or *change*, shown beside the question, restored by *back* out of a change."""
    changing: list[str] = []
    """The questions that are being changed from the review, until the first of them is answered."""
    asked: str = ""
    """The question the person was asked last."""
    narrowed: list[str] = []
    """Ids of the options last offered, where they are fewer or others than the kind's own."""
    failures: int = 0
    """How often in a row the answer could not be read."""
    nudged: bool = False
    """The person has been told once that it waits for her."""
    nudge_heard: bool = False
    """She has written since."""
    secret: bool = False
    """The question asked last is a sensitive one: what is said to it is not to be kept."""
    wanted: str = ""
    """The flow that was asked for before this one had to come first; "question:ntn_how" where it takes an answer."""
    found: dict[str, Any] = {}
    """Answers that the opening message held already, until their questions come up."""
    rests: bool = False
    """What she came for she has been told; the question asked last only offers more."""
    beside: str = ""
    """The command of the button that stood below the question's own, for a second wish in the same message."""
    state: State = "open"

    @property
    def tag(self) -> str:
        """The session's id as it stands in a tap, short because Telegram allows 64 bytes for everything."""
        return base32(self.id)

    def take_back(self, names: tuple[str, ...], spent: tuple[str, ...]) -> None:
        """Forget these answers, to be given anew, but keep them at hand; `spent` ones are forgotten for good."""
        self.changing = [name for name in names if name in self.answers]
        for name in self.changing:
            self.set_aside[name] = self.answers.pop(name)
        for name in spent:
            self.answers.pop(name, None)

    def forget(self) -> None:
        """Erase what was answered; nobody needs it once the session has ended."""
        self.answers, self.set_aside, self.narrowed, self.found = {}, {}, [], {}


class Talk(msgspec.Struct):
    """Everything a turn needs to know of a person's conversation. The last session of the stack is the open one."""

    language: str = ""
    """"" until the person has shown or said which."""
    chosen: bool = False
    """She chose the language herself; then it no longer follows the script she writes in."""
    met: bool = False
    """We have introduced ourselves."""
    stack: list[Session] = []


_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


@lru_cache(maxsize=4096)
def base32(number: int) -> str:
    """A number in Crockford's 32 digits."""
    text = ""
    while number:
        number, rest = divmod(number, 32)
        text = _DIGITS[rest] + text
    return text or "0"
