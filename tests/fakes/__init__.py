"""The nouns behind the flows, in memory: each answers its own requests and refuses what the real one would refuse.

One file a noun; `FAKES` is the list. `answer` returns `NOT_MINE` for a request of another noun.
"""

from typing import Any, Protocol

from bot.chat.requests import Request
from tests.fakes.complaints import Complaints
from tests.fakes.determinations import FakeDeterminations
from tests.fakes.none import NOT_MINE
from tests.fakes.papers import Papers
from tests.fakes.receipts import Receipts
from tests.fakes.referrals import FakeReferrals
from tests.fakes.training import Trainings

__all__ = ["FAKES", "NOT_MINE", "Fake"]


class Fake(Protocol):
    """One noun's memory."""

    def answer(self, request: Request) -> Any:
        """What a look-up finds, or the outcome of something done."""
        ...


FAKES: tuple[type[Fake], ...] = (
    Papers,
    Receipts,
    FakeDeterminations,
    FakeReferrals,
    Trainings,
    Complaints,
)
