"""A band of sales as the numbers it stands for, and the size class that follows from it."""

import datetime as dt

from bot.chat import Words, _
from handlers.sources import source_of
from knowledge import programmes, rules
from knowledge.rules import Range

_LAKH, _CRORE = 100_000, 10_000_000
_BANDS: dict[str, Range] = {
    "to_5l": Range(1, 5 * _LAKH),
    "to_30l": Range(5 * _LAKH + 1, 30 * _LAKH),
    "to_3cr": Range(30 * _LAKH + 1, 3 * _CRORE),
    "to_15cr": Range(3 * _CRORE + 1, 15 * _CRORE),
    "to_80cr": Range(15 * _CRORE + 1, 80 * _CRORE),
    "over_80cr": Range(80 * _CRORE + 1, None),
}


def turnover_range(band: str) -> Range | None:
    """Rupees a year that a band of `fields.turnover` stands for; None for "I'd rather not say"."""
    return _BANDS.get(band)


def size_lines(band: str, today: dt.date) -> list[Words]:
    """The size class by the rule in force today, with its source; nothing where the sales were not said."""
    programme = programmes.in_force("size-class", today)
    found = rules.decide(programme, {"turnover": turnover_range(band)}, today)
    if found.outcome == rules.UNKNOWN:
        return []
    rule = programme.rule(found.reasons[0].rule)
    return [
        _("Size by its sales: {size}. That is no certificate.").with_(size=rule.yes or rule.id),
        source_of(*rule.sources),
    ]
