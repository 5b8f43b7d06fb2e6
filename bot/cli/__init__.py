"""The commands of `main.py`. One file is one kind of work; `group` is what all of them stand on."""

from bot.cli import books, desk, run, talk
from bot.cli.group import group, main

__all__ = ["books", "desk", "group", "main", "run", "talk"]
