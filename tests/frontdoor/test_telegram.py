"""The real server and a stand-in for Telegram: an owner registers in Urdu, by webhook and by polling, come what may."""

import itertools
import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.config import Misconfigured, load
from bot.doctor import examine
from tests.frontdoor.owner import Owner, until
from tests.frontdoor.server import Server
from tests.house import empty_database
from tests.standins.telegram import Shown, Standin, TelegramUser

SECRET = "front-door_secret"
WAYS = ("webhook", "polling")
RECORDED = {
    "owner_name": "Ayesha Khan", "business_name": "Khan Handicrafts", "trade": "group:crafts", "district": "mirpur",
    "since": 2019, "people": 5, "women": 3, "turnover": "to_30l", "legal_form": "sole", "has_ntn": 0,
    "exporting": "wants",
}  # fmt: skip
_ids = itertools.count(700_000_001)

NewServer = Callable[..., Server]


@pytest.fixture
async def telegram() -> AsyncIterator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest.fixture
async def new_server(tmp_path: Path, telegram: Standin) -> AsyncIterator[NewServer]:
    """Servers that listen by webhook or poll; the last one made is killed afterwards."""
    made: list[Server] = []

    def new(way: str = "webhook", **settings: str) -> Server:
        ours = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        # She answers faster than any thumb.
        server = Server(tmp_path, **{**ours, "TELEGRAM_MESSAGES_PER_SECOND_PER_CHAT": "1000", **settings})
        if way == "webhook":
            server.settings |= {"PUBLIC_URL": server.base, "TELEGRAM_WEBHOOK_SECRET": SECRET}
        if not made:
            shutil.copy(empty_database(), server.database)
        made.append(server)
        return server

    yield new
    for server in made:
        await server.kill()


@pytest.fixture
async def server(new_server: NewServer) -> Server:
    return await new_server().start()


@pytest.fixture
def ayesha(telegram: Standin) -> TelegramUser:
    return telegram.user("Ayesha", "Khan", language="ur", id=next(_ids))


def rows_of(server: Server, user: TelegramUser, table: str) -> list[dict[str, Any]]:
    owner = "SELECT person_id FROM identity WHERE kind = 'telegram' AND value = ?"
    return [dict(row) for row in server.rows(f'SELECT * FROM "{table}" WHERE person_id IN ({owner})', str(user.id))]


async def opens(user: TelegramUser) -> Shown:
    await user.starts()
    await user.hears()
    await user.taps("اردو")
    return await user.hears()


@pytest.mark.parametrize("way", WAYS)
async def test_an_owner_registers_in_urdu_by_taps(
    new_server: NewServer, telegram: Standin, ayesha: TelegramUser, way: str
) -> None:
    server = await new_server(way).start()

    await Owner(ayesha, "taps", "ur").registers()

    (business,) = rows_of(server, ayesha, "business")
    assert {name: business[name] for name in RECORDED} == RECORDED
    assert [case["state"] for case in rows_of(server, ayesha, "case")] == ["recorded"]
    assert len(ayesha.heard) == len(rows_of(server, ayesha, "inbound")), "one message for each of hers"
    assert telegram.refused == []
    assert telegram.taps
    await until(lambda: all(telegram.taps.values()))
    assert await server.stop() == 0


@pytest.mark.parametrize("way", WAYS)
async def test_the_server_is_killed_in_the_middle_and_goes_on(
    new_server: NewServer, telegram: Standin, ayesha: TelegramUser, way: str
) -> None:
    server = await new_server(way).start()

    async def power_cut(question: str) -> None:
        if question in ("owner_name", "district", "review"):
            said = "SELECT count(*) AS n FROM outbound WHERE state = 'sent'"
            await until(lambda: server.rows(said)[0]["n"] == len(ayesha.heard))
            await server.kill()
            await server.start()

    await Owner(ayesha, "taps", "ur").registers(before=power_cut)

    assert rows_of(server, ayesha, "business"), f"{ayesha.heard[-3:]}\n{server.log.read_text()[-3000:]}"
    (business,) = rows_of(server, ayesha, "business")
    assert {name: business[name] for name in RECORDED} == RECORDED
    texts = [shown.text for shown in ayesha.heard]
    assert len(set(texts)) == len(texts), "nothing came twice"


async def test_what_is_written_while_we_are_down_is_answered_afterwards(
    new_server: NewServer, telegram: Standin, ayesha: TelegramUser
) -> None:
    server = await new_server("polling").start()
    await opens(ayesha)
    await server.kill()
    await ayesha.says("مدد")
    telegram.updates.forget_where_it_was(7)  # and after a quiet week the numbers start lower
    await server.start()
    first = await ayesha.hears()
    await ayesha.says("مینو")
    second = await ayesha.hears()
    assert first.text != second.text
    assert second.options
    await telegram.updates.settled()


