"""Lenders and their products: what is known of them, whom we may name, and their rules for the one rule engine.

The data is `lenders.json` (made by `build_lenders.py`). "Do not route" binds: a lender that must not be named, or that
staff must look at first, has no products here and so cannot be found by anybody.
"""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from bot.i18n.words import Name
from knowledge.rules import Programme, Rule

FILE = Path(__file__).with_name("lenders.json")
PROGRAMME = "loans"
ROUTES = ("refer", "name", "caution")
"""Lenders that may be named, in the order in which they are."""

Route = Literal["refer", "name", "caution", "check", "never"]


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One product: amounts in rupees, ages in years. What is left out was not found."""

    id: str
    name: Name | None = None
    least: int | None = None
    most: int | None = None
    cap: int | None = None
    floor: int | None = None
    """Limits of our own where none are known. They decide, but are never told as the lender's."""
    age_min: int | None = None
    age_max: int | None = None
    women: Literal["", "only", "mainly", "half"] = ""
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    free: bool | None = None
    """Without interest."""
    youth: bool = False
    open: Literal["", "announced", "doubtful"] = ""
    closed_on: dt.date | None = None
    cnic: bool = False
    """Its page asks for an identity card, to be shown there."""
    needs: tuple[Name, ...] = ()
    cost: Name | None = None
    note: Name | None = None
    as_of: str = ""
    confidence: str = ""

    @property
    def has_terms(self) -> bool:
        """Whether any amount is known."""
        return self.least is not None or self.most is not None

    def rules(self) -> tuple[Rule, ...]:
        """What must hold, each under the name by which reasons are worded."""
        made = []
        if self.least is not None:
            made.append(self._rule("least", f"amount >= {self.least}"))
        if self.most is not None:
            made.append(self._rule("most", f"amount <= {self.most}"))
        if self.cap is not None:
            made.append(self._rule("cap", f"amount <= {self.cap}"))
        if self.floor is not None:
            made.append(self._rule("floor", f"amount >= {self.floor}"))
        if self.districts:
            made.append(self._rule("district", f"district is one of {', '.join(self.districts)}"))
        elif self.provinces:
            made.append(self._rule("province", f"province is one of {', '.join(self.provinces)}"))
        if self.women == "only":
            made.append(self._rule("women", "woman is yes"))
        if self.age_min is not None:
            made.append(self._rule("old-enough", f"age >= {self.age_min}"))
        if self.age_max is not None:
            made.append(self._rule("young-enough", f"age <= {self.age_max}"))
        if self.closed_on is not None:
            made.append(Rule("closed", "not otherwise", as_of=self.as_of, from_=self.closed_on + dt.timedelta(days=1)))
        return tuple(made)

    def _rule(self, id: str, when: str) -> Rule:
        return Rule(id, when, as_of=self.as_of)


class Lender(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bank, fund or scheme. `advice` and `reason` are for staff; `route` is what follows from them."""

    id: str
    full_name: str
    type: str
    name: Name
    route: Route
    advice: str
    products: tuple[Product, ...]
    reason: str = ""
    coverage: str = ""
    provinces: tuple[str, ...] = ()
    website: str = ""
    helpline: str = ""
    rating: str = ""
    watch: str = ""
    not_found: tuple[str, ...] = ()
    as_of: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()
    where: Name | None = None
    caution: Name | None = None
    note: Name | None = None
    first: bool = False
    """Named before others that fit as well."""
    lookalike: bool = False
    """Websites of others trade on its name."""
    public: bool = False
    """A scheme that opens and closes; whether it is open is not known."""

    @property
    def source(self) -> str:
        """The id of the fact that says whose page this is (`knowledge/facts/providers.json`)."""
        return f"provider:{self.id}"


class _File(msgspec.Struct, frozen=True):
    version: int
    from_: dt.date = msgspec.field(name="from")
    never_link: tuple[str, ...]
    lenders: tuple[Lender, ...]


@cache
def _file() -> _File:
    return msgspec.json.decode(FILE.read_bytes(), type=_File)


@cache
def lenders() -> dict[str, Lender]:
    """Every lender by its id, also those that are not named."""
    return {lender.id: lender for lender in _file().lenders}


@cache
def offered() -> dict[str, tuple[Lender, Product]]:
    """Every product that may be named, by its id, with its lender."""
    return {
        product.id: (lender, product)
        for lender in _file().lenders
        if lender.route in ROUTES
        for product in lender.products
    }


def never_link() -> tuple[str, ...]:
    """Websites that trade on a lender's name. They are warned of, never named to a person."""
    return _file().never_link


@cache
def programme() -> Programme:
    """The rules of all products that may be named, as one programme: each product is decided by itself."""
    file = _file()
    parts = tuple(
        Programme(id, file.version, product.name or lender.name, rules=product.rules())
        for id, (lender, product) in offered().items()
    )
    title = Name("Loans", "قرض", "Qarz")
    return Programme(PROGRAMME, file.version, title, "each", from_=file.from_, parts=parts)
