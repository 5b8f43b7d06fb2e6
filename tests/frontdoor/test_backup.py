"""A copy is made while people write, and put back; what is no copy is refused in one line."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.frontdoor.conftest import Front, server_for, somebody
from tests.frontdoor.owner import Owner, until
from tests.frontdoor.server import Server
from tests.processes import ROOT, Ended, run
from tests.standins.whatsapp import Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def run_main(database_url: str, *arguments: str) -> Ended:
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "DATABASE_URL": database_url}
    return await asyncio.to_thread(run, *arguments, folder=ROOT, environment=environment)


def businesses(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM business").fetchone()[0])


async def test_a_copy_is_made_under_way_and_put_back(front: Front, tmp_path: Path) -> None:
    server, url = front.server, f"sqlite:///{front.server.database}"
    before = len(server.rows("SELECT id FROM business"))
    await Owner(somebody(front.whatsapp), "words", "en").registers()
    copy = tmp_path / "copy.db"

    made = await run_main(url, "backup", str(copy))
    assert (made.returncode, businesses(copy)) == (0, before + 1), made.stderr
    assert copy.stat().st_mode & 0o077 == 0
    again = await run_main(url, "backup", str(copy))
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    under_way = await run_main(url, "restore", str(copy))
    assert (under_way.returncode, "already serves" in under_way.stderr) == (2, True)

    other = tmp_path / "other.db"
    fresh = await run_main(f"sqlite:///{other}", "migrate")
    assert fresh.returncode == 0
    restored = await run_main(f"sqlite:///{other}", "restore", str(copy))
    assert restored.returncode == 0, restored.stderr
    assert businesses(other) == before + 1
    assert businesses(tmp_path / "other.db.before-restore-1") == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 40])
async def test_what_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    ended = await run_main(f"sqlite:///{tmp_path / 'munshi.db'}", "restore", str(wrong))
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    missing = await run_main(f"sqlite:///{tmp_path / 'munshi.db'}", "restore", str(tmp_path / "nothing"))
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


@pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT)
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed")
async def test_on_postgresql_its_own_tools_do_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy.dump"
    with postgres.fresh_database() as url, postgres.fresh_database() as other:
        assert (await run_main(url, "migrate")).returncode == 0
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO person (id, created_at) VALUES (7, 0)")
        made = await run_main(url, "backup", str(copy))
        assert made.returncode == 0, made.stderr
        refused = await run_main(url, "restore", str(copy))
        assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
        restored = await run_main(other, "restore", str(copy))
        assert restored.returncode == 0, restored.stderr
        with psycopg.connect(other) as connection:
            assert connection.execute("SELECT id FROM person").fetchall() == [(7,)]


async def test_without_workers_everything_is_kept_and_nothing_sent(tmp_path: Path, whatsapp: Standin) -> None:
    server = server_for(whatsapp, tmp_path)
    phone = somebody(whatsapp)
    started: list[Server] = []
    try:
        server.arguments = ("--workers-off",)
        started.append(await server.start())
        await phone.says("hello")
        await until(lambda: server.rows("SELECT id FROM outbound WHERE state = 'queued'"))
        await phone.hears_nothing(0.5)
        await server.stop()
        server.arguments = ()
        await server.start()
        assert (await phone.hears()).options
    finally:
        await server.kill()
