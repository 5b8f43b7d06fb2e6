"""Talking to it: chat in the terminal, and what it makes of messages, answers and questions."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import click

from bot.cli.group import group, prepare_database, stop, with_settings
from bot.config import Settings


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

    prepare_database(settings)
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
        raise stop(f"understand: {why}") from None


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
        raise stop(f"parse: “{kind}” is not a kind; choose one of {', '.join(parsing.KINDS)}")
    today = clock.day_in_pakistan(clock.now())
    try:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, lambda text: {"value": parsing.parse(kind, text, today)})
    except NotALine as why:
        raise stop(f"parse: {why}") from None
