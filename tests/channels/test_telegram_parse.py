"""Telegram's updates as events, from files named for what they show."""

import datetime as dt
import json
from typing import Any

import pytest
from telegram import Update

from bot.channels.contract import Event, Handle, Message, Notice, Preference
from bot.channels.telegram.media import attachment
from bot.channels.telegram.parse import NotJson, callback_id, events_of, parse
from bot.chat.heard import Heard, Place
from tests.channels.conftest import TESTDATA

ACCOUNT = "110201543"
NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)
FILES = {path.stem: path for path in sorted((TESTDATA / "telegram").glob("*.json"))}
MASK = "•••••-•••••••-•"


def wire(name: str) -> Any:
    return json.loads(FILES[name].read_bytes())


def event(name: str) -> Event:
    (found,) = parse(FILES[name].read_bytes(), ACCOUNT, NOW)
    return found


def message(name: str) -> Message:
    found = event(name)
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize(
    ("name", "heard", "kind"),
    [
        ("text_urdu", Heard("السلام علیکم 🌸 میرا کاروبار درج کریں"), "text"),
        ("text_with_cnic", Heard(f"mera CNIC {MASK} hai", hid_cnic=True), "text"),
        ("text_hidden_letters", Heard("register this"), "text"),
        ("start", Heard("/start"), "text"),
        ("start_deep_link", Heard("/start fair_2026-Lahore"), "text"),
        ("start_odd_link", Heard("/start"), "text"),
        ("command", Heard("/menu@MunshiTestBot"), "text"),
        ("reply", Heard("haan"), "text"),
        ("forwarded", Heard("Loan milega"), "text"),
        ("old_user_without_is_bot", Heard("salam"), "text"),
        ("tap", Heard("ہاں", tap="registration~3~keep_details~yes~k3x9"), "callback_query"),
        ("tap_inaccessible", Heard(tap="registration~3~keep_details~no~k3x9"), "callback_query"),
        ("tap_without_message", Heard(tap="!menu"), "callback_query"),
        ("tap_game", Heard(unsupported=True), "callback_query"),
        ("contact_own", Heard(phone="+923001234567"), "contact"),
        ("contact_of_somebody_else", Heard(unsupported=True), "contact"),
        ("contact_without_account", Heard(unsupported=True), "contact"),
        ("location", Heard(place=Place(32.494167, 74.522778)), "location"),
        ("venue", Heard(place=Place(31.5204, 74.3587, "Anarkali Bazaar")), "venue"),
        ("photo", Heard("میری دکان", media="image"), "photo"),
        ("voice", Heard(media="voice"), "voice"),
        ("video", Heard(media="video"), "video"),
        ("video_note", Heard(media="video"), "video_note"),
        ("document", Heard(MASK, media="document", hid_cnic=True), "document"),
        ("audio", Heard(media="audio"), "audio"),
        ("animation", Heard(media="video"), "animation"),
        ("sticker", Heard(media="sticker"), "sticker"),
        ("dice", Heard(unsupported=True), "dice"),
    ],
)
def test_what_a_person_sends_is_heard_and_answered(name: str, heard: Heard, kind: str) -> None:
    found = message(name)
    assert (found.heard, found.kind, found.answerable) == (heard, kind, True)
    assert found.sender.handles == (Handle("telegram", "552233441"),)
    assert (found.sender.channel, found.sender.account) == ("telegram", ACCOUNT)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("edited_text", "edited_message"),
        ("live_location_moves", "edited_message"),
        ("reaction", "message_reaction"),
        ("group_text", "text"),
        ("another_bot", "text"),
        ("service_message", "pinned_message"),
    ],
)
def test_what_is_kept_and_never_answered(name: str, kind: str) -> None:
    found = message(name)
    assert (found.kind, found.answerable) == (kind, False)


def test_blocking_and_unblocking() -> None:
    blocked, unblocked = event("blocked"), event("unblocked")
    assert isinstance(blocked, Preference)
    assert isinstance(unblocked, Preference)
    assert (blocked.blocked, blocked.wants_broadcasts) == (True, False)
    assert (unblocked.blocked, unblocked.wants_broadcasts) == (False, False)
    assert blocked.key != unblocked.key


