"""Bringing the database to the newest schema. Alembic does the work; it is loaded only when there is some."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).with_name("migrations")


@cache
def newest() -> str:
    """The newest migration. The file names sort by date, so it need not be computed from the graph."""
    names = sorted(file.stem for file in (HERE / "versions").glob("2*.py"))
    return names[-1]


def revision(connection: Connection) -> str | None:
    """The migration the database stands at; None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def is_behind(connection: Connection) -> bool:
    """Whether the database needs migrating."""
    return revision(connection) != newest()


def behind(engine: Engine) -> bool:
    """The same, for a database nobody is connected to yet."""
    with engine.connect() as connection:
        return is_behind(connection)


def upgrade(url: str) -> None:
    """Create or migrate the database."""
    from alembic import command

    command.upgrade(config(url), "head")


def config(url: str) -> "Config":
    """Alembic's configuration, without its ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("file_template", "%%(rev)s")
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made
