"""What carriers charge for a message: tables with their source, date and confidence, one for each quarter."""

import datetime as dt
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

FILE = Path(__file__).with_name("prices.toml")
MICRO = 1_000_000
"""Amounts are whole millionths of a US dollar: sums stay exact."""


class WrongTable(ValueError):
    """A price table cannot be read; the message says what is wrong with it."""


class PriceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Prices on one channel, for recipients in one market, from a day on."""

    version: str
    from_: dt.date = msgspec.field(name="from")
    channel: str
    market: str
    usd: dict[str, float]
    as_of: dt.date
    confidence: Literal["high", "medium", "low"]
    source: str
    free_service: int = 0

    def micro_usd(self, category: str) -> int | None:
        """Millionths of a US dollar for one message; None where the table does not say."""
        usd = self.usd.get(category)
        return None if usd is None else round(usd * MICRO)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    table: list[PriceTable]


def load(own: str | Path = "") -> list[PriceTable]:
    """The tables that come with Munshi, those in the operator's `own` file first. Raises `WrongTable`."""
    tables = _read(FILE)
    if not own:
        return tables
    named = _read(Path(own))
    theirs = {_key(table) for table in named}
    return [*named, *(table for table in tables if _key(table) not in theirs)]


def in_force(tables: Iterable[PriceTable], channel: str, market: str, day: dt.date) -> PriceTable | None:
    """The newest table that had begun by that day; None where there is none."""
    begun = [t for t in tables if t.channel == channel and t.market == market and t.from_ <= day]
    return max(begun, key=lambda table: table.from_, default=None)


def is_outdated(table: PriceTable, day: dt.date) -> bool:
    """Whether that day lies in a later quarter than the one the table is for."""
    return (day.year, (day.month - 1) // 3) > (table.from_.year, (table.from_.month - 1) // 3)


def _key(table: PriceTable) -> tuple[str, str, str]:
    return table.channel, table.market, table.version


def _read(path: Path) -> list[PriceTable]:
    try:
        with path.open("rb") as file:
            tables = msgspec.convert(tomllib.load(file), _File).table
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as wrong:
        raise WrongTable(f"{path}: {wrong}") from wrong
    if len({_key(table) for table in tables}) < len(tables):
        raise WrongTable(f"{path}: two tables have the same channel, market and version")
    for table in tables:
        if any(not 0 <= usd <= 10 for usd in table.usd.values()):
            raise WrongTable(f"{path}: {table.version}: a price is below 0 or above 10 US dollars")
        if table.free_service < 0 or not table.source:
            raise WrongTable(f"{path}: {table.version}: free_service is below 0, or the source is missing")
    return tables
