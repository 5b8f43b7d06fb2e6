"""What comes to the webhook: forged, broken, too large, doubled, late, of unknown kinds. Nothing breaks of it."""

import asyncio
import io
import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.frontdoor.conftest import Front, server_for, somebody
from tests.frontdoor.owner import until
from tests.frontdoor.server import whatsapp_settings
from tests.standins.whatsapp import Phone, Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR, DAY = 3600, 24 * 3600


def said(phone: Phone, text: str, **more: Any) -> dict[str, Any]:
    return phone.message("text", {"body": text}, **more)


def inbound(front: Front, key: str) -> list[Any]:
    return front.server.rows("SELECT * FROM inbound WHERE key = ?", key)


async def deliver(front: Front, *messages: dict[str, Any], contacts: Any = (), field: str = "messages") -> int:
    value = {"messages": list(messages), **({"contacts": list(contacts)} if contacts else {})}
    return await front.whatsapp.deliveries.post(front.whatsapp.deliveries.change(field, **value))


async def is_answered(phone: Phone) -> None:
    """The door is still open: somebody who writes now is answered, and had not been before."""
    before = len(phone.heard)
    await phone.says("menu")
    assert (await phone.hears()).options
    assert len(phone.heard) == before + 1


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=" + "0" * 64, "sha1=" + "0" * 40, "sha256=" + "é" * 32, "0" * 64, "sha256=" + "0" * 63],
    ids=["empty", "prefix", "wrong", "sha1", "non-ascii", "bare", "short"],
)
async def test_a_wrong_signature_is_refused(front: Front, phone: Phone, signature: str) -> None:
    message = said(phone, "hi")
    body = front.whatsapp.deliveries.body([front.whatsapp.deliveries.change(messages=[message])])
    # The client sends header values as UTF-8 bytes.
    assert await front.whatsapp.deliveries.post_raw(body, signature=signature) == 401
    assert inbound(front, message["id"]) == []


async def test_a_right_signature_of_other_bytes_is_refused(front: Front, phone: Phone) -> None:
    deliveries = front.whatsapp.deliveries
    ours = deliveries.body([deliveries.change(messages=[said(phone, "hi")])])
    rewritten = json.dumps(json.loads(ours)).encode()
    assert await deliveries.post_raw(rewritten, signature=deliveries.sign(ours)) == 401


async def test_a_missing_signature_is_refused(front: Front) -> None:
    url = front.whatsapp.deliveries.webhook_url
    async with aiohttp.ClientSession() as session, session.post(url, data=b"{}") as answer:
        assert answer.status == 401


@pytest.mark.parametrize("body", [b"", b"hello", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b"[" * 100_000])
async def test_signed_but_no_json_object_is_a_bad_request(front: Front, phone: Phone, body: bytes) -> None:
    assert await front.whatsapp.deliveries.post_raw(body) == 400
    await is_answered(phone)


async def test_more_than_four_megabytes_is_too_large(front: Front, phone: Phone) -> None:
    large = b"{" + b" " * (4 << 20) + b"}"

    async def in_pieces() -> Any:
        for start in range(0, len(large), 1 << 18):
            yield large[start : start + (1 << 18)]

    headers = {"X-Hub-Signature-256": front.whatsapp.deliveries.sign(large)}
    async with aiohttp.ClientSession() as session:
        for data in (io.BytesIO(large), in_pieces()):
            try:
                async with session.post(front.whatsapp.deliveries.webhook_url, data=data, headers=headers) as answer:
                    assert answer.status == 413
            except aiohttp.ClientOSError:
                pass  # it was sent away before it had finished sending
    await is_answered(phone)
    assert b"over" not in front.server.log.read_bytes().lower()


