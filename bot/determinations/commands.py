"""`main.py determinations …`: whom a changed rule would tell something else, and what one rested on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Transaction = Callable[[Any], AbstractContextManager["Connection"]]
Stop = Callable[[str], SystemExit]
"""Ends a command with one line."""


def add_to(group: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction, stop: Stop) -> None:
    """Put the commands into the command line, which brings its settings, short transactions and its way to end."""

    @group.group()
    def determinations() -> None:
        """What the rules came to for people, and whether it would come to the same today."""

    @determinations.command()
    @click.argument("programme")
    @with_settings
    def affected(settings: Any, programme: str) -> None:
        """List whom the rules of PROGRAMME would tell something else now: number, what was told, what it is now."""
        from bot import clock
        from bot.determinations.service import affected as found
        from knowledge import programmes

        try:
            with transaction(settings) as connection:
                told = list(found(connection, programme, clock.day_in_pakistan(clock.now())))
        except KeyError:
            known = ", ".join(programmes.versions())
            raise stop(f"There is no programme {programme}; known are: {known}") from None
        for one in told:
            click.echo(f"{one.number}  {one.before} -> {one.now}")
        click.echo(f"{len(told)} people were told otherwise.", err=True)

    @determinations.command()
    @click.argument("number")
    @with_settings
    def show(settings: Any, number: str) -> None:
        """Decide the determination of this NUMBER once more, by its own rules and answers, and say what it rests on."""
        from bot.determinations.service import NotReproduced, described

        try:
            with transaction(settings) as connection:
                for line in described(connection, number):
                    click.echo(line)
        except KeyError:
            raise stop(f"There is no determination {number}; check its digits.") from None
        except NotReproduced as wrong:
            raise stop(str(wrong)) from None
