"""Lists of words that stand beside a module, in a file of its name."""

import tomllib
from functools import cache
from pathlib import Path

from bot.language.script import fold


@cache
def word_lists(module: str) -> dict[str, frozenset[str]]:
    """The lists of a module, given as its `__file__`, folded."""
    data = tomllib.loads(Path(module).with_suffix(".toml").read_text(encoding="utf-8"))
    return {name: frozenset(map(fold, words)) - {""} for name, words in data.items()}
