"""Kinds of answers about a loan: a whole wish in one sentence, an age roughly, one lender of several."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from bot.chat.choices import Choice, YesNo, spellings
from bot.chat.heard import Heard
from bot.chat.kinds import MOST_LETTERS, Amount, Invalid, Kind, Option
from bot.i18n.words import Hole, Rupees, Words, _
from bot.language import mentions, numbers
from bot.language.match import best
from bot.language.phrases import Phrases, words_of
from knowledge import districts
from knowledge.rules import Range

MONEY = Amount(1_000)
"""What is borrowed. Less than a thousand rupees is meant in thousands, "35" for 35 thousand, and asked about again."""

PURPOSES = (
    Option(
        "stock",
        _("Goods or material"),
        also=("maal", "mal", "saman", "samaan", "dukan ka maal", "dukan ka saman", "dukan ka samaan", "kapra",
              "stock", "goods", "raw material", "inventory", "kharidari", "مال", "سامان", "دکان کا مال", "کپڑا",
              "خام مال", "سٹاک"),
    ),
    Option(
        "tools",
        _("Machine or tools"),
        also=("machine", "machines", "machinery", "mashin", "silai machine", "sewing machine", "sewing machines",
              "tools", "auzar", "equipment", "fridge", "rickshaw", "loader", "مشین", "مشینری", "سلائی مشین", "اوزار",
              "فریج", "رکشہ"),
    ),
    Option(
        "start",
        _("Start a business"),
        also=("start", "naya karobar", "naya kaam", "nayi dukan", "open a shop", "open new shop", "open shop",
              "shuru", "new business", "startup", "dukan kholni", "dukan kholna", "نیا کاروبار", "نیا کام", "شروع",
              "دکان کھولنی"),
    ),
    Option(
        "farm",
        _("Animals or farming"),
        also=("bhains", "gaye", "bakri", "bakriyan", "janwar", "maweshi", "murghi", "kheti", "fasal", "beej", "khad",
              "bhens", "bhensein", "gai", "murghiyan", "dairy", "cow", "cows", "goat", "goats", "buffalo",
              "buffaloes", "hens", "chickens", "animals", "livestock", "crop", "crops", "seeds", "farming", "بھینس",
              "گائے", "بکری", "بکریاں", "جانور", "مویشی", "مرغی", "کھیتی", "فصل", "بیج", "کھاد"),
    ),
    Option(
        "place",
        _("Shop or building"),
        also=("dukan", "shop", "building", "makan", "jagah", "kiraya", "rent", "marammat", "repair", "دکان", "عمارت",
              "جگہ", "کرایہ", "مرمت"),
    ),
    Option("other", _("Something else"), also=("other", "kuch aur", "aur", "کچھ اور")),
)  # fmt: skip
"""What the money is for. Lenders' rules hardly ask it; it goes to the lender, and into the words for it."""


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said of a loan at once. What was not said is asked later."""

    amount: int = 0
    purpose: str = ""
    district: str = ""
    age: int = 0
    """In years, of the one who takes the loan."""
    woman: bool = False
    """It was said that it is for a woman; that it is not is never taken from a sentence."""
    interest_free: bool = False
    """It was said that it must be without interest."""


class LoanNeed(Kind[Need]):
    """A wish as people say it: "mujhe Sialkot mein silai machine ke liye 50 hazar chahiye"; or only an amount."""

    numbered = False
    takes_several = True
    example = _("For example: 50 hazar, dukan ka maal, Sialkot")

    def read(self, heard: Heard, today: dt.date) -> Need:
        if not heard.text or len(heard.text) > MOST_LETTERS:
            raise Invalid(_("I need one amount in rupees, please."))
        age, rest = mentions.age(heard.text)
        said = {hit.meaning[0] for hit in _besides().find(words_of(rest))}
        need = Need(
            MONEY.said(rest) or 0,
            _purpose_in(rest),
            districts.find(rest).sure or "",
            age or 0,
            woman="woman" in said,
            interest_free="interest_free" in said and "any" not in said,
        )
        if need == Need():
            raise Invalid(_("I need one amount in rupees, please."))
        return need

    def find(self, text: str, today: dt.date) -> Need | None:
        """The wish in the message that opened the conversation, where an amount or a place is in it."""
        try:
            need = self.read(Heard(text=text), today)
        except Invalid:
            return None
        return need if need.amount or need.district else None

    def more(self, known: Need, text: str, today: dt.date) -> Need | None:
        try:
            said = self.read(Heard(text=text), today)
        except Invalid:
            return None
        filled = Need(*(old or new for old, new in zip(*map(msgspec.structs.astuple, (known, said)), strict=True)))
        return filled if filled != known else None

    def dump(self, value: Need) -> Any:
        return msgspec.to_builtins(value)

    def load(self, stored: Any) -> Need:
        try:
            need = msgspec.convert(stored, Need)
        except msgspec.ValidationError:
            raise Invalid(_("I need one amount in rupees, please.")) from None
        if need.district and need.district not in districts.DISTRICTS:
            return msgspec.structs.replace(need, district="")
        return need

    def show(self, value: Need) -> Hole:
        parts: list[Hole] = [Rupees(value.amount)] if value.amount else []
        parts += [option.label for option in PURPOSES if option.id == value.purpose]
        parts += [districts.DISTRICTS[value.district].name] if value.district else []
        parts += [_("age {age}").with_(age=value.age)] if value.age else []
        parts += [_("in a woman's name")] if value.woman else []
        parts += [_("without interest")] if value.interest_free else []
        shown = parts[-1]
        for part in reversed(parts[:-1]):
            shown = _("{first}; {rest}").with_(first=part, rest=shown)
        return shown


@cache
def _purposes() -> Phrases[str]:
    return Phrases({option.id: option.also for option in PURPOSES if option.id != "other"})


@cache
def _besides() -> Phrases[str]:
    return Phrases(
        {
            "woman": ("khatoon", "aurat", "biwi ke liye", "begum ke liye", "biwi ke naam", "begum ke naam",
                      "ammi ke naam", "behen ke naam", "beti ke naam", "for a woman", "for my wife", "in my wifes name",
                      "in my wife name", "in my mothers name", "in my sisters name", "i am a woman",
                      "widow", "bewa", "خاتون", "عورت", "بیوہ", "بیوی کے لیے", "بیگم کے لیے", "بیوی کے نام",
                      "بیگم کے نام", "امی کے نام", "بہن کے نام", "بیٹی کے نام"),
            "interest_free": ("bila sood", "bina sood", "bagair sood", "baghair sood", "sood ke baghair",
                              "sood ke bagair", "sood nahi", "sood wala nahi", "sood wala nai", "sood haram",
                              "sood se pak", "interest free", "without interest", "no interest",
                              "بلا سود", "بغیر سود", "سود کے بغیر", "سود نہیں", "سود والا نہیں", "سود سے پاک",
                              "سود حرام"),
            "any": ("sood ho to bhi", "sood wala bhi", "koi farq nahi", "jo bhi mil", "with or without",
                    "does not matter", "doesnt matter", "سود ہو تو بھی", "سود والا بھی", "کوئی فرق نہیں", "جو بھی مل"),
        }
    )  # fmt: skip


class InterestFree(YesNo):
    """Whether it must be without interest, also in the words of the thing itself: "sood wala nahi chahiye"."""

    def read(self, heard: Heard, today: dt.date) -> bool:
        said = {hit.meaning[0] for hit in _besides().find(words_of(heard.text))} if heard.text else set()
        if "any" in said:
            return False
        return True if "interest_free" in said else super().read(heard, today)

    @property
    def signature(self) -> str:
        return YesNo.__name__  # what is stored is a yes or no, as before


def _purpose_in(text: str) -> str:
    """What the money is said to be for; "" for nothing. The longest phrase counts; a shop is often only where it is."""
    hits = _purposes().find(words_of(text))
    return max(hits, key=lambda hit: (hit.end - hit.start, hit.meaning[0] != "place")).meaning[0] if hits else ""


_BANDS = ((None, 17), (18, 20), (21, 24), (25, 35), (36, 40), (41, 45), (46, 55), (56, 60), (61, None))
"""Ages between which lenders' rules change; nobody need say more than that."""
_STORED = re.compile(r"(\d{0,3})-(\d{0,3})")


