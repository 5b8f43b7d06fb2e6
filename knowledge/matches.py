"""Which lenders may fit somebody, in which order, and what speaks for and against each."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from knowledge import programmes, rules
from knowledge.conditions import Inputs, Value
from knowledge.lenders import PROGRAMME, ROUTES, Lender, Product, offered
from knowledge.rules import NO, UNKNOWN, Determination


class Match(msgspec.Struct, frozen=True):
    """A product that none of what is known rules out. `open_rules` could not be told from the answers."""

    lender: Lender
    product: Product
    open_rules: tuple[str, ...]


def ranked(inputs: Inputs, on: dt.date, *, interest_free: bool) -> list[Match]:
    """The best product of each lender that may fit, the best lender first; never one that must not be named."""
    fitting = [
        Match(*offered()[id], tuple(reason.rule for reason in part.reasons) if part.outcome == UNKNOWN else ())
        for id, part in _products(inputs, on).items()
        if part.outcome != NO and id in offered()
    ]
    woman = inputs.get("woman") is True
    fitting.sort(key=lambda match: _order(match, interest_free=interest_free, woman=woman))
    best: dict[str, Match] = {}
    for match in fitting:
        best.setdefault(match.lender.id, match)
    return list(best.values())


def _order(match: Match, *, interest_free: bool, woman: bool) -> tuple[int, ...]:
    lender, product = match.lender, match.product
    specific = 2 * bool(product.districts) + bool(product.provinces)
    specific += bool(product.women) if woman else -2 * (product.women == "mainly")
    newest = int(product.as_of[:4] or 0)
    return (
        max(ROUTES.index(lender.route), ROUTES.index("caution") if product.open else 0),
        interest_free and not product.free,
        not product.has_terms,
        bool(match.open_rules),
        not product.free,
        not lender.first,
        lender.public,
        -specific,
        -newest,
    )


def concerns_women(inputs: Inputs, on: dt.date) -> bool:
    """Whether some product that may still fit is for women, or for them above all."""
    return any(
        offered()[id][1].women for id, part in _products(inputs, on).items() if part.outcome != NO and id in offered()
    )


def closed(inputs: Inputs, on: dt.date) -> list[tuple[Lender, Product]]:
    """Products that would fit if they had not closed."""
    return [
        offered()[id] for id, part in _products(inputs, on).items() if part.changes == ("closed",) and id in offered()
    ]


def next_question(inputs: Inputs, on: dt.date) -> str | None:
    """What to ask next about a loan; see `knowledge.rules.next_question`."""
    return rules.next_question([programmes.in_force(PROGRAMME, on)], inputs, on)


def _products(inputs: Inputs, on: dt.date) -> Mapping[str, Determination]:
    """What the rules of every product come to."""
    return _remembered(tuple(inputs.items()), on)


@lru_cache(maxsize=256)
def _remembered(inputs: tuple[tuple[str, Value | None], ...], on: dt.date) -> Mapping[str, Determination]:
    """A conversation is replayed on every message, and a message asks this several times."""
    return rules.decide(programmes.in_force(PROGRAMME, on), dict(inputs), on).parts
