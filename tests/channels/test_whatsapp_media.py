"""Files that people send: whole, not too large, and the access token stays with the carrier."""

import hashlib

import pytest
from yarl import URL

from bot.channels.contract import SendError
from bot.channels.whatsapp.client import WhatsApp
from bot.channels.whatsapp.media import MediaUnavailable, is_trusted
from tests.standins.whatsapp import Standin


async def test_a_file_comes_down_whole(standin: Standin, whatsapp: WhatsApp) -> None:
    content = bytes(range(256)) * 1000
    media_id = standin.state.store(content, "audio/ogg; codecs=opus")
    assert await whatsapp.fetch_media(media_id, len(content)) == (content, "audio/ogg; codecs=opus")
    with pytest.raises(MediaUnavailable, match="256000 bytes"):
        await whatsapp.fetch_media(media_id, len(content) - 1)


async def test_a_damaged_file_is_refused(standin: Standin, whatsapp: WhatsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    media_id = standin.state.store(b"good", "image/png")
    wrong = property(lambda self: hashlib.sha256(b"other").hexdigest())
    monkeypatch.setattr(type(standin.state.files[media_id]), "sha256", wrong)
    with pytest.raises(MediaUnavailable, match="checksum"):
        await whatsapp.fetch_media(media_id, 100)


async def test_a_file_that_is_gone_or_no_id_at_all(standin: Standin, whatsapp: WhatsApp) -> None:
    with pytest.raises(SendError):
        await whatsapp.fetch_media("404", 100)
    with pytest.raises(MediaUnavailable):
        await whatsapp.fetch_media("../oauth/access_token", 100)


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://graph.facebook.com/v26.0/1", True),
        ("http://lookaside.fbsbx.com/x", False),
        ("https://lookaside.fbsbx.com:8443/x", False),
        ("https://lookaside.fbsbx.com.evil.example/x", False),
        ("https://lookaside.fbsbx.com@evil.example/x", False),
        ("https://evil.example/lookaside.fbsbx.com", False),
        ("http://graph.facebook.com/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_token_goes_to_the_carrier_only(url: str, trusted: bool) -> None:
    assert is_trusted(URL(url), URL("https://graph.facebook.com/v26.0")) is trusted


async def test_a_file_offered_elsewhere_is_not_fetched(standin: Standin, whatsapp: WhatsApp) -> None:
    media_id = standin.state.store(b"bait", "image/png")
    standin.url = "http://localhost:1"
    with pytest.raises(MediaUnavailable, match="gets no token of ours"):
        await whatsapp.fetch_media(media_id, 100)
