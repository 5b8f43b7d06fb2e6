"""Bringing the database to the newest schema. Alembic does the work; it is loaded only when there is some."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).with_name("migrations")


@cache
def newest() -> str:
    """The newest migration. The file names sort by date, so it need not be computed from the graph."""
    names = sorted(file.stem for file in (HERE / "versions").glob("2*.py"))
    return names[-1]


def revision(engine: Engine) -> str | None:
    """The migration the database stands at; None for an empty one."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def behind(engine: Engine) -> bool:
    """Whether the database needs migrating."""
    return revision(engine) != newest()


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
