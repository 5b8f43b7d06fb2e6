"""Reference numbers: random, so that nobody can count or guess; with a check digit, so that a slip is noticed."""

import secrets
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from stdnum import damm

from bot.db import padded

_DIGITS = 9


def new_reference() -> str:
    """Nine random digits and a check digit (Damm's algorithm finds every single slip and swap): "482-915-7036"."""
    number = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    number += damm.calc_check_digit(number)
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


def new_references(connection: Connection, column: "sa.Column[str]", many: int) -> Iterator[str]:
    """References that stand in no row of this column, looked up `many` at a time, when the first is asked for.

    Where a million are given out, one in a thousand that is drawn has been drawn before.
    """
    given: set[str] = set()
    while True:
        drawn = {new_reference() for _ in range(many)} - given
        taken = connection.execute(sa.select(column).where(column.in_(padded(drawn)))).scalars()
        fresh = drawn.difference(taken)
        given |= fresh
        yield from fresh


def is_reference(text: str) -> bool:
    """Whether it can be one of our numbers: ten digits whose check digit fits."""
    digits = "".join(c for c in text if c.isdigit())
    return len(digits) == _DIGITS + 1 and bool(damm.is_valid(digits))
