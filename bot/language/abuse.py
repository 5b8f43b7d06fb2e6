"""Whether a message insults. What follows from that is decided in the conversation."""

import tomllib
from functools import cache
from pathlib import Path

from bot.language.phrases import Phrases, words_of


def is_abusive(text: str) -> bool:
    """Whether there is an insult in it."""
    return bool(_insults().find(words_of(text)))


@cache
def _insults() -> Phrases[str]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return Phrases({"insult": data["words"]})