@pytest.mark.parametrize("name", ["added_to_group", "group_moved", "channel_post", "of_tomorrow"])
def test_everything_else_is_a_notice(name: str) -> None:
    found = event(name)
    assert isinstance(found, Notice)
    assert (found.severity, found.channel) == ("info", "telegram")


def test_name_and_time_are_those_of_the_update() -> None:
    found = message("text_urdu")
    assert found.sender.name == "Ayesha Khan"
    assert found.sent_at == dt.datetime.fromtimestamp(wire("text_urdu")["message"]["date"], dt.UTC)
    assert message("tap").sent_at == NOW, "Telegram does not say when a tap was"
    assert message("edited_text").sent_at == dt.datetime.fromtimestamp(1790000999, dt.UTC)


def test_a_name_is_cleaned_and_masked() -> None:
    update = wire("text_urdu")
    update["message"]["from"] |= {"first_name": "35202-1234567-1", "last_name": "\u202eKhan\u0000"}
    (found,) = events_of(update, ACCOUNT, NOW)
    assert isinstance(found, Message)
    assert found.sender.name == f"{MASK} Khan"


def test_a_tap_names_what_must_be_acknowledged() -> None:
    assert callback_id(event("tap")) == "2371834720012345678"
    assert {callback_id(event(name)) for name in FILES if not name.startswith("tap")} == {""}


def test_the_same_message_has_the_same_key_and_others_have_others() -> None:
    first, again = wire("text_urdu"), wire("text_urdu")
    again["update_id"] += 9
    assert _key(first) == _key(again), "delivered twice, or numbered anew"
    other = wire("text_urdu")
    other["message"]["message_id"] += 1
    assert _key(other) != _key(first), "a number seen before, after a quiet week"
    assert _key(first, "999") != _key(first), "the same ids from another bot"
    keys = [getattr(event(name), "key", "") for name in FILES]
    assert len(set(keys)) == len(keys)
    assert all(0 < len(key) <= 256 for key in keys)


def test_two_edits_of_one_message_are_two_events() -> None:
    first, second = wire("edited_text"), wire("edited_text")
    second["update_id"] += 1
    assert _key(first) != _key(second)
    assert _key(first) != _key(wire("text_urdu"))


def _key(update: Any, account: str = ACCOUNT) -> str:
    (found,) = events_of(update, account, NOW)
    return str(getattr(found, "key", ""))


def test_other_peoples_numbers_are_not_kept() -> None:
    for name in ("contact_of_somebody_else", "contact_without_account"):
        assert "3337654321" not in repr(message(name))


def test_a_file_can_be_fetched_by_what_is_kept() -> None:
    photo = attachment(message("photo"))
    assert photo is not None
    assert photo.file_id == "AgACAgQAAxkBAAIlargeZm9v"
    document = attachment(message("document"))
    assert document is not None
    assert (document.file_name, document.mime_type) == ("ntn.pdf", "application/pdf")
    assert attachment(message("text_urdu")) is None


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"7", b'"update"', b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_object_is_no_update(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse(body, ACCOUNT, NOW)


@pytest.mark.parametrize("name", sorted(FILES))
def test_python_telegram_bot_reads_the_same(name: str) -> None:
    """The files are real to a library that knows the Bot API, and both readers agree where both can read."""
    if name == "old_user_without_is_bot":
        with pytest.raises(TypeError):
            Update.de_json(wire(name), None)
        return
    update = Update.de_json(wire(name), None)
    found = event(name)
    if isinstance(found, Message):
        assert update.effective_user is not None
        assert found.sender.handles[0].value == str(update.effective_user.id)
        if update.message is not None and found.answerable:
            assert update.message.date == found.sent_at
            assert found.key == f"{ACCOUNT}:{update.message.chat_id}:{update.message.message_id}"
        if update.callback_query is not None:
            assert found.heard.tap == (update.callback_query.data or "")
