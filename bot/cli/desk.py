"""Commands for the desk: accounts of its people, and the registry as a file."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import clock
from bot.cli.group import group, stop, transaction, with_settings
from bot.config import Settings
from bot.staff.audit import COMMAND_LINE, Actor
from bot.staff.roles import ROLES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from bot.registry.exchange import Report
    from bot.staff.accounts import Account

_US = Actor(None, COMMAND_LINE)
_WHY_NOT = {
    "email": "that is not an e-mail address; write it as name@example.org",
    "role": "there is no such role",
    "taken": "there is an account with this e-mail; a new password: main.py staff reset EMAIL",
    "unknown": "there is no account with this e-mail; see: main.py staff list",
    "last_admin": "nobody would be left who can manage accounts; make another admin first",
}


@group.group()
def staff() -> None:
    """Accounts of the helpdesk console."""


@staff.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--name", default="", help="As colleagues and owners shall see it.")
@with_settings
def add_staff(settings: Settings, email: str, role: str, name: str) -> None:
    """Make an account and print its one-time password."""
    from bot.staff import accounts, audit
    from bot.staff.passwords import hashed, one_time

    password = one_time()
    with _accounts(settings) as (connection, now):
        accounts.add(connection, email, role, name, hashed(password), now)
        subject = accounts.tidy_email(email)
        audit.record(connection, _US, "staff added", now, subject=subject, detail={"role": role})
    _tell_password(settings, subject, password)


@staff.command("reset")
@click.argument("email")
@with_settings
def reset_staff(settings: Settings, email: str) -> None:
    """Print a new one-time password; the account's sessions end and its rest is lifted."""
    from bot.staff import accounts, audit
    from bot.staff.passwords import hashed, one_time

    password = one_time()
    with _accounts(settings) as (connection, now):
        account = _account(connection, email)
        accounts.give_one_time(connection, account.id, hashed(password), now)
        audit.record(connection, _US, "password reset", now, subject=account.email)
    _tell_password(settings, account.email, password)


@staff.command("disable")
@click.argument("email")
@with_settings
def disable_staff(settings: Settings, email: str) -> None:
    """Let somebody in no more, and out at once."""
    from bot.staff import accounts, audit

    with _accounts(settings) as (connection, now):
        account = _account(connection, email)
        accounts.disable(connection, account.id, now)
        audit.record(connection, _US, "staff disabled", now, subject=account.email)
    click.echo(f"{account.email} is disabled and logged out everywhere.")


@staff.command("enable")
@click.argument("email")
@with_settings
def enable_staff(settings: Settings, email: str) -> None:
    """Let a disabled account in again."""
    from bot.staff import accounts, audit

    with _accounts(settings) as (connection, now):
        account = _account(connection, email)
        accounts.enable(connection, account.id)
        audit.record(connection, _US, "staff enabled", now, subject=account.email)
    click.echo(f"{account.email} may log in again.")


@staff.command("list")
@with_settings
def list_staff(settings: Settings) -> None:
    """List the accounts: e-mail, role, name, and since when disabled."""
    from bot.staff import accounts

    with _accounts(settings) as (connection, _now):
        for one in accounts.everybody(connection):
            off = "" if one.disabled_at is None else f"  disabled {one.disabled_at:%Y-%m-%d}"
            click.echo(f"{one.email}  {one.role}  {one.name}{off}")


@contextmanager
def _accounts(settings: Settings) -> "Iterator[tuple[Connection, dt.datetime]]":
    """A transaction in which what cannot be done ends the command with one line."""
    from bot.staff.accounts import NotDone

    try:
        with transaction(settings) as connection:
            yield connection, clock.now()
    except NotDone as why:
        raise stop(f"Not done: {_WHY_NOT[why.reason]}.") from None


def _account(connection: "Connection", email: str) -> "Account":
    from bot.staff.accounts import NotDone, by_email

    account = by_email(connection, email)
    if account is None:
        raise NotDone("unknown")
    return account


def _tell_password(settings: Settings, email: str, password: str) -> None:
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"Log in at {base}/console as {email}")
    click.echo(f"with the one-time password {password}")
    click.echo("It is shown only now, lasts three days, and must be changed at the first login.")


@group.group()
def registry() -> None:
    """The registry of businesses as a file."""


@registry.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["en", "ur", "ur_Latn"]), default="en", show_default=True,
              help="Of the words in it.")  # fmt: skip
@with_settings
def export_registry(settings: Settings, file: Path, language: str) -> None:
    """Write the registry to FILE, CSV or XLSX by its ending. It holds personal data."""
    from bot.registry import exchange, sheets
    from bot.registry.listing import BusinessFilter, all_businesses
    from bot.staff import audit

    kind = file.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise stop("FILE must end in .csv or .xlsx")
    with transaction(settings) as connection:
        rows = [exchange.row_of(line, language) for line in all_businesses(connection, BusinessFilter())]
        detail = {"rows": len(rows), "as": kind.removeprefix(".")}
        audit.record(connection, _US, "registry exported", clock.now(), detail=detail)
    if kind == ".csv":
        content = sheets.write_csv(exchange.HEADER, rows)
    else:
        content = sheets.write_xlsx(exchange.HEADER, rows, title="registry", right_to_left=language == "ur")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise stop(f"FILE cannot be written: {error.strerror}") from None
    click.echo(f"{len(rows)} businesses are in {file}.")


@registry.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Write what can be taken; without it FILE is only looked at.")
@with_settings
def import_registry(settings: Settings, file: Path, is_applied: bool) -> None:
    """Look at a CSV or XLSX file, name every row that cannot be taken, and with --apply take the others."""
    from bot.registry import exchange, sheets
    from bot.registry.officers import Officer
    from bot.staff import audit

    try:
        table = sheets.read(file.name, file.read_bytes())
    except sheets.Unreadable as why:
        raise stop(f"FILE cannot be read: {_UNREADABLE[why.reason]}.") from None
    with transaction(settings) as connection:
        report = exchange.check(connection, table, clock.day_in_pakistan(clock.now()))
    if report.missing:
        raise stop(f"FILE lacks the columns {', '.join(report.missing)}; an export shows how they are called.")
    _tell_report(report)
    if not is_applied:
        return
    rows = [row for row in report.rows if row.outcome in ("new", "changed")]
    for begin in range(0, len(rows), exchange.AT_ONCE):
        with transaction(settings) as connection:
            now = clock.now()
            done = exchange.apply(connection, rows[begin : begin + exchange.AT_ONCE], Officer(0, COMMAND_LINE), now)
            audit.record(connection, _US, "registry imported", now, detail={"rows": done})
    click.echo(f"{len(rows)} rows are written.")


def _tell_report(report: "Report") -> None:
    from bot.i18n.catalogues import catalogue

    english = catalogue("en")
    for row in report.bad:
        for problem in row.problems:
            click.echo(f"row {row.line}, {problem.field or 'row'}: {english.say(problem.said)}")
    if report.ignored:
        click.echo(f"not read: {', '.join(report.ignored)}")
    counts = {outcome: report.count(outcome) for outcome in ("new", "changed", "same", "bad")}
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))


_UNREADABLE = {
    "kind": "it must end in .csv or .xlsx",
    "large": "it is larger than 10 MB; divide it",
    "rows": "it has more than 20000 rows; divide it",
    "broken": "it is damaged, or not what its ending says; save it once more as XLSX",
}
