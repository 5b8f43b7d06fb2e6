"""Sending over WhatsApp, against a stand-in that refuses what Meta refuses."""

import asyncio
import datetime as dt
import socket
from typing import Any

import msgspec
import pytest

from bot.channels import pool
from bot.channels.contract import Address, Channel, Handle, Remedy, SendError
from bot.channels.shape import Shaped
from bot.channels.whatsapp.api import Api
from bot.channels.whatsapp.client import WhatsApp
from bot.channels.whatsapp.errors import REMEDIES, error_for, remedy_for
from bot.channels.whatsapp.requests import body_for
from bot.chat.outgoing import Button, Media, Outgoing, Template
from tests.standins.whatsapp import Phone, Standin

NUMBER, BSUID = "+923001234567", "PK.13491208655302741918"
CHOICES = (Button("yes", "Haan"), Button("no", "Nahin"))


@pytest.fixture
def ayesha(standin: Standin) -> Phone:
    phone = standin.phone(NUMBER, bsuid=BSUID, name="Ayesha")
    standin.open_window(NUMBER)
    return phone


def address(*handles: Handle) -> Address:
    return Address("whatsapp", "106540352242922", handles or (Handle("bsuid", BSUID), Handle("phone", NUMBER)))


async def refusal(whatsapp: WhatsApp, message: Outgoing | None = None, to: Address | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await whatsapp.send(to or address(), message or Outgoing("Salam"), "1")
    return caught.value


def test_it_is_a_channel() -> None:
    channel: Channel = WhatsApp(phone_number_id="1", access_token="t")
    assert (channel.name, channel.account, channel.has_window) == ("whatsapp", "1", True)


async def test_a_message_arrives_and_names_come_back(whatsapp: WhatsApp, ayesha: Phone) -> None:
    sent = await whatsapp.send(address(), Outgoing("السلام علیکم 🌸"), "4711")
    shown = await ayesha.hears()
    assert (shown.text, shown.ref, shown.id) == ("السلام علیکم 🌸", "4711", sent.provider_id)
    assert sent.handles == (Handle("bsuid", BSUID), Handle("phone", NUMBER))


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (Outgoing("Theek hai?", CHOICES, footer="2/5"), "button"),
        (Outgoing("Which?", tuple(Button(str(n), f"Row {n}", "more") for n in range(10)), "Choose"), "list"),
        (Outgoing("Which?", tuple(Button(str(n), f"Row {n}") for n in range(11)), "Choose"), "text"),
        (Outgoing("Where?", wants="location"), "location_request_message"),
        (Outgoing("t" * 4096), "text"),
        (Outgoing("t" * 1024, CHOICES), "button"),
    ],
)
async def test_every_shape_is_accepted(whatsapp: WhatsApp, ayesha: Phone, message: Outgoing, kind: str) -> None:
    await whatsapp.send(address(), message, "1")
    assert (await ayesha.hears()).kind == kind


async def test_a_long_text_arrives_in_parts_and_in_order(whatsapp: WhatsApp, ayesha: Phone) -> None:
    await whatsapp.send(address(), Outgoing("\n\n".join(f"{n} " + "x" * 3000 for n in range(3))), "1")
    assert [(await ayesha.hears()).text[:1] for _ in range(3)] == ["0", "1", "2"]


async def test_a_person_without_a_number_is_reached_by_user_id(standin: Standin, whatsapp: WhatsApp) -> None:
    sana = standin.phone(bsuid="PK.222", name="Sana")
    standin.open_window("PK.222")
    sent = await whatsapp.send(address(Handle("bsuid", "PK.222")), Outgoing("Salam"), "1")
    assert (await sana.hears()).body["recipient"] == "PK.222"
    assert sent.handles == (Handle("bsuid", "PK.222"),)


def test_the_phone_number_comes_first_and_alone() -> None:
    body = body_for(Shaped("text", "x"), address(), "1")
    assert body["to"] == "923001234567"
    assert "recipient" not in body


async def test_media_by_link_and_by_id(standin: Standin, whatsapp: WhatsApp, ayesha: Phone) -> None:
    media_id = await whatsapp.upload(b"%PDF-", "application/pdf", "receipt.pdf")
    await whatsapp.send(
        address(), Outgoing("Your receipt", media=Media("document", id=media_id, filename="r.pdf")), "1"
    )
    assert (await ayesha.hears()).body["document"] == {"id": media_id, "caption": "Your receipt", "filename": "r.pdf"}
    await whatsapp.send(address(), Outgoing("Look", media=Media("image", link="https://x.example/a.png")), "2")
    assert (await ayesha.hears()).body["image"] == {"link": "https://x.example/a.png", "caption": "Look"}
    error = await refusal(whatsapp, Outgoing("", media=Media("image", id="404")))
    assert error.remedy is Remedy.FIX_REQUEST


