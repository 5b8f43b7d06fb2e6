"""What becomes of a reply when the carrier refuses it, does not answer, or cannot be reached (Meta's error codes)."""

import asyncio
from pathlib import Path

import pytest

from tests.house import SHORT, House
from tests.standins.whatsapp import Phone, Standin


async def says(phone: Phone, *texts: str) -> None:
    for text in texts:
        await phone.says(text)


async def refs(phone: Phone, count: int) -> list[int]:
    return [int((await phone.hears()).ref) for _ in range(count)]


@pytest.mark.parametrize("code", [131026, 131030, 131049, 130472, 131050, 131008, 132001, 131053, 137000])
async def test_a_reply_that_cannot_go_out_is_failed_and_the_next_one_goes(
    house: House, whatsapp: Standin, phone: Phone, code: int
) -> None:
    whatsapp.fail_next(code=code)
    await says(phone, "hello", "menu")
    await phone.hears()
    await house.until_states("failed", "sent")
    assert house.replies()[0] == ("failed", code)
    await phone.hears_nothing(0.05)


async def test_a_closed_window_closes_the_reply(house: House, whatsapp: Standin, phone: Phone) -> None:
    whatsapp.fail_next(code=131047)
    await says(phone, "hello", "menu")
    await phone.hears()
    await house.until_states("closed", "sent")


async def test_a_reply_whose_window_has_shut_is_not_even_tried(house: House, whatsapp: Standin, phone: Phone) -> None:
    whatsapp.fail_next(2, code=130429, retry_after="0.2")
    await says(phone, "hello")
    house.ahead = house.ahead.__class__(hours=24, seconds=1)
    await house.until_states("closed")
    assert whatsapp.sent == []


async def test_too_fast_for_this_person_holds_her_replies_in_order_and_nobody_elses(
    house: House, whatsapp: Standin, phone: Phone, other: Phone
) -> None:
    whatsapp.fail_next(2, code=131056)
    await says(phone, "hello", "menu", "help")
    await says(other, "hello")
    await other.hears()
    order = await refs(phone, 3)
    assert order == sorted(order)
    await house.until_states("sent", "sent", "sent", "sent")


async def test_a_reply_that_is_too_fast_for_two_minutes_no_longer_holds_back_the_later_ones(
    house: House, whatsapp: Standin, phone: Phone
) -> None:
    whatsapp.fail_next(3, code=131056)
    await says(phone, "hello", "menu")
    await house.until(lambda: not whatsapp.faults._waiting or len(whatsapp.faults._waiting) < 3)
    house.ahead = house.ahead.__class__(minutes=3)
    await phone.hears()
    assert house.replies()[0] == ("failed", 131056)


@pytest.mark.parametrize("code", [130429, 4, 80007])
async def test_too_fast_for_the_number_slows_it_and_loses_nothing(
    house: House, whatsapp: Standin, phone: Phone, other: Phone, code: int
) -> None:
    whatsapp.fail_next(3, code=code, http_status=400, retry_after="0.05")
    await says(phone, "hello", "menu")
    await says(other, "hello")
    await other.hears()
    order = await refs(phone, 2)
    assert order == sorted(order)
    assert house.pace.rate < 1000
    await house.until_states("sent", "sent", "sent")


@pytest.mark.parametrize("fault", [{"code": 190}, {"code": 131042}, {"code": 368}, {"http_status": 401}])
async def test_while_the_carrier_refuses_everything_nothing_is_lost(
    house: House, whatsapp: Standin, phone: Phone, fault: dict[str, int]
) -> None:
    whatsapp.fail_next(3, **fault)
    await says(phone, "hello", "menu")
    order = await refs(phone, 2)
    assert order == sorted(order)
    await house.until_states("sent", "sent")
    assert house.sender.repeated == 0


async def test_an_expired_token_holds_everything_until_a_restart_with_a_new_one(
    tmp_path: Path, whatsapp: Standin, phone: Phone
) -> None:
    house = House(whatsapp, tmp_path)
    whatsapp.access_token = "the old one"
    await house.start()
    whatsapp.access_token = "the new one"
    await says(phone, "hello", "menu")
    await house.until(lambda: len(whatsapp.refused) >= 2)
    await house.stop()
    assert [state for state, _code in house.replies()] == ["queued", "queued"]
    await house.start()
    await refs(phone, 2)
    await house.until_states("sent", "sent")
    await house.stop()


async def test_a_carrier_that_cannot_be_reached_costs_nothing(tmp_path: Path, phone: Phone, whatsapp: Standin) -> None:
    house = await House(whatsapp, tmp_path).start()
    port = int(whatsapp.url.rpartition(":")[2])
    assert whatsapp._runner is not None
    await whatsapp._runner.cleanup()
    await says(phone, "hello", "menu")
    await asyncio.sleep(0.2)
    assert [state for state, _code in house.replies()] == ["queued", "queued"]
    assert house.pace.rate == 1000, "nobody said that we were too fast"
    whatsapp._port = port
    await whatsapp.start()
    order = await refs(phone, 2)
    assert order == sorted(order)
    await house.until_states("sent", "sent")
    assert house.sender.repeated == 0
    await house.stop()


