"""The conversation engine: flows replayed by name. All a flow needs is imported from here."""

from bot.chat.chat import Chat, Field
from bot.chat.flow import Flow, Script, flow
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.i18n.words import Code, Name, Rupees, Words, _, n_

__all__ = [
    "Chat",
    "Code",
    "Done",
    "Field",
    "Flow",
    "Name",
    "Outcome",
    "Refused",
    "Request",
    "Rupees",
    "Script",
    "Words",
    "_",
    "flow",
    "n_",
]
