"""How a lender is described: what speaks for it and against it, and what to take to the branch."""

from collections.abc import Sequence

from bot.chat import Code, Name, Rupees, Words, _
from bot.i18n.words import Hole
from handlers.sources import dated
from knowledge import factbook
from knowledge.lenders import Lender, Product
from knowledge.matches import Match

_MOST = 2
"""Reasons on each side: three lenders must fit into one message."""


def block(nth: int, match: Match, *, woman: bool | None) -> tuple[Words, ...]:
    """One lender in a list: its name and product, what speaks for it, what against."""
    lender, product = match.lender, match.product
    lines = [_("{nth}. {name}").with_(nth=nth, name=_called(match))]
    if reasons := _for(lender, product, woman=woman)[:_MOST]:
        lines.append(_("For it: {reasons}").with_(reasons=joined(reasons)))
    against = _against(match, woman=woman)[:_MOST]
    lines.append(_("Mind: {reasons} ({as_of})").with_(reasons=joined(against), as_of=dated(product.as_of)))
    return tuple(lines)


_FOR_WOMEN = {
    "only": _("for women"),
    "mainly": _("women above all"),
    "half": _("half of it is meant for women"),
}


def _called(match: Match) -> Hole:
    lender, product = match.lender, match.product
    if product.name is None:
        return lender.name
    return _("{label}: {value}").with_(label=lender.name, value=product.name)


def joined(parts: Sequence[Words | Name]) -> Hole:
    """Several reasons as one."""
    first, *rest = parts
    return _("{first}; {rest}").with_(first=first, rest=joined(rest)) if rest else first


def _for(lender: Lender, product: Product, *, woman: bool | None) -> list[Words | Name]:
    reasons: list[Words | Name] = []
    if product.free:
        reasons.append(_("no interest"))
    if product.women and woman:
        reasons.append(_FOR_WOMEN[product.women])
    if product.youth:
        reasons.append(_("for your age"))
    if product.least is not None and product.most is not None:
        least, most = Rupees(product.least), Rupees(product.most)
        reasons.append(_("{least} to {most}").with_(least=least, most=most))
    elif product.most is not None:
        reasons.append(_("up to {most}").with_(most=Rupees(product.most)))
    if product.districts:
        reasons.append(_("works in your district"))
    elif product.provinces:
        reasons.append(_("works in your province"))
    if lender.note is not None:
        reasons.append(lender.note)
    return reasons


def _against(match: Match, *, woman: bool | None) -> list[Words | Name]:
    """Never empty: that the branch decides holds for everybody."""
    lender, product = match.lender, match.product
    reasons: list[Words | Name] = []
    if product.open == "doubtful":
        reasons.append(_("it may well be closed; ask first"))
    elif product.open == "announced":
        reasons.append(_("only announced so far; ask whether it has begun"))
    elif lender.public:
        reasons.append(_("not known whether it is open now"))
    if lender.caution is not None:
        reasons.append(lender.caution)
    if product.free is False:
        reasons.append(product.cost or _("with interest"))
    if not product.has_terms:
        reasons.append(_("its amounts and terms are not known to me"))
    if product.women == "mainly" and woman is False:
        reasons.append(_("mostly for women"))
    if set(match.open_rules) & {"old-enough", "young-enough"}:
        reasons.append(_ages(product))
    if product.note is not None:
        reasons.append(product.note)
    return [*reasons, *product.needs[:1], _("the branch decides")]


def _ages(product: Product) -> Words:
    if product.age_min is None or product.age_max is None:
        return _("ask about the age limit")
    return _("age {least} to {most}: ask").with_(least=product.age_min, most=product.age_max)


def sheet(match: Match) -> list[tuple[Words, ...]]:
    """What to take to the branch and whom to ask, as far as anything is known."""
    lender, product = match.lender, match.product
    where = _("{name}").with_(name=lender.where) if lender.where else _("Ask at its nearest branch; I have no list.")
    take = [_take(product)]
    if product.needs:
        take.append(_("They also look at: {reasons}.").with_(reasons=joined(product.needs)))
    if product.cost is not None:
        take.append(_("Cost: {cost}.").with_(cost=product.cost))
    mind: list[Words] = []
    if lender.caution is not None:
        mind.append(_("Mind: {reason}.").with_(reason=lender.caution))
    if lender.lookalike:
        mind.append(_lookalike(lender))
    fact = factbook.facts()[lender.source]
    as_of = dated(product.as_of)
    ending = (
        _("Terms change and the branch decides. Nothing has been sent to them."),
        _("(Source: {source}, {as_of})").with_(source=factbook.source_name(fact.source), as_of=as_of)
        if fact.source
        else _("(undated)"),
    )
    return [(_("{name}").with_(name=_called(match)), where), tuple(take), *([tuple(mind)] if mind else []), ending]


def _take(product: Product) -> Words:
    if product.cnic:
        return _("Take your identity card with you; show it there only, never send it in a chat.")
    return _("Which papers they want is not known to me; ask before you go.")


def _lookalike(lender: Lender) -> Words:
    if lender.website:
        return _("Other websites use this name with other terms. Trust only {website} and the branch itself.").with_(
            website=Code(lender.website)
        )
    return _("Other websites use this name with other terms. Trust only the branch itself.")
