"""Commands about what is answered and what is learnt."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Transaction = Callable[[Any], AbstractContextManager["Connection"]]


def add_to(group: click.Group, with_settings: Callable[[Any], Any], transaction: Transaction) -> None:
    """Add them to the command line."""

    @group.command()
    @click.option("--to-review", is_flag=True, help="Only those whose day has come, or whose file is newer.")
    @with_settings
    def articles(settings: Any, to_review: bool) -> None:
        """List the articles: topic, group, languages, facts, how old, next review, version; and totals."""
        from bot import clock
        from bot.answered.listed import table

        with transaction(settings) as connection:
            for line in table(connection, clock.day_in_pakistan(clock.now()), only_to_review=to_review):
                click.echo(line)

    @group.command()
    @click.option("--into", type=click.Path(file_okay=False, path_type=Path),
                  help="Add them to the files below this folder, such as bot/language/exemplars.")  # fmt: skip
    @with_settings
    def exemplars(settings: Any, into: Path | None) -> None:
        """Print the sentences that reviewers have accepted, in the format of bot/language/exemplars."""
        from bot.answered.exemplars import to_learn
        from bot.answered.written import as_toml, write

        with transaction(settings) as connection:
            accepted = to_learn(connection)
        if into is None:
            for file, text in as_toml(accepted).items():
                click.echo(f"# {file}\n{text}")
            return
        for file, count in write(into, accepted).items():
            click.echo(f"{into / file}: {count} added")

    @group.command()
    @with_settings
    def learn(settings: Any) -> None:
        """Learn from the files' sentences and the accepted ones now, and keep it under var/learnt.

        Servers that run beside it take it up within half a minute."""
        from bot.answered.exemplars import to_learn
        from bot.chat.understanding import take_up

        with transaction(settings) as connection:
            accepted = to_learn(connection)
        take_up(accepted, learn=True)
        click.echo(f"Learnt, also from {len(accepted)} accepted sentences.")
