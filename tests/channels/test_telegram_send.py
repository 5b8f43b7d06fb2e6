"""Sending over Telegram, against a stand-in that refuses what Telegram refuses."""

import asyncio
import datetime as dt
import logging
import socket
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from telegram import InlineKeyboardMarkup, KeyboardButton
from telegram.error import TelegramError

from bot.channels.contract import Address, Channel, Fetches, Handle, Message, Remedy, Sender, SendError
from bot.channels.telegram.client import Telegram
from bot.channels.telegram.errors import error_for
from bot.channels.telegram.media import MediaUnavailable
from bot.chat.heard import Heard
from bot.chat.outgoing import Button, Media, Outgoing, Template
from tests.standins.telegram import Standin, TelegramUser

CHOICES = (Button("yes", "ہاں"), Button("no", "نہیں"))


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest.fixture
async def telegram(standin: Standin) -> AsyncIterator[Telegram]:
    channel = Telegram(token=standin.token, base_url=standin.url, per_chat=1000)
    yield channel
    await channel.close()


@pytest.fixture
def ayesha(standin: Standin) -> TelegramUser:
    user = standin.user("Ayesha")
    user.started = True
    return user


def address(user: TelegramUser) -> Address:
    return Address("telegram", "110201543", (Handle("telegram", str(user.id)),))


