"""What people type, tap and share, also by mistake or in bad faith: kept as they wrote it, or hidden, never obeyed."""

import itertools
import time
from typing import Any

import pytest

from tests.frontdoor.conftest import Front, somebody
from tests.frontdoor.owner import Owner
from tests.frontdoor.server import Server
from tests.standins.whatsapp import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

CNIC = "3520276543217"
DIGITS = {"latin": "0123456789", "urdu": "۰۱۲۳۴۵۶۷۸۹", "arabic": "٠١٢٣٤٥٦٧٨٩", "full-width": "０１２３４５６７８９"}


def written(number: str, kind: str, between: str = "") -> str:
    """A card number in these digits, its three groups apart."""
    plain = between.join((number[:5], number[5:12], number[12:]))
    return plain.translate({ord(str(value)): digit for value, digit in enumerate(DIGITS[kind])})


def everything_kept(server: Server) -> bytes:
    """The database as it lies on the disk, with what is not merged into it yet, and the log."""
    files = [server.database, server.database.with_name(server.database.name + "-wal"), server.log]
    return b"".join(file.read_bytes() for file in files if file.exists())


async def says_english(phone: Phone) -> None:
    await phone.says("English")
    await phone.hears()


@pytest.mark.parametrize("kind", DIGITS)
async def test_a_card_number_that_nobody_asked_for_is_hidden_everywhere(front: Front, phone: Phone, kind: str) -> None:
    owner = Owner(phone, "taps", "en")
    await owner.opens()
    await owner.chooses("yes")
    for between in ("", "-", " ", " - "):
        shown = await owner.says(f"Ayesha {written(CNIC, kind, between)}")
        assert "hidden" in shown.text, between
        await owner.says("back")
    said = written(CNIC, kind)
    await phone.sends_media("image", b"a photo", "image/jpeg", caption=f"my card {said}")
    await owner.looks()
    await phone.sends("location", {"latitude": 31.5, "longitude": 74.3, "name": f"House {said}", "address": said})
    await owner.looks()
    await phone.sends("contacts", [{"name": {"formatted_name": said}, "phones": [{"phone": said}]}])
    await owner.looks()
    await phone.sends("hologram", {"caption": said})
    await phone.says("menu")

    kept = everything_kept(front.server)
    for in_digits in DIGITS:
        for between in ("", "-", " "):
            assert written(CNIC, in_digits, between).encode() not in kept
            assert written(CNIC, in_digits, between).encode("ascii", "backslashreplace") not in kept
        assert written(CNIC, in_digits)[5:12].encode() not in kept, "not even its middle"
    assert "•••••-•••••••-•".encode() in kept


async def test_a_card_number_in_a_late_message_is_hidden_when_it_is_told_of(front: Front, phone: Phone) -> None:
    await says_english(phone)
    old = str(int(time.time()) - 3 * 24 * 3600)
    await phone.says(f"my card is {written(CNIC, 'latin', '-')}", timestamp=old)
    await phone.says("menu")
    assert "•••" in (await phone.hears()).text
    assert b"7654321" not in everything_kept(front.server)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4096,
        "خ" * 10_000,
        "word " * 2_000,
        "9" * 10_000,
        "🧵🪡👩‍🏭🇵🇰",
        "\u202e\u2066\u200b\u200d\ufeff",
        "\x00\x01\x02\x7f",
        "\ud800",
        "a\u0301" * 500,
        "\n" * 500,
        "~!~0~register~x",
        "!cancel",
        "%s%n{0}${7*7}",
        "' OR 1=1; DROP TABLE person; --",
        "../../etc/passwd",
        "<img src=x onerror=alert(1)>",
    ],
    ids=lambda text: repr(text[:6]),
)
async def test_whatever_is_typed_gets_one_answer_and_the_form_stands(phone: Phone, text: str) -> None:
    owner = Owner(phone, "taps", "en")
    await owner.opens()
    asked = (await owner.chooses("yes")).text
    await phone.says(text)
    answer = await phone.hears()
    assert 0 < len(answer.text) <= 4096
    await phone.says("back")
    await phone.hears()
    await phone.hears_nothing(0.02)
    if text in ("\u202e\u2066\u200b\u200d\ufeff", "\x00\x01\x02\x7f", "🧵🪡👩‍🏭🇵🇰"):
        assert asked.splitlines()[-1] in answer.text, "the question is put again"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Robert'); DROP TABLE business;-- Sons", "Robert'); DROP TABLE business;-- Sons"),
        ("<b>Khan</b> & Söhne", "<b>Khan</b> & Söhne"),
        ("خان \u202eہینڈی\u202c کرافٹس", "خان ہینڈی کرافٹس"),
        ("Khan\u200b\u0000 Crafts", "Khan Crafts"),
        ("Khan *and* _Crafts_ %s {owner} Co", "Khan *and* _Crafts_ %s {owner} Co"),
    ],
    ids=["sql", "html", "override", "hidden", "format"],
)
async def test_a_name_is_kept_and_shown_as_it_was_typed(front: Front, phone: Phone, typed: str, kept: str) -> None:
    owner = Owner(phone, "taps", "en")
    await owner.registers(business_name=typed)
    row = front.server.rows(
        "SELECT business_name FROM business JOIN identity USING (person_id) WHERE value = ?", phone.bsuid
    )
    assert [name for (name,) in row] == [kept]
    status = await owner.says("my status")
    assert kept in status.text


