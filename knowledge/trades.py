"""What people do for a living, in their own words, and where that stands in ISIC Rev.4.

The lists are trades.toml and isic_divisions.csv; what they are and where from: SOURCES.md.
"""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bot.i18n.words import Name
from bot.language.exemplars import exemplars
from bot.language.match import Index, best
from bot.language.phrases import Hit, Phrases, words_of
from bot.language.script import fold
from knowledge import library
from knowledge.found import Found

__all__ = ["GROUPS", "TRADES", "Found", "Group", "Trade", "division_name", "find", "in_group"]

FOLDER = Path(__file__).parent
MOST_GUESSES = 3
_SHORT_MESSAGE = 4  # content words; more than that is a story, of which single words are looked at
_SHORTEST_HEARD = 5  # letters of a word of a story that may be misspelled
_LISTENED_TO = 12  # long words of a story that are listened to, to bound the time
_SURE_IN_STORY = 90.0
_SHOP = "shop"
_MAKING = "making"


class Group(msgspec.Struct, frozen=True):
    """A broad group of trades, for choosing from a list; `division` is its ISIC division where nothing is closer."""

    id: str
    name: Name
    division: str


class Trade(msgspec.Struct, frozen=True):
    """A trade people name."""

    id: str
    name: Name
    division: str
    """ISIC Rev.4 division, two digits."""
    group: str
    words: tuple[str, ...]
    broad: bool = False
    """Gives way to any closer trade in the same message ("dukan" to "karyane ki dukan")."""


GROUPS: dict[str, Group]
TRADES: dict[str, Trade]


def __getattr__(name: str) -> Any:
    """GROUPS and TRADES are read when first asked for, not at import."""
    if name == "GROUPS":
        return _groups()
    if name == "TRADES":
        return _trades()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def in_group(group: str) -> list[Trade]:
    """The trades of a group, in the order of the file."""
    return [trade for trade in _trades().values() if trade.group == group]


def division_name(code: str) -> Name | None:
    """The plain name of an ISIC division: "14" → Clothing and stitching."""
    return _divisions().get(code)


def find(text: str) -> Found:
    """The trade named in this text; guesses where it may be several."""
    words = words_of(text)
    hits = _known().phrases.find(words)
    if not hits:
        return _nearly_named(words)
    meant = [id for hit in hits for id in hit.meaning if not _is_everyday_use(hit, words)]
    if meant:
        return _decide(meant)
    return Found(None, tuple(dict.fromkeys(id for hit in hits for id in hit.meaning))[:MOST_GUESSES])


def _decide(meant: list[str]) -> Found:
    """One trade; a broad one gives way to a closer one."""
    ids = list(dict.fromkeys(meant))
    close = [id for id in ids if not _trades()[id].broad]
    if len(close) == 1 and _SHOP in ids and _trades()[close[0]].group == _MAKING:
        # "furniture ki dukan": made or only sold there?
        return Found(None, (close[0], _SHOP))
    left = close or ids
    if len(left) == 1:
        return Found(left[0], (), _trades()[left[0]].name.en)
    return Found(None, tuple(left[:MOST_GUESSES]))


def _is_everyday_use(hit: Hit[tuple[str, ...]], words: list[str]) -> bool:
    """Whether a word that is also an ordinary one is used as such here."""
    known = _known()
    if hit.phrase not in known.everyday or len(words) == hit.end - hit.start:
        return False
    after = words[hit.end] if hit.end < len(words) else ""
    return after not in known.work


def _nearly_named(words: list[str]) -> Found:
    """A misspelled trade: the whole of a short message, or one long word of a story."""
    known = _known()
    content = [word for word in words if word not in known.idle and not word.isdigit()]
    slips = [word for word in content if word not in _usual_in_talk()]
    if not slips:
        return Found()
    if len(content) <= _SHORT_MESSAGE:
        sure, guesses = best(" ".join(content), known.near)
        if sure is not None or guesses:
            return _decide([sure]) if sure is not None else Found(None, guesses)
    long_words = [word for word in slips if len(word) >= _SHORTEST_HEARD][:_LISTENED_TO]
    heard = (best(word, known.near, _SURE_IN_STORY).sure for word in long_words)
    found = [sure for sure in heard if sure is not None]
    return _decide(found) if found else Found()


class _Known(NamedTuple):
    """Everything that is looked for."""

    phrases: Phrases[str]
    near: Index
    everyday: frozenset[str]
    work: frozenset[str]
    idle: frozenset[str]


@cache
def _known() -> _Known:
    cues = _file()["cues"]
    everyday = frozenset(map(fold, cues["everyday"]))
    spelled = {
        trade.id: [trade.name.en, trade.name.ur, trade.name.ur_Latn, *trade.words] for trade in _trades().values()
    }
    near = {id: [word for word in words if fold(word) not in everyday] for id, words in spelled.items()}
    return _Known(
        Phrases(spelled),
        Index(near),
        everyday,
        frozenset(map(fold, cues["work"].split())),
        frozenset(map(fold, cues["idle"].split())),
    )


@cache
def _usual_in_talk() -> frozenset[str]:
    """Words that people write to us about anything: "karwana" is no slip for karyana, nor "apply" for apple."""
    asked = (phrase for one in library.articles().values() for text in one.texts.values() for phrase in text.asked)
    return frozenset(word for text in (*(one.text for one in exemplars()), *asked) for word in words_of(text))


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "trades.toml").read_text(encoding="utf-8"))


@cache
def _groups() -> dict[str, Group]:
    return {
        id: Group(id, Name(row["en"], row["ur"], row["ur_Latn"]), row["division"])
        for id, row in _file()["groups"].items()
    }


@cache
def _trades() -> dict[str, Trade]:
    return {
        id: Trade(id, Name(**row["name"]), row["division"], row["group"], tuple(row["words"]), row.get("broad", False))
        for id, row in _file()["trades"].items()
    }


@cache
def _divisions() -> dict[str, Name]:
    with (FOLDER / "isic_divisions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Name(row["en"], row["ur"], row["ur_Latn"]) for row in csv.DictReader(file)}
