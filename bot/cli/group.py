"""What every command stands on: the settings, the database, one way to stop. Exit 0 on success, 2 on wrong usage or
settings, with one line that says what to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.config import Misconfigured, Settings, load

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

F = TypeVar("F", bound=Callable[..., Any])


def main(script: Any) -> None:
    """Run the command line with these flows."""
    group.main(obj=script)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Munshi: a clerk in a phone for the owners of small enterprises."""


def stop(message: str) -> SystemExit:
    click.echo(message, err=True)
    return SystemExit(2)


def with_settings(command: F) -> F:
    """Give a command its checked settings; wrong ones end it with one line."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            settings = load(host=options.pop("host", None), port=options.pop("port", None))
        except Misconfigured as wrong:
            raise stop(str(wrong)) from None
        return command(settings, *args, **options)

    return run  # type: ignore[return-value]


@contextmanager
def transaction(settings: Settings) -> "Iterator[Connection]":
    """A short transaction beside the server, which knows all tables."""
    import bot.assembly  # noqa: F401
    from bot.db import engine_for

    prepare_database(settings)
    engine = engine_for(settings.database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def make_folder(settings: Settings) -> None:
    if settings.sqlite_path is None:
        return
    try:
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise stop(f"The folder of DATABASE_URL cannot be made ({error}); choose another path.") from None


def upgrade_here(settings: Settings) -> None:
    from bot.migrate import upgrade

    upgrade(settings.database_url)


def upgrade_alone(settings: Settings) -> None:
    """Migrate, but not under a running server."""
    from bot.serving import CannotServe, alone

    try:
        with alone(settings):
            upgrade_here(settings)
    except CannotServe as why:
        raise stop(str(why)) from None


def prepare_database(settings: Settings, upgrade: Callable[[Settings], None] = upgrade_alone) -> None:
    """An embedded database is created and migrated by itself; a shared one is migrated on purpose only.

    Machines are not updated all at once: the first new one must not change the tables under the old ones unasked.
    """
    make_folder(settings)
    if not is_behind(settings):
        return
    if settings.sqlite_path is None:
        raise stop("The database is not at this version's schema; run: python main.py migrate")
    upgrade(settings)


def is_behind(settings: Settings) -> bool:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.db import engine_for
    from bot.migrate import behind

    engine = engine_for(settings.database_url)
    try:
        return behind(engine)
    except SQLAlchemyError as error:
        why = str(error.__cause__ or error).splitlines()[0]
        raise stop(f"The database cannot be opened ({why}); check DATABASE_URL.") from None
    finally:
        engine.dispose()
