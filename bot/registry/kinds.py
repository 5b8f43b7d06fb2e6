"""Kinds that need the knowledge base: a district, a trade."""

import datetime as dt
from functools import cache

from bot.chat.choices import Choice, spellings
from bot.chat.heard import Heard
from bot.chat.kinds import MOST_LETTERS, Count, Invalid, Kind, Option, Text, Unclear
from bot.i18n.words import Hole, Words, _
from bot.language import headcount, numbers, yesno
from bot.language.match import best
from bot.language.script import fold
from knowledge import districts, trades

LOCATION = "location!"
_PROVINCE = "in:"
_GROUP = "group:"


@cache
def _provinces() -> tuple[Option, ...]:
    by_name = tuple(Option(_PROVINCE + p.id, p.name) for p in districts.PROVINCES.values())
    return (*by_name, Option(LOCATION, _("Send my location")))


@cache
def _groups() -> tuple[Option, ...]:
    return tuple(Option(_GROUP + g.id, g.name) for g in trades.GROUPS.values())


class DistrictKind(Kind[str]):
    """A district: by name in any spelling, also inside a sentence; from a list; or from where the phone is."""

    example = _("For example: Sialkot, or: main Daska se hoon")

    @property
    def options(self) -> tuple[Option, ...]:
        return _provinces()

    def option(self, id: str) -> Option | None:
        district = districts.DISTRICTS.get(id)
        return Option(id, district.name) if district else super().option(id)

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.place:
            raise _one_of(
                _("These are the nearest districts. Which one is it?"),
                [d.id for d, _km in districts.nearest(heard.place.latitude, heard.place.longitude)],
                _("That place seems to be outside Pakistan. Please write the name of the district."),
            )
        if heard.tap == LOCATION:
            raise Unclear(_("Please send your location with the button below, or write the name."), [], "location")
        if heard.tap.startswith(_PROVINCE):
            ids = [d.id for d in districts.in_province(heard.tap.removeprefix(_PROVINCE))]
            if len(ids) == 1:  # Islamabad
                return ids[0]
            raise _one_of(_("Which district is it?"), ids, _UNKNOWN_DISTRICT)
        if heard.tap in districts.DISTRICTS:
            return heard.tap
        if not heard.text or len(heard.text) > MOST_LETTERS:
            raise Invalid(_UNKNOWN_DISTRICT)
        found = districts.find(heard.text)
        if found.sure:
            return found.sure
        if not found.guesses and (shown := _shown_as(heard.text, self.options)):
            return self.read(Heard(tap=shown), today)
        raise _one_of(_("Which of these is it?"), found.guesses, _UNKNOWN_DISTRICT)

    def find(self, text: str, today: dt.date) -> str | None:
        return districts.find(text).sure

    def load(self, stored: object) -> str:
        if not isinstance(stored, str) or stored not in districts.DISTRICTS:
            raise Invalid(_UNKNOWN_DISTRICT)
        return stored

    def show(self, value: str) -> Hole:
        return districts.DISTRICTS[value].name


class TradeKind(Kind[str]):
    """What a business does: a trade people name, in any spelling; or one of the broad groups."""

    example = _("For example: sewing clothes, honey, mobile repair, karyana")

    @property
    def options(self) -> tuple[Option, ...]:
        return _groups()

    def option(self, id: str) -> Option | None:
        trade = trades.TRADES.get(id)
        return Option(id, trade.name) if trade else super().option(id)

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.tap and self.option(heard.tap):
            return heard.tap
        if not heard.text or len(heard.text) > MOST_LETTERS:
            raise Invalid(_UNKNOWN_TRADE)
        if shown := _shown_as(heard.text, self.options):
            return shown
        found = trades.find(heard.text)
        if found.sure:
            return found.sure
        raise _one_of(_("Which of these is it?"), found.guesses, _UNKNOWN_TRADE, self)

    def find(self, text: str, today: dt.date) -> str | None:
        found = trades.find(text).sure
        # "a shop" is no answer to what is sold in it.
        return None if found is None or trades.TRADES[found].broad else found

    def load(self, stored: object) -> str:
        if not isinstance(stored, str) or not self.option(stored):
            raise Invalid(_UNKNOWN_TRADE)
        return stored

    def show(self, value: str) -> Hole:
        option = self.option(value)
        return option.label if option else value


