"""What a message means beyond the question that was asked: its language, a command, an intent.

It is worked out before the transaction, away from the database thread; the turn only applies it. This is the seam
at which a deeper understanding of language is fitted in: anything that returns `Understood` will do.
"""

from collections.abc import Callable

import msgspec

from bot.language.commands import command
from bot.language.detect import language_of
from bot.language.intents import guess

SURE = 0.8
"""At this score an intent is acted upon without asking back."""


class Understood(msgspec.Struct, frozen=True):
    """One message, read without knowing the conversation."""

    language: str = ""
    command: str = ""
    intent: str = ""
    score: float = 0.0


Understanding = Callable[[str], Understood]

NOTHING = Understood()


def understand(text: str) -> Understood:
    """Read one message. Total: any text gives an answer."""
    if not text:
        return NOTHING
    found = command(text)
    if found:
        return Understood(language_of(text) or "", found)
    meant = guess(text)
    return Understood(language_of(text) or "", "", meant.intent, meant.score)
