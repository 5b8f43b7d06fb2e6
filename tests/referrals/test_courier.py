"""Packets on their way to a partner: signed, again after faults, taken once whatever happens, and never for ever."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.keys import Vault
from bot.outbox.models import outbound
from bot.referrals import courier, partners
from bot.referrals.courier import BACK_OFF, LEASE, Courier
from bot.referrals.models import referral, referral_delivery
from bot.referrals.requests import Refer
from bot.referrals.service import ANSWERS
from bot.registry.models import person, ticket
from bot.registry.wished import Wished
from tests.inbox.test_due import World, world  # noqa: F401
from tests.standins.partner import Partner

VAULT = Vault({"k1": bytes(range(32))})
WISH = Refer("akhuwat", "akhuwat", "punjab", "sialkot", 40_000, "stock", "Ayesha Khan", None, "777-000-0001")


class Post:
    """Somebody met, an agreement with a partner that listens, and a courier between them on the world's clock."""

    def __init__(self, world: World, partner: Partner) -> None:  # noqa: F811
        self.world, self.partner = world, partner
        self.courier = Courier(world.writer.write, VAULT, now=lambda: world.now, timeout=dt.timedelta(seconds=2))
        partner.clock = lambda: world.now.timestamp()

    async def refers(self, key: str = "a:1") -> None:
        def task(connection: sa.Connection) -> None:
            now = self.world.now
            who = connection.execute(sa.select(person.c.id)).scalar_one()
            if not partners.all_agreements(connection):
                _id, self.partner.secret = partners.add_agreement(
                    connection, "akhuwat", contact="Ali", begins_on=now.date(), ends_on=None, products=(),
                    provinces=(), webhook_url=self.partner.url, vault=VAULT, now=now,
                )  # fmt: skip
            ANSWERS[Refer](connection, [Wished(WISH, who, now, key)])

        await self.world.writer.write(task)

    async def goes_round(self, **later: float) -> int:
        """Let time pass, fire what is due, and let the courier look once."""
        await self.world.later(**later)
        return await self.courier.deliver()

    async def row(self, table: sa.Table = referral_delivery) -> Any:
        return await self.world.database.read(lambda c: c.execute(sa.select(table)).mappings().one())


@pytest.fixture
async def post(world: World) -> AsyncIterator[Post]:  # noqa: F811
    await world.says("English")
    async with Partner() as partner:
        made = Post(world, partner)
        await made.refers()
        yield made
        await made.courier.stop()


async def test_the_packet_arrives_signed_and_holds_the_least(post: Post) -> None:
    assert await post.goes_round() == 1
    [(status, headers, body)] = post.partner.requests
    assert status == 201
    assert headers["Content-Type"] == "application/json"
    packet = json.loads(body)
    assert packet["event"] == "referral.created"
    number = (await post.row(referral))["number"]
    assert packet["referral"] == {
        "number": number, "product": "akhuwat", "amount": 40_000, "purpose": "stock", "district": "sialkot",
        "name": "Ayesha Khan", "phone": None, "made_at": "2026-11-23T09:00:00+00:00",
    }  # fmt: skip
    assert (await post.row())["state"] == "delivered"
    assert (await post.row(referral))["state"] == "sent"
    assert await post.goes_round(hours=2) == 0, "once is enough"


@pytest.mark.parametrize("fault", [500, 503, 429, 400, 401, 404, 307])
async def test_after_a_fault_it_comes_again_the_same(post: Post, fault: int) -> None:
    post.partner.faults = [fault]
    await post.goes_round()
    row = await post.row()
    assert (row["state"], row["attempts"], row["status"]) == ("waiting", 1, fault)
    assert await post.goes_round() == 0, "not at once"
    await post.goes_round(minutes=1)
    assert post.partner.statuses == [fault, 201]
    (_s1, first, body1), (_s2, second, body2) = post.partner.requests
    assert body1 == body2
    assert first["Idempotency-Key"] == second["Idempotency-Key"]
    assert first["Munshi-Signature"] != second["Munshi-Signature"], "signed anew, or it would be too old"
    assert (await post.row())["state"] == "delivered"


async def test_when_the_answer_is_lost_the_partner_still_takes_it_once(post: Post) -> None:
    post.partner.faults = [0]
    await post.goes_round()
    row = await post.row()
    assert (row["state"], row["status"]) == ("waiting", None)
    assert row["error"]
    await post.goes_round(minutes=1)
    assert post.partner.statuses == [0, 409]
    assert len(post.partner.taken) == 1
    assert (await post.row())["state"] == "delivered"


async def test_a_partner_that_is_away_is_tried_at_growing_distances(post: Post) -> None:
    post.partner.faults = [503] * 20
    await post.goes_round()
    for wait in BACK_OFF:
        await post.goes_round(seconds=wait.total_seconds() - 1)
        await post.goes_round(seconds=1)
    assert len(post.partner.requests) == len(BACK_OFF) + 1
    assert (await post.row())["state"] == "failed"
    await post.goes_round(hours=48)
    assert len(post.partner.requests) == len(BACK_OFF) + 1, "it has been given up"


async def test_what_is_given_up_is_put_before_the_helpdesk_and_told(post: Post) -> None:
    post.partner.faults = [503] * 20
    await post.goes_round()
    for wait in BACK_OFF:
        await post.goes_round(seconds=wait.total_seconds())
    await post.world.later()  # a call that is put on the agenda fires with the next look
    number = (await post.row(referral))["number"]
    assert (await post.row(ticket))["reason"] == f"referral:{number}"
    await post.world.later(hours=12)  # not at night
    await post.world.says("hello")
    assert any(number in said and "helpdesk" in said for said in await everything_said(post))


async def everything_said(post: Post) -> list[str]:
    return list(await post.world.database.read(lambda c: c.execute(sa.select(outbound.c.body)).scalars().all()))


async def test_a_partner_with_another_secret_refuses(post: Post) -> None:
    post.partner.secret = "another"
    await post.goes_round()
    assert post.partner.statuses == [401]
    assert post.partner.taken == {}


async def test_a_copied_request_counts_for_nothing_after_five_minutes(post: Post) -> None:
    await post.goes_round()
    [(_status, headers, body)] = post.partner.requests
    copied = {name: value for name, value in headers.items() if name.startswith(("Munshi", "Idempotency"))}
    await post.world.later(minutes=6)
    async with (
        aiohttp.ClientSession() as session,
        session.post(post.partner.url, data=body, headers=copied) as answer,
    ):
        assert answer.status == 401


async def test_a_courier_that_dies_leaves_the_packet_to_the_next(post: Post) -> None:
    await post.world.later()
    taken = await post.world.writer.write(lambda connection: courier.lease(connection, post.world.now))
    assert len(taken) == 1
    assert await post.goes_round() == 0, "another one may be posting it"
    assert await post.goes_round(seconds=LEASE.total_seconds()) == 1
    assert post.partner.statuses == [201]


async def test_without_its_key_nothing_is_posted_unsigned(post: Post) -> None:
    post.courier = Courier(post.world.writer.write, Vault({"k2": bytes(32)}), now=lambda: post.world.now)
    await post.goes_round()
    assert post.partner.requests == []
    assert ((await post.row())["state"], (await post.row())["error"]) == ("waiting", "CannotOpen")


async def test_nobody_listens_at_all(post: Post) -> None:
    await post.partner._runner.cleanup()
    await post.goes_round()
    assert (await post.row())["error"] == "ClientConnectorError"


async def test_a_partner_that_says_nothing_is_not_waited_for_longer_than_the_lease() -> None:
    assert courier.TIMEOUT < LEASE
