"""What the engineer who runs it sees: commands, settings, starting, stopping, health, logs."""

import asyncio
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from handlers import SCRIPT
from tests.conversation import Conversation
from tests.frontdoor.conftest import Front, server_for, somebody
from tests.frontdoor.owner import until
from tests.frontdoor.server import free_port
from tests.house import empty_database
from tests.processes import Ended, run
from tests.standins.whatsapp import Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")

Main = Callable[..., Ended]
PRODUCTION = {
    "MUNSHI_ENV": "production", "OPERATOR_NAME": "Test Desk",
    "SECRET_KEY": "s" * 64, "DATA_KEY": "1:" + "d" * 64, "RECEIPT_KEY": "r" * 64,
}  # fmt: skip


@pytest.fixture
def main(tmp_path: Path) -> Main:
    """Run `main.py` in an empty folder with nothing set but what is given."""
    return partial(run_main, tmp_path)


def run_main(folder: Path, *arguments: str, typed: str = "", **settings: str) -> Ended:
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": f"sqlite:///{folder}/munshi.db", **settings}
    return run(*arguments, folder=folder, environment=environment, typed=typed)


def settings_of(whatsapp: Standin) -> dict[str, str]:
    return {
        "WHATSAPP_API_URL": whatsapp.url,
        "WHATSAPP_PHONE_NUMBER_ID": whatsapp.phone_number_id,
        "WHATSAPP_ACCESS_TOKEN": whatsapp.access_token,
        "WHATSAPP_APP_SECRET": whatsapp.app_secret,
        "WHATSAPP_VERIFY_TOKEN": "verify-me",
    }


def is_one_line_that_says_what_to_do(ended: Ended) -> bool:
    return ended.returncode == 2 and ended.stderr.count("\n") == 1 and "Traceback" not in ended.stderr


def _change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


async def test_every_command_has_help(main: Main) -> None:
    commands = ("", "serve", "migrate", "doctor", "chat", "work")
    helped = await asyncio.gather(*(asyncio.to_thread(main, *filter(None, (c, "--help"))) for c in commands))
    assert [ended.returncode for ended in helped] == [0] * len(commands)
    for command in commands:
        assert command in helped[0].stdout


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PORT": "eighty", "WHATSAPP_API_URL": "graph", "WHATSAPP_APP_SECRET": "x" * 8},
         ["PORT", "WHATSAPP_API_URL", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_VERIFY_TOKEN"]),
        ({"MUNSHI_ENV": "production"}, ["SECRET_KEY", "DATA_KEY", "RECEIPT_KEY", "OPERATOR_NAME"]),
        ({"HOST": "0.0.0.0"}, ["HOST", "ALLOW_PUBLIC_HOST"]),
        ({"MUNSHI_ENV": "staging"}, ["MUNSHI_ENV"]),
        ({"DATABASE_URL": "mysql://here"}, ["DATABASE_URL"]),
        ({"DATABASE_URL": "sqlite:///:memory:"}, ["DATABASE_URL"]),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/munshi.db"}, ["DATABASE_URL"]),
        ({"DATABASE_URL": "sqlite:////usr"}, ["DATABASE_URL"]),
    ],
    ids=["many", "production", "public", "environment", "database", "memory", "folder", "directory"],
)  # fmt: skip
async def test_wrong_settings_are_named_together_in_one_line(
    main: Main, settings: dict[str, str], named: list[str]
) -> None:
    ended = main("serve", **settings)
    assert is_one_line_that_says_what_to_do(ended), ended
    for name in named:
        assert name in ended.stderr
    assert "x" * 8 not in ended.stderr


async def test_wrong_usage_exits_with_2(main: Main) -> None:
    assert main("serve", "--port", "99999").returncode == 2
    assert main("dance").returncode == 2


async def test_a_second_server_on_the_same_database_is_sent_away(front: Front) -> None:
    ended = run_main(front.server.folder, "serve", PORT=str(free_port()))
    assert is_one_line_that_says_what_to_do(ended), ended
    assert str(front.server.pid) in ended.stderr


async def test_a_second_server_on_the_same_port_is_sent_away(front: Front, main: Main) -> None:
    ended = main("serve", PORT=str(front.server.port))
    assert is_one_line_that_says_what_to_do(ended), ended
    assert str(front.server.port) in ended.stderr


async def test_migrating_twice_changes_nothing(main: Main, tmp_path: Path) -> None:
    first = main("migrate")
    database = (tmp_path / "munshi.db").read_bytes()
    second = main("migrate")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert first.stdout == second.stdout
    assert (tmp_path / "munshi.db").read_bytes() == database


async def test_the_doctor_finds_a_healthy_server_healthy(front: Front) -> None:
    ended = await asyncio.to_thread(run_main, front.server.folder, "doctor", **settings_of(front.whatsapp))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "LOOK" not in ended.stdout
    assert front.whatsapp.access_token not in ended.stdout + ended.stderr


async def test_the_doctor_finds_what_is_wrong(front: Front, tmp_path: Path) -> None:
    shutil.copy(front.server.database, tmp_path / "munshi.db")
    parked = (
        "INSERT INTO inbound (channel, key, kind, state, sent_at, received_at, body, error) VALUES "
        "('whatsapp', 'wamid.HBgMOTIzMDAxMjM0NTY3FQIAEhg', 'text', 'parked', 1, 1, '{}', 'KeyError: +923001234567');"
    )
    _change(tmp_path / "munshi.db", parked)
    nowhere = {**settings_of(front.whatsapp), "WHATSAPP_API_URL": f"http://127.0.0.1:{free_port()}"}

    ended = await asyncio.to_thread(run_main, tmp_path, "doctor", **nowhere)
    assert ended.returncode == 1
    assert "LOOK  1 messages are parked" in ended.stdout
    assert "KeyError" in ended.stdout
    assert "3001234567" not in ended.stdout
    assert "MOTIzMDAxMjM0" not in ended.stdout, "a message id holds the number in base64"
    assert "cannot be reached" in ended.stdout

    wrong = {**settings_of(front.whatsapp), "WHATSAPP_ACCESS_TOKEN": "an-old-token"}
    ended = await asyncio.to_thread(run_main, tmp_path, "doctor", **wrong)
    assert re.search("LOOK .* answers 401", ended.stdout)

    behind = "UPDATE alembic_version SET version_num = '20200101_0000_before';"
    _change(tmp_path / "munshi.db", behind)
    ended = run_main(tmp_path, "doctor")
    assert ended.returncode == 1
    assert "main.py migrate" in ended.stdout


