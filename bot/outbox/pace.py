"""How fast we may send on one number.

Meta allows 80 messages a second for a number and raises that by itself up to 1,000; above it answers 130429. The
pace starts at the ceiling it is given, falls to a half whenever the carrier says "too fast", and climbs back slowly.
"""

import asyncio
from collections.abc import Callable
from time import monotonic

_LEAST = 1.0
_CLIMB = 1.001
"""Factor by which the pace grows with every message that went well: doubled after about 700."""


class Pace:
    """Spaces the sends of one channel, in messages a second."""

    def __init__(self, ceiling: float, now: Callable[[], float] = monotonic) -> None:
        self._ceiling = self._rate = ceiling
        self._now = now
        self._next = 0.0
        self._judged = float("-inf")

    @property
    def rate(self) -> float:
        return self._rate

    async def turn(self) -> None:
        """Wait until the next message may go."""
        now = self._now()
        start = max(now, self._next)
        self._next = start + 1.0 / self._rate
        if start > now:
            await asyncio.sleep(start - now)

    def went_well(self) -> None:
        self._rate = min(self._ceiling, self._rate * _CLIMB)

    def slow_down(self, seconds: float | None = None) -> None:
        """The carrier says we are too fast.

        Many sends are under way when it first says so, and all are refused: together they are one judgement of one
        pace, and halve it once.
        """
        now, rest = self._now(), seconds or 1.0
        if now >= self._judged:
            self._rate = max(_LEAST, self._rate / 2)
            self._judged = now + rest
        self.rest(rest)

    def rest(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._next = max(self._next, self._now() + seconds)
