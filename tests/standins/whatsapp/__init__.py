"""A stand-in for WhatsApp's Cloud API.

It refuses rather than allows: whatever Meta documents as wrong is an error here too, with Meta's codes.

    async with Standin(webhook_url=...) as whatsapp:
        phone = whatsapp.phone("+923001234567", bsuid="PK.1349087123", name="Ayesha")
        await phone.says("assalam o alaikum")
        shown = await phone.hears()
        await phone.taps("Haan")
"""

from tests.standins.whatsapp.phone import Phone, Shown
from tests.standins.whatsapp.server import Standin

__all__ = ["Phone", "Shown", "Standin"]