LOST_ANSWERS = [
    {"http_status": 500}, {"code": 131000}, {"code": 131016}, {"drop": True}, {"drop": True, "accepted": True},
]  # fmt: skip


@pytest.mark.parametrize("fault", LOST_ANSWERS, ids=str)
async def test_a_reply_that_may_have_gone_out_is_repeated_once_after_the_wait(
    house: House, whatsapp: Standin, phone: Phone, fault: dict[str, int]
) -> None:
    whatsapp.fail_next(**fault)
    await says(phone, "hello", "menu")
    await house.until(lambda: house.replies()[0][0] == "unknown")
    assert len(whatsapp.sent) == (1 if fault.get("accepted") else 0), "the later reply waits"
    await house.until_states("sent", "sent")
    assert house.sender.repeated == 1
    assert len(phone.heard) == (3 if fault.get("accepted") else 2)


async def test_a_reply_is_not_repeated_twice(house: House, whatsapp: Standin, phone: Phone) -> None:
    whatsapp.fail_next(2, drop=True, accepted=True)
    await says(phone, "hello", "menu")
    await house.until_states("unknown", "sent")
    assert len(phone.heard) == 3


async def test_a_refusal_before_does_not_use_up_the_repeat(house: House, whatsapp: Standin, phone: Phone) -> None:
    whatsapp.fail_next(2, code=131056)
    whatsapp.fail_next(drop=True)
    await says(phone, "hello")
    await phone.hears()
    await house.until_states("sent")


async def test_a_status_settles_what_is_unknown_and_the_later_replies_go_at_once(
    tmp_path: Path, whatsapp: Standin, phone: Phone
) -> None:
    house = await House(whatsapp, tmp_path, waits=SHORT.__class__(unknown=60)).start()
    whatsapp.fail_next(drop=True, accepted=True)
    await says(phone, "hello", "menu")
    await phone.hears()
    await house.until(lambda: house.replies()[0][0] == "unknown")
    await whatsapp.send_status(whatsapp.sent[0], "delivered")
    await phone.hears()
    await house.until_states("sent", "sent")
    assert house.sender.repeated == 0
    await house.stop()


async def test_somebody_elses_status_repeats_nothing(
    tmp_path: Path, whatsapp: Standin, phone: Phone, other: Phone
) -> None:
    house = await House(whatsapp, tmp_path, waits=SHORT.__class__(unknown=60)).start()
    whatsapp.fail_next(2, drop=True, accepted=True)
    await asyncio.gather(says(phone, "hello"), says(other, "hello"))
    await house.until_states("unknown", "unknown")
    await whatsapp.send_status(whatsapp.sent[0], "delivered")
    await house.until(lambda: sorted(state for state, _code in house.replies()) == ["sent", "unknown"])
    assert (len(whatsapp.sent), house.sender.repeated) == (2, 0)
    await house.stop()


async def test_a_hanging_send_is_unknown_after_a_stop_and_waits_for_news(
    tmp_path: Path, whatsapp: Standin, phone: Phone
) -> None:
    """What was under way when we had to go may have gone out: it is not simply sent again."""
    house = await House(whatsapp, tmp_path, waits=SHORT.__class__(unknown=0.6, last=0.05)).start()
    whatsapp.fail_next(hang=5, accepted=True)
    await says(phone, "hello")
    await phone.hears()
    await house.stop()
    assert [state for state, _code in house.replies()] == ["unknown"]
    await house.start()
    await asyncio.sleep(0.1)
    assert len(whatsapp.sent) == 1
    await whatsapp.send_status(whatsapp.sent[0], "sent")
    await house.until_states("sent")
    await says(phone, "menu")
    await phone.hears()
    assert len(whatsapp.sent) == 2
    await house.stop()


async def test_a_sender_that_meets_a_bug_goes_on_with_everybody_else(
    house: House, whatsapp: Standin, phone: Phone, other: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = house.channel.send
    broken = {"left": 2}

    async def send(to: object, message: object, ref: str) -> object:
        if "923001234567" in str(to) and broken["left"]:
            broken["left"] -= 1
            raise ZeroDivisionError
        return await real(to, message, ref)  # type: ignore[arg-type]

    monkeypatch.setattr(house.channel, "send", send)
    await says(phone, "hello", "menu")
    await says(other, "hello")
    await other.hears()
    await phone.hears()
    await house.until(lambda: [state for state, _code in house.replies()] == ["unknown", "sent", "sent"])


async def test_after_a_restart_what_waited_goes_out_in_order(tmp_path: Path, whatsapp: Standin, phone: Phone) -> None:
    house = await House(whatsapp, tmp_path, waits=SHORT.__class__(person=30)).start()
    whatsapp.fail_next(code=131056)
    await says(phone, "hello", "menu", "help")
    await house.until(lambda: not whatsapp.faults._waiting)
    await house.stop()
    await house.start()
    await says(phone, "thanks")
    order = await refs(phone, 4)
    assert order == sorted(order)
    await house.stop()
