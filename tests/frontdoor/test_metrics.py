"""What the engineer who runs it can see: one trace for a message, figures that add up, readiness that means it."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.log import trace_of
from tests.frontdoor.conftest import server_for, somebody
from tests.frontdoor.owner import Owner, until
from tests.frontdoor.server import ROOT, Server
from tests.standins.whatsapp import Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")


def steps(server: Server, **wanted: Any) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith('{"at"')]
    return [line for line in lines if "step" in line and all(line.get(key) == wanted[key] for key in wanted)]


async def get(server: Server, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{server.base}{path}") as answer:
        return answer.status, await answer.text()


async def figures(server: Server) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every sample by its name and the values of its labels, in the order of their names."""
    status, text = await get(server, "/metrics")
    assert status == 200
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_one_trace_from_the_webhook_to_the_delivery(server: Server, whatsapp: Standin) -> None:
    phone = somebody(whatsapp, "Ayesha Bibi")
    await phone.says("hello")
    shown = await phone.hears()
    await until(lambda: steps(server, step="sent"))
    (sent,) = whatsapp.sent
    assert await whatsapp.deliveries.post(whatsapp.deliveries.status(sent, "delivered")) == 200
    await until(lambda: steps(server, step="status"))

    key = server.rows("SELECT key FROM inbound")[0]["key"]
    followed = steps(server, trace=trace_of("whatsapp", key))
    assert [line["step"] for line in followed] == ["accepted", "sent", "status"]
    accepted, went, status = followed
    assert (accepted["outcome"], accepted["batch"], accepted["kind"]) == ("done", 1, "text")
    assert accepted["ms"] > 0
    assert went["message"] == status["message"] == int(shown.ref)
    assert sent.id.endswith(went["provider"])
    assert went["ms"] >= 0
    assert status["state"] == "delivered"
    assert "Ayesha" not in server.log.read_text()


async def test_the_trace_survives_a_restart(server: Server, whatsapp: Standin) -> None:
    phone = somebody(whatsapp)
    whatsapp.fail_next(code=130429)
    await phone.says("hello")
    await until(lambda: steps(server, step="retried"))
    await server.kill()
    await server.start()
    await phone.hears()
    key = server.rows("SELECT key FROM inbound")[0]["key"]
    await until(lambda: steps(server, step="sent", trace=trace_of("whatsapp", key)))
    (retried,) = steps(server, step="retried")
    assert (retried["trace"], retried["remedy"], retried["level"]) == (
        trace_of("whatsapp", key), "slow_channel", "warning",
    )  # fmt: skip


async def test_the_figures_add_up(server: Server, whatsapp: Standin) -> None:
    phone = somebody(whatsapp)
    await Owner(phone, "taps", "en").registers()
    many = len(phone.heard)
    await until(lambda: len(steps(server, step="sent")) == many)
    (first, *_) = whatsapp.sent
    for _ in range(2):
        await whatsapp.deliveries.post(whatsapp.deliveries.status(first, "delivered"))
    whatsapp.fail_next(code=131026)
    await phone.says("menu")
    await until(lambda: steps(server, step="failed"))
    found = await figures(server)
    async with asyncio.timeout(10):  # it leaves the queue when that is on the disk
        while found["munshi_outbound_queue", ("whatsapp",)]:
            found = await figures(server)
    assert found["munshi_acknowledgement_seconds_count", ()] == many + 3
    assert found["munshi_reply_seconds_count", ("whatsapp",)] == many
    assert found["munshi_carrier_seconds_count", ("whatsapp",)] == many
    received = {labels: value for (name, labels), value in found.items() if name == "munshi_received_total"}
    assert sum(received.values()) == many + 1
    assert all(channel == "whatsapp" and outcome == "done" for channel, _kind, outcome in received)
    assert found["munshi_sends_total", ("whatsapp", "reply", "sent")] == many
    assert found["munshi_sends_total", ("whatsapp", "reply", "failed")] == 1
    assert found["munshi_send_failures_total", ("whatsapp", "unreachable")] == 1
    assert found["munshi_statuses_total", ("whatsapp", "delivered")] == 2
    assert found["munshi_charged_usd_total", ("service", "whatsapp")] == pytest.approx(many * 0.0059)
    assert found["munshi_channel_stopped", ("whatsapp",)] == 0
    assert found["munshi_pace_per_second", ("whatsapp",)] > 0
    for name in ("munshi_parked", "munshi_unknown", "munshi_unsent", "munshi_inbound_waiting"):
        assert found[name, ()] == 0
    assert found["munshi_batch_events_count", ()] > 0
    assert found["munshi_transaction_seconds_count", ()] > 0
    assert found["munshi_writer_oldest_seconds", ()] < 5