async def refusal(telegram: Telegram, user: TelegramUser, message: Outgoing | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await telegram.send(address(user), message or Outgoing("Salam"), "1")
    return caught.value


def test_it_is_a_channel() -> None:
    channel: Channel = Telegram(token="110201543:t")
    assert (channel.name, channel.account, channel.has_window, channel.has_statuses) == (
        "telegram",
        "110201543",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("titles", "widths"),
    [
        (("ہاں", "نہیں"), [2]),
        (tuple("123456789"), [3, 3, 3]),
        (tuple(f"Option no. {n}" for n in range(5)), [2, 2, 1]),
        (("Register my business", "My status", "Talk to a person"), [1, 1, 1]),
        (tuple(f"{n}" for n in range(24)), [3] * 8),
    ],
)
async def test_options_are_buttons_in_rows_that_fit_a_phone(
    telegram: Telegram, ayesha: TelegramUser, titles: tuple[str, ...], widths: list[int]
) -> None:
    options = tuple(Button(f"id{n}", title) for n, title in enumerate(titles))
    await telegram.send(address(ayesha), Outgoing("Which?", options, "Choose", footer="2 of 9"), "1")
    shown = await ayesha.hears()
    assert (shown.titles, [len(row) for row in shown.rows]) == (list(titles), widths)
    assert shown.text == "Which?\n\n2 of 9"
    markup = InlineKeyboardMarkup.de_json(shown.body["reply_markup"], None)
    assert markup.inline_keyboard[0][0].callback_data == "id0"


@pytest.mark.parametrize(
    "options",
    [
        tuple(Button(str(n), f"Row {n}") for n in range(25)),
        (Button("a", "x" * 37), Button("b", "y")),
        (Button("a", "two\nlines"), Button("b", "y")),
        (Button("a", "same"), Button("b", "same")),
    ],
)
async def test_what_does_not_make_buttons_is_numbered(
    telegram: Telegram, ayesha: TelegramUser, options: tuple[Button, ...]
) -> None:
    await telegram.send(address(ayesha), Outgoing("Which?", options), "1")
    shown = await ayesha.hears()
    assert not shown.options
    assert f"\n{len(options)}. {options[-1].title}" in shown.text


async def test_descriptions_stand_in_the_text(telegram: Telegram, ayesha: TelegramUser) -> None:
    options = (Button("a", "EDF", "for exporters"), Button("b", "Loan"))
    await telegram.send(address(ayesha), Outgoing("Which?", options), "1")
    shown = await ayesha.hears()
    assert shown.text == "Which?\n\n• EDF — for exporters"
    assert shown.titles == ["EDF", "Loan"]


async def test_an_id_may_have_64_bytes_and_bytes_are_meant(
    standin: Standin, telegram: Telegram, ayesha: TelegramUser
) -> None:
    await telegram.send(address(ayesha), Outgoing("?", (Button("ہ" * 32, "x"),)), "1")
    for id in ("ہ" * 33, "x" * 65, ""):
        assert (await refusal(telegram, ayesha, Outgoing("?", (Button(id, "x"),)))).remedy is Remedy.FIX_REQUEST
    assert standin.refused == []


async def test_a_long_text_arrives_in_parts_and_the_buttons_under_the_last(
    telegram: Telegram, ayesha: TelegramUser
) -> None:
    text = "\n\n".join(f"{n} " + "x" * 3000 for n in range(3))
    await telegram.send(address(ayesha), Outgoing(text, CHOICES), "1")
    parts = [await ayesha.hears() for _ in range(3)]
    assert [part.text[:1] for part in parts] == ["0", "1", "2"]
    assert [bool(part.options) for part in parts] == [False, False, True]


async def test_what_people_typed_is_not_markup(telegram: Telegram, ayesha: TelegramUser) -> None:
    await telegram.send(address(ayesha), Outgoing("<b>*Khan_ & `Sons`"), "1")
    shown = await ayesha.hears()
    assert shown.text == "<b>*Khan_ & `Sons`"
    assert "parse_mode" not in shown.body
    assert shown.body["link_preview_options"] == {"is_disabled": True}


async def test_the_phone_is_asked_for_its_place_and_its_keyboard_taken_away(
    telegram: Telegram, ayesha: TelegramUser
) -> None:
    to = address(ayesha)
    await telegram.send(to, Outgoing("Where?", wants="location", language="ur"), "1")
    shown = await ayesha.hears()
    button = KeyboardButton.de_json(shown.body["reply_markup"]["keyboard"][0][0], None)
    assert (button.text, button.request_location) == ("اپنی لوکیشن بھیجیں", True)
    await telegram.send(to, Outgoing("Thank you"), "2")
    assert ayesha.keyboard == []
    assert (await ayesha.hears()).text == "Thank you"

    await telegram.send(to, Outgoing("And where?", wants="location"), "3")
    await ayesha.hears()
    await telegram.send(to, Outgoing("Which of these?", CHOICES), "4")
    removing, question = await ayesha.hears(), await ayesha.hears()
    assert removing.removes_keyboard
    assert question.options
    assert ayesha.keyboard == []
    await telegram.send(to, Outgoing("Which of these?", CHOICES), "5")
    assert (await ayesha.hears()).options, "and only once"


async def test_the_phone_is_asked_for_its_number(telegram: Telegram, ayesha: TelegramUser) -> None:
    await telegram.send(address(ayesha), Outgoing("Your number?", wants="contact", menu="Share my number"), "1")
    assert ayesha.keyboard == [{"text": "Share my number", "request_contact": True}]


async def test_options_beside_a_request_are_numbered(telegram: Telegram, ayesha: TelegramUser) -> None:
    await telegram.send(address(ayesha), Outgoing("Where?", CHOICES, wants="location"), "1")
    assert "1. ہاں" in (await ayesha.hears()).text
    assert ayesha.keyboard


@pytest.mark.parametrize("kind", ["image", "document", "audio", "video", "voice", "sticker"])
async def test_media_with_words_and_buttons(telegram: Telegram, ayesha: TelegramUser, kind: str) -> None:
    media = Media(kind, link="https://x.example/a")
    await telegram.send(address(ayesha), Outgoing("Your receipt", CHOICES, media=media), "1")
    shown = await ayesha.hears()
    assert shown.body[shown.kind] == "https://x.example/a"
    if kind == "sticker":
        shown = await ayesha.hears()
    assert shown.text == "Your receipt"
    assert shown.options


async def test_a_caption_too_long_follows_as_text(telegram: Telegram, ayesha: TelegramUser) -> None:
    message = Outgoing("x" * 1025, CHOICES, media=Media("image", id="AgAC"))
    await telegram.send(address(ayesha), message, "1")
    image, text = await ayesha.hears(), await ayesha.hears()
    assert (image.kind, image.text, image.options) == ("photo", "", [])
    assert (len(text.text), text.titles) == (1025, ["ہاں", "نہیں"])


async def test_a_template_is_its_words(telegram: Telegram, ayesha: TelegramUser) -> None:
    await telegram.send(address(ayesha), Outgoing("Training on Monday", template=Template("training", "ur")), "1")
    assert (await ayesha.hears()).text == "Training on Monday"


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"code": 403, "description": "Forbidden: bot was blocked by the user"}, Remedy.OPT_OUT),
        ({"code": 403, "description": "Forbidden: user is deactivated"}, Remedy.OPT_OUT),
        ({"code": 403, "description": "Forbidden: bot can't initiate conversation with a user"}, Remedy.OPT_OUT),
        ({"code": 429, "retry_after": 7}, Remedy.SLOW_PERSON),
        ({"code": 400, "description": "Bad Request: chat not found"}, Remedy.UNREACHABLE),
        ({"code": 400, "description": "Bad Request: PEER_ID_INVALID"}, Remedy.UNREACHABLE),
        ({"code": 400, "description": "Bad Request: wrong file identifier/HTTP URL specified"}, Remedy.REUPLOAD),
        ({"code": 400, "description": "Bad Request: message is too long"}, Remedy.FIX_REQUEST),
        ({"code": 401, "description": "Unauthorized"}, Remedy.STOP_CHANNEL),
        ({"code": 404, "description": "Not Found"}, Remedy.STOP_CHANNEL),
        ({"code": 409, "description": "Conflict"}, Remedy.UNKNOWN),
        ({"code": 413, "description": "Request Entity Too Large"}, Remedy.FIX_REQUEST),
        ({"code": 500, "description": "Internal Server Error"}, Remedy.UNKNOWN),
        ({"http_status": 502}, Remedy.UNKNOWN),
        ({"http_status": 302}, Remedy.STOP_CHANNEL),
        ({"drop": True}, Remedy.UNKNOWN),
        ({"drop": True, "accepted": True}, Remedy.UNKNOWN),
    ],
)
async def test_every_failure_says_what_to_do(
    standin: Standin, telegram: Telegram, ayesha: TelegramUser, fault: dict[str, Any], remedy: Remedy
) -> None:
    standin.fail_next(**fault)
    error = await refusal(telegram, ayesha)
    assert error.remedy is remedy
    assert error.retry_after == fault.get("retry_after")
    assert standin.token.partition(":")[2] not in str(error)
    # The connection is fine afterwards, and a message whose answer was lost did go out.
    if error.retry_after is None:
        await telegram.send(address(ayesha), Outgoing("again"), "2")
    assert [shown.text for _, shown in standin.sent] == (
        (["Salam"] if fault.get("accepted") else []) + (["again"] if error.retry_after is None else [])
    )


