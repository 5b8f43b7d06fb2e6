"""What every fake of a noun is."""

from typing import Any, Protocol

from bot.chat.requests import Request

NOT_MINE = object()


class Fake(Protocol):
    """One noun's memory."""

    def answer(self, request: Request) -> Any:
        """What a look-up finds, or the outcome of something done."""
        ...
