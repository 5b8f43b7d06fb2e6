"""The code that joins a second channel: six digits, written with or without a blank between."""

import datetime as dt
import re
from typing import Any

from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Kind
from bot.i18n.words import Code, Hole, _
from bot.language.script import fold

_DIGITS = re.compile(r"(?<!\d)(\d{3}) ?(\d{3})(?!\d)")


class LinkCode(Kind[str]):
    """The six digits, alone or in a sentence."""

    listed = False
    numbered = False

    def read(self, heard: Heard, today: dt.date) -> str:
        found = _DIGITS.search(fold(heard.text))
        if found is None:
            raise Invalid(_("The code has six digits."))
        return found[1] + found[2]

    def load(self, stored: Any) -> str:
        if not isinstance(stored, str) or not re.fullmatch(r"\d{6}", stored):
            raise Invalid(_("The code has six digits."))
        return stored

    def show(self, value: str) -> Hole:
        return Code(value)
