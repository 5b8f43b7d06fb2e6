"""Erasing from the command line, and again after an older copy was put back."""

import re
from pathlib import Path

import pytest

from tests.frontdoor.conftest import server, somebody, whatsapp
from tests.frontdoor.owner import Owner, until
from tests.frontdoor.server import Server
from tests.standins.whatsapp import Phone, Standin

__all__ = ["server", "whatsapp"]
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def registered(whatsapp: Standin) -> tuple[Phone, str]:
    owner = Owner(somebody(whatsapp), "words", "en")
    end = await owner.registers()
    found = re.search(r"\d{3}-\d{3}-\d{4}", end.text)
    assert found
    return owner.phone, found[0]


def known(server: Server) -> set[str]:
    return {row["value"] for row in server.rows("SELECT value FROM identity")}


async def test_the_desk_has_somebody_erased_and_an_old_copy_does_not_bring_her_back(
    server: Server, whatsapp: Standin, tmp_path: Path
) -> None:
    gone, number = await registered(whatsapp)
    stays, _number = await registered(whatsapp)
    copy = tmp_path / "copy.db"
    assert (await server.command("backup", str(copy))).returncode == 0

    wrong = await server.command("people", "erase", "111-111-1111")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    nobody = await server.command("people", "erase", "0")
    assert nobody.returncode == 2
    asked = await server.command("people", "erase", number.replace("-", ""))
    assert asked.returncode == 0, asked.stderr
    await until(lambda: gone.bsuid not in known(server), 20)
    assert stays.bsuid in known(server)
    listed = await server.command("people", "erased")
    assert len(listed.stdout.splitlines()) == 1

    await server.stop()
    restored = await server.command("restore", str(copy))
    assert restored.returncode == 0, restored.stderr
    assert "1 people had been erased since" in restored.stdout
    assert gone.bsuid in known(server)
    await server.start()
    await until(lambda: gone.bsuid not in known(server), 20)
    assert stays.bsuid in known(server)
