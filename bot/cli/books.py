"""The books: costs, people who were made one, keys, receipts, templates."""

import asyncio
import re
from typing import TYPE_CHECKING

import click

from bot.answered import commands as answered
from bot.cli.group import group, prepare_database, stop, transaction, with_settings
from bot.config import Settings
from bot.determinations import commands as determinations
from bot.mydata import commands as mydata
from bot.referrals import commands as referrals
from bot.training import commands as training

if TYPE_CHECKING:
    from bot.helpdesk.templates import Standing


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
        raise stop(f"--month: {month} is not a month; write it as 2026-11")
    prepare_database(settings)
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

    with transaction(settings) as connection:
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
        with transaction(settings) as connection:
            undo(connection, id, clock.now())
    except CannotUndo as why:
        raise stop(f"Not undone: {why}.") from None
    click.echo(f"Merge {id} is undone.")


@people.command("remove-lock")
@click.argument("reference")
@with_settings
def remove_lock(settings: Settings, reference: str) -> None:
    """Take away the lock of the owner of this reference number, once you are sure that it is she who asks."""
    from bot.registry.locks import remove_for

    with transaction(settings) as connection:
        removed = remove_for(connection, reference)
    if not removed:
        raise stop(f"Nothing is locked under {reference}; check the number.")
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
        with transaction(settings) as connection:
            count, secrets = reseal(connection, vault), reseal_secrets(connection, vault)
    except CannotOpen as why:
        raise stop(f"Nothing was changed: {why}; put the key back into DATA_KEY behind a comma.") from None
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
        raise stop(f"Not genuine: {why}.") from None
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
            raise stop("Set WHATSAPP_BUSINESS_ACCOUNT_ID: templates belong to the account, not to a number.")
        try:
            standings += asyncio.run(_at_whatsapp(settings))
        except SendError as error:
            raise stop(f"WhatsApp did not take the templates: {error}. Nothing was written down.") from None
    with transaction(settings) as connection:
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


determinations.add_to(group, with_settings, transaction, stop)
referrals.add_to(group, with_settings, transaction, stop)
training.add_to(group, with_settings, transaction, stop)
answered.add_to(group, with_settings, transaction)
mydata.add_to(people, with_settings, transaction, stop)
