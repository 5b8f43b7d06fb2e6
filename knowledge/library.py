"""The articles: what the bot can answer by itself, read from `knowledge/articles/<group>/<topic>.toml`.

Nobody else reads those files. What staff publish in the console later replaces an article by its topic; this is
what they start from.
"""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from knowledge import factbook

FOLDER = Path(__file__).with_name("articles")
_VERSION_LENGTH = 12  # hexadecimal digits: 48 bits, plenty to tell apart the versions of one article


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article in one language. `asked` are questions as people type them: they teach the search, not shown."""

    title: str
    label: str
    short: str
    asked: tuple[str, ...]
    more: str = ""


class SourceLine(msgspec.Struct, frozen=True):
    """What a source line is made of; the words around it are the caller's.

    `as_of` is `2026-03-09`, `2026-03`, `2026`, or empty for a page without a date. Where `found` is false nobody
    said it: it was looked for on that day, and `name`, `title` and `url` are empty.
    """

    name: str
    title: str
    url: str
    as_of: str
    found: bool


class Article(msgspec.Struct, frozen=True):
    """One answer in all its languages. `version` changes with any change of the content."""

    topic: str
    group: str
    facts: tuple[str, ...]
    reviewed_on: dt.date
    review_by: dt.date
    owner: str
    related: tuple[str, ...]
    known: bool
    texts: Mapping[str, Text]
    version: str

    def in_(self, language: str) -> Text:
        """The text in that language, in English where there is none."""
        return self.texts.get(language) or self.texts["en"]

    def source_line(self, language: str) -> SourceLine:
        """Whom the answer rests on: the article's leading fact."""
        fact = factbook.facts()[self.facts[0]]
        name = factbook.source_name(fact.source).in_(language)
        return SourceLine(name, fact.title, fact.url, fact.as_of, fact.found)


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    facts: tuple[str, ...]
    reviewed_on: dt.date
    review_by: dt.date
    owner: str
    related: tuple[str, ...]
    known: bool


@cache
def articles() -> Mapping[str, Article]:
    """Every article by its topic. Raises ValueError that names each file that cannot be read."""
    found, problems = read(FOLDER)
    if problems:
        raise ValueError("; ".join(problems))
    return MappingProxyType(found)


def article(topic: str) -> Article:
    """The article on that topic. Raises KeyError where there is none."""
    return articles()[topic]


def read(folder: Path) -> tuple[dict[str, Article], list[str]]:
    """The articles below a folder by topic, and what could not be read, one line each."""
    found: dict[str, Article] = {}
    problems: list[str] = []
    for file in sorted(folder.glob("*/*.toml")):
        try:
            one = parse(file.stem, file.parent.name, file.read_text(encoding="utf-8"))
        except (ValueError, msgspec.ValidationError) as error:
            problems.append(f"{file.parent.name}/{file.name}: {error}")
            continue
        if one.topic in found:
            problems.append(f"{file.parent.name}/{file.name}: {one.topic} stands in {found[one.topic].group} too")
        found[one.topic] = one
    return found, problems


def parse(topic: str, group: str, source: str) -> Article:
    """One article from its TOML. Raises ValueError (also as TOMLDecodeError, ValidationError) for what does not fit."""
    return made(topic, group, tomllib.loads(source))


def made(topic: str, group: str, data: Mapping[str, Any]) -> Article:
    """One article from what its file holds. Raises ValueError (also as ValidationError) for what does not fit."""
    languages = {key: value for key, value in data.items() if isinstance(value, dict)}
    head = msgspec.convert({key: value for key, value in data.items() if key not in languages}, _Head)
    if not head.facts:
        raise ValueError("no fact: every claim rests on one")
    if "en" not in languages:
        raise ValueError("no English text, which stands in where a language has none")
    texts = msgspec.convert(languages, dict[str, Text])
    return Article(
        topic=topic,
        group=group,
        facts=head.facts,
        reviewed_on=head.reviewed_on,
        review_by=head.review_by,
        owner=head.owner,
        related=head.related,
        known=head.known,
        texts=MappingProxyType(texts),
        version=_version(data),
    )


def body(article: Article) -> dict[str, Any]:
    """What the article's file would hold, as plain data: `made` makes the same version of it."""
    texts = {
        language: {key: value for key, value in msgspec.to_builtins(text).items() if value or key != "more"}
        for language, text in article.texts.items()
    }
    head = {field: getattr(article, field) for field in _Head.__struct_fields__}
    return {**msgspec.to_builtins(head), **texts}


def _version(data: Mapping[str, Any]) -> str:
    """Of the content, not of the file: comments and the order of keys do not matter."""
    return hashlib.sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()[:_VERSION_LENGTH]
