"""The very first start on a machine: nothing is there, and everything is made."""

from pathlib import Path

from tests.frontdoor.server import Server


async def test_the_first_start_makes_the_folder_and_the_database(tmp_path: Path) -> None:
    server = Server(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/var/own.db")
    try:
        await server.start()
        assert (tmp_path / "var" / "own.db").exists()
        assert await server.stop() == 0
        await server.start()
    finally:
        await server.kill()
