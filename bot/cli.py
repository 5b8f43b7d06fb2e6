"""The commands of `main.py`. Exit 0 on success, 2 on wrong usage or settings, with one line that says what to do."""

import asyncio
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.config import Misconfigured, Settings, load
from bot.determinations import commands as determinations
from bot.log import set_up
from bot.mydata import commands as mydata
from bot.referrals import commands as referrals
from bot.training import commands as training

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from bot.helpdesk.templates import Standing

F = TypeVar("F", bound=Callable[..., Any])


def main(script: Any) -> None:
    """Run the command line with these flows."""
    group.main(obj=script)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Munshi: a clerk in a phone for the owners of small enterprises."""


def _stop(message: str) -> SystemExit:
    click.echo(message, err=True)
    return SystemExit(2)


def with_settings(command: F) -> F:
    """Give a command its checked settings; wrong ones end it with one line."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            settings = load(host=options.pop("host", None), port=options.pop("port", None))
        except Misconfigured as wrong:
            raise _stop(str(wrong)) from None
        return command(settings, *args, **options)

    return run  # type: ignore[return-value]


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
    _make_folder(settings)
    try:
        with alone(settings):
            _prepare_database(settings, _upgrade_here)
            _load_samples(settings)
            ready()
            serve_forever(settings, script, _first_login(settings), workers=not workers_off)
    except CannotServe as why:
        raise _stop(str(why)) from None


@group.command()
@click.pass_obj
@with_settings
def work(settings: Settings, script: Any) -> None:
    """Send and keep time without listening: any number of these beside `serve`, on PostgreSQL."""
    set_up(settings.log_level)
    if settings.sqlite_path is not None:
        raise _stop("`work` shares a database with other processes: set DATABASE_URL to a postgresql:// address")
    _prepare_database(settings)
    from bot.serving import work_forever

    asyncio.run(work_forever(settings, script))


