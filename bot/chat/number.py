"""The id that a telling carries ("case news:7"): nobody types it, nobody is asked for it."""

import datetime as dt
from typing import Any

from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Kind
from bot.i18n.words import Code, Hole, _


class Number(Kind[int]):
    """A whole number in digits."""

    listed = False
    numbered = False

    def read(self, heard: Heard, today: dt.date) -> int:
        if not heard.text.isascii() or not heard.text.isdigit() or len(heard.text) > 20:
            raise Invalid(_("I need one number here, please."))
        return int(heard.text)

    def load(self, stored: Any) -> int:
        if not isinstance(stored, int):
            raise Invalid(_("I need one number here, please."))
        return stored

    def show(self, value: int) -> Hole:
        return Code(str(value))
