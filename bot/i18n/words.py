"""Sentences before they are in any language.

A flow writes `_("What is your name?")`. What it gets is not a string but `Words`: the message id and what goes
into its holes. Only when a message leaves is it turned into the person's language (`catalogues.Catalogue`), so a
language switch in the middle of a conversation costs nothing.
"""

import datetime as dt
from typing import Any

import msgspec


class Name(msgspec.Struct, frozen=True):
    """The name of a thing in the data (a district, a trade) in the three languages."""

    en: str
    ur: str
    ur_Latn: str

    def in_(self, language: str) -> str:
        return getattr(self, language, "") or self.en


class Rupees(msgspec.Struct, frozen=True):
    """An amount of money in whole rupees, shown with lakh and crore grouping."""

    amount: int


class Code(msgspec.Struct, frozen=True):
    """Something to be copied letter by letter: a reference number, a link, a phone number. Always left to right."""

    text: str


class Words(msgspec.Struct, frozen=True):
    """One whole sentence to be translated: `msgid` in English, with named holes.

    `plural` and `count` are set where the sentence depends on a number (gettext's plural forms).
    """

    msgid: str
    holes: dict[str, Any] = {}
    plural: str = ""
    count: int = 0

    def with_(self, **holes: "Hole") -> "Words":
        """The same sentence with these holes filled."""
        return msgspec.structs.replace(self, holes={**self.holes, **holes})


Hole = str | int | dt.date | Words | Name | Rupees | Code
Label = Words | Name


def _(msgid: str) -> Words:
    """Mark a whole sentence for the catalogues."""
    return Words(msgid)


def n_(one: str, many: str, count: int) -> Words:
    """Mark a sentence that depends on a number; `{count}` may stand in both forms."""
    return Words(one, {"count": count}, many, count)
