"""Are the rules fit to decide? Part of `python -m knowledge.check`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.i18n.words import Name
from bot.language.script import has_urdu
from knowledge import factbook, forbidden, gazetteer, lenders, programmes
from knowledge.conditions import Comparison, comparisons
from knowledge.rules import UNKNOWN, Fact, Programme, Rule, hash_of

LONGEST_ROW, LONGEST_BUTTON = 24, 20
LONGEST_SENTENCE = 200
"""Of a rule, in characters: three of them and their frame fit into one message with buttons (1,024)."""
_ID = re.compile(r"[a-z][a-z0-9-]*")
_OUTCOMES = {"all": {"yes", "no"}, "each": {"some", "none"}}


def problems() -> list[str]:
    """What is wrong with the rules and the lenders, one line each."""
    try:
        known = programmes.versions()
    except programmes.WrongProgramme as wrong:
        return [str(wrong)]
    found = [line for all_ in known.values() for p in all_ for line in _programme(p)]
    found += [line for all_ in known.values() for line in _sequence(list(all_))]
    return [*found, *_seals(), *_lenders()]


def _programme(programme: Programme) -> Iterator[str]:
    what = programmes.name_of(programme)
    if not _ID.fullmatch(programme.programme):
        yield f"{what}: the id is not a short plain word"
    if programme.programme != lenders.PROGRAMME and programme.review_by is None:
        yield f"{what}: review_by is missing"
    ids = [rule.id for rule in programme.rules]
    yield from (f"{what}: rule {id} stands twice" for id in {id for id in ids if ids.count(id) > 1})
    for fact in programme.facts.values():
        yield from _name(f"{what}: label", fact.label, LONGEST_ROW)
        if (fact.kind == "one of") != bool(fact.choices):
            yield f"{what}: choices belong to the kind “one of”, and to it alone"
    for rule in programme.rules:
        yield from _rule(f"{what}: rule {rule.id}", rule, programme)


def _rule(what: str, rule: Rule, programme: Programme) -> Iterator[str]:
    if programme.decides == "first":
        if not rule.outcome or rule.outcome == UNKNOWN:
            yield f"{what}: the outcome is missing, or has a name that is taken"
    elif rule.outcome:
        yield f"{what}: has an outcome, but the programme decides by all of them"
    for test in comparisons(rule.condition):
        yield from _test(what, test, programme.facts.get(test.fact))
    if rule.from_ and rule.until and rule.from_ > rule.until:
        yield f"{what}: ends before it begins"
    facts = [factbook.facts().get(id) for id in rule.sources]
    if not facts or None in facts:
        yield f"{what}: the source is missing, or no fact of ours"
    elif not all(fact.found for fact in facts if fact):
        yield f"{what}: rests on something that was not found"
    elif rule.as_of != max(fact.as_of for fact in facts if fact):
        yield f"{what}: as_of is not the day of its newest source"
    said = [name for name in (rule.yes, rule.no, rule.change) if name]
    if not said:
        yield f"{what}: says nothing"
    for name in said:
        yield from _name(what, name, LONGEST_SENTENCE)


def _test(what: str, test: Comparison, fact: Fact | None) -> Iterator[str]:
    if fact is None:
        yield f"{what}: {test.fact} is not among the facts"
        return
    allowed = {"yes or no": ("yes", "no"), "one of": fact.choices}.get(fact.kind)
    if allowed is None:
        if any(isinstance(value, str) for value in test.values):
            yield f"{what}: {test.fact} is a number"
    elif test.op != "in" or not set(test.values) <= set(allowed):
        yield f"{what}: {test.fact} can only be {', '.join(allowed)}"


def _sequence(versions: list[Programme]) -> Iterator[str]:
    """Versions follow each other, and one that begins later has the higher number."""
    for before, after in pairwise(versions):
        if before.version == after.version:
            yield f"{programmes.name_of(after)}: stands twice"
        elif after.from_ is None or (before.from_ is not None and after.from_ <= before.from_):
            yield f"{programmes.name_of(after)}: does not begin after {programmes.name_of(before)}"


def _seals() -> Iterator[str]:
    known = programmes.seals()
    for all_ in programmes.versions().values():
        for programme in all_:
            name = programmes.name_of(programme)
            if name not in known:
                yield f"{name}: is not sealed; when it is right, run: python -m knowledge.seal"
            elif known.pop(name) != hash_of(programme):
                yield f"{name}: has been changed; put it back, and make the change a new version"
    # An old version of the lenders lives on where it was used; only their newest is a file.
    yield from (f"{name}: is sealed but gone" for name in known if not name.startswith(lenders.PROGRAMME))


def _lenders() -> Iterator[str]:
    provinces, districts = gazetteer.provinces(), gazetteer.districts()
    for lender in lenders.lenders().values():
        what = f"lender {lender.id}"
        yield from _name(what, lender.name, LONGEST_BUTTON if lender.route in lenders.ROUTES else LONGEST_ROW)
        if lender.source not in factbook.facts():
            yield f"{what}: {lender.source} is no fact of ours"
        if lender.route not in lenders.ROUTES and lender.products:
            yield f"{what}: must not be named, but has products"
        if lender.route == "caution" and lender.caution is None:
            yield f"{what}: the caution is missing"
        for product in lender.products:
            yield from (f"{what}: no province {id}" for id in product.provinces if id not in provinces)
            yield from (f"{what}: no district {id}" for id in product.districts if id not in districts)
            for name in (product.name, product.cost, product.note, *product.needs):
                if name:
                    yield from _name(f"{what}: {product.id}", name, LONGEST_SENTENCE)
        for name in (lender.where, lender.caution, lender.note):
            if name:
                yield from _name(what, name, LONGEST_SENTENCE)


def _name(what: str, name: Name, longest: int) -> Iterator[str]:
    for language in ("en", "ur", "ur_Latn"):
        text = getattr(name, language)
        if not text:
            yield f"{what}: no words in {language}"
        elif len(text) > longest:
            yield f"{what}: {text} has {len(text)} characters, {longest} fit"
        elif has_urdu(text) != (language == "ur") and not (language == "ur" and text.isascii()):
            yield f"{what}: {text} is in the wrong script for {language}"
        for broken in forbidden.said(text, language):
            yield f"{what}: {text}: {broken}"
    if has_urdu(name.ur) and re.search("[يكىةه\u0660-\u0669\u06f0-\u06f9]", name.ur):
        yield f"{what}: {name.ur} has Arabic letters or digits where Urdu ones belong"
