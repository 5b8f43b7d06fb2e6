"""How fast one person may be written to, and what a refusal for speed means.

core.telegram.org/bots/faq, "My bot is hitting limits": about one message a second in one chat, short bursts allowed;
about 30 a second overall. A 429 says for how long to be silent, not whether it is this chat or all of them.
"""

from collections.abc import Callable
from time import monotonic

from bot.channels.contract import Remedy

PER_SECOND = 1.0
BURST = 5
"""Messages to one person that may go out at once: an answer in parts, or to somebody who taps faster than she reads."""

_TIDY_AT = 10_000  # chats remembered before those that have been quiet are forgotten


class ChatPace:
    """Knows when each chat may be written to again."""

    def __init__(self, per_second: float = PER_SECOND, now: Callable[[], float] = monotonic) -> None:
        self.apart = 1.0 / per_second
        """Seconds between two messages of one chat, once the burst is spent."""
        self._now = now
        self._due: dict[str, float] = {}
        """When each chat would be written to next, if there were no bursts."""
        self._refused: dict[str, float] = {}
        """Until when Telegram wants no more in a chat."""
        self._all_refused = 0.0

    def wait(self, chat: str) -> float:
        """Seconds until this chat may be written to; 0 for now."""
        now = self._now()
        early = (BURST - 1) * self.apart
        open_at = max(self._due.get(chat, 0.0) - early, self._refused.get(chat, 0.0), self._all_refused)
        return max(0.0, open_at - now)

    def count(self, chat: str) -> None:
        """A message goes out to this chat now."""
        now = self._now()
        self._due[chat] = max(now, self._due.get(chat, 0.0)) + self.apart
        if len(self._due) > _TIDY_AT:
            self._due = {name: due for name, due in self._due.items() if due > now}

    def refused(self, chat: str, seconds: float) -> Remedy:
        """Telegram said "too many requests" in this chat. One person, or the whole bot?

        When another chat is still being refused as well it is the bot; and once that is known, everybody waits and
        the refusals of what was under way say nothing new.
        """
        now = self._now()
        others = any(until > now for name, until in self._refused.items() if name != chat)
        known = self._all_refused > now
        self._refused = {name: until for name, until in self._refused.items() if until > now}
        self._refused[chat] = now + seconds
        if not others and not known:
            return Remedy.SLOW_PERSON
        self._all_refused = max(self._all_refused, now + seconds)
        return Remedy.SLOW_PERSON if known else Remedy.SLOW_CHANNEL