def division_of(answer: str) -> str:
    """The ISIC division of a trade or a broad group; "" for a group that spans several."""
    if answer.startswith(_GROUP):
        return trades.GROUPS[answer.removeprefix(_GROUP)].division
    return trades.TRADES[answer].division


class BandKind(Choice):
    """One of several bands of money in a year; an amount that is typed falls into its band, also one of a month."""

    def __init__(self, *bands: tuple[Option, int | None], otherwise: Option) -> None:
        super().__init__(*(option for option, _most in bands), otherwise)
        self._bands = bands

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.text and numbers.is_gain(heard.text):
            raise Invalid(_("That sounds like profit. Here I need all that is sold in a year."))
        rupees = numbers.in_a_year(heard.text) if heard.text and len(heard.text) <= MOST_LETTERS else None
        if rupees is None:
            return super().read(heard, today)
        least, most = map(self._band, rupees)
        if least != most:
            raise Unclear(_("Which of these is it?"), [least, most])
        return least.id

    def _band(self, rupees: int) -> Option:
        return next(option for option, most in self._bands if most is None or rupees <= most)


AT_THE_OFFICE = "office!"


class WordsOrOffice(Text):
    """An answer to an officer: in words, or the wish to bring it to the office."""

    numbered = False

    @property
    def options(self) -> tuple[Option, ...]:
        return (Option(AT_THE_OFFICE, _("At the office"), also=_OFFICE),)

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.tap == AT_THE_OFFICE or (heard.text and best(heard.text, spellings(self.options)).sure):
            return AT_THE_OFFICE
        return super().read(heard, today)

    def show(self, value: str) -> Hole:
        return self.options[0].label if value == AT_THE_OFFICE else value


_OFFICE = (
    "office", "at office", "in the office", "at the office", "office mein", "office me", "office aa kar",
    "daftar", "daftar mein", "daftar aa kar", "دفتر", "دفتر میں", "دفتر آ کر", "آفس", "آفس میں",
)  # fmt: skip


class WomenKind(Count):
    """How many of so many people are women: a number, or "sab aurtein hain"."""

    def __init__(self, people: int, too_many: Words) -> None:
        super().__init__(0, people, too_many)

    def read(self, heard: Heard, today: dt.date) -> int:
        told = headcount.women_of(heard.text, self.most)
        return super().read(heard, today) if told is None else told


class OneWomanKind(Count):
    """Whether the one person who works there is a woman: yes or no, kept as 1 or 0 like any other count."""

    def __init__(self) -> None:
        super().__init__(0, 1, _("Please answer yes or no."))

    @property
    def options(self) -> tuple[Option, ...]:
        return (Option("1", _("Yes")), Option("0", _("No")))

    def read(self, heard: Heard, today: dt.date) -> int:
        if heard.tap:
            return int(heard.tap)
        answer = yesno.yes_or_no(heard.text)
        return super().read(heard, today) if answer is None else int(answer)


_UNKNOWN_DISTRICT = _("I do not know that district. Write its name, or choose the province.")
_UNKNOWN_TRADE = _("I did not find that trade. Say it in other words, or choose the nearest.")


def _shown_as(text: str, options: tuple[Option, ...]) -> str:
    """The option whose label was typed as it stands in the list, in any language; "" for none."""
    return next(iter(spellings(options).exact.get(fold(text), ())), "")


def _one_of(
    question: Words, ids: "list[str] | tuple[str, ...]", nothing: Words, kind: Kind[str] | None = None
) -> Exception:
    """Ask which of these; or say that there is none."""
    kind = kind or DistrictKind()
    options = [option for id in ids if (option := kind.option(id))]
    return Unclear(question, options) if options else Invalid(nothing)
