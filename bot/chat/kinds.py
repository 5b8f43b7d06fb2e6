"""Kinds of answers: what people type, tap or share becomes a value, or a kind sentence that says what is missing.

A kind knows how to `read` an answer, how to keep it as JSON (`dump`, `load`) and how to `show` it again. `load`
checks once more: an answer that was good last week and is not today is simply asked again.
"""

import datetime as dt
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from bot.chat.heard import Heard
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import Code, Hole, Label, Name, Rupees, Words, _
from bot.language import names, numbers, phones, yesno
from bot.language.match import Index, best

T = TypeVar("T")

MOST_LETTERS = 500
"""Longest free text kept as an answer, in characters; what people write about a business fits many times over."""


class Invalid(Exception):
    """The answer is not of this kind. Carries the sentence to say, before the question is put again."""

    def __init__(self, complaint: Words) -> None:
        self.complaint = complaint


class Option(msgspec.Struct, frozen=True):
    """One thing to choose. `also` are more spellings people use for it, in any script."""

    id: str
    label: Label
    description: Label | None = None
    also: tuple[str, ...] = ()


class Unclear(Exception):
    """The answer may mean one of these. The person is asked which; the kind reads her choice as a tap.

    `wants` is "location" where the phone is to be asked for its place instead of offering options.
    """

    def __init__(self, question: Words, options: list[Option], wants: str = "") -> None:
        self.question, self.options, self.wants = question, options, wants


class Kind(Generic[T]):
    """What all kinds share: free text in, text out, nothing to tap."""

    example: Words | None = None
    """Said after a second failure."""
    listed = True
    """Whether it stands in a review. Consents do not: they are recorded the moment they are given."""
    numbered = True
    """Whether a bare number counts along the options. Not where a number is an answer of its own."""

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be tapped, in the order it is shown; numbers count along it."""
        return ()

    def option(self, id: str) -> Option | None:
        """The option of that id, also one that is only shown after `Unclear`."""
        return next((o for o in self.options if o.id == id), None)

    def read(self, heard: Heard, today: dt.date) -> T:
        """The value of an answer. Raises `Invalid` or `Unclear`."""
        raise NotImplementedError

    def dump(self, value: T) -> Any:
        return value

    def load(self, stored: Any) -> T:
        """The value of a stored answer. Raises `Invalid` where it would no longer be accepted."""
        raise NotImplementedError

    def show(self, value: T) -> Hole:
        raise NotImplementedError

    @property
    def signature(self) -> str:
        """One line that changes when the meaning of stored answers might: for the snapshot in the tests."""
        return type(self).__name__


class Text(Kind[str]):
    """Any words."""

    def __init__(self, most: int = MOST_LETTERS) -> None:
        self.most = most

    def read(self, heard: Heard, today: dt.date) -> str:
        if not heard.text:
            raise Invalid(_("I need this in words, please."))
        if len(heard.text) > self.most:
            raise Invalid(
                _("That is more than I can keep. Please say it in at most {most} letters.").with_(most=self.most)
            )
        return heard.text

    def load(self, stored: Any) -> str:
        if not isinstance(stored, str) or not stored or len(stored) > self.most:
            raise Invalid(_("I need this in words, please."))
        return stored

    def show(self, value: str) -> Hole:
        return value


class PersonName(Text):
    """A person's name, as she writes it herself."""

    example = _("For example: Ayesha Khan")

    def read(self, heard: Heard, today: dt.date) -> str:
        if len(heard.text) > 200 or (name := names.name(heard.text)) is None:
            raise Invalid(_("I need a name in letters, please."))
        return name


class BusinessName(Text):
    """What a business is called; digits and signs are welcome."""

    example = _("For example: Khan Stitching Centre")

    def read(self, heard: Heard, today: dt.date) -> str:
        if len(heard.text) > 200 or (name := names.business_name(heard.text)) is None:
            raise Invalid(_("I need the name of the business, in at most 80 letters."))
        return name


class _Numeric(Kind[T]):
    numbered = False


class Count(_Numeric[int]):
    """How many: a whole number from `least` to `most`."""

    example = _("For example: 3")

    def __init__(self, least: int = 0, most: int = 100_000, complaint: Words | None = None) -> None:
        self.least, self.most = least, most
        self._complaint = complaint

    def read(self, heard: Heard, today: dt.date) -> int:
        value = numbers.count(heard.text)
        if value is None:
            raise Invalid(_("I need one number here, please."))
        return self._checked(value)

    def load(self, stored: Any) -> int:
        if not isinstance(stored, int):
            raise Invalid(_("I need one number here, please."))
        return self._checked(stored)

    def _checked(self, value: int) -> int:
        if not self.least <= value <= self.most:
            raise Invalid(
                self._complaint or _("It should be between {least} and {most}.").with_(least=self.least, most=self.most)
            )
        return value

    def show(self, value: int) -> Hole:
        return value

    @property
    def signature(self) -> str:
        return f"Count {self.least}"