async def test_an_edited_message_changes_nothing(server: Server, telegram: Standin, ayesha: TelegramUser) -> None:
    owner = Owner(ayesha, "taps", "ur")
    await owner.opens()
    await owner.goes_on_to("owner_name")
    named = await ayesha.says("Ayesha Khan")
    await ayesha.hears()
    await ayesha.edits(named, "Ayesha Bibi")
    await telegram.updates.settled()
    await ayesha.hears_nothing()
    kinds = [(row["kind"], row["state"]) for row in rows_of(server, ayesha, "inbound")]
    assert kinds[-1] == ("edited_message", "kept")


async def test_a_tap_is_acknowledged_though_its_answer_is_refused(
    server: Server, telegram: Standin, ayesha: TelegramUser
) -> None:
    await ayesha.starts()
    await ayesha.hears()
    telegram.fail_next(code=429, retry_after=1, description="Too Many Requests: retry after 1")
    tap = await ayesha.taps("اردو", too_old=True)
    await until(lambda: telegram.taps[tap], 0.9)
    await ayesha.hears()


async def test_too_many_requests_are_waited_for_and_nothing_is_lost(
    server: Server, telegram: Standin, ayesha: TelegramUser
) -> None:
    await opens(ayesha)
    telegram.fail_next(code=429, retry_after=2, description="Too Many Requests: retry after 2")
    before = telegram.calls.count("sendMessage")
    await ayesha.says("مدد")
    await until(lambda: telegram.calls.count("sendMessage") == before + 1)
    await ayesha.hears_nothing(1.8)
    assert telegram.calls.count("sendMessage") == before + 1, "not tried before its time"
    await ayesha.hears()
    assert telegram.calls.count("sendMessage") == before + 2


async def test_who_blocks_us_is_opted_out_and_may_come_back(
    server: Server, telegram: Standin, ayesha: TelegramUser
) -> None:
    def wishes() -> tuple[int, int]:
        (person,) = server.rows(
            "SELECT p.wants_broadcasts AS wants, p.blocked AS blocked FROM person p "
            "JOIN identity i ON i.person_id = p.id WHERE i.value = ?",
            str(ayesha.id),
        )
        return person["wants"], person["blocked"]

    await opens(ayesha)
    assert wishes() == (1, 0)
    await ayesha.blocks()
    await until(lambda: wishes() == (0, 1))
    await ayesha.unblocks()
    await until(lambda: wishes() == (0, 0))
    await ayesha.starts()
    await ayesha.hears()


async def test_a_refusal_of_somebody_who_blocked_us_opts_her_out(
    server: Server, telegram: Standin, ayesha: TelegramUser
) -> None:
    await opens(ayesha)
    ayesha.blocked = True  # and the news of it is still on its way
    await ayesha.says("مدد")
    await until(lambda: [row["state"] for row in rows_of(server, ayesha, "outbound")][-1] == "failed")
    (person,) = server.rows("SELECT wants_broadcasts AS wants FROM person")
    assert person["wants"] == 0