@pytest.mark.parametrize("language", ["en", "ur", "ur_Latn"])
async def test_a_recorded_talk_can_be_played(main: Main, tmp_path: Path, language: str) -> None:
    shutil.copy(empty_database(), tmp_path / "munshi.db")
    talk = "register\nyes\nAyesha Khan\nskip\nback\nKhan Handicrafts\nwhat is this?\nhandicrafts\nmenu\n\n"
    ended = main("chat", "--language", language, "--record", str(tmp_path / "talk.txt"), typed=talk)
    assert ended.returncode == 0, ended.stderr
    transcript = (tmp_path / "talk.txt").read_text("utf-8")
    assert transcript.count("you: ") == transcript.count("bot: ") == 9
    operator = "demonstration, not SMEDA"
    Conversation(SCRIPT, language, operator=operator).plays(transcript)


async def test_the_terminal_hides_an_identity_number(main: Main, tmp_path: Path) -> None:
    shutil.copy(empty_database(), tmp_path / "munshi.db")
    ended = main("chat", "--language", "en", "--record", str(tmp_path / "talk.txt"), typed="35202-1234567-1\n\n")
    assert ended.returncode == 0, ended.stderr
    for file in tmp_path.iterdir():
        assert b"1234567" not in file.read_bytes(), file.name


async def test_health_readiness_and_figures(front: Front) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{front.server.base}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
        async with session.get(f"{front.server.base}/readyz") as answer:
            assert (answer.status, await answer.json()) == (200, {"ready": True, "problem": ""})
        async with session.get(f"{front.server.base}/metrics") as answer:
            assert answer.status == 200
            figures = await answer.text()
    assert re.search(r"^munshi_inbound_events_total \d", figures, re.MULTILINE)
    assert re.search(r"^munshi_outbound_waiting \d", figures, re.MULTILINE)


async def test_sigterm_ends_it_gracefully_and_nothing_that_waits_is_lost(tmp_path: Path, whatsapp: Standin) -> None:
    """Replies that could not go out before the end go out after the next start, in order."""
    server = server_for(whatsapp, tmp_path)
    await server.start()
    phone = somebody(whatsapp)
    whatsapp.fail_next(3, code=131056)
    await phone.says("hello")
    await phone.says("English")
    assert await server.stop() == 0
    assert phone.heard == []
    assert [row["state"] for row in server.rows("SELECT state FROM outbound ORDER BY id")] == ["queued", "queued"]

    whatsapp.faults.clear()
    await server.start()
    first, second = await phone.hears(), await phone.hears()
    assert int(first.ref) < int(second.ref)
    await phone.hears_nothing()
    assert await server.stop() == 0


@pytest.mark.parametrize("seconds", [0, 0.01, 0.03, 0.06, 0.2])
async def test_told_to_stop_while_it_starts_it_stops(tmp_path: Path, whatsapp: Standin, seconds: float) -> None:
    server = server_for(whatsapp, tmp_path)
    await server.begin()
    await until(lambda: server.log.exists() and "run by" in server.log.read_text())
    await asyncio.sleep(seconds)
    assert await server.stop() == 0


async def test_a_send_under_way_at_the_end_is_not_repeated_after_it(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path)
    await server.start()
    phone = somebody(whatsapp)
    whatsapp.fail_next(slow=0.5)
    await phone.says("hello")
    assert await server.stop() == 0
    assert len(phone.heard) == 1
    assert [row["state"] for row in server.rows("SELECT state FROM outbound")] == ["sent"]


async def test_in_production_there_is_no_simulator(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path, HOST="0.0.0.0", **PRODUCTION)
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            for path in ("/simulator", "/simulator/events", "/docs", "/openapi.json"):
                async with session.get(server.base + path) as answer:
                    assert answer.status == 404, path
            async with session.get(server.base + "/") as answer:
                assert answer.status == 200
        phone = somebody(whatsapp)
        await phone.says("hello")
        assert (await phone.hears()).titles
    finally:
        await server.kill()
    assert "simulator" not in server.log.read_text()


async def test_logs_hold_no_secrets_and_no_numbers(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path)
    await server.start()
    phone = somebody(whatsapp)
    wrong = "sha256=" + "0" * 64
    await phone.says("hello, my number is 0300 7654321 and my card 35202-1234567-1")
    await phone.hears()
    await whatsapp.deliveries.post_raw(b'{"from":"%s"}' % phone.digits.encode(), signature=wrong)
    for code in (131026, 190):
        whatsapp.fail_next(code=code)
        await phone.says("menu")
        await until(lambda code=code: str(code) in server.log.read_text())
    await server.kill()
    log = server.log.read_text()
    for private in (
        phone.digits, phone.bsuid, "7654321", "1234567", whatsapp.access_token, whatsapp.app_secret, "verify-me",
    ):  # fmt: skip
        assert private not in log
    for line in log.splitlines():
        if line.startswith("{"):
            json.loads(line)
