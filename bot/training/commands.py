"""`main.py training …`: the list of sittings, and sittings from a CSV file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from bot.training.importing import Effect

Transaction = Callable[[Any], AbstractContextManager["Connection"]]
Stop = Callable[[str], SystemExit]
"""Ends a command with one line."""


def add_to(group: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction, stop: Stop) -> None:
    """Put the commands into the command line, which brings its settings, short transactions and its way to end."""

    @group.group()
    def training() -> None:
        """Trainings that people can sign up for."""

    @training.command("list")
    @with_settings
    def list_(settings: Any) -> None:
        """List what is open: sitting, begin, place, seats, how many are free, how many wait, title."""
        from bot import clock
        from bot.training.cards import open_sittings, tallies

        with transaction(settings) as connection:
            cards = open_sittings(connection, clock.now())
            full = tallies(connection, [card.id for card in cards])
            for card in cards:
                tally = full[card.id]
                click.echo(
                    f"{card.code}  {card.starts:%Y-%m-%d %H:%M}  {card.district or 'online'}  {card.seats} seats  "
                    f"{max(0, card.seats - tally.taken)} free  {tally.waiting} wait  {card.title.en}"
                )
            if not cards:
                click.echo("No training is open; add some with: python main.py training import FILE --apply")

    @training.command("import")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--apply", "applies", is_flag=True, help="Put it into effect; without it the file is only read.")
    @with_settings
    def import_(settings: Any, file: Path, applies: bool) -> None:
        """Read sittings from FILE (CSV); say what is wrong with it, line by line, or put all of it into effect.

        The columns are those of knowledge/samples/training.csv. A sitting that is there already is changed, and
        whoever has a seat in it is told of a new time or place.
        """
        from bot import clock
        from bot.registry.sheets import Unreadable, decoded
        from bot.training.importing import apply, read

        try:
            text = decoded(file.read_bytes())
        except (OSError, Unreadable) as error:
            raise stop(f"{file} cannot be read ({error}); save it as CSV in UTF-8.") from None
        found = read(text, clock.day_in_pakistan(clock.now()))
        for problem in found.problems:
            click.echo(str(problem))
        if found.problems:
            raise stop(f"{len(found.problems)} problems in {file}; nothing was changed. Correct them and try again.")
        if not applies:
            click.echo(f"{len(found.rows)} rows are right. To put them into effect, add --apply.")
            return
        with transaction(settings) as connection:
            effect = apply(connection, found.rows, clock.now())
        _say(effect)


def _say(effect: "Effect") -> None:
    click.echo(
        f"{effect.opened} opened, {effect.changed} changed, {effect.cancelled} cancelled, {effect.same} as they were, "
        f"{effect.past} begun already; {effect.told} people are told of a cancellation."
    )
    for sitting, code in effect.codes.items():
        click.echo(f"Attendance code of {sitting} (shown once; tell the trainer): {code}")
