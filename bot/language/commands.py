"""Words that mean the same everywhere: menu, back, stop, human … in three scripts.

Only a whole message is a command: "stop" ends announcements, "bus stop ke paas" is an address.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from bot.language.script import fold

_CODE = re.compile(r"(?<!\S)(\d{3}) ?(\d{3})$")
_TAKES_CODE = frozenset({"link"})
_LONGEST = 60  # characters; every command is shorter, so a life story costs nothing


def command(text: str) -> str | None:
    """The command this whole message is, or None.

    `/start` is "begin" (Telegram's opening command); the word "start" resumes announcements.
    """
    if len(text) > _LONGEST:
        return _slash(text) if text.startswith("/") else None
    if text.startswith("/"):
        return _slash(text)
    words, polite = _table()
    folded = fold(text)
    found = words.get(folded)
    if found is None and " " in folded:
        found = words.get(_without_politeness(folded, polite)) or _with_code(folded, words, polite)
    return found


def names() -> tuple[str, ...]:
    """Every command there is."""
    return (*dict.fromkeys([*_table()[0].values(), *_slash_table().values()]),)


def _slash(text: str) -> str | None:
    """Telegram's commands may carry the bot's name and an argument: "/start@MunshiBot abc"."""
    first = text[1:_LONGEST].split(maxsplit=1)
    if not first:
        return None
    found = _slash_table().get(first[0].split("@")[0].lower())
    if found in _TAKES_CODE and len(first) == 2 and (code := _CODE.fullmatch(fold(first[1]))):
        return f"{found}:{code[1]}{code[2]}"
    return found


def _with_code(folded: str, words: dict[str, str], polite: frozenset[str]) -> str | None:
    """ "link 482 913" is "link:482913"."""
    code = _CODE.search(folded)
    if code is None:
        return None
    found = words.get(_without_politeness(folded[: code.start()].strip(), polite))
    return f"{found}:{code[1]}{code[2]}" if found in _TAKES_CODE else None


def _without_politeness(folded: str, polite: frozenset[str]) -> str:
    words = folded.split()
    while words and words[-1] in polite:
        words.pop()
    while words and words[0] in polite:
        words.pop(0)
    return " ".join(words)


@cache
def _table() -> tuple[dict[str, str], frozenset[str]]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    words = {fold(word): name for name, spellings in data["commands"].items() for word in spellings}
    return words, frozenset(word for phrase in data["polite"] for word in fold(phrase).split())


@cache
def _slash_table() -> dict[str, str]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return dict(data["slash"])
