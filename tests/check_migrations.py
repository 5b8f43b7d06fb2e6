"""`make check`: the migrations, run from nothing, end at exactly the tables that the code declares; and go back."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util import CommandError

from bot.db import engine_for
from bot.migrate import HERE, behind, config

MOST_LETTERS = 32
"""Alembic keeps a migration's name in a column of so many; SQLite does not care, PostgreSQL does."""


def main() -> None:
    if long := [file.stem for file in (HERE / "versions").glob("2*.py") if len(file.stem) > MOST_LETTERS]:
        sys.exit(f"Names of migrations have at most {MOST_LETTERS} letters: {', '.join(long)}")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.db'}"
        made = config(url)
        command.upgrade(made, "head")
        if behind(engine_for(url)):
            sys.exit("The newest migration file is not the head of the migrations; name files by date.")
        try:
            command.check(made)
        except CommandError as differs:
            sys.exit(f"Models and migrations differ; write a migration: {differs}")
        command.downgrade(made, "-1")
        command.upgrade(made, "head")


if __name__ == "__main__":
    main()
