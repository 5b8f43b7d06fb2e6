"""A stand-in for Telegram's Bot API.

It refuses rather than allows: whatever Telegram documents as wrong is an error here too, in Telegram's words.

    async with Standin() as telegram:
        ayesha = telegram.user("Ayesha")
        await ayesha.starts()
        shown = await ayesha.hears()
        await ayesha.taps("اردو")
"""

from tests.standins.telegram.server import Standin
from tests.standins.telegram.user import Shown, TelegramUser

__all__ = ["Shown", "Standin", "TelegramUser"]
