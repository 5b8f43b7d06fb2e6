"""What no article may say (`forbidden.toml`), and where a link or number may lead."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from bot.i18n.words import Name, Words, _

LANGUAGES = ("en", "ur", "ur_Latn")
_SENTENCE_END = re.compile(r"(?<=[.!?۔؟])\s+|\n+")
_SITE = re.compile(
    r"(?<![\w@.])(?:https?://)?((?:[a-z0-9-]+\.)+(?:pk|org|com|net|info|site|online|pro|app|io|co))\b", re.I
)
_MAIL = re.compile(r"[\w.-]+@([\w-]+(?:\.[\w-]+)+)")
_PHONE = re.compile(r"(?<![\d,.])[(+]?\d[\d() -]{7,}\d")
_SHORTEST_PHONE = 9  # digits; below that it is money or a year


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences in the languages, to hold a rule to."""

    en: tuple[str, ...] = ()
    ur: tuple[str, ...] = ()
    ur_Latn: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that must not be said. A language without a pattern has no such danger."""

    id: str
    reason: Name
    caught: Examples
    passes: Examples
    unless: str = ""
    questions: bool = False
    en: str = ""
    ur: str = ""
    ur_Latn: str = ""


class _Official(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sites: frozenset[str]
    phones: frozenset[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    unless: Mapping[str, Mapping[str, str]]
    rules: tuple[Rule, ...]
    official: _Official


@cache
def _file() -> _File:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return msgspec.convert(data, _File)


def rules() -> tuple[Rule, ...]:
    return _file().rules


class Broken(NamedTuple):
    """A rule that a text breaks; `rule` is "" for an address or number that is none of ours."""

    rule: str
    words: Words


def broken(text: str, language: str) -> Iterator[Broken]:
    """What is wrong with a text that a person reads, once for each sentence and rule."""
    for sentence in sentences(text):
        asking = sentence.endswith(("?", "؟"))
        for rule in rules():
            if asking and not rule.questions:
                continue
            pattern, excuse = _patterns(rule.id, language)
            if pattern and pattern.search(sentence) and not (excuse and excuse.search(sentence)):
                yield Broken(rule.id, _MUST_NOT.with_(sentence=sentence, reason=rule.reason))
    yield from (Broken("", words) for words in _addresses(text))


def said(text: str, language: str) -> Iterator[str]:
    """The same in English, a line each, for the check."""
    for rule, words in broken(text, language):
        yield f"{rule}: {in_english(words)}" if rule else in_english(words)


def in_english(words: Words) -> str:
    """A sentence of the check as it stands in the code, without a catalogue."""
    return words.msgid.format(**{k: v.en if isinstance(v, Name) else v for k, v in words.holes.items()})


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text. A full stop inside an address or a number ends none."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


@cache
def _patterns(id: str, language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    rule = next(rule for rule in rules() if rule.id == id)
    pattern = getattr(rule, language, "")
    excuse = _file().unless[rule.unless].get(language, "") if rule.unless else ""
    return (
        re.compile(pattern, re.IGNORECASE) if pattern else None,
        re.compile(excuse, re.IGNORECASE) if excuse else None,
    )


def _addresses(text: str) -> Iterator[Words]:
    official = _file().official
    sites = [match[1] for match in _SITE.finditer(text)] + [match[1] for match in _MAIL.finditer(text)]
    for site in sites:
        name = site.lower().removeprefix("www.")
        if name not in official.sites:
            yield _NO_ADDRESS.with_(address=name)
    for match in _PHONE.finditer(text):
        number = re.sub(r"\D", "", match[0])
        if len(number) >= _SHORTEST_PHONE and number not in official.phones:
            yield _NO_NUMBER.with_(number=match[0])


_MUST_NOT = _("This must not be said: “{sentence}” ({reason}).")
_NO_ADDRESS = _("{address} is not among the official addresses.")
_NO_NUMBER = _("The number {number} is not among the official ones.")