@group.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Create the database, or bring it to the newest schema."""
    from bot.migrate import newest

    _make_folder(settings)
    if _is_behind(settings):
        _upgrade_alone(settings)
    click.echo(f"The database is at {newest()}.")


@group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def backup(settings: Settings, file: Path) -> None:
    """Write a copy of the whole database to FILE; the server may run meanwhile."""
    from bot.backup import CannotCopy
    from bot.backup import backup as copy

    _prepare_database(settings)
    try:
        size = copy(settings.database_url, file)
    except CannotCopy as why:
        raise _stop(f"No backup was made: {why}.") from None
    click.echo(f"{file}: {size:,} bytes. Keep it as safe as the database, and the keys somewhere else.")


@group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_settings
def restore(settings: Settings, file: Path) -> None:
    """Put the copy in FILE in the place of the database. Stop the server first."""
    from bot.backup import CannotCopy
    from bot.backup import restore as put_back
    from bot.serving import CannotServe, alone

    _make_folder(settings)
    try:
        with alone(settings):
            kept = put_back(settings.database_url, file)
            _upgrade_here(settings)
    except (CannotCopy, CannotServe) as why:
        raise _stop(f"Nothing was restored: {str(why).rstrip('.')}.") from None
    again = _erase_again(settings, kept) if kept else 0
    click.echo("Restored." + (f" The database from before lies in {kept}." if kept else ""))
    if again:
        click.echo(f"{again} people had been erased since; the server erases them again when it starts.")


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
    with _transaction(settings) as connection:
        return erase_again(connection, gone, clock.now())


@group.command()
@with_settings
def doctor(settings: Settings) -> None:
    """Say in plain words what is configured, what can be reached, and what is wrong."""
    from bot.doctor import examine

    _make_folder(settings)
    healthy = True
    for finding in asyncio.run(examine(settings)):
        healthy = healthy and finding.fine
        click.echo(f"{'ok  ' if finding.fine else 'LOOK'}  {finding.text}")
    if not healthy:
        raise SystemExit(1)


@group.command()
@click.option("--language", type=click.Choice(["en", "ur", "ur_Latn"]), help="Begin in this language.")
@click.option("--channel", type=click.Choice(["whatsapp", "telegram"]), default="whatsapp", show_default=True,
              help="Whose limits to show messages with.")  # fmt: skip
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the talk to this file, in the form the conversation tests play.")  # fmt: skip
@click.pass_obj
@with_settings
def chat(settings: Settings, script: Any, language: str | None, channel: str, record: Path | None) -> None:
    """Talk to the bot in the terminal. An empty line or end of input stops."""
    from bot.terminal import talk

    _prepare_database(settings)
    asyncio.run(talk(settings, script, language or "", channel, record))


@group.command()
@click.option("--explain", is_flag=True, help="Say what led to each answer too.")
def understand(explain: bool) -> None:
    """Read messages, one {"text": …} a line, and say in which language they are and what they ask for."""
    from bot.chat import explain as explaining
    from bot.lines import NotALine, answer_lines

    try:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, explaining.why if explain else explaining.read)
    except NotALine as why:
        raise _stop(f"understand: {why}") from None


@group.command()
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search(query: str, limit: int, as_json: bool) -> None:
    """What the knowledge base finds for QUERY, with scores from 0 to 1."""
    from bot.language.script import clean
    from knowledge.search import find

    for hit in find(clean(query), limit):
        if as_json:
            names = {"en": hit.name.en, "ur": hit.name.ur, "ur_Latn": hit.name.ur_Latn}
            click.echo(
                json.dumps({"kind": hit.kind, "id": hit.id, "score": hit.score, "name": names}, ensure_ascii=False)
            )
        else:
            click.echo(f"{hit.score:.3f}  {hit.kind:8}  {hit.id:28}  {hit.name.en}")


@group.command()
@click.argument("kind", default="")
def parse(kind: str) -> None:
    """Read answers, one {"text": …} a line, and say what value each stands for; null where it is not a valid one.

    KIND is amount, count, age, yesno, district, phone, cnic, date, ntn, year or name.
    """
    from bot import clock, parsing
    from bot.lines import NotALine, answer_lines

    if kind not in parsing.KINDS:
        raise _stop(f"parse: “{kind}” is not a kind; choose one of {', '.join(parsing.KINDS)}")
    today = clock.day_in_pakistan(clock.now())
    try:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, lambda text: {"value": parsing.parse(kind, text, today)})
    except NotALine as why:
        raise _stop(f"parse: {why}") from None


@group.command()
@click.option("--month", help="Such as 2026-11 (default: this month, in Pakistan).")
@with_settings
def costs(settings: Settings, month: str | None) -> None:
    """Say what a month's messages cost, for each flow and finished registration, and what a naive bot's would have."""
    from bot import clock
    from bot.db import engine_for, reading
    from bot.ledger.printed import printed
    from bot.ledger.report import report
    from knowledge import prices

    month = month or f"{clock.day_in_pakistan(clock.now()):%Y-%m}"
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise _stop(f"--month: {month} is not a month; write it as 2026-11")
    _prepare_database(settings)
    engine = engine_for(settings.database_url)
    try:
        with reading(engine) as connection:
            click.echo(printed(report(connection, month, prices.load(settings.price_table))), nl=False)
    finally:
        engine.dispose()


@group.group()
def people() -> None:
    """People who were made one, and locks whose word was forgotten."""


@people.command()
@with_settings
def merges(settings: Settings) -> None:
    """List the last merges: id, when, who was kept, who went, and whether it was undone."""
    import sqlalchemy as sa

    from bot.registry.models import merge

    with _transaction(settings) as connection:
        for row in connection.execute(sa.select(merge).order_by(merge.c.id.desc()).limit(50)):
            undone = f"undone {row.undone_at:%Y-%m-%d %H:%M}" if row.undone_at else "in force"
            click.echo(f"{row.id}  {row.at:%Y-%m-%d %H:%M}  kept {row.kept}  gone {row.gone}  {row.how}  {undone}")


@people.command("undo-merge")
@click.argument("id", type=int)
@with_settings
def undo_merge(settings: Settings, id: int) -> None:
    """Make two people again of one: every row goes back to whose it was. What came in since goes by its sender."""
    from bot import clock
    from bot.registry.merge import CannotUndo, undo

    try:
        with _transaction(settings) as connection:
            undo(connection, id, clock.now())
    except CannotUndo as why:
        raise _stop(f"Not undone: {why}.") from None
    click.echo(f"Merge {id} is undone.")


@people.command("remove-lock")
@click.argument("reference")
@with_settings
def remove_lock(settings: Settings, reference: str) -> None:
    """Take away the lock of the owner of this reference number, once you are sure that it is she who asks."""
    from bot.registry.locks import remove_for

    with _transaction(settings) as connection:
        removed = remove_for(connection, reference)
    if not removed:
        raise _stop(f"Nothing is locked under {reference}; check the number.")
    click.echo("The lock is gone. She can choose a new word by writing “lock”.")


@group.group()
def keys() -> None:
    """The keys that encrypt numbers and sign receipts."""


@keys.command("new")
def new_key() -> None:
    """Print a new key, for DATA_KEY (as id:key) or RECEIPT_KEY."""
    from bot.keys import new_key as made

    click.echo(made())


@keys.command()
@with_settings
def rotate(settings: Settings) -> None:
    """Seal everything anew with the first key of DATA_KEY. Afterwards the older ones may be taken out of it."""
    from bot.keys import CannotOpen
    from bot.papers.service import reseal
    from bot.referrals.partners import reseal as reseal_secrets

    vault = settings.keys.vault
    try:
        with _transaction(settings) as connection:
            count, secrets = reseal(connection, vault), reseal_secrets(connection, vault)
    except CannotOpen as why:
        raise _stop(f"Nothing was changed: {why}; put the key back into DATA_KEY behind a comma.") from None
    click.echo(f"{count} numbers and {secrets} secrets were sealed anew with the key {vault.newest}.")


@group.command("check-receipt")
@click.argument("url")
@click.option("--key", help="The public key (default: our own).")
@with_settings
def check_receipt(settings: Settings, url: str, key: str | None) -> None:
    """Say whether the address in a receipt's QR code is genuine. Asks nobody."""
    from bot.receipts.signing import NotGenuine, check, public_key

    try:
        stated = check(url, key or public_key(settings.keys.receipts))
    except NotGenuine as why:
        raise _stop(f"Not genuine: {why}.") from None
    click.echo(f"Genuine: {stated.number}, {stated.kind} on {stated.on_day}.")