async def test_every_figure_is_explained_to_the_operator(server: Server) -> None:
    explained = (ROOT / "docs" / "operations.md").read_text()
    _status, text = await get(server, "/metrics")
    for family in text_string_to_metric_families(text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        assert f"`{name}`" in explained, name


async def test_a_message_that_comes_twice_is_counted_as_such(server: Server, whatsapp: Standin) -> None:
    phone = somebody(whatsapp)
    await phone.says("hello")
    await phone.hears()
    body = json.loads(server.rows("SELECT body FROM inbound")[0]["body"])
    message = {
        "from": phone.digits, "from_user_id": phone.bsuid, "id": body["key"], "timestamp": "1790000000",
        "type": "text", "text": {"body": "hello"},
    }  # fmt: skip
    assert await whatsapp.deliveries.post(whatsapp.deliveries.change(messages=[message, message])) == 200
    assert await whatsapp.deliveries.post_raw(b"{}", signature="sha256=00") == 401
    found = await figures(server)
    assert found["munshi_received_total", ("whatsapp", "text", "doubled")] == 2
    assert found["munshi_webhook_answers_total", ("whatsapp", "200")] == 2
    assert found["munshi_webhook_answers_total", ("whatsapp", "401")] == 1


async def test_log_level_turns_the_steps_off(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path, LOG_LEVEL="warning")
    await server.start()
    try:
        phone = somebody(whatsapp)
        await phone.says("hello")
        await phone.hears()
        whatsapp.fail_next(code=131026)
        await phone.says("menu")
        await until(lambda: steps(server, step="failed"))
        assert {line["step"] for line in steps(server)} == {"failed"}
    finally:
        await server.kill()


async def test_a_carrier_that_refuses_everything_leaves_us_ready_but_degraded(
    server: Server, whatsapp: Standin
) -> None:
    phone = somebody(whatsapp)
    whatsapp.fail_next(code=190)
    await phone.says("hello")
    await until(lambda: steps(server, step="retried"))
    status, text = await get(server, "/readyz")
    assert status == 200
    said = json.loads(text)
    assert said["ready"] is True
    assert "whatsapp has refused everything" in said["degraded"][0]
    assert "190" in said["degraded"][0]
    found = await figures(server)
    assert found["munshi_channel_stopped", ("whatsapp",)] == 1
    assert found["munshi_outbound_queue", ("whatsapp",)] == 1
    assert found["munshi_unsent", ()] == 1


async def test_not_ready_while_the_database_cannot_be_written(server: Server) -> None:
    other = sqlite3.connect(server.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        status, text = await get(server, "/readyz")
        assert status == 503
        assert "cannot be written" in text
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert (await get(server, "/healthz"))[0] == 200

    async def ready() -> bool:
        return (await get(server, "/readyz"))[0] == 200

    for _ in range(20):
        if await ready():
            break
    assert await ready()


async def test_not_ready_when_the_schema_is_not_ours(server: Server) -> None:
    other = sqlite3.connect(server.database, isolation_level=None, timeout=5)
    (version,) = other.execute("SELECT version_num FROM alembic_version").fetchone()
    other.execute("UPDATE alembic_version SET version_num = 'another'")
    status, text = await get(server, "/readyz")
    assert status == 503
    assert "main.py migrate" in text
    other.execute("UPDATE alembic_version SET version_num = ?", (version,))
    other.close()
    assert (await get(server, "/readyz"))[0] == 200
