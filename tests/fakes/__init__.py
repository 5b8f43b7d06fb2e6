"""The nouns behind the flows, in memory: each answers its own requests and refuses what the real one would refuse.

One file a noun; `FAKES` is the list. `answer` returns `NOT_MINE` for a request of another noun.
"""

from tests.fakes.answered import Answered
from tests.fakes.complaints import Complaints
from tests.fakes.desk import Desk
from tests.fakes.determinations import FakeDeterminations
from tests.fakes.fake import NOT_MINE, Fake
from tests.fakes.mydata import MyData
from tests.fakes.papers import Papers
from tests.fakes.receipts import Receipts
from tests.fakes.referrals import FakeReferrals
from tests.fakes.training import Trainings

__all__ = ["FAKES", "NOT_MINE", "Fake"]

FAKES: tuple[type[Fake], ...] = (
    Papers,
    Receipts,
    MyData,
    FakeDeterminations,
    FakeReferrals,
    Desk,
    Trainings,
    Complaints,
    Answered,
)