@group.group()
def templates() -> None:
    """Messages approved beforehand, for people who have not written for 24 hours."""


@templates.command("sync")
@with_settings
def templates_sync(settings: Settings) -> None:
    """Hand in the templates that WhatsApp does not have yet, and write down how all of them stand."""
    from bot import clock
    from bot.channels.contract import SendError
    from bot.helpdesk.template_sync import approved_at_once
    from bot.helpdesk.templates import record

    standings = [] if settings.in_production else approved_at_once("simulator")
    if settings.whatsapp_is_on:
        if not settings.whatsapp_business_account_id:
            raise _stop("Set WHATSAPP_BUSINESS_ACCOUNT_ID: templates belong to the account, not to a number.")
        try:
            standings += asyncio.run(_at_whatsapp(settings))
        except SendError as error:
            raise _stop(f"WhatsApp did not take the templates: {error}. Nothing was written down.") from None
    with _transaction(settings) as connection:
        record(connection, standings, clock.now())
    for one in standings:
        click.echo(f"{one.channel}  {one.name}  {one.code}  {one.status}{f'  ({one.why})' if one.why else ''}")
    if not settings.whatsapp_is_on:
        click.echo("WhatsApp is off; only the browser has these templates.")


async def _at_whatsapp(settings: Settings) -> "list[Standing]":
    from bot.assembly import whatsapp
    from bot.helpdesk.template_sync import sync

    channel = whatsapp(settings)
    try:
        return await sync(channel, channel.name, click.echo)
    finally:
        await channel.close()


def _load_samples(settings: Settings) -> None:
    """In development something can be tried out at once; in production nothing is there that nobody has entered."""
    if settings.in_production:
        return
    from bot import clock
    from bot.training.samples import load

    with _transaction(settings) as connection:
        load(connection, clock.now())


@contextmanager
def _transaction(settings: Settings) -> "Iterator[Connection]":
    """A short transaction beside the server, which knows all tables."""
    import bot.assembly  # noqa: F401
    from bot.db import engine_for

    _prepare_database(settings)
    engine = engine_for(settings.database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _first_login(settings: Settings) -> str:
    """Where nobody can log into the console yet: how to; in development there is an admin by itself."""
    from bot import clock
    from bot.db import engine_for
    from bot.staff.accounts import FIRST_ADMIN, everybody, first_admin

    engine = engine_for(settings.database_url)
    try:
        with engine.begin() as connection:
            if everybody(connection):
                return ""
            if settings.in_production:
                return "no accounts yet: python main.py staff add EMAIL --role admin"
            return f"first login: {FIRST_ADMIN}, password {first_admin(connection, clock.now())} (shown only now)"
    finally:
        engine.dispose()


def _make_folder(settings: Settings) -> None:
    if settings.sqlite_path is None:
        return
    try:
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _stop(f"The folder of DATABASE_URL cannot be made ({error}); choose another path.") from None


def _upgrade_here(settings: Settings) -> None:
    from bot.migrate import upgrade

    upgrade(settings.database_url)


def _upgrade_alone(settings: Settings) -> None:
    """Migrate, but not under a running server."""
    from bot.serving import CannotServe, alone

    try:
        with alone(settings):
            _upgrade_here(settings)
    except CannotServe as why:
        raise _stop(str(why)) from None


def _prepare_database(settings: Settings, upgrade: Callable[[Settings], None] = _upgrade_alone) -> None:
    """An embedded database is created and migrated by itself; a shared one is migrated on purpose only.

    Machines are not updated all at once: the first new one must not change the tables under the old ones unasked.
    """
    _make_folder(settings)
    if not _is_behind(settings):
        return
    if settings.sqlite_path is None:
        raise _stop("The database is not at this version's schema; run: python main.py migrate")
    upgrade(settings)


def _is_behind(settings: Settings) -> bool:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.db import engine_for
    from bot.migrate import behind

    engine = engine_for(settings.database_url)
    try:
        return behind(engine)
    except SQLAlchemyError as error:
        why = str(error.__cause__ or error).splitlines()[0]
        raise _stop(f"The database cannot be opened ({why}); check DATABASE_URL.") from None
    finally:
        engine.dispose()


determinations.add_to(group, with_settings, _transaction, _stop)
referrals.add_to(group, with_settings, _transaction, _stop)
training.add_to(group, with_settings, _transaction, _stop)
mydata.add_to(people, with_settings, _transaction, _stop)
