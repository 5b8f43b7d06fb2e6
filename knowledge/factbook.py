"""The facts that articles rest on: what was read, on whose page, of which day, and how sure it is.

Not to be confused with `facts.py`, the few single values that a flow states by itself.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from bot.i18n.words import Name

FOLDER = Path(__file__).with_name("facts")
NOT_FOUND = "not found"
CONFIDENCES = ("high", "medium", "low", NOT_FOUND)
_DAY = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that was read, or looked for and not found.

    `as_of` is the day of the page or event as far as it is known: `2026-03-09`, `2026-03`, `2026`, or empty when
    the page bears no date. `as_of_note` and `remark` say the rest in words, for those who review.
    """

    id: str
    topic: str
    fact: str
    source: str
    title: str
    url: str
    as_of: str
    as_of_note: str
    confidence: str
    remark: str = ""

    @property
    def found(self) -> bool:
        """Whether a source says it; otherwise it was looked for on the day `as_of` without success."""
        return self.confidence != NOT_FOUND


@cache
def facts() -> Mapping[str, Fact]:
    """Every fact by its id.

    `T…` are facts from public pages, `provider:akhuwat` says whose page a lender's terms were taken from, and
    `own:…` is what this service itself does.
    """
    known: dict[str, Fact] = {}
    for file in sorted(FOLDER.glob("*.json")):
        for fact in msgspec.json.decode(file.read_bytes(), type=list[Fact]):
            if fact.id in known:
                raise ValueError(f"{file.name}: {fact.id} stands twice")
            known[fact.id] = fact
    return MappingProxyType(known)


@cache
def source_names() -> Mapping[str, Name]:
    """How the sources are called in the languages; one that is missing keeps its English name (`source_name`)."""
    data = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    return MappingProxyType({english: Name(english, urdu, roman) for english, (urdu, roman) in data.items()})


def source_name(source: str) -> Name:
    return source_names().get(source, Name(source, source, source))


def problems() -> list[str]:
    """What is wrong with the facts, one line each."""
    found = []
    for fact in facts().values():
        if fact.confidence not in CONFIDENCES:
            found.append(f"fact {fact.id}: {fact.confidence!r} is no degree of confidence")
        if fact.as_of and not _DAY.fullmatch(fact.as_of):
            found.append(f"fact {fact.id}: {fact.as_of!r} is no day, month or year")
        if fact.found and not fact.source:
            found.append(f"fact {fact.id}: no source")
        if fact.url and not fact.url.startswith(("http://", "https://")):
            found.append(f"fact {fact.id}: {fact.url} is no address")
    found += [f"sources.toml: nobody is called {name}" for name in source_names() if name not in _sources()]
    return found


def _sources() -> set[str]:
    return {fact.source for fact in facts().values()}
