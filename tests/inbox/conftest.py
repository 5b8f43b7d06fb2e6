"""The same house as for the outbox."""

from tests.outbox.conftest import house, other, phone, whatsapp

__all__ = ["house", "other", "phone", "whatsapp"]
