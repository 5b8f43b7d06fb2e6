"""Choosing among sittings, however many there are: by tap, or by a topic, a place, a title. And the day's code."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from bot.chat.heard import Heard
from bot.chat.kinds import MOST_LETTERS, Invalid, Kind, Option, Unclear
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import Code, Hole, Label, Words, _, n_
from bot.language.match import Index, best
from bot.language.phrases import Phrases, words_of
from bot.language.script import fold
from bot.training.requests import SittingCard
from bot.training.topics import LANGUAGES, SPELLINGS, TOPICS
from knowledge import districts

ROWS = 9
"""Sittings shown at once: a list has ten rows (WhatsApp), and one is for "something else"."""

OTHER = "other"
_ONE, _BY, _IN = "s", "by:", "in:"
_ONLINE = "online"
_ONLINE_WORDS = ("online", "on line", "internet", "zoom", "ghar baithe", "آن لائن", "انٹرنیٹ", "گھر بیٹھے")
_WOMEN_WORDS = ("women", "woman", "ladies", "female", "khawateen", "khawatin", "aurton", "aurat", "خواتین", "عورتوں")


class _Wanted(NamedTuple):
    """What somebody looks for; empty fields do not matter."""

    topics: frozenset[str] = frozenset()
    place: str = ""
    """A district, or "online"."""
    women_only: bool = False
    language: str = ""

    def fits(self, card: SittingCard) -> bool:
        place = _ONLINE if card.online else card.district
        return (
            (not self.topics or card.topic in self.topics)
            and self.place in ("", place)
            and (card.women_only or not self.women_only)
            and self.language in ("", card.language)
        )


class SittingKind(Kind[str]):
    """One of the open sittings, or "other". A long list is first narrowed down by topic, then by place."""

    example = _("For example: Lahore, online, or: branding")

    def __init__(self, cards: Sequence[SittingCard]) -> None:
        self._cards = tuple(cards)
        self._by_id = {f"{_ONE}{card.id}": card for card in cards}
        self._labels = labels(cards)

    @property
    def options(self) -> tuple[Option, ...]:
        return (*self._offered(_Wanted()), Option(OTHER, _("Something else")))

    def option(self, id: str) -> Option | None:
        if id == OTHER:
            return Option(OTHER, _("Something else"))
        if (card := self._by_id.get(id)) is not None:
            return Option(id, self._labels[card.id], described(card))
        if not id.startswith(_BY):
            return None
        wanted = _read_wanted(id)
        count = sum(wanted.fits(card) for card in self._cards)
        topic = next(iter(wanted.topics))
        label = _place(wanted.place) if wanted.place else TOPICS.get(topic)
        if not count or label is None:
            return None
        return Option(id, label, n_("{count} training", "{count} trainings", count))

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.tap == OTHER or heard.tap in self._by_id:
            return heard.tap
        if heard.tap.startswith(_BY):
            return self._narrowed(_read_wanted(heard.tap))
        if not heard.text or len(heard.text) > MOST_LETTERS:
            raise Invalid(_UNKNOWN)
        if fold(heard.text) in _something_else():
            return OTHER
        named = [id for id, card in self._by_id.items() if fold(heard.text) in _titles(card)]
        if named:
            return self._one_of(named)
        wanted = self._wanted(heard.text)
        if wanted == _Wanted():
            raise Invalid(_UNKNOWN)
        return self._narrowed(wanted)

    def find(self, text: str, today: dt.date) -> str | None:
        """The only one that fits what is named in a longer message."""
        meant = {meaning for hit in _phrases().find(words_of(text)) for meaning in hit.meaning}
        wanted = self._wanted(text) if meant or districts.find(text).sure else _Wanted()
        fitting = [id for id, card in self._by_id.items() if wanted.fits(card)]
        return fitting[0] if wanted != _Wanted() and len(fitting) == 1 else None

    def load(self, stored: object) -> str:
        if stored != OTHER and stored not in self._by_id:
            raise Invalid(_UNKNOWN)
        return str(stored)

    def show(self, value: str) -> Hole:
        card = self._by_id.get(value)
        return card.title if card is not None else _("Something else")

    def card(self, value: str) -> SittingCard:
        """The sitting that was chosen."""
        return self._by_id[value]

    def _narrowed(self, wanted: _Wanted) -> str:
        options = self._offered(wanted)
        if not options:
            raise Invalid(_("There is none like that now. Choose one of these, or something else."))
        if len(options) == 1 and options[0].id in self._by_id:
            return options[0].id
        raise Unclear(_("Which of these?"), options)

    def _one_of(self, ids: list[str]) -> str:
        if len(ids) == 1:
            return ids[0]
        raise Unclear(_("Which of these?"), [o for id in ids[:ROWS] if (o := self.option(id))])

    def _offered(self, wanted: _Wanted) -> list[Option]:
        """The sittings themselves where they fit on a list; else the topics, else the places, to choose from first."""
        left = [card for card in self._cards if wanted.fits(card)]
        if len(left) > ROWS:
            topics = [t for t in TOPICS if any(card.topic == t for card in left)]
            places = [p for p, _n in Counter(_ONLINE if c.online else c.district for c in left).most_common(ROWS)]
            if not wanted.place and len(topics) > 1:
                return self._options(f"{_BY}{topic}" for topic in topics)
            if not wanted.place and len(places) > 1:
                return self._options(f"{_BY}{topics[0]}.{place}" for place in places)
        return self._options(f"{_ONE}{card.id}" for card in left[:ROWS])

    def _options(self, ids: Iterable[str]) -> list[Option]:
        return [option for id in ids if (option := self.option(id))]

    def _wanted(self, text: str) -> _Wanted:
        """What is named in a few words: "online branding", "Lahore mein", "khawateen ke liye"."""
        words = words_of(text)
        meant = {meaning for hit in _phrases().find(words) for meaning in hit.meaning}
        topics = frozenset(meant & TOPICS.keys())
        if not topics and not meant:
            sure = best(text, _topic_index()).sure
            topics = frozenset([sure]) if sure else topics
        place = _ONLINE if _ONLINE in meant else districts.find(text).sure or ""
        language = next((id for id in LANGUAGES if f"{_IN}{id}" in meant), "")
        return _Wanted(topics, place, "women" in meant, language)


class DayCode(Kind[str]):
    """The code the trainer says: four digits found also inside a sentence, or a word."""

    listed = False
    numbered = False
    example = _("For example: 4821")

    def read(self, heard: Heard, today: dt.date) -> str:
        found = re.search(r"(?<!\d)\d{4}(?!\d)", fold(heard.text))
        text = found[0] if found else heard.text
        return self.load(text)

    def load(self, stored: object) -> str:
        if not isinstance(stored, str) or not 4 <= len(fold(stored).replace(" ", "")) <= 20:
            raise Invalid(_("The code is four digits, or one word. The trainer says it."))
        return stored

    def show(self, value: str) -> Hole:
        return Code(value)


_UNKNOWN = _("I did not find such a training. Choose one, or write a topic or a place.")


def labels(cards: Iterable[SittingCard]) -> dict[int, Label]:
    """What each sitting is called in a list: its title, with a number where the same title comes again."""
    seen: Counter[str] = Counter()
    called: dict[int, Label] = {}
    for card in cards:
        nth = max(seen[title] for title in set(_titles(card)))
        seen.update(set(_titles(card)))
        called[card.id] = card.title if not nth else _("{title} ({number})").with_(title=card.title, number=nth + 1)
    return called


def place_of(card: SittingCard) -> Label:
    """Its district, or that it is online."""
    return _place(_ONLINE if card.online else card.district)


def described(card: SittingCard) -> Words:
    """When and where, in one line of a list; and whom it is for, and whether it is full."""
    if card.women_only:
        line = _("{date}, {place}; women only") if card.free else _("{date}, {place}; women only; full")
    else:
        line = _("{date}, {place}") if card.free else _("{date}, {place}; full")
    return line.with_(date=card.starts.date(), place=place_of(card))


def _place(id: str) -> Label:
    return _("Online") if id == _ONLINE else districts.DISTRICTS[id].name


def _read_wanted(id: str) -> _Wanted:
    topic, _dot, place = id.removeprefix(_BY).partition(".")
    known = place in ("", _ONLINE) or place in districts.DISTRICTS
    return _Wanted(frozenset([topic]), place if known else "?")


def _titles(card: SittingCard) -> tuple[str, ...]:
    return tuple(fold(title) for title in (card.title.en, card.title.ur, card.title.ur_Latn))


@cache
def _phrases() -> Phrases[str]:
    named = {id: [*SPELLINGS.get(id, ()), *_in_all(label)] for id, label in TOPICS.items() if id != "other"}
    spoken = {f"{_IN}{id}": _in_all(label) for id, label in LANGUAGES.items()}
    return Phrases({**named, **spoken, _ONLINE: _ONLINE_WORDS, "women": _WOMEN_WORDS})


@cache
def _topic_index() -> Index:
    return Index({id: [*SPELLINGS.get(id, ()), *_in_all(label)] for id, label in TOPICS.items() if id != "other"})


@cache
def _something_else() -> frozenset[str]:
    return frozenset(fold(text) for text in _in_all(_("Something else")))


def _in_all(label: Label) -> list[str]:
    return [catalogue(language).label(label) for language in languages()]