async def test_people_who_never_opened_the_bot_or_blocked_it(
    standin: Standin, telegram: Telegram, ayesha: TelegramUser
) -> None:
    assert (await refusal(telegram, standin.user("Bilal"))).remedy is Remedy.UNREACHABLE
    ayesha.blocked = True
    assert (await refusal(telegram, ayesha)).remedy is Remedy.OPT_OUT


async def test_a_refused_chat_is_left_alone_as_long_as_telegram_says(
    standin: Standin, telegram: Telegram, ayesha: TelegramUser
) -> None:
    bilal = standin.user("Bilal")
    bilal.started = True
    standin.fail_next(code=429, retry_after=30)
    assert (await refusal(telegram, ayesha)).remedy is Remedy.SLOW_PERSON
    again = await refusal(telegram, ayesha)
    assert again.remedy is Remedy.SLOW_PERSON
    assert 29 < (again.retry_after or 0) <= 30
    assert standin.calls == ["sendMessage"], "the second try did not go out"
    await telegram.send(address(bilal), Outgoing("Salam"), "2")

    standin.fail_next(code=429, retry_after=60)
    assert (await refusal(telegram, bilal)).remedy is Remedy.SLOW_CHANNEL, "two people at once: it is the bot"
    third = standin.user("Chanda")
    third.started = True
    assert (await refusal(telegram, third)).remedy is Remedy.SLOW_PERSON
    assert len(standin.calls) == 3