@pytest.mark.parametrize("way", WAYS)
async def test_updates_that_nobody_understands_stop_nothing(
    new_server: NewServer, telegram: Standin, ayesha: TelegramUser, way: str
) -> None:
    server = await new_server(way).start()
    await opens(ayesha)
    for odd in (
        {"message": {"message_id": "?", "from": 7, "chat": []}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": ayesha.id, "type": "private"}, "text": "\ud83d"}},
        {"managed_bot": {"user": {"id": ayesha.id}}, "of_tomorrow": [1, 2, 3]},
    ):
        telegram.updates.add_raw({"update_id": telegram.updates.number(), **odd})
    await ayesha.says("مدد")
    await ayesha.hears()
    await telegram.updates.settled()
    notices = server.rows("SELECT body FROM inbound WHERE kind = 'notice'")
    assert len(notices) == 3
    assert [json.loads(row["body"])["severity"] for row in notices if "of_tomorrow" in row["body"]] == ["info"]


async def test_the_same_update_twice_is_one_message(server: Server, telegram: Standin, ayesha: TelegramUser) -> None:
    await opens(ayesha)
    message = await ayesha.says("مدد")
    await ayesha.hears()
    telegram.updates.add_raw({"update_id": telegram.updates.number(), "message": message})
    await telegram.updates.settled()
    await ayesha.hears_nothing()


async def test_the_phones_own_keyboard_is_removed_again(
    server: Server, telegram: Standin, ayesha: TelegramUser
) -> None:
    owner = Owner(ayesha, "taps", "ur")
    await owner.opens()
    await owner.goes_on_to("district")
    await owner.chooses("location!")
    assert ayesha.keyboard == [{"text": "اپنی لوکیشن بھیجیں", "request_location": True}]
    assert "one_time_keyboard" in owner.shown.body["reply_markup"]
    await ayesha.shares_location(33.148, 73.751)
    below, nearest = await ayesha.hears(), await ayesha.hears()
    assert below.removes_keyboard
    assert ayesha.keyboard == []
    assert any(option.split("~")[3] == "mirpur" for option, _ in nearest.options)
    await ayesha.hears_nothing()


async def test_groups_are_not_answered(server: Server, telegram: Standin, ayesha: TelegramUser) -> None:
    group = {"id": -1001234567890, "title": "Bazaar", "type": "supergroup"}
    message = {"message_id": 5, "date": telegram.now(), "from": ayesha.as_json(), "chat": group, "text": "/menu"}
    telegram.updates.add_raw({"update_id": telegram.updates.number(), "message": message})
    await telegram.updates.settled()
    await until(lambda: server.rows("SELECT 1 FROM inbound"))
    await ayesha.hears_nothing()
    assert telegram.sent == []
    assert telegram.refused == []


async def test_only_telegram_with_our_secret_may_deliver(server: Server, telegram: Standin) -> None:
    await until(lambda: telegram.updates.webhook)
    update = json.dumps({"update_id": 1, "message": {}}).encode()
    assert await telegram.updates.post(update, secret="") == 401
    assert await telegram.updates.post(update, secret="wrong") == 401
    assert await telegram.updates.post(update, secret="\u00fcber") == 401
    assert await telegram.updates.post(b"not JSON") == 400
    assert await telegram.updates.post(b"[]") == 400
    assert await telegram.updates.post(b" " * (4 * 1024 * 1024 + 1)) == 413
    assert await telegram.updates.post(update) == 200
    async with aiohttp.ClientSession() as session, session.get(f"{server.base}/webhooks/telegram") as answer:
        assert answer.status == 405


async def test_the_webhook_and_the_commands_are_set_at_start(server: Server, telegram: Standin) -> None:
    await until(lambda: telegram.updates.webhook and len(telegram.commands) == 2)
    webhook = telegram.updates.webhook
    assert webhook["url"] == f"{server.base}/webhooks/telegram"
    assert webhook["secret_token"] == SECRET
    assert set(webhook["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}
    everybody, urdu = telegram.commands[""], telegram.commands["ur"]
    assert [command["command"] for command in everybody] == [command["command"] for command in urdu]
    assert {"menu", "help", "language", "human", "stop"} <= {command["command"] for command in everybody}
    assert {"command": "menu", "description": "Menu"} in everybody
    assert all(any("\u0600" <= letter <= "\u06ff" for letter in command["description"]) for command in urdu)


async def test_a_telegram_that_is_down_stops_nobody(
    new_server: NewServer, telegram: Standin, ayesha: TelegramUser
) -> None:
    await telegram.close()
    server = await new_server("polling").start()
    await telegram.start()  # on the port it had
    await ayesha.starts()
    await ayesha.hears(10)
    assert "did not let us" in server.log.read_text()


async def test_a_second_listener_is_explained(new_server: NewServer, telegram: Standin, ayesha: TelegramUser) -> None:
    server = await new_server("polling").start()
    await until(lambda: "getUpdates" in telegram.calls)
    url = f"{telegram.url}/bot{telegram.token}/getUpdates"
    async with aiohttp.ClientSession() as other, other.post(url, json={"timeout": 0}) as answer:
        assert answer.status == 200
    await until(lambda: "one listener" in server.log.read_text())
    await ayesha.starts()
    await ayesha.hears()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"telegram_webhook_secret": "s"}, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_bot_token": "1:a", "public_url": "https://x.example"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_bot_token": "a secret"}, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_bot_token": "1:a", "telegram_webhook_secret": "not allowed!"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_bot_token": "1:a", "telegram_api_url": "api.telegram.org"}, "TELEGRAM_API_URL"),
    ],
)
def test_half_a_set_and_wrong_settings_are_named_without_their_values(settings: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load(_env_file=None, **settings)
    assert named in str(caught.value)
    assert "a secret" not in str(caught.value)
    assert "not allowed!" not in str(caught.value)


async def test_the_doctor_says_how_the_bot_stands(telegram: Standin) -> None:
    async def said(token: str) -> str:
        settings = load(
            _env_file=None, database_url="sqlite:///none.db", telegram_bot_token=token, telegram_api_url=telegram.url
        )
        return "\n".join(f"{finding.fine} {finding.text}" for finding in await examine(settings))

    assert "knows the bot as @MunshiTestBot" in await said(telegram.token)
    assert "True Updates are fetched by polling; 0 are waiting." in await said(telegram.token)
    refused = await said("110201543:revoked")
    assert "False" in refused
    assert "does not accept TELEGRAM_BOT_TOKEN" in refused
    assert "revoked" not in refused.replace("was revoked", "")
