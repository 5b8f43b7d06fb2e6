"""When and where a turn happens: everything it may know that is not in the conversation itself."""

import datetime as dt
from collections.abc import Callable

import msgspec


class Moment(msgspec.Struct, frozen=True):
    """The circumstances of one turn. Flows know no clock; this is where their `today` comes from."""

    now: dt.datetime
    today: dt.date
    operator: str
    new_id: Callable[[], int]
    site: str = ""
    """Where our own pages are, such as https://munshi.example; no slash at the end."""
    late: bool = False
    """The carrier brought the message much later than it was sent."""
    missed: tuple[str, ...] = ()
    """What the person wrote earlier that came too late to be acted upon."""