async def test_a_client_that_goes_away_in_the_middle_of_a_message_harms_nobody(front: Front, phone: Phone) -> None:
    host, port = "127.0.0.1", front.server.port
    _reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{half")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await is_answered(phone)
    assert "Traceback" not in front.server.log.read_text()


async def test_a_thousand_messages_in_one_post_are_each_answered_once(front: Front) -> None:
    phones = [somebody(front.whatsapp, f"Ayesha {n}") for n in range(1000)]
    messages = [said(phone, "السلام علیکم " * 40) for phone in phones]
    deliveries = front.whatsapp.deliveries
    body = deliveries.body([deliveries.change(messages=messages, contacts=[p.contact() for p in reversed(phones)])])
    assert 2_500_000 < len(body) < 3_200_000
    first, again = await asyncio.gather(deliveries.post_raw(body), deliveries.post_raw(body))
    assert (first, again) == (200, 200)
    await until(lambda: all(phone.heard for phone in phones), 30)
    assert await deliveries.post_raw(body) == 200
    assert {len(phone.heard) for phone in phones} == {1}
    found = front.server.rows("SELECT count(*) AS n, count(DISTINCT person_id) AS p FROM inbound WHERE body LIKE ?",
                              '%السلام علیکم السلام%')  # fmt: skip
    assert tuple(found[0]) == (1000, 1000)


async def test_the_same_post_twice_and_side_by_side_is_one_message(front: Front, phone: Phone) -> None:
    message = said(phone, "hello")
    assert set(await asyncio.gather(*(deliver(front, message) for _ in range(8)))) == {200}
    assert await deliver(front, message) == 200
    assert (await phone.hears()).options
    await phone.hears_nothing()
    assert len(inbound(front, message["id"])) == 1


async def test_two_quick_messages_keep_their_order(front: Front, phone: Phone) -> None:
    await phone.says("English")
    await phone.hears()
    first, second = said(phone, "register"), said(phone, "yes")
    assert await deliver(front, first, second, contacts=[phone.contact()]) == 200
    heard = [await phone.hears(), await phone.hears()]
    assert [bool(shown.options) for shown in heard] == [True, False], "the consent, then the question for the name"


async def test_types_and_fields_of_tomorrow_are_kept_and_not_answered(front: Front, phone: Phone) -> None:
    messages = [phone.message("hologram", {"depth": 3}), phone.message("reaction", {"message_id": "wamid.x"})]
    assert await deliver(front, *messages, contacts=[phone.contact()]) == 200
    deliveries = front.whatsapp.deliveries
    assert await deliveries.post(deliveries.change("telepathy", thoughts=[{"id": "thought-1"}])) == 200
    assert await deliveries.post({"field": "messages", "value": "no object"}) == 200
    assert await deliveries.post({}) == 200
    for message in messages:
        assert [row["state"] for row in inbound(front, message["id"])] == ["kept"]
    assert front.server.rows("SELECT 1 FROM inbound WHERE kind = 'notice' AND body LIKE '%thought-1%'")
    await phone.hears_nothing()


async def test_messages_that_name_no_sender_take_no_others_with_them(front: Front, phone: Phone) -> None:
    nameless = said(phone, "who am I?")
    del nameless["from"], nameless["from_user_id"]
    odd = {**said(phone, "x"), "from": {"a": 1}, "from_user_id": None, "timestamp": "soon"}
    broken: list[Any] = [None, 7, "text", [], {}, {"id": None}]
    mine = said(phone, "hello")
    assert await deliver(front, nameless, odd, *broken, mine, contacts=[{"wa_id": 5}, None, phone.contact()]) == 200
    assert (await phone.hears()).options
    assert [row["state"] for row in inbound(front, mine["id"])] == ["done"]
    kept = front.server.rows("SELECT count(*) AS n FROM inbound WHERE kind = 'notice' AND body LIKE '%who am I?%'")
    assert kept[0]["n"] == 1


async def test_other_numbers_traffic_is_none_of_our_business(front: Front, phone: Phone) -> None:
    change = front.whatsapp.deliveries.change(messages=[said(phone, "a secret of another shop")])
    change["value"]["metadata"]["phone_number_id"] = "999"
    assert await front.whatsapp.deliveries.post(change) == 200
    await phone.hears_nothing()
    assert not front.server.rows("SELECT 1 FROM inbound WHERE body LIKE '%a secret of another shop%'")


async def test_a_message_of_a_week_ago_is_not_acted_upon_and_told_at_the_next(front: Front, phone: Phone) -> None:
    await phone.says("English")
    await phone.hears()
    old = said(phone, "register", timestamp=str(int(time.time()) - 7 * DAY))
    assert await deliver(front, old) == 200
    await phone.hears_nothing()
    assert inbound(front, old["id"])[0]["state"] == "stale"
    await phone.says("menu")
    shown = await phone.hears()
    assert "register" in shown.text
    assert "too late" in shown.text
    assert inbound(front, old["id"])[0]["state"] == "told"
    await phone.says("menu")
    assert "too late" not in (await phone.hears()).text


async def test_a_message_twenty_minutes_late_is_answered_with_a_word_of_apology(front: Front, phone: Phone) -> None:
    await phone.says("English")
    await phone.hears()
    assert await deliver(front, said(phone, "menu", timestamp=str(int(time.time()) - 20 * 60))) == 200
    shown = await phone.hears()
    assert "late" in shown.text
    assert shown.options


async def test_a_replay_of_an_answered_message_is_not_answered_again(front: Front, phone: Phone) -> None:
    message = said(phone, "hello")
    await deliver(front, message)
    await phone.hears()
    assert await deliver(front, {**message, "timestamp": str(int(time.time()) - 7 * DAY)}) == 200
    await phone.hears_nothing()
    assert [row["state"] for row in inbound(front, message["id"])] == ["done"]


async def test_meta_checks_the_address(front: Front) -> None:
    url = front.whatsapp.deliveries.webhook_url
    right = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-me"}
    wrong: list[dict[str, str]] = [
        {}, {**right, "hub.verify_token": "guess"}, {**right, "hub.verify_token": "وغیرہ"}, {**right, "hub.mode": "x"},
        {name: value for name, value in right.items() if name != "hub.verify_token"},
    ]  # fmt: skip
    async with aiohttp.ClientSession() as session:
        async with session.get(url, params=right) as answer:
            assert (answer.status, await answer.text()) == (200, "1158201444")
            assert answer.content_type == "text/plain"
        for parameters in wrong:
            async with session.get(url, params={**parameters, "hub.challenge": "echo-me"}) as answer:
                assert answer.status == 403
                assert "echo-me" not in await answer.text()
        script = {**right, "hub.challenge": "<script>alert(1)</script>"}
        async with session.get(url, params=script) as answer:
            assert "<script>" not in await answer.text()
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
            async with session.request(method, url) as answer:
                assert answer.status == 405, method
                assert answer.headers["Allow"] == "GET, POST"


async def test_while_the_secret_is_changed_both_are_good(
    tmp_path: Any, whatsapp: Standin, front: Front, new_phone: Callable[[], Phone]
) -> None:
    ours = whatsapp_settings(whatsapp.url, whatsapp.phone_number_id, whatsapp.access_token, "new-secret, old-secret")
    server = server_for(whatsapp, tmp_path, **ours)
    await server.start()
    for secret, status in (("old-secret", 200), ("new-secret", 200), ("older-secret", 401), ("new-secret,", 401)):
        whatsapp.deliveries.secret = secret
        body = whatsapp.deliveries.body([whatsapp.deliveries.change(messages=[said(somebody(whatsapp), "hi")])])
        assert await whatsapp.deliveries.post_raw(body) == status
    await server.kill()


async def test_where_whatsapp_is_off_there_is_no_webhook(tmp_path: Any, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path)
    server.settings = {}
    await server.start()
    try:
        assert await whatsapp.deliveries.post() == 404
        async with aiohttp.ClientSession() as session, session.get(whatsapp.deliveries.webhook_url) as answer:
            assert answer.status == 404
    finally:
        await server.kill()
