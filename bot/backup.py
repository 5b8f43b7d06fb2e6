"""A copy of the whole database while the server runs, and putting one back.

SQLite copies itself page by page (its online backup), so the copy is one moment's, whole, and nobody waits. PostgreSQL
has its own tools for that, `pg_dump` and `pg_restore`; they are called, not imitated.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from bot.db import engine_for
from bot.migrate import newest

_PAGES = 1_000
"""Copied at a time; the server writes in between."""


class CannotCopy(Exception):
    """It was not done; the message is one line that says what to do."""


def backup(url: str, file: Path) -> int:
    """Write a copy to `file`, which must not exist yet; its size in bytes. Raises `CannotCopy`."""
    if file.exists():
        raise CannotCopy(f"{file} is there already; choose another name")
    beside = file.with_name(f".{file.name}.part")
    try:
        if url.startswith("sqlite"):
            _copy(Path(url.removeprefix("sqlite:///")), beside)
        else:
            _run("pg_dump", "--format=custom", f"--file={beside}", url)
        os.chmod(beside, 0o600)  # it holds what people told us
        beside.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise CannotCopy(f"{file} could not be written ({error})") from error
    finally:
        beside.unlink(missing_ok=True)
    return file.stat().st_size


def restore(url: str, file: Path) -> str:
    """Put a copy in the place of the database; says where the one before it lies. Raises `CannotCopy`.

    The server must not be running; the caller sees to it.
    """
    if not file.is_file():
        raise CannotCopy(f"{file} is not there")
    if not url.startswith("sqlite"):
        return _restore_postgres(url, file)
    _examine(file)
    database = Path(url.removeprefix("sqlite:///"))
    kept = _put_aside(database)
    beside = database.with_name(f".{database.name}.restored")
    try:
        _copy(file, beside)
        beside.replace(database)
    except (OSError, sqlite3.Error) as error:
        raise CannotCopy(f"{database} could not be written ({error}); the one before lies in {kept}") from error
    finally:
        beside.unlink(missing_ok=True)
    return kept


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read, closing(sqlite3.connect(target)) as made:
        read.backup(made, pages=_PAGES)


def _examine(file: Path) -> None:
    """Whether it is a whole database of ours, at a schema this version knows."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if ours else None
    except sqlite3.Error:
        whole, row = False, None
    found = str(row[0]) if row else None
    if not whole:
        raise CannotCopy(f"{file} is not a whole SQLite database; take another copy")
    if found is None:
        raise CannotCopy(f"{file} is not a copy of a Munshi database")
    if found > newest():
        raise CannotCopy(f"{file} comes from a newer version ({found}); update the program first")


def _put_aside(database: Path) -> str:
    """The database that is there now, under a name of its own; "" where there is none."""
    if not database.exists():
        return ""
    n = 1
    while (kept := database.with_name(f"{database.name}.before-restore-{n}")).exists():
        n += 1
    _copy(database, kept)  # with what is still in its log
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    return str(kept)


def _restore_postgres(url: str, file: Path) -> str:
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            if sa.inspect(connection).get_table_names():
                raise CannotCopy("The database of DATABASE_URL is not empty; restore into a new one")
    except sa.exc.SQLAlchemyError as error:
        why = str(error.__cause__ or error).splitlines()[0]
        raise CannotCopy(f"The database cannot be opened ({why}); check DATABASE_URL") from None
    finally:
        engine.dispose()
    _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(file))
    return ""


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise CannotCopy(f"{tool} is needed and not installed; it comes with PostgreSQL's client programs")
    # No shell; the arguments are the operator's own settings.
    ended = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CannotCopy(f"{tool} failed: {said}")
