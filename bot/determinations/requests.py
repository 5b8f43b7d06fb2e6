"""What a flow may ask of the determinations. Plain data; `bot.determinations.service` knows how."""

from typing import Any

import msgspec

from bot.chat.requests import Request
from bot.i18n.words import Name


class Determine(Request, frozen=True):
    """Keep what a programme's rules come to with these answers on that day. Done(number as it is shown).

    `inputs` as `knowledge.conditions.dumped` gives them; `on` is an ISO day.
    """

    programme: str
    inputs: dict[str, Any]
    on: str


class MyDeterminations(Request, frozen=True):
    """What the person was last told for each programme: a list of `DeterminationCard`, the oldest first."""


class DeterminationCard(msgspec.Struct, frozen=True):
    """One determination, as far as it is shown again."""

    number: str
    programme: str
    title: Name
    outcome: str
    made_on: str
    """ISO date, Asia/Karachi."""
