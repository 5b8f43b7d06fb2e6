"""What a flow may ask of the world outside: look something up, or have something done.

A flow names what it wants; the registry answers. Nothing in here knows how.
"""

from typing import Any

import msgspec


class Request(msgspec.Struct, frozen=True):
    """Base of everything a flow looks up or has done. Its class name is its name in keys and logs."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """It happened. `value` is plain JSON."""

    value: Any = None


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """It could not be done, for a reason the flow knows how to say ("the seat was just taken"). Not an error."""

    reason: str


Outcome = Done | Refused


def outcome_of(stored: dict[str, Any]) -> Outcome:
    """An outcome as a session keeps it. By hand, because msgspec makes itself ready for a union anew every time."""
    return Refused(stored["reason"]) if stored["type"] == "refused" else Done(stored.get("value"))


class LookUp(msgspec.Struct, frozen=True):
    """A flow wants to know. Asked afresh on every turn."""

    request: Request


class Do(msgspec.Struct, frozen=True):
    """A flow wants it done, once: `key` is session, command and occurrence."""

    request: Request
    key: str


class Closed(msgspec.Struct, frozen=True):
    """What a flow said at its end: nothing, to go on with another flow, or what becomes of the form beneath."""

    then: str = ""
    drops_form: bool = False
    leaves_form: bool = False