class Amount(_Numeric[int]):
    """Money in whole rupees, as people say it: "50 hazar", "dhai lakh", "۲۵٬۰۰۰"."""

    example = _("For example: 50 hazar, or 2 lakh")

    def read(self, heard: Heard, today: dt.date) -> int:
        value = numbers.amount(heard.text)
        if value is None:
            raise Invalid(_("I need one amount in rupees, please."))
        return value

    def load(self, stored: Any) -> int:
        if not isinstance(stored, int) or stored <= 0:
            raise Invalid(_("I need one amount in rupees, please."))
        return stored

    def show(self, value: int) -> Hole:
        return Rupees(value)


class Year(_Numeric[int]):
    """A year, or how long ago: "2019", "3 saal se"."""

    example = _("For example: 2019, or: 3 years ago")

    def read(self, heard: Heard, today: dt.date) -> int:
        value = numbers.year(heard.text, today.year)
        if value is None:
            raise Invalid(_("I need a year, or how many years ago."))
        return value

    def load(self, stored: Any) -> int:
        if not isinstance(stored, int) or not 1800 < stored < 2200:
            raise Invalid(_("I need a year, or how many years ago."))
        return stored

    def show(self, value: int) -> Hole:
        return str(value)


class Phone(_Numeric[str]):
    """A Pakistani phone number, typed or shared as the sender's own contact; kept as E.164."""

    example = _("For example: 0300 1234567")

    def read(self, heard: Heard, today: dt.date) -> str:
        number = heard.phone or phones.phone(heard.text)
        if not number:
            raise Invalid(_("I need a Pakistani phone number, please."))
        return number

    def load(self, stored: Any) -> str:
        if not isinstance(stored, str) or not stored.startswith("+"):
            raise Invalid(_("I need a Pakistani phone number, please."))
        return stored

    def show(self, value: str) -> Hole:
        return Code(value)


class Choice(Kind[str]):
    """One of a few things, by tap, by number, by its name in any of the languages, or nearly so."""

    def __init__(self, *options: Option) -> None:
        self._options = options

    @property
    def options(self) -> tuple[Option, ...]:
        return self._options

    @cached_property
    def _index(self) -> Index:
        return spellings(self._options)

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.tap and self.option(heard.tap):
            return heard.tap
        if not heard.text or len(heard.text) > MOST_LETTERS:
            raise Invalid(_("Please choose one of these."))
        found = best(heard.text, self._index)
        if found.sure:
            return found.sure
        guesses = [option for id in found.guesses if (option := self.option(id))]
        if guesses:
            raise Unclear(_("Did you mean one of these?"), guesses)
        raise Invalid(_("Please choose one of these."))

    def load(self, stored: Any) -> str:
        if not isinstance(stored, str) or not self.option(stored):
            raise Invalid(_("Please choose one of these."))
        return stored

    def show(self, value: str) -> Hole:
        option = self.option(value)
        return option.label if option else value

    @property
    def signature(self) -> str:
        return f"{type(self).__name__} {' '.join(o.id for o in self._options)}"


class Confirm(Choice):
    """Two ways to go on, the first of which is a yes: a typed yes or no chooses as well as the labels do."""

    def read(self, heard: Heard, today: dt.date) -> str:
        answer = yesno.yes_or_no(heard.text) if heard.text and not heard.tap else None
        if answer is not None:
            return self.options[0 if answer else 1].id
        return super().read(heard, today)


class YesNo(Kind[bool]):
    """Yes or no, in all their politeness."""

    def __init__(self, yes: Words | None = None, no: Words | None = None) -> None:
        self._options = (Option("yes", yes or _("Yes")), Option("no", no or _("No")))

    @property
    def options(self) -> tuple[Option, ...]:
        return self._options

    @cached_property
    def _index(self) -> Index:
        return spellings(self._options)

    def read(self, heard: Heard, today: dt.date) -> bool:
        if heard.tap:
            return heard.tap == "yes"
        answer = yesno.yes_or_no(heard.text)
        if answer is None and heard.text and len(heard.text) <= MOST_LETTERS:
            sure = best(heard.text, self._index).sure
            answer = None if sure is None else sure == "yes"
        if answer is None:
            raise Invalid(_("Please answer yes or no."))
        return answer

    def load(self, stored: Any) -> bool:
        if not isinstance(stored, bool):
            raise Invalid(_("Please answer yes or no."))
        return stored

    def show(self, value: bool) -> Hole:
        return _("Yes") if value else _("No")


class Consent(YesNo):
    """Permission. Only a clear yes is a yes; what was said, when and in which words is kept as a consent."""

    def __init__(self, topic: str, wording: int, yes: Words, no: Words) -> None:
        super().__init__(yes, no)
        self.listed = False
        self.topic, self.wording = topic, wording

    @property
    def signature(self) -> str:
        return f"Consent {self.topic} {self.wording}"


_spelled: dict[tuple[Any, ...], Index] = {}


def spellings(options: tuple[Option, ...]) -> Index:
    """An index over the options' labels in every language, and their other spellings.

    Flows make their choices anew on every turn; the same options get the index that was made for them first.
    """
    key = tuple((o.id, o.label) if isinstance(o.label, Name) else (o.id, o.label.msgid) for o in options)
    plain = not any(isinstance(o.label, Words) and o.label.holes for o in options)
    if plain and (known := _spelled.get(key)) is not None:
        return known
    made = Index({o.id: [*(catalogue(language).label(o.label) for language in languages()), *o.also] for o in options})
    if plain:
        _spelled[key] = made
    return made
