"""What carriers say became of our messages: late, twice, in any order, about messages we do not know."""

import itertools
from typing import Any

import pytest

from tests.house import House
from tests.standins.whatsapp import Phone, Standin
from tests.standins.whatsapp.rules import Refused
from tests.standins.whatsapp.state import Accepted

RANKS = {"sent": 1, "delivered": 2, "read": 3}


async def one_reply(house: House, whatsapp: Standin, phone: Phone) -> Accepted:
    await phone.says("hello")
    await phone.hears()
    await house.until_states("sent")
    return whatsapp.sent[-1]


def delivery(house: House) -> Any:
    ((state, stands, rank, code),) = house.rows("SELECT state, delivery, delivery_rank, error_code FROM outbound")
    return state, stands, rank, code


@pytest.mark.parametrize("order", [*itertools.permutations(RANKS)], ids="-".join)
async def test_statuses_only_move_forward(
    house: House, whatsapp: Standin, phone: Phone, order: tuple[str, ...]
) -> None:
    reply = await one_reply(house, whatsapp, phone)
    best = 0
    for state in (*order, *order):
        await whatsapp.send_status(reply, state)
        best = max(best, RANKS[state])
        assert delivery(house)[:3] == ("sent", next(s for s, rank in RANKS.items() if rank == best), best)
    assert len(house.rows("SELECT 1 FROM delivery")) == 3, "each is kept once"


async def test_several_statuses_in_one_post(house: House, whatsapp: Standin, phone: Phone) -> None:
    reply = await one_reply(house, whatsapp, phone)
    changes = [whatsapp.deliveries.status(reply, state) for state in ("read", "sent", "in_orbit", "delivered", "read")]
    statuses = [change["value"]["statuses"][0] for change in changes]
    assert await whatsapp.deliveries.post(whatsapp.deliveries.change(statuses=statuses)) == 200
    assert delivery(house)[:3] == ("sent", "read", 3)


async def test_a_failure_minutes_later_has_the_last_word(house: House, whatsapp: Standin, phone: Phone) -> None:
    """Meta leaves `contacts` out of failed statuses, and the API had said 200."""
    reply = await one_reply(house, whatsapp, phone)
    await whatsapp.send_status(reply, "sent")
    assert await whatsapp.send_status(reply, "failed", Refused(131026, "Message undeliverable")) == 200
    await whatsapp.send_status(reply, "delivered")
    assert delivery(house) == ("failed", "failed", 9, 131026)


async def test_a_window_that_turns_out_shut_closes_the_reply(house: House, whatsapp: Standin, phone: Phone) -> None:
    reply = await one_reply(house, whatsapp, phone)
    await whatsapp.send_status(reply, "failed", Refused(131047, "Re-engagement message"))
    assert delivery(house) == ("closed", "failed", 9, 131047)


async def test_a_stop_that_comes_as_a_failure_stops_announcements(
    house: House, whatsapp: Standin, phone: Phone
) -> None:
    reply = await one_reply(house, whatsapp, phone)
    await whatsapp.send_status(reply, "failed", Refused(131050, "User has stopped"))
    assert house.rows("SELECT wants_broadcasts FROM person") == [(0,)]


async def test_statuses_of_unknown_messages_are_kept_and_move_nothing(
    house: House, whatsapp: Standin, phone: Phone
) -> None:
    reply = await one_reply(house, whatsapp, phone)
    for ref in ("", "999999", "9" * 400, "-1", "１", "ours", "1 OR 1=1"):
        body = {"biz_opaque_callback_data": ref} if ref else {}
        stranger = Accepted(f"wamid.stranger{ref}", reply.recipient, body, reply.at)
        assert await whatsapp.send_status(stranger, "failed", Refused(131026, "x")) == 200
    assert delivery(house)[:3] == ("sent", "", 0)
    assert len(house.rows("SELECT 1 FROM delivery")) == 7


async def test_a_status_may_be_quicker_than_our_own_mark(
    house: House, whatsapp: Standin, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = house.channel.send

    async def send(*arguments: Any) -> Any:
        sent = await real(*arguments)
        await whatsapp.send_status(whatsapp.sent[-1], "read")
        return sent

    monkeypatch.setattr(house.channel, "send", send)
    await phone.says("hello")
    await house.until(lambda: house.rows("SELECT 1 FROM outbound WHERE delivery = 'read'"))
    await phone.says("menu")
    await house.until_states("sent", "sent")
    assert [rank for (rank,) in house.rows("SELECT delivery_rank FROM outbound ORDER BY id")] == [3, 3]
    assert len(whatsapp.sent) == 2


async def test_a_failure_of_the_first_try_does_not_undo_the_second(
    house: House, whatsapp: Standin, phone: Phone
) -> None:
    whatsapp.fail_next(drop=True, accepted=True)
    await phone.says("hello")
    await house.until_states("sent")
    first, second = whatsapp.sent
    await whatsapp.send_status(second, "delivered")
    await whatsapp.send_status(first, "failed", Refused(131026, "x"))
    assert delivery(house)[:3] == ("sent", "delivered", 2)


async def test_everybody_in_a_group_has_a_status_of_their_own(house: House, whatsapp: Standin, phone: Phone) -> None:
    reply = await one_reply(house, whatsapp, phone)
    status = whatsapp.deliveries.status(reply, "delivered")["value"]["statuses"][0]
    each = [{**status, "recipient_participant_id": f"92300000000{n}"} for n in range(3)]
    await whatsapp.deliveries.post(whatsapp.deliveries.change(statuses=each))
    assert len(house.rows("SELECT 1 FROM delivery")) == 3
