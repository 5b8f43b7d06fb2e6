"""What a tap says about itself: flow, version, question, option and session, in at most 64 bytes.

Old buttons stay on people's screens for weeks. A tap that knows where it comes from can be answered helpfully.
Telegram allows 64 bytes of callback data (core.telegram.org/bots/api), WhatsApp 200 characters of list row id.
"""

from collections.abc import Iterable
from typing import Self

import msgspec

from bot.chat.flow import Flow
from bot.chat.session import Session

_BETWEEN = "~"
_COMMAND = "!"
MOST_BYTES = 64


class Tap(msgspec.Struct, frozen=True):
    """A tap of ours, taken apart. `command` is set where the button stands for a typed command."""

    flow: str = ""
    version: int = 0
    question: str = ""
    option: str = ""
    session: str = ""
    command: str = ""

    @classmethod
    def read(cls, tap: str) -> Self:
        """Take it apart. What is not of our making gives a tap of no known session."""
        if tap.startswith(_COMMAND):
            return cls(command=tap[1:])
        parts = tap.split(_BETWEEN)
        if len(parts) != 5 or not parts[1].isdecimal() or len(parts[1]) > 4:
            return cls(flow="", session="-")
        flow, version, question, option, session = parts
        return cls(flow, int(version), question, option, session)


def taps_for(session: Session, flow: Flow, question: str, options: Iterable[str]) -> list[str]:
    """The ids of the buttons under a question."""
    head = f"{flow.name}{_BETWEEN}{flow.version}{_BETWEEN}{question}{_BETWEEN}"
    tail = _BETWEEN + session.tag
    return [f"{head}{option}{tail}" for option in options]


def command_tap(command: str) -> str:
    """The id of a button that stands for a command."""
    return _COMMAND + command
