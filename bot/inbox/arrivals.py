"""What comes in, and what a batch of it leaves behind."""

from typing import Any

import msgspec

from bot.channels.contract import Event
from bot.chat.understanding import NOTHING, Understood
from bot.outbox.queue import Queued, Reply
from bot.outbox.statuses import News


class Fired(msgspec.Struct, frozen=True, tag="timer"):
    """A timer came due. `kind` and `subject` are the timer's."""

    key: str
    kind: str
    subject: int
    person_id: int | None = None
    detail: dict[str, Any] = {}


class Arrival(msgspec.Struct, frozen=True):
    """One event on its way in, with what could be understood of it before the transaction."""

    event: Event | Fired
    understood: Understood = NOTHING


class Applied(msgspec.Struct):
    """What a batch left behind for the senders."""

    queued: list[Queued] = []
    accepted: int = 0
    doubled: int = 0
    states: dict[tuple[str, str], str] = {}
    """By channel and key: what became of each event that was not here before."""
    replies: list[Reply] = []
    news: News = msgspec.field(default_factory=News)

    files: bool = False
    """Somebody sent a file that is to be fetched."""

    roused: bool = False
    """Something is to be said to people who have not written: see `bot.inbox.occasions`."""

    def add(self, other: "Applied") -> None:
        """Count another batch in."""
        self.queued = [*self.queued, *other.queued]
        self.roused = self.roused or other.roused
        self.files = self.files or other.files
        self.accepted += other.accepted
        self.doubled += other.doubled
        self.states.update(other.states)
        self.replies = [*self.replies, *other.replies]
        self.news.settled = self.news.settled or other.news.settled
        self.news.told = [*self.news.told, *other.news.told]