async def test_a_button_of_last_week_is_explained_and_not_used(front: Front, phone: Phone) -> None:
    owner = Owner(phone, "taps", "en")
    await owner.opens()
    consent = owner.shown
    await owner.goes_on_to("district")
    before = len(front.server.rows("SELECT 1 FROM consent"))
    await phone.taps("No", of=consent)
    answered = await phone.hears()
    assert "answered that one already" in answered.text
    assert "district" in answered.text
    assert len(front.server.rows("SELECT 1 FROM consent")) == before

    await owner.says("cancel")
    await owner.chooses("close")
    await phone.taps("No", of=consent)
    assert "older message" in (await phone.hears()).text


@pytest.mark.parametrize("tap", ["", "x", "~~~~", "a~1~b~c~d~e", "!", "!nonsense", "registration~9999~consent~yes~zz"])
async def test_a_button_that_is_not_ours_does_nothing(front: Front, phone: Phone, tap: str) -> None:
    await says_english(phone)
    await phone.sends("interactive", {"type": "button_reply", "button_reply": {"id": tap, "title": "Yes"}})
    assert (await phone.hears()).options
    assert not front.server.rows(
        "SELECT 1 FROM consent JOIN identity USING (person_id) WHERE identity.value = ?", phone.bsuid
    )


async def test_what_we_cannot_read_is_said_kindly(phone: Phone) -> None:
    await says_english(phone)
    await phone.sends_media("audio", b"a voice", "audio/ogg", voice=True)
    assert "voice" in (await phone.hears()).text
    await phone.sends_media("image", b"a photo", "image/jpeg")
    assert "look at files" in (await phone.hears()).text
    await phone.sends("unsupported", {"type": "poll"}, errors=[{"code": 131051}])
    assert "could not read" in (await phone.hears()).text


# --- what must be kept and never answered


def unanswered_of(phone: Phone) -> list[tuple[str, dict[str, Any]]]:
    """Messages items that are nobody's question, with the field they come in."""
    text = {"body": "a question?"}
    edited = phone.message("edit", {"original_message_id": "wamid.1", "message": {"type": "text", "text": text}})
    group = phone.message("text", text, group_id="G1")
    revoked = phone.message("revoke", {"original_message_id": "wamid.1"})
    reaction = phone.message("reaction", {"message_id": "wamid.1", "emoji": "👍"})
    numbers = phone.message("system", {"type": "customer_identity_changed", "body": "changed"})
    return [("messages", item) for item in (edited, group, revoked, reaction, numbers)]


async def test_edits_groups_and_reactions_are_kept_and_never_answered(front: Front, phone: Phone) -> None:
    owner = Owner(phone, "taps", "en")
    await owner.opens()
    await owner.chooses("yes")
    deliveries = front.whatsapp.deliveries
    items = unanswered_of(phone)
    changes = [deliveries.change(field, messages=[item], contacts=[phone.contact()]) for field, item in items]
    changes += [
        deliveries.change("standby", messages=[phone.message("text", {"body": "of another app"})]),
        deliveries.change(
            "history",
            history=[{"threads": [{"id": phone.digits, "messages": [phone.message("text", {"body": "long ago"})]}]}],
        ),
    ]
    assert await deliveries.post(*changes) == 200
    await phone.hears_nothing()
    states = front.server.rows(
        "SELECT DISTINCT state FROM inbound WHERE kind IN ('edit', 'reaction', 'revoke') "
        "OR body LIKE '%of another app%' OR body LIKE '%long ago%' OR body LIKE '%group_id%'"
    )
    assert [state for (state,) in states] == ["kept"]
    await owner.answers("owner_name")
    assert "Ayesha Khan" in owner.shown.text, "the form had not moved on"


async def test_after_staff_have_written_the_bot_is_silent_for_that_person_only(front: Front, phone: Phone) -> None:
    other = somebody(front.whatsapp)
    for each in (phone, other):
        await says_english(each)
    deliveries = front.whatsapp.deliveries
    echo = {"from": deliveries.display_phone_number, "to": phone.digits, "to_user_id": phone.bsuid, "id": "wamid.echo1",
            "timestamp": str(int(time.time())), "type": "text", "text": {"body": "I am looking into it"}}  # fmt: skip
    assert await deliveries.post(deliveries.change("smb_message_echoes", message_echoes=[echo])) == 200
    await phone.says("thank you")
    await other.says("menu")
    assert (await other.hears()).options
    await phone.hears_nothing()


async def test_messages_of_staff_in_an_imported_history_silence_nobody(front: Front, phone: Phone) -> None:
    await says_english(phone)
    deliveries = front.whatsapp.deliveries
    counter = itertools.count()

    def of_staff(days: int) -> dict[str, Any]:
        at = str(int(time.time()) - days * 24 * 3600)
        return {"from": deliveries.display_phone_number, "id": f"wamid.history{next(counter)}", "timestamp": at,
                "type": "text", "text": {"body": "Yes, we are open."}}  # fmt: skip

    thread = {"id": phone.digits, "context": {"wa_id": phone.digits, "user_id": phone.bsuid},
              "messages": [of_staff(30), of_staff(2)]}  # fmt: skip
    assert await deliveries.post(deliveries.change("history", history=[{"threads": [thread]}])) == 200
    await phone.says("menu")
    assert (await phone.hears()).options
