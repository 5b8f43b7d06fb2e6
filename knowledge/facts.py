"""Single facts with their source and date, for sentences that state one."""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("facts.toml")


class Fact(msgspec.Struct, frozen=True):
    """One sourced fact. `as_of` is the date of the page or event it was taken from."""

    value: str
    about: str
    source: str
    url: str
    as_of: dt.date
    confidence: str
    review_by: dt.date


@cache
def _facts() -> dict[str, Fact]:
    with _FILE.open("rb") as file:
        return msgspec.convert(tomllib.load(file), dict[str, Fact])


def get(name: str) -> Fact:
    """The fact of that name. Raises KeyError: a flow that states an unknown fact must not start."""
    return _facts()[name]
