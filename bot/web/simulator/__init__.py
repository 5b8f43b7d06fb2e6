"""A web chat that looks and behaves like WhatsApp on a small phone: the bot without an account or a key.

Mounted only outside production. It shows the *shaped* message, so what it shows is what WhatsApp would show.
"""

from bot.channels.simulator import Line
from bot.web.simulator.routes import router

__all__ = ["Line", "router"]
