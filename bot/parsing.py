"""One answer, one value: every kind of answer the bot asks for, read by one function.

For scripts and checks, and for whoever wants the value without a conversation. It stands outside `bot.language`, which
knows words but no places. What an answer is *for* (which years a
business may have begun in, whether a place is shown in a list) stays with the questions that ask for it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.language import dates, numbers
from bot.language.cnic import read_cnic
from bot.language.names import name
from bot.language.ntn import ntn
from bot.language.phones import phone
from bot.language.script import clean
from bot.language.yesno import yes_or_no
from knowledge import districts

Value = int | bool | str | None


def parse(kind: str, text: str, today: dt.date | None = None) -> Value:
    """What this answer stands for, or None where it is not a valid value and the bot would ask again.

    amount: whole rupees · count: 0 or more · age: years, 10 to 110 · yesno: True or False · district: its English
    name, or that of a city of several districts · phone: E.164, Pakistani · cnic: 13 digits · date: YYYY-MM-DD ·
    ntn: digits as issued · year: of the past · name: as its owner writes it. Raises KeyError for a kind there is
    not. Without `today`, "three years ago" and "14/8/24" are None, and a year may lie ahead.
    """
    return _READERS[kind](clean(text), today)


def district(text: str) -> str | None:
    """The English name of the one district, or of the one city of several districts, named in this text."""
    found = districts.find(text)
    return districts.DISTRICTS[found.sure].name.en if found.sure else found.place or None


def _date(text: str, today: dt.date | None) -> str | None:
    found = dates.date(text, today)
    return found.isoformat() if found else None


def _year(text: str, today: dt.date | None) -> int | None:
    return numbers.year(text, today.year if today else None)


def _timeless(read: Callable[[str], Value]) -> Callable[[str, dt.date | None], Value]:
    return lambda text, _today: read(text)


_READERS: Mapping[str, Callable[[str, dt.date | None], Value]] = MappingProxyType(
    {
        "amount": _timeless(numbers.amount),
        "count": _timeless(numbers.count),
        "age": _timeless(numbers.age),
        "yesno": _timeless(yes_or_no),
        "district": _timeless(district),
        "phone": _timeless(phone),
        "cnic": _timeless(read_cnic),
        "date": _date,
        "ntn": _timeless(ntn),
        "year": _year,
        "name": _timeless(name),
    }
)

KINDS: tuple[str, ...] = tuple(_READERS)
"""Every kind there is."""
