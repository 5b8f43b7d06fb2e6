"""What a message of ours costs: by rule when it is sent, by the carrier's word when a status brings it.

The ledger is columns of `outbound`: what is sent is charged in the very statement that marks it sent.
"""

import datetime as dt
from collections.abc import Sequence

import msgspec

from bot.channels.contract import Address
from bot.clock import day_in_pakistan
from knowledge import prices
from knowledge.prices import PriceTable

SERVICE = "service"
"""WhatsApp's word for what is not a template: an answer inside the 24-hour window."""


class Charge(msgspec.Struct, frozen=True):
    """What one message costs.

    `version` is that of the price table, "" where nothing is charged or no table fits. `micro_usd` are millionths
    of a US dollar; None where it is billed and the price is not known. `by` is rule or status.
    """

    billable: bool
    version: str
    micro_usd: int | None
    by: str


_FREE = Charge(False, "", 0, "rule")


class Tariff:
    """Looks up charges. Only channels for which there is a price table at all are charged."""

    def __init__(self, tables: Sequence[PriceTable] | None = None) -> None:
        self._tables = prices.load() if tables is None else tables
        self._charged = {table.channel for table in self._tables}
        self._known: dict[tuple[dt.date, str, str, str, int], Charge] = {}

    def by_rule(self, to: Address, category: str, parts: int, at: dt.datetime) -> Charge:
        """Before the carrier has said anything. The free messages of a month are taken off in the report."""
        if to.channel not in self._charged:
            return _FREE
        key = (day_in_pakistan(at), to.channel, market(to), category, parts)
        charge = self._known.get(key)
        if charge is None:
            if len(self._known) > 1000:
                self._known.clear()  # as many days have gone by
            charge = self._known[key] = self._look_up(*key)
        return charge

    def by_status(self, to: Address, category: str, billable: bool, parts: int, at: dt.datetime) -> Charge:
        """As the carrier says."""
        if not billable:
            return Charge(False, "", 0, "status")
        charge = self.by_rule(to, category, parts, at)
        # It says that it bills what our table holds to be free: then our table does not know the price.
        amount = charge.micro_usd if charge.billable else None
        return Charge(True, charge.version, amount, "status")

    def _look_up(self, day: dt.date, channel: str, country: str, category: str, parts: int) -> Charge:
        table = prices.in_force(self._tables, channel, country, day)
        each = None if table is None else table.micro_usd(category)
        if table is None or each is None:
            return Charge(True, "", None, "rule")
        return Charge(each > 0, table.version, each * parts, "rule")


def market(to: Address) -> str:
    """The recipient's country, by which WhatsApp charges; "" where neither user id nor number tells."""
    user_id = to.value("bsuid") or to.value("parent_bsuid")
    if user_id:
        return user_id[:2]
    return "PK" if to.value("phone").startswith("+92") else ""
