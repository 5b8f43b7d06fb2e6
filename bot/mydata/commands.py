"""Commands about people and what is held about them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Transaction = Callable[[Any], AbstractContextManager["Connection"]]
Stop = Callable[[str], SystemExit]
"""Ends a command with one line."""


def add_to(people: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction, stop: Stop) -> None:
    """Add them to the group of people's commands."""

    @people.command("erase")
    @click.argument("number")
    @with_settings
    def erase(settings: Any, number: str) -> None:
        """Erase everything about somebody, once you are sure that it is she who asks. NUMBER is that of a case, or the
        person's own number. It cannot be undone; the running server does it within seconds."""
        from bot import clock
        from bot.mydata import again

        now = clock.now()
        with transaction(settings) as connection:
            owner = again.owner_of_case(connection, number)
            if owner is None and number.isdigit():
                owner = int(number)
            found = owner is not None and again.ask_for(connection, owner, f"desk:{owner}:{now.isoformat()}", now)
        if not found:
            raise stop(f"Nobody has the number {number}; check it.")
        click.echo("It is on the agenda. The running server erases it within seconds.")

    @people.command("erased")
    @with_settings
    def erased(settings: Any) -> None:
        """List who has been erased: the person's number, and when."""
        from bot.mydata import again

        with transaction(settings) as connection:
            for person_id, at in again.erased_people(connection):
                click.echo(f"{person_id}  {at:%Y-%m-%d %H:%M}")
