"""Running it: serve, work, migrate, back up, restore, examine."""

import asyncio
from pathlib import Path
from typing import Any

import click

from bot.cli.group import (
    group,
    is_behind,
    make_folder,
    prepare_database,
    stop,
    transaction,
    upgrade_alone,
    upgrade_here,
    with_settings,
)
from bot.config import Settings
from bot.log import set_up


@group.command()
@click.option("--host", help="Address to listen on (default: HOST or 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (default: PORT or 8000).")
@click.option("--workers-off", is_flag=True, help="Take in and keep, but send nothing and keep no time.")
@click.pass_obj
@with_settings
def serve(settings: Settings, script: Any, workers_off: bool) -> None:
    """Serve the web pages and the webhooks, and send."""
    from bot.chat.understanding import ready
    from bot.serving import CannotServe, alone, serve_forever

    set_up(settings.log_level)
    make_folder(settings)
    try:
        with alone(settings):
            prepare_database(settings, upgrade_here)
            _load_samples(settings)
            ready()
            serve_forever(settings, script, _first_login(settings), workers=not workers_off)
    except CannotServe as why:
        raise stop(str(why)) from None


@group.command()
@click.pass_obj
@with_settings
def work(settings: Settings, script: Any) -> None:
    """Send and keep time without listening: any number of these beside `serve`, on PostgreSQL."""
    set_up(settings.log_level)
    if settings.sqlite_path is not None:
        raise stop("`work` shares a database with other processes: set DATABASE_URL to a postgresql:// address")
    prepare_database(settings)
    from bot.serving import work_forever

    asyncio.run(work_forever(settings, script))


@group.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Create the database, or bring it to the newest schema."""
    from bot.migrate import newest

    make_folder(settings)
    if is_behind(settings):
        upgrade_alone(settings)
    click.echo(f"The database is at {newest()}.")


@group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def backup(settings: Settings, file: Path) -> None:
    """Write a copy of the whole database to FILE; the server may run meanwhile."""
    from bot.backup import CannotCopy
    from bot.backup import backup as copy

    prepare_database(settings)
    try:
        size = copy(settings.database_url, file)
    except CannotCopy as why:
        raise stop(f"No backup was made: {why}.") from None
    click.echo(f"{file}: {size:,} bytes. Keep it as safe as the database, and the keys somewhere else.")


@group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def restore(settings: Settings, file: Path) -> None:
    """Put the copy in FILE in the place of the database. Stop the server first."""
    from bot.backup import CannotCopy
    from bot.backup import restore as put_back
    from bot.serving import CannotServe, alone

    make_folder(settings)
    try:
        with alone(settings):
            kept = put_back(settings.database_url, file)
            upgrade_here(settings)
    except (CannotCopy, CannotServe) as why:
        raise stop(f"Nothing was restored: {str(why).rstrip('.')}.") from None
    again = _erase_again(settings, kept) if kept else 0
    click.echo("Restored." + (f" The database from before lies in {kept}." if kept else ""))
    if again:
        click.echo(f"{again} people had been erased since; the server erases them again when it starts.")


@group.command()
@with_settings
def doctor(settings: Settings) -> None:
    """Say in plain words what is configured, what can be reached, and what is wrong."""
    from bot.doctor import examine

    make_folder(settings)
    healthy = True
    for finding in asyncio.run(examine(settings)):
        healthy = healthy and finding.fine
        click.echo(f"{'ok  ' if finding.fine else 'LOOK'}  {finding.text}")
    if not healthy:
        raise SystemExit(1)


def _load_samples(settings: Settings) -> None:
    """In development something can be tried out at once; in production nothing is there that nobody has entered."""
    if settings.in_production:
        return
    from bot import clock
    from bot.training.samples import load

    with transaction(settings) as connection:
        load(connection, clock.now())


def _first_login(settings: Settings) -> str:
    """Where nobody can log into the console yet: how to; in development there is an admin by itself."""
    from bot import clock
    from bot.db import engine_for
    from bot.staff.accounts import FIRST_ADMIN, NotDone, everybody, first_admin

    engine = engine_for(settings.database_url)
    try:
        with engine.begin() as connection:
            if everybody(connection):
                return ""
            if settings.in_production:
                return "no accounts yet: python main.py staff add EMAIL --role admin"
            return f"first login: {FIRST_ADMIN}, password {first_admin(connection, clock.now())} (shown only now)"
    except NotDone:
        return ""  # another process was quicker, and has said it
    finally:
        engine.dispose()


def _erase_again(settings: Settings, kept: str) -> int:
    """Whoever had everything erased since the copy was made must not come back with it."""
    import sqlite3
    from contextlib import closing

    from bot import clock
    from bot.mydata.again import erase_again

    try:
        with closing(sqlite3.connect(f"file:{kept}?mode=ro", uri=True)) as before:
            gone = [row[0] for row in before.execute("SELECT person_id FROM erasure WHERE done_at IS NOT NULL")]
    except sqlite3.OperationalError:
        return 0  # it is of a version that could not erase yet
    with transaction(settings) as connection:
        return erase_again(connection, gone, clock.now())
