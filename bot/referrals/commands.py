"""`main.py partners …` and `main.py referrals …`: agreements, tokens, and the list for a partner without a webhook."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Transaction = Callable[[Any], AbstractContextManager["Connection"]]
Stop = Callable[[str], SystemExit]
"""Ends a command with one line."""

_UNFIT = {
    "whole": "write a whole address: https://…",
    "plain": "people's details go over https only",
    "inside": "in production it must not be an address of this network",
}


def add_to(group: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction, stop: Stop) -> None:
    """Put the commands into the command line, which brings its settings, short transactions and its way to end."""
    _add_partners(group, with_settings, transaction, stop)
    _add_referrals(group, with_settings, transaction, stop)


def _add_partners(
    group: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction, stop: Stop
) -> None:
    @group.group()
    def partners() -> None:
        """Lenders with whom the operator has an agreement."""

    @partners.command()
    @click.argument("lender")
    @click.option("--contact", required=True, help="Whom to ask at the lender.")
    @click.option("--from", "begins_on", type=click.DateTime(["%Y-%m-%d"]), help="First day (default: today).")
    @click.option(
        "--to", "ends_on", type=click.DateTime(["%Y-%m-%d"]), help="Last day (default: until further notice)."
    )
    @click.option("--product", "products", multiple=True, help="Only this product; may be given several times.")
    @click.option("--province", "provinces", multiple=True, help="Only there; may be given several times.")
    @click.option("--webhook", default="", help="Where referrals are posted; without it they are exported as CSV.")
    @with_settings
    def add(settings: Any, lender: str, contact: str, begins_on: Any, ends_on: Any, products: tuple[str, ...],
            provinces: tuple[str, ...], webhook: str) -> None:  # fmt: skip
        """Record an agreement with LENDER (an id, such as akhuwat)."""
        from bot import clock
        from bot.referrals.addresses import why_unfit
        from bot.referrals.partners import CannotAgree, add_agreement
        from knowledge.gazetteer import provinces as known

        if webhook and (why := why_unfit(webhook, in_production=settings.in_production)):
            raise stop(f"--webhook: {_UNFIT[why]}")
        if wrong := set(provinces) - set(known()):
            raise stop(f"--province: {', '.join(sorted(wrong))}: known are {', '.join(known())}")
        try:
            with transaction(settings) as connection:
                id, secret = add_agreement(
                    connection, lender, contact=contact, products=products, provinces=provinces, webhook_url=webhook,
                    begins_on=begins_on.date() if begins_on else clock.day_in_pakistan(clock.now()),
                    ends_on=ends_on.date() if ends_on else None, vault=settings.keys.vault, now=clock.now(),
                )  # fmt: skip
        except CannotAgree as why_not:
            raise stop(f"Not recorded: {why_not}.") from None
        click.echo(f"Agreement {id} with {lender} is recorded.")
        if secret:
            click.echo(f"Webhook secret (shown once; give it to the lender): {secret}")

    @partners.command("list")
    @with_settings
    def list_(settings: Any) -> None:
        """List all agreements: id, lender, from, to, products, provinces, contact, webhook."""
        from bot.referrals.partners import all_agreements

        with transaction(settings) as connection:
            for row in all_agreements(connection):
                products = ",".join(row.products) or "all products"
                provinces = ",".join(row.provinces) or "everywhere"
                click.echo(
                    f"{row.id}  {row.lender}  {row.begins_on} to {row.ends_on or 'further notice'}  {products}  "
                    f"{provinces}  {row.contact}  {row.webhook_url or 'CSV'}"
                )

    @partners.command()
    @click.argument("agreement", type=int)
    @click.option("--on", "last_day", type=click.DateTime(["%Y-%m-%d"]), help="Last day (default: yesterday).")
    @with_settings
    def end(settings: Any, agreement: int, last_day: Any) -> None:
        """End an AGREEMENT: nobody is referred under it any more. Referrals already made stay."""
        from bot import clock
        from bot.referrals.partners import CannotAgree, end_agreement

        yesterday = clock.day_in_pakistan(clock.now()) - dt.timedelta(days=1)
        day = last_day.date() if last_day else yesterday
        try:
            with transaction(settings) as connection:
                ended = end_agreement(connection, agreement, day)
        except CannotAgree as why_not:
            raise stop(f"Not ended: {why_not}.") from None
        if not ended:
            raise stop(f"There is no agreement {agreement}; see: partners list")
        click.echo(f"Agreement {agreement} ends with {day}.")

    @partners.command()
    @click.argument("lender")
    @with_settings
    def token(settings: Any, lender: str) -> None:
        """Make LENDER a token for /api/v1. The one before it ends."""
        from bot import clock
        from bot.referrals.partners import CannotAgree, new_token

        try:
            with transaction(settings) as connection:
                made = new_token(connection, lender, clock.now())
        except CannotAgree as why_not:
            raise stop(f"No token: {why_not}.") from None
        click.echo(f"Token for {lender} (shown once): {made}")


def _add_referrals(
    group: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction, stop: Stop
) -> None:
    @group.group()
    def referrals() -> None:
        """Referrals to lenders."""

    @referrals.command()
    @click.argument("lender")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @with_settings
    def export(settings: Any, lender: str, file: Path) -> None:
        """Write LENDER's open referrals to FILE (CSV). They count as sent from then on."""
        from bot import clock
        from bot.referrals.partners import export as written

        with transaction(settings) as connection, file.open("w", encoding="utf-8-sig", newline="") as opened:
            count = written(connection, opened, lender, clock.now())
        click.echo(f"{count} referrals to {lender} are in {file}.")

    @referrals.command()
    @click.argument("number")
    @with_settings
    def show(settings: Any, number: str) -> None:
        """Say what happened to the referral of this NUMBER, and when."""
        from bot.referrals.partners import histories

        with transaction(settings) as connection:
            rows = list(histories(connection, number))
        if not rows:
            raise stop(f"There is no referral {number}; check its digits.")
        for row in rows:
            click.echo(f"{row.at:%Y-%m-%d %H:%M} UTC  {row.actor}  {row.state}  {row.note}".rstrip())
