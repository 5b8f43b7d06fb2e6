"""Replies on their way out of the real server: refused, lost, settled by a status; and to whom they go.

What needs shorter waits than a running server has is in tests/outbox.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.frontdoor.conftest import Front, server_for, somebody
from tests.frontdoor.owner import Owner, until
from tests.standins.whatsapp import Phone, Standin
from tests.standins.whatsapp.rules import Refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


def sends_of(front: Front, phone: Phone) -> list[dict[str, Any]]:
    """Everything sent to whoever has this number or user id now or had it before."""
    query = (
        "SELECT o.* FROM outbound o WHERE person_id IN "
        "(SELECT person_id FROM identity WHERE value IN (?, ?)) ORDER BY o.id"
    )
    return [dict(row) for row in front.server.rows(query, phone.bsuid, phone.number)]


async def states(front: Front, phone: Phone, *wanted: str) -> list[dict[str, Any]]:
    await until(lambda: [row["state"] for row in sends_of(front, phone)] == list(wanted))
    return sends_of(front, phone)


def person_of(front: Front, phone: Phone) -> int:
    query = "SELECT person_id FROM identity WHERE value = ? AND ended_at IS NULL"
    ((found,),) = front.server.rows(query, phone.bsuid or phone.number)
    return int(found)


@pytest.mark.parametrize(("code", "state"), [(131026, "failed"), (131047, "closed"), (131050, "failed")])
async def test_a_refused_reply_does_not_hold_up_the_next(front: Front, phone: Phone, code: int, state: str) -> None:
    front.whatsapp.fail_next(code=code)
    await phone.says("hello")
    rows = await states(front, phone, state)
    assert rows[0]["error_code"] == code
    await phone.says("menu")
    assert (await phone.hears()).options
    await states(front, phone, state, "sent")


async def test_too_many_for_one_person_are_sent_later_and_in_order(front: Front, phone: Phone) -> None:
    front.whatsapp.fail_next(code=131056, retry_after="0.2")
    for text in ("hello", "English", "help"):
        await phone.says(text)
    heard = [await phone.hears() for _n in range(3)]
    assert [shown.ref for shown in heard] == [str(row["id"]) for row in sends_of(front, phone)]
    await states(front, phone, "sent", "sent", "sent")


async def test_an_answer_that_got_lost_is_settled_by_a_status_and_not_sent_again(front: Front, phone: Phone) -> None:
    front.whatsapp.fail_next(drop=True, accepted=True)
    await phone.says("hello")
    await phone.hears()
    await states(front, phone, "unknown")
    await phone.says("English")
    await phone.hears_nothing()
    (lost,) = front.whatsapp.state.last_to(phone.digits)
    assert await front.whatsapp.send_status(lost, "sent") == 200
    assert (await phone.hears(2)).options, "her later replies go on at once"
    rows = await states(front, phone, "sent", "sent")
    assert rows[0]["provider_id"] == lost.id


async def test_meta_mostly_says_200_first_and_failed_later(front: Front, phone: Phone) -> None:
    front.whatsapp.late_failures = True
    front.whatsapp.state.unreachable.add(phone.digits)
    try:
        await phone.says("hello")
        rows = await states(front, phone, "failed")
        assert (rows[0]["delivery"], rows[0]["error_code"]) == ("failed", 131026)
    finally:
        front.whatsapp.late_failures = False
        front.whatsapp.state.unreachable.clear()


async def test_statuses_out_of_order_and_doubled(front: Front, phone: Phone) -> None:
    await phone.says("hello")
    await phone.hears()
    (reply,) = front.whatsapp.state.last_to(phone.digits)
    posts = [front.whatsapp.send_status(reply, state) for state in ("read", "delivered", "sent", "read", "sent")]
    assert set(await asyncio.gather(*posts)) == {200}
    assert sends_of(front, phone)[0]["delivery"] == "read"
    await front.whatsapp.send_status(reply, "failed", Refused(131026, "x"))
    await front.whatsapp.send_status(reply, "read")
    assert sends_of(front, phone)[0]["state"] == "failed"


async def test_a_server_that_starts_while_whatsapp_is_down_loses_nothing(tmp_path: Any, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path)
    server.settings["WHATSAPP_API_URL"] = "http://127.0.0.1:9"
    await server.start()
    phone = somebody(whatsapp)
    await phone.says("hello")
    await phone.says("English")
    await server.kill()
    server.settings["WHATSAPP_API_URL"] = whatsapp.url
    await server.start()
    first, second = await phone.hears(), await phone.hears()
    assert int(first.ref) < int(second.ref)
    await phone.hears_nothing()
    await server.kill()


# --- to whom


async def test_somebody_with_a_username_and_no_number_is_answered_by_user_id(front: Front) -> None:
    phone = front.whatsapp.phone(bsuid="PK.77001", name="Sana", shows_number=False)
    end = await Owner(phone, "words", "ur_Latn").registers()
    assert "-" in end.text
    sent = [message.body for message in front.whatsapp.sent if message.recipient == "PK.77001"]
    assert {body.get("recipient") for body in sent} == {"PK.77001"}
    assert not any("to" in body for body in sent)


async def test_a_number_first_and_a_user_id_later_is_one_person(front: Front) -> None:
    phone = front.whatsapp.phone("+923027770001", name="Sana")
    owner = Owner(phone, "words", "en")
    await owner.opens()
    await owner.goes_on_to("district")
    phone.bsuid = "PK.77002"
    front.whatsapp.state.aliases[phone.bsuid] = phone.digits
    asked = await owner.says("back")
    assert "make, sell or do" in asked.text, "her form goes on"
    phone.shows_number = False
    await owner.says("menu")
    assert (
        len(front.server.rows("SELECT DISTINCT person_id FROM identity WHERE value IN ('+923027770001', 'PK.77002')"))
        == 1
    )


@pytest.mark.parametrize("how", ["user_id_update", "system"])
async def test_a_new_user_id_is_the_same_person(front: Front, phone: Phone, how: str) -> None:
    owner = Owner(phone, "words", "en")
    reference = (await owner.registers()).text
    before, she = phone.bsuid, person_of(front, phone)
    phone.bsuid = before + "9"
    front.whatsapp.state.aliases[phone.bsuid] = phone.digits
    deliveries = front.whatsapp.deliveries
    if how == "system":
        system = {"type": "user_changed_user_id", "previous_user_id": before, "user_id": phone.bsuid, "body": "changed"}
        item = phone.message("system", system)
        del item["from_user_id"]
        assert await deliveries.post(deliveries.change(messages=[item])) == 200
    else:
        update = {"user_id": {"previous": before, "current": phone.bsuid}, "wa_id": phone.digits, "timestamp": 1}
        assert await deliveries.post(deliveries.change("user_id_update", user_id_update=[update])) == 200
    await phone.hears_nothing(0.1)
    phone.shows_number = False
    status = await owner.says("my status")
    assert person_of(front, phone) == she
    assert status.text.split("number ")[1][:12] in reference


async def test_a_changed_number_is_the_same_person(front: Front, phone: Phone) -> None:
    owner = Owner(phone, "words", "en")
    reference = (await owner.registers()).text
    she = person_of(front, phone)
    await phone.changes_number("+923045550001")
    front.whatsapp._phones[phone.digits] = phone
    await phone.hears_nothing(0.1)
    status = await owner.says("my status")
    assert person_of(front, phone) == she
    assert status.text.split("number ")[1][:12] in reference


async def test_a_recycled_sim_is_a_new_person_who_sees_nothing_of_the_old_one(front: Front, phone: Phone) -> None:
    await Owner(phone, "words", "en").registers()
    before = person_of(front, phone)
    stranger = front.whatsapp.phone(phone.number, bsuid="PK.77900", name="Somebody else")
    owner = Owner(stranger, "words", "en")
    await stranger.says("my status")
    first = await owner.looks()
    assert "Ayesha" not in first.text
    assert "Khan" not in first.text
    assert person_of(front, stranger) != before


async def test_when_number_and_user_id_belong_to_two_people_nobody_is_merged(front: Front) -> None:
    first = front.whatsapp.phone(bsuid="PK.77801", name="One", shows_number=False)
    second = front.whatsapp.phone("+923027770802", name="Two")
    for each in (first, second):
        await each.says("hello")
        await each.hears()
    one, two = person_of(front, first), person_of(front, second)
    both = first.message("text", {"body": "English"}, **{"from": second.digits})
    assert await front.whatsapp.deliveries.post(front.whatsapp.deliveries.change(messages=[both])) == 200
    await until(lambda: front.server.rows("SELECT 1 FROM inbound WHERE key = ? AND person_id = ?", both["id"], one))
    assert (person_of(front, first), person_of(front, second)) == (one, two)
    assert "identity conflict" in front.server.log.read_text()


async def test_announcements_stopped_in_whatsapp_itself_stop_and_replies_go_on(front: Front, phone: Phone) -> None:
    await phone.says("hello")
    await phone.hears()
    query = "SELECT wants_broadcasts FROM person WHERE id = ?"
    await phone.stops_marketing()
    assert front.server.rows(query, person_of(front, phone))[0][0] == 0
    await phone.says("English")
    assert (await phone.hears()).options
    await phone.stops_marketing("resume")
    assert front.server.rows(query, person_of(front, phone))[0][0] == 1


async def test_blue_ticks_where_they_are_wanted(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path, WHATSAPP_READ_RECEIPTS="1")
    phone = somebody(whatsapp)
    try:
        await server.start()
        key = await phone.says("hello")
        await phone.hears()
        await until(lambda: whatsapp.read)
        [ticked] = whatsapp.read
        assert ticked["message_id"] == key
        assert "typing_indicator" not in ticked
    finally:
        await server.kill()
