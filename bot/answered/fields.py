"""A question's topic, as a button or the router hands it on."""

import datetime as dt
from typing import Any

from bot.chat.chat import Field
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Kind
from bot.i18n.words import Hole, _
from knowledge import live


class TopicKind(Kind[str]):
    """The topic of an article. Whatever else is written is a question of its own, and the router's to understand."""

    listed = False
    numbered = False

    def read(self, heard: Heard, today: dt.date) -> str:
        if live.article(heard.text) is None:
            raise Invalid(_("I did not find an answer to that. Please ask it in other words."))
        return heard.text

    def load(self, stored: Any) -> str:
        if not isinstance(stored, str):
            raise Invalid(_("I did not find an answer to that. Please ask it in other words."))
        return stored

    def show(self, value: str) -> Hole:
        return live.label(value) or value


topic = Field("topic", _("Question"), TopicKind())
