"""What arrives from Meta, and what the bot makes of it. Each file in testdata/whatsapp is one POST."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bot.channels.contract import Event, Handle, IdentityChanged, Message, Notice, Preference, Sender, Status
from bot.channels.whatsapp.media import Attachment, attachment
from bot.channels.whatsapp.parse import NotJson, parse
from bot.chat.heard import Heard, Place
from bot.language.cnic import MASK
from tests.channels.conftest import TESTDATA, wire

ACCOUNT = "106540352242922"
NOW = dt.datetime(2025, 11, 15, 9, 0, tzinfo=dt.UTC)
SENT_AT = dt.datetime(2025, 11, 15, 8, 0, tzinfo=dt.UTC)
BSUID, PHONE = Handle("bsuid", "PK.13491208655302741918"), Handle("phone", "+923001234567")
SANA = Handle("bsuid", "PK.22222222222222")
AYESHA = Sender("whatsapp", ACCOUNT, (BSUID, PHONE), "Ayesha Bibi")


def read(name: str) -> list[Event]:
    return parse(wire(name), ACCOUNT, NOW)


def only(name: str) -> Any:
    (event,) = read(name)
    return event


HEARD = {
    "text": Heard(text="mujhe apna karobar register karna hai"),
    "text_urdu": Heard(text="مجھے اپنا کاروبار رجسٹر کروانا ہے 🌸"),
    "text_with_hidden_characters": Heard(text="NTN kya hai?"),
    "text_with_cnic": Heard(text=f"mera cnic {MASK} hai", hid_cnic=True),
    "text_from_advertisement": Heard(text="Hi"),
    "text_reply": Heard(text="haan ye wala"),
    "image_with_caption": Heard(text=f"yeh mera card {MASK}", media="image", hid_cnic=True),
    "voice_note": Heard(media="voice"),
    "audio_file": Heard(media="audio"),
    "voice_of_the_old_api": Heard(media="voice"),
    "video": Heard(media="video"),
    "document": Heard(text="NTN certificate", media="document"),
    "sticker": Heard(media="sticker"),
    "location": Heard(place=Place(31.5204, 74.3587)),
    "location_of_a_place": Heard(place=Place(31.5204, 74.3587, "Anarkali")),
    "location_off_the_globe": Heard(unsupported=True),
    "contact_own": Heard(phone="+923001234567"),
    "contact_of_somebody_else": Heard(unsupported=True),
    "contact_requested": Heard(phone="+923331112222"),
    "button_reply": Heard(text="Haan", tap="yes"),
    "list_reply": Heard(text="ٹیکسٹائل", tap="sector:textiles"),
    "flow_reply": Heard(unsupported=True, hid_cnic=True),
    "flow_reply_broken": Heard(unsupported=True),
    "interactive_without_content": Heard(unsupported=True),
    "template_button": Heard(text="Zaroor", tap="attend:yes"),
    "template_button_without_payload": Heard(text="Zaroor"),
    "order": Heard(unsupported=True),
    "unsupported": Heard(unsupported=True),
    "unknown_with_131051": Heard(unsupported=True),
    "request_welcome": Heard(),
}


@pytest.mark.parametrize("name", HEARD)
def test_what_a_person_sent_is_heard(name: str) -> None:
    message = only(name)
    assert isinstance(message, Message)
    assert message.heard == HEARD[name]
    assert message.answerable
    assert message.sent_at == SENT_AT
    assert not message.from_us


NOT_ANSWERED = {
    "reaction": Heard(),
    "reaction_removed": Heard(),
    "edit": Heard(text="5 log kaam karte hain"),
    "revoke": Heard(),
    "type_of_tomorrow": Heard(unsupported=True),
    "text_in_group": Heard(text="what do you all think?"),
}


@pytest.mark.parametrize("name", NOT_ANSWERED)
def test_what_is_not_said_to_us_is_kept_and_not_answered(name: str) -> None:
    message = only(name)
    assert message.heard == NOT_ANSWERED[name]
    assert not message.answerable
    assert message.raw


def test_a_message_in_full() -> None:
    text = only("text")
    assert text == Message(
        key=json.loads(wire("text"))["entry"][0]["changes"][0]["value"]["messages"][0]["id"],
        sender=AYESHA,
        sent_at=SENT_AT,
        heard=Heard(text="mujhe apna karobar register karna hai"),
    )


SENDERS = {
    "text": (AYESHA.handles, "Ayesha Bibi"),
    "text_without_contacts": (AYESHA.handles, ""),
    "text_username_only": ((SANA, Handle("parent_bsuid", "PK.ENT.9999999999")), "Sana"),
    "text_bsuid_in_from": ((SANA,), "Sana"),
    "system_identity_changed": None,
}


@pytest.mark.parametrize("name", [name for name, sender in SENDERS.items() if sender])
def test_people_are_known_by_user_id_first_and_phone_second(name: str) -> None:
    message = only(name)
    assert (message.sender.handles, message.sender.name) == SENDERS[name]


def test_contacts_are_not_matched_by_place() -> None:
    first, second, *_ = read("batch")
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert (first.sender.name, second.sender.name) == ("Ayesha Bibi", "Bilal")


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("text_in_milliseconds", SENT_AT + dt.timedelta(milliseconds=123)),
        ("text_from_the_future", NOW),
        ("text_without_timestamp", NOW),
    ],
)
def test_strange_times_are_read_or_now(name: str, at: dt.datetime) -> None:
    assert only(name).sent_at == at


def test_a_message_without_id_has_the_same_key_every_time() -> None:
    assert only("text_without_id").key == only("text_without_id").key
    assert len(only("text_without_id").key) == 64


RAW_KEPT = {
    "voice_note",
    "image_with_caption",
    "text_from_advertisement",
    "text_reply",
    "contact_of_somebody_else",
}


@pytest.mark.parametrize("name", ["text", "text_urdu", "button_reply", "list_reply", "location", *sorted(RAW_KEPT)])
def test_the_carriers_json_is_kept_only_where_it_says_more(name: str) -> None:
    assert bool(only(name).raw) is (name in RAW_KEPT)


def test_identity_numbers_are_masked_in_the_record_and_media_ids_are_not() -> None:
    raw = only("image_with_caption").raw
    assert "35202" not in raw
    assert json.loads(raw)["image"]["id"] == "1234567890123"


def test_a_file_can_be_fetched_by_what_is_kept_of_its_message() -> None:
    assert attachment(only("document")) == Attachment("700000000000005", "application/pdf", "ntn.pdf")
    assert attachment(only("voice_note")) == Attachment("700000000000001", "audio/ogg; codecs=opus")
    assert attachment(only("text")) is None
    assert attachment(msgspec.structs.replace(only("video"), raw="{}")) is None


def test_identity_numbers_in_a_form_are_masked_wherever_they_stand() -> None:
    answers = json.loads(only("flow_reply").raw)["interactive"]["nfm_reply"]["response_json"]
    assert answers == {"flow_token": "t", "id": MASK, "rows": [None]}


STATUSES = {
    "status_sent": ("sent", True, "service"),
    "status_delivered": ("delivered", True, "service"),
    "status_read": ("read", None, ""),
    "status_played": ("played", None, ""),
    "status_in_orbit": ("unknown", None, ""),
}


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_says_what_became_of_our_message(name: str) -> None:
    status = only(name)
    assert isinstance(status, Status)
    assert (status.state, status.billable, status.category) == STATUSES[name]
    assert (status.ref, status.recipient) == ("4711", BSUID.value)
    assert status.at == SENT_AT + dt.timedelta(seconds=100)


def test_a_failed_status_needs_no_contacts() -> None:
    status = only("status_failed_without_contacts")
    assert (status.state, status.error_code, status.recipient) == ("failed", 131047, PHONE.value)
    assert status.error == "Re-engagement message: More than 24 hours have passed."


def test_in_a_group_everybody_has_a_status() -> None:
    recipients = [status.recipient for status in read("statuses_of_a_group") if isinstance(status, Status)]
    assert recipients == ["+923001111111", "+923002222222"]


def test_everything_in_a_batch_is_read() -> None:
    kinds = [type(event).__name__ for event in read("batch")]
    assert kinds == ["Message", "Message", "Status", "Message", "Status"]


def test_one_poisoned_item_does_not_cost_the_others() -> None:
    events = read("poison_between_good")
    assert [type(event).__name__ for event in events] == [
        *("Message", "Notice", "Notice", "Notice"),
        *("Message", "Message", "Message"),
    ]
    assert [event.heard.text for event in events if isinstance(event, Message)] == ["ek", "", "", "do"]
    assert len({event.key for event in events if isinstance(event, Notice)}) == 3


def test_half_an_emoji_does_not_cost_the_others() -> None:
    body = wire("batch").replace(b"pehla", rb"pehla \ud83c")
    assert [type(event).__name__ for event in parse(body, ACCOUNT, NOW)][:2] == ["Message", "Message"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "system_number_changed",
            (BSUID, PHONE),
            (Handle("bsuid", "PK.333333333333"), Handle("phone", "+923009999999")),
        ),
        ("system_number_changed_old_api", (PHONE,), (Handle("phone", "+923009999999"),)),
        ("system_user_id_changed", (BSUID,), (Handle("bsuid", "PK.333333333333"),)),
        (
            "user_id_update",
            (BSUID, Handle("parent_bsuid", "PK.ENT.1"), PHONE),
            (Handle("bsuid", "PK.333333333333"), Handle("parent_bsuid", "PK.ENT.2"), PHONE),
        ),
    ],
)
def test_the_same_person_under_a_new_name(name: str, old: tuple[Handle, ...], new: tuple[Handle, ...]) -> None:
    change = only(name)
    assert isinstance(change, IdentityChanged)
    assert (change.old, change.new) == (old, new)
    assert change.key == only(name).key


@pytest.mark.parametrize(("name", "wants"), [("user_stops_marketing", False), ("user_resumes_marketing", True)])
def test_marketing_preferences_of_the_carriers_own_settings(name: str, wants: bool) -> None:
    preference = only(name)
    assert isinstance(preference, Preference)
    assert preference.wants_broadcasts is wants
    assert preference.sender.handles[0] == BSUID
    assert not preference.blocked


def test_what_staff_write_on_the_phone_is_ours_and_not_answered() -> None:
    echo = only("echo_of_staff")
    assert (echo.from_us, echo.answerable, echo.sender.handles) == (True, False, (PHONE,))
    assert echo.heard.text == "Main Imran bol raha hoon"
    assert only("echo_to_username").sender.handles == (SANA,)


def test_old_messages_are_history_not_questions() -> None:
    events = [event for event in read("history") if isinstance(event, Message)]
    assert [(event.from_us, event.answerable) for event in events] == [
        (True, False),
        (False, False),
        (False, False),
    ]
    assert [event.sender.handles for event in events] == [(PHONE,), (PHONE,), (SANA,)]
    assert isinstance(only("history_declined"), Notice)


def test_messages_of_another_app_are_looked_at_only() -> None:
    message, status = read("standby")
    assert isinstance(message, Message)
    assert isinstance(status, Status)
    # The same message may be handed over to us later; it must not count as seen then.
    assert (message.answerable, message.key) == (False, "standby:wamid.STANDBY")
    assert message.sender.name == "Ayesha Bibi"


def test_traffic_of_another_number_is_noted_without_its_words() -> None:
    notice = only("text_to_another_number")
    assert (notice.field, notice.severity) == ("other number", "info")
    assert "private" not in notice.raw


def test_whom_somebody_knows_is_not_kept() -> None:
    notice = only("address_book")
    assert "Rafiq" not in notice.raw
    assert "923001231234" not in notice.raw
    assert json.loads(notice.raw)["action"] == "add"


NOTICES = {
    "account_restricted": ("account_update", "alarm"),
    "account_restricted_in_calls_only": ("account_update", "warning"),
    "account_disabled": ("account_update", "alarm"),
    "account_reinstated": ("account_update", "warning"),
    "payment_configuration": ("payment_configuration_update", "alarm"),
    "errors_of_the_account": ("errors", "alarm"),
    "template_approved": ("message_template_status_update", "info"),
    "template_paused": ("message_template_status_update", "warning"),
    "template_category_changed": ("template_category_update", "warning"),
    "quality_flagged": ("phone_number_quality_update", "warning"),
    "field_of_tomorrow": ("telepathy", "info"),
    "history_declined": ("history", "info"),
    "address_book": ("smb_app_state_sync", "info"),
    "text_to_another_number": ("other number", "info"),
    "system_identity_changed": ("messages.system", "info"),
    "text_without_sender": ("messages", "warning"),
    "status_without_id": ("messages", "warning"),
    "user_prefers_something_new": ("user_preferences", "warning"),
    "no_changes": ("unknown", "warning"),
    "not_an_entry": ("unknown", "warning"),
}


@pytest.mark.parametrize("name", NOTICES)
def test_what_is_not_about_one_person_is_a_notice(name: str) -> None:
    notice = only(name)
    assert isinstance(notice, Notice)
    assert (notice.field, notice.severity) == NOTICES[name]
    assert notice.raw
    assert notice.key == only(name).key


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"null", b'"x"', b"\xff", b"{", b"[" * 100_000])
def test_what_is_not_a_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse(body, ACCOUNT)


def test_every_file_is_used_by_a_test() -> None:
    tables: tuple[Callable[..., Any] | dict[str, Any], ...] = (
        HEARD,
        NOT_ANSWERED,
        SENDERS,
        STATUSES,
        NOTICES,
    )
    named = {name for table in tables if isinstance(table, dict) for name in table}
    source = (TESTDATA.parent / "test_whatsapp_parse.py").read_text(encoding="utf-8")
    files = {path.stem for path in (TESTDATA / "whatsapp").glob("*.json")}
    assert [name for name in sorted(files - named) if f'"{name}"' not in source] == []