async def test_no_answer_in_time_is_unknown(
    standin: Standin, telegram: Telegram, ayesha: TelegramUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram.api, "_timeout", dt.timedelta(seconds=0.1))
    standin.fail_next(hang=1, accepted=True)
    assert (await refusal(telegram, ayesha)).remedy is Remedy.UNKNOWN
    assert (await ayesha.hears()).text == "Salam"


async def test_nobody_listening_is_worth_another_try(ayesha: TelegramUser) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        telegram = Telegram(token="1:secret-part", base_url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        error = await refusal(telegram, ayesha)
        assert error.remedy is Remedy.RETRY
        with pytest.raises(TelegramError) as caught:
            await telegram.api.bot().get_me()
        assert "secret-part" not in f"{error} {caught.value}"
        await telegram.close()


async def test_a_token_that_was_revoked_or_never_was(standin: Standin, ayesha: TelegramUser) -> None:
    for token in ("110201543:old", "none"):
        telegram = Telegram(token=token, base_url=standin.url)
        assert (await refusal(telegram, ayesha)).remedy is Remedy.STOP_CHANNEL
        await telegram.close()


async def test_a_tap_is_acknowledged_and_nobody_waits(
    standin: Standin, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    standin.taps["42"] = False
    telegram.acknowledge_tap("42")
    telegram.acknowledge_tap("too old")
    assert standin.taps == {"42": False}
    async with asyncio.timeout(2):
        while not standin.taps["42"] or not standin.refused:
            await asyncio.sleep(0.01)
    assert [record for record in caplog.records if "acknowledged" in record.message] == []


async def test_a_file_is_fetched_and_never_more_of_it_than_allowed(
    standin: Standin, telegram: Telegram, ayesha: TelegramUser
) -> None:
    file_id = standin.store(b"x" * 1000)
    assert (await telegram.fetch_media(file_id, 1000))[0] == b"x" * 1000
    with pytest.raises(MediaUnavailable):
        await telegram.fetch_media(file_id, 999)
    with pytest.raises(MediaUnavailable):
        await telegram.fetch_media("gone", 1000)


async def test_the_file_of_a_message_is_fetched(standin: Standin, telegram: Telegram) -> None:
    raw = msgspec.json.encode({"voice": {"file_id": standin.store(b"OggS" + b"x" * 500)}}).decode()
    sender = Sender("telegram", telegram.account, (Handle("telegram", "77"),))
    message = Message("1:1", sender, dt.datetime.now(dt.UTC), Heard(media="voice"), kind="voice", raw=raw)
    assert isinstance(telegram, Fetches)
    assert (await telegram.fetch(message, 1000)).startswith(b"OggS")
    with pytest.raises(MediaUnavailable):
        await telegram.fetch(message, 100)
    with pytest.raises(MediaUnavailable):
        await telegram.fetch(msgspec.structs.replace(message, raw="{}"), 1000)


def test_unreadable_errors_go_by_their_status() -> None:
    for body in (b"", b"<html>", b"[]", b'{"error_code":"x"}', b"\xff"):
        assert error_for(503, body).remedy is Remedy.UNKNOWN
        assert error_for(403, body).remedy is Remedy.OPT_OUT
        assert error_for(400, body).remedy is Remedy.FIX_REQUEST
    assert error_for(200, b'{"ok":false,"error_code":403}').remedy is Remedy.OPT_OUT
    moved = b'{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-1001}}'
    assert error_for(400, moved).remedy is Remedy.IDENTITY_CHANGED
