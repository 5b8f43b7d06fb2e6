"""What was named in a message, when it was sought among known things."""

from typing import NamedTuple


class Found(NamedTuple):
    """What was named: an id when there is no doubt, else up to a few guesses."""

    sure: str | None = None
    guesses: tuple[str, ...] = ()
    place: str = ""
    """The English name of what was recognised (a district, a town in it, a city of several districts)."""
