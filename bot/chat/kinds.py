"""Kinds of answers: what people type, tap or share becomes a value, or a kind sentence that says what is missing.

A kind knows how to `read` an answer, how to keep it as JSON (`dump`, `load`) and how to `show` it again. `load`
checks once more: an answer that was good last week and is not today is simply asked again.
"""

import datetime as dt
from typing import Any, Generic, TypeVar

import msgspec

from bot.chat.heard import Heard
from bot.i18n.words import Code, Hole, Label, Name, Rupees, Words, _, n_
from bot.language import mentions, numbers, phones
from bot.language.yesno import yes_or_no

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
    takes_anything = False
    """Whether any words would do, so that words about something else must not be taken for an answer."""
    takes_several = False
    """Whether one answer holds several facts: then a word of it is no question of its own."""
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

    def has_none(self, text: str) -> bool:
        """Whether it says that there is none of this: then a question that may be left out is."""
        return self.takes_anything and yes_or_no(text) is False

    def find(self, text: str, today: dt.date) -> T | None:
        """The value where a longer message says it beyond doubt, beside other things; None otherwise."""
        return None

    def more(self, known: T, text: str, today: dt.date) -> T | None:
        """Where one answer holds several facts: what is known with what this adds to it; None if it adds nothing."""
        return None

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

    takes_anything = True

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

    def find(self, text: str, today: dt.date) -> int | None:
        value = mentions.people(text)
        return value if value is not None and self.least <= value <= self.most else None

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
    """Money in whole rupees, as people say it: "50 hazar", "dhai lakh", "do teen lakh" (the greater), "۲۵٬۰۰۰".

    Less than `least` is "35" of whoever means 35 thousand.
    """

    example = _("For example: 50 hazar, or 2 lakh")

    def __init__(self, least: int = 1) -> None:
        self._least = least

    def read(self, heard: Heard, today: dt.date) -> int:
        if (value := self.said(heard.text)) is None:
            raise Invalid(_("I need one amount in rupees, please."))
        return value

    def said(self, text: str) -> int | None:
        """The amount in an answer that may say other things too. Raises `Invalid` where it is too little."""
        value = numbers.amount(text) or mentions.rupees(text)
        if value is not None and value < self._least:
            said = _("That would be only {amount}. Please write the whole amount, such as 50 hazar or 2 lakh.")
            raise Invalid(said.with_(amount=Rupees(value)))
        return value

    def find(self, text: str, today: dt.date) -> int | None:
        return mentions.rupees(text)

    def load(self, stored: Any) -> int:
        if not isinstance(stored, int) or stored <= 0:
            raise Invalid(_("I need one amount in rupees, please."))
        return stored

    def show(self, value: int) -> Hole:
        return Rupees(value)


_AGO = "ago:"


class Year(_Numeric[int]):
    """A year, or how long ago: "2019", "3 saal se"."""

    example = _("For example: 2019, or: 3 years ago")

    def read(self, heard: Heard, today: dt.date) -> int:
        value = numbers.year(heard.text, today.year)
        if value is None and heard.tap.startswith(_AGO):
            value = today.year - int(heard.tap.removeprefix(_AGO))
        elif value is None and heard.tap:
            value = int(heard.tap)
        elif value is None and (months := numbers.months_ago(heard.text)) is not None:
            value = (today.year * 12 + today.month - 1 - months) // 12
        if value is None:
            raise self._unclear(heard.text, today) or Invalid(_("I need a year, or how many years ago."))
        return value

    def find(self, text: str, today: dt.date) -> int | None:
        return mentions.since(text, today.year)

    def option(self, id: str) -> Option | None:
        number = id.removeprefix(_AGO)
        if not number.isdecimal() or len(number) > 4:
            return None
        if number == id:
            return Option(id, Name(id, id, id)) if 1800 < int(id) < 2200 else None
        return Option(id, n_("{count} year ago", "{count} years ago", int(number)))

    def _unclear(self, text: str, today: dt.date) -> Unclear | None:
        """ "4" may be four years, or the year 2004; "teen char saal" three or four."""
        if (between := numbers.years_between(text)) is not None:
            options = [option for ago in between if (option := self.option(f"{_AGO}{ago}"))]
            return Unclear(_("Did you mean one of these?"), options)
        digits = text.strip(" .")
        if not digits.isdecimal() or len(digits) > 2 or not (number := int(digits)):
            return None
        short = 2000 + number if 2000 + number <= today.year else 1900 + number
        ids = [f"{_AGO}{number}", str(short)]
        return Unclear(_("Did you mean one of these?"), [option for id in ids if (option := self.option(id))])

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
