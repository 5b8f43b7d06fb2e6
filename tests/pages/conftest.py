"""The pages are tested on the real server, beside a stand-in for WhatsApp."""

from tests.frontdoor.conftest import front, new_phone, phone

__all__ = ["front", "new_phone", "phone"]
