"""Where a sentence comes from, and of which day: said in one short line."""

import datetime as dt
import re

from bot.chat import Words, _
from bot.i18n.formats import MONTHS
from bot.i18n.words import Hole
from knowledge import factbook

_MONTH = re.compile(r"(\d{4})-(\d\d)")


def dated(as_of: str) -> Hole:
    """A day, month or year as far as it is known."""
    if not as_of:
        return _("undated")
    if (month := _MONTH.fullmatch(as_of)) is not None:
        return _("{month} {year}").with_(month=MONTHS[int(month[2]) - 1], year=month[1])
    return as_of if len(as_of) == 4 else dt.date.fromisoformat(as_of)


def source_of(*ids: str) -> Words:
    """The line under what rests on these facts: two of them at most are named, the newest day of each source."""
    named: dict[str, str] = {}
    for id in ids:
        fact = factbook.facts()[id]
        named[fact.source] = max(named.get(fact.source, ""), fact.as_of)
    said = [
        _("{source}, {as_of}").with_(source=factbook.source_name(source), as_of=dated(as_of))
        for source, as_of in list(named.items())[:2]
    ]
    if len(said) == 1:
        return _("(Source: {source})").with_(source=said[0])
    return _("(Sources: {first}; {second})").with_(first=said[0], second=said[1])