async def test_templates_reach_people_outside_the_window(standin: Standin, whatsapp: WhatsApp) -> None:
    phone = standin.phone("+923331112222", name="Bilal")
    standin.template("training_reminder", "ur", parameters=2, buttons=1)
    message = Outgoing("", template=Template("training_reminder", "ur", ("Bilal", "Monday\n 10:00"), ("attend:yes",)))
    await whatsapp.send(address(Handle("phone", phone.number)), message, "1")
    shown = await phone.hears()
    assert shown.payloads == ["attend:yes"]
    assert shown.body["template"]["components"][0]["parameters"][1]["text"] == "Monday 10:00"


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (Template("unknown", "ur"), 132001),
        (Template("reminder", "en"), 132001),
        (Template("pending", "ur"), 132001),
        (Template("reminder", "ur", ("one", "two")), 132000),
        (Template("paused", "ur"), 132015),
        (Template("disabled", "ur"), 132016),
    ],
)
async def test_wrong_templates_are_ours_to_fix(
    standin: Standin, whatsapp: WhatsApp, template: Template, code: int
) -> None:
    standin.template("reminder", "ur", parameters=1)
    for status in ("pending", "paused", "disabled"):
        standin.template(status, "ur", status=status.upper())
    error = await refusal(whatsapp, Outgoing("", template=template))
    assert (error.remedy, error.code) == (Remedy.FIX_TEMPLATE, code)


async def test_the_window_closes_after_24_hours(standin: Standin, whatsapp: WhatsApp, ayesha: Phone) -> None:
    standin.advance(24 * 3600 - 60)
    await whatsapp.send(address(), Outgoing("still here"), "1")
    standin.advance(120)
    error = await refusal(whatsapp)
    assert (error.remedy, error.code) == (Remedy.WINDOW_CLOSED, 131047)


async def test_somebody_who_never_wrote_gets_no_free_text(whatsapp: WhatsApp) -> None:
    error = await refusal(whatsapp, to=address(Handle("phone", "+923009999999")))
    assert error.remedy is Remedy.WINDOW_CLOSED


async def test_too_fast_for_one_person_and_for_the_number(standin: Standin, whatsapp: WhatsApp, ayesha: Phone) -> None:
    standin.state.limits_pairs = True
    for _ in range(45):
        await whatsapp.send(address(), Outgoing("x"), "1")
    assert (await refusal(whatsapp)).remedy is Remedy.SLOW_PERSON
    standin.state.limits_pairs, standin.state.limits_number = False, True
    errors = [
        error
        for error in await asyncio.gather(
            *(whatsapp.send(address(), Outgoing("x"), "1") for _ in range(90)), return_exceptions=True
        )
        if isinstance(error, SendError)
    ]
    assert errors
    assert {error.remedy for error in errors} == {Remedy.SLOW_CHANNEL}


async def test_a_bad_token_stops_the_channel(standin: Standin) -> None:
    whatsapp = WhatsApp(phone_number_id=standin.phone_number_id, access_token="old", base_url=standin.url)
    error = await refusal(whatsapp)
    assert (error.remedy, error.code) == (Remedy.STOP_CHANNEL, 190)
    await whatsapp.close()