class Age(Kind[Range]):
    """An age, roughly: one of a few bands, or the number itself where somebody writes it.

    A number that is no age, up to 9, is the place of a band in the list.
    """

    example = _("For example: 35")

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(_band(least, most) for least, most in _BANDS)

    def read(self, heard: Heard, today: dt.date) -> Range:
        if heard.tap:
            return self.load(heard.tap)
        age = numbers.age(heard.text) if heard.text else None
        if age is not None:
            return Range(age, age)
        if heard.text and len(heard.text) <= MOST_LETTERS and (band := best(heard.text, spellings(self.options)).sure):
            return self.load(band)  # the words of a line in the list
        raise Invalid(_("I need the age in years, please."))

    def dump(self, value: Range) -> Any:
        return _id(value.least, value.most)

    def load(self, stored: Any) -> Range:
        found = _STORED.fullmatch(stored) if isinstance(stored, str) else None
        if found is None or stored == "-":
            raise Invalid(_("I need the age in years, please."))
        return Range(int(found[1]) if found[1] else None, int(found[2]) if found[2] else None)

    def show(self, value: Range) -> Hole:
        if value.least is not None and value.least == value.most:
            return value.least
        return _label(value.least, value.most)


def _id(least: int | None, most: int | None) -> str:
    return f"{'' if least is None else least}-{'' if most is None else most}"


def _band(least: int | None, most: int | None) -> Option:
    return Option(_id(least, most), _label(least, most))


def _label(least: int | None, most: int | None) -> Words:
    if least is None:
        return _("Under {age}").with_(age=(most or 0) + 1)
    if most is None:
        return _("{age} or more").with_(age=least)
    return _("{least} to {most}").with_(least=least, most=most)


class OneOf(Choice):
    """One of the few things shown now; what was shown before, or goes without saying, can still be named."""

    def __init__(self, shown: Sequence[Option], besides: Sequence[Option]) -> None:
        super().__init__(*shown, *besides)
        self._shown = tuple(shown)

    @property
    def options(self) -> tuple[Option, ...]:
        return self._shown

    def read(self, heard: Heard, today: dt.date) -> str:
        try:
            return super().read(heard, today)
        except Invalid:
            raise Invalid(_("I have nothing sure to say about that one. Please choose one of these.")) from None

    def option(self, id: str) -> Option | None:
        return next((option for option in self._options if option.id == id), None)
