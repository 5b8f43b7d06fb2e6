"""The usual spelling of short and frequent words: "mjhe krna h" is "mujhe karna hai".

Short words have too little sound to be known by, and people leave out just their vowels. The spellings stand in
spelling.toml; what is also another word is left alone.
"""

import tomllib
from functools import cache
from pathlib import Path

from bot.language.script import fold


def usual(words: list[str]) -> list[str]:
    """These folded words in their usual spellings; as many as there were."""
    spelled = spellings().get
    return [spelled(word, word) for word in words]


@cache
def spellings() -> dict[str, str]:
    """The usual spelling by every other one."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {fold(other): fold(word) for word, others in data.items() for other in others}


@cache
def usual_words() -> frozenset[str]:
    """The words whose other spellings are known: none of them is a slip for yet another word."""
    return frozenset(spellings().values())
