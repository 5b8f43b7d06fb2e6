"""Kinds of answers that are names: a person's, a business's."""

import datetime as dt

from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Text
from bot.i18n.words import _
from bot.language import mentions, names


class PersonName(Text):
    """A person's name, as she writes it herself."""

    example = _("For example: Ayesha Khan")

    def read(self, heard: Heard, today: dt.date) -> str:
        if len(heard.text) > 200 or (name := names.name(heard.text) or mentions.name(heard.text)) is None:
            raise Invalid(_("I need a name in letters, please."))
        return name

    def is_said(self, text: str) -> bool:
        """Whether it is a name whatever else it sounds like: "people call me Bhola", "Aslam"."""
        return mentions.name(text) is not None or names.is_also_a_name(text)

    def find(self, text: str, today: dt.date) -> str | None:
        return mentions.name(text)


class BusinessName(Text):
    """What a business is called; digits and signs are welcome."""

    example = _("For example: Khan Stitching Centre")

    def has_none(self, text: str) -> bool:
        return super().has_none(text) or names.is_nameless(text)

    def read(self, heard: Heard, today: dt.date) -> str:
        if len(heard.text) > 200 or (name := names.business_name(heard.text)) is None:
            raise Invalid(_("I need the name of the business, in at most 80 letters."))
        return name
