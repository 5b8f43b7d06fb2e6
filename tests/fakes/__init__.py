"""The nouns behind the flows, in memory: each answers its own requests and refuses what the real one would refuse.

One file a noun; `FAKES` is the list. `answer` returns `NOT_MINE` for a request of another noun.
"""

from typing import Any, Protocol

from bot.chat.requests import Request

NOT_MINE = object()


class Fake(Protocol):
    """One noun's memory."""

    def answer(self, request: Request) -> Any:
        """What a look-up finds, or the outcome of something done."""
        ...


from tests.fakes.answered import Answered  # noqa: E402 (the fakes need what stands above)

FAKES: tuple[type[Fake], ...] = (Answered,)