async def test_a_wrong_path_is_refused(standin: Standin) -> None:
    whatsapp = WhatsApp(
        phone_number_id=standin.phone_number_id, access_token=standin.access_token, base_url=standin.url, version="v1.0"
    )
    assert (await refusal(whatsapp)).remedy is Remedy.FIX_REQUEST
    await whatsapp.close()


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"code": 130429, "retry_after": "7"}, Remedy.SLOW_CHANNEL),
        ({"code": 131056}, Remedy.SLOW_PERSON),
        ({"code": 131049}, Remedy.NOT_NOW),
        ({"code": 131050}, Remedy.OPT_OUT),
        ({"code": 131026}, Remedy.UNREACHABLE),
        ({"code": 131053}, Remedy.REUPLOAD),
        ({"code": 137000}, Remedy.IDENTITY_CHANGED),
        ({"code": 131000}, Remedy.UNKNOWN),
        ({"code": 987654, "http_status": 400}, Remedy.FIX_REQUEST),
        ({"http_status": 429}, Remedy.SLOW_CHANNEL),
        ({"http_status": 502}, Remedy.UNKNOWN),
        ({"http_status": 401}, Remedy.STOP_CHANNEL),
        ({"drop": True}, Remedy.UNKNOWN),
        ({"drop": True, "accepted": True}, Remedy.UNKNOWN),
    ],
)
async def test_every_failure_says_what_to_do(
    standin: Standin, whatsapp: WhatsApp, ayesha: Phone, fault: dict[str, Any], remedy: Remedy
) -> None:
    standin.fail_next(**fault)
    error = await refusal(whatsapp)
    assert error.remedy is remedy
    assert error.retry_after == (7 if "retry_after" in fault else None)
    # The connection is fine afterwards, and a message whose answer was lost did go out.
    await whatsapp.send(address(), Outgoing("again"), "2")
    assert [message.ref for message in standin.sent] == (["1", "2"] if fault.get("accepted") else ["2"])


async def test_no_answer_in_time_is_unknown(
    standin: Standin, whatsapp: WhatsApp, ayesha: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dt.timedelta(seconds=20) == pool.SEND_TIMEOUT
    monkeypatch.setattr(whatsapp._api, "_timeout", dt.timedelta(seconds=0.1))
    standin.fail_next(hang=1, accepted=True)
    assert (await refusal(whatsapp)).remedy is Remedy.UNKNOWN
    assert (await ayesha.hears()).text == "Salam"


async def test_nobody_listening_is_worth_another_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        whatsapp = WhatsApp(phone_number_id="1", access_token="t", base_url=url)
        assert (await refusal(whatsapp)).remedy is Remedy.RETRY
        await whatsapp.close()


@pytest.mark.parametrize(
    ("message", "to"),
    [
        (Outgoing(""), None),
        (Outgoing("x" * 5000), None),
        (Outgoing("", media=Media("image")), None),
        (Outgoing("x"), Address("whatsapp", "1", (Handle("telegram", "5"),))),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_the_wire(
    standin: Standin, whatsapp: WhatsApp, message: Outgoing, to: Address | None
) -> None:
    assert (await refusal(whatsapp, message, to)).remedy is Remedy.FIX_REQUEST
    assert not standin.refused


async def test_read_and_typing_are_a_courtesy(standin: Standin, whatsapp: WhatsApp, ayesha: Phone) -> None:
    item = ayesha.message("text", {"body": "salam"})
    assert await whatsapp.mark_read(item["id"])
    assert standin.read[0]["typing_indicator"] == {"type": "text"}
    assert not await whatsapp.mark_read("wamid.never-seen")
    await standin.close()
    assert not await whatsapp.mark_read(item["id"])


async def test_a_providers_header_carries_the_bare_token(standin: Standin) -> None:
    seen = Api(base_url="https://x", version="v1", phone_number_id="1", access_token="t", auth_header="D360-API-KEY")
    assert seen.auth == {"D360-API-KEY": "t"}
    meta = Api(base_url="https://x", version="v1", phone_number_id="1", access_token="t")
    assert meta.auth == {"Authorization": "Bearer t"}


def test_every_code_has_one_remedy() -> None:
    assert remedy_for(131047) is Remedy.WINDOW_CLOSED
    assert remedy_for(0) is Remedy.STOP_CHANNEL
    assert remedy_for(10) is Remedy.STOP_CHANNEL
    assert remedy_for(987654) is Remedy.UNKNOWN
    assert set(Remedy) - set(REMEDIES.values()) == {Remedy.RETRY}  # only a broken line is certainly not accepted


def test_a_number_that_does_not_exist_stops_the_channel() -> None:
    body = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}
    assert error_for(400, msgspec.json.encode(body)).remedy is Remedy.STOP_CHANNEL


def test_unreadable_errors_go_by_their_status() -> None:
    for body in (b"", b"<html>", b"[]", b'{"error":"x"}', b'{"error":{"code":"one"}}', b"\xff"):
        assert error_for(503, body).remedy is Remedy.UNKNOWN
        assert error_for(403, body).remedy is Remedy.STOP_CHANNEL
        assert error_for(400, body).remedy is Remedy.FIX_REQUEST
