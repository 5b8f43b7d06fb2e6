"""Rules as data: what a programme asks for, decided with what is known, and never further than that.

A programme is a list of rules, each with its condition, its sentences, its source and the days on which it holds.
`decide` gives one of three answers, or one of the programme's own outcomes; `next_question` names the answer that
would bring the decision nearest. Both are pure: the same rules, answers and day give the same outcome for ever, which
is what makes a determination reproducible (`bot/determinations`).

"No" needs a rule that what is known already breaks, whatever else may be answered: while a needed answer is missing,
the outcome is "unknown".
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from bot.i18n.words import Name
from knowledge.conditions import Condition, Inputs, Range, Value, comparisons, holds, parse

__all__ = ["Determination", "Fact", "Inputs", "Programme", "Range", "Rule", "Value", "decide", "next_question"]

YES, NO, UNKNOWN = "yes", "no", "unknown"
SOME, NONE = "some", "none"
FORMAT = 1
"""Of stored programmes. A later release keeps reading every earlier one, or determinations could not be repeated."""


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer that rules speak of: what kind it is, and what may be answered."""

    kind: Literal["yes or no", "number", "one of"]
    label: Name
    choices: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One rule. `when` is a condition (`knowledge/conditions.py`)."""

    id: str
    when: str
    sources: tuple[str, ...] = ()
    """Ids of the facts it rests on (`knowledge/facts/`)."""
    as_of: str = ""
    """The day of those facts, as far as it is known: 2026-03-09, 2026-03, 2026, or empty for an undated page."""
    from_: dt.date | None = msgspec.field(default=None, name="from")
    until: dt.date | None = None
    """The last day on which it holds."""
    outcome: str = ""
    """Where the first rule that holds decides: what it decides."""
    yes: Name | None = None
    """What is said where it holds."""
    no: Name | None = None
    change: Name | None = None
    """What would turn it."""

    @property
    def condition(self) -> Condition:
        return parse(self.when)

    def is_in_force(self, day: dt.date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Programme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One version of a programme's rules.

    `decides`: "all": yes when every rule holds, no when one is broken · "first": the first rule that holds names the
    outcome · "each": every part is decided by itself, and the outcome is whether some of them fit.
    """

    programme: str
    version: int
    title: Name
    decides: Literal["all", "first", "each"] = "all"
    from_: dt.date | None = msgspec.field(default=None, name="from")
    until: dt.date | None = None
    about: str = ""
    """For whoever edits it."""
    review_by: dt.date | None = None
    facts: dict[str, Fact] = {}
    rules: tuple[Rule, ...] = ()
    parts: tuple["Programme", ...] = ()
    format: int = FORMAT

    def rule(self, id: str) -> Rule:
        """Raises KeyError."""
        for rule in self.rules:
            if rule.id == id:
                return rule
        raise KeyError(id)

    def part(self, id: str) -> "Programme":
        """Raises KeyError."""
        for part in self.parts:
            if part.programme == id:
                return part
        raise KeyError(id)


class Reason(msgspec.Struct, frozen=True):
    """A rule, and whether it holds."""

    rule: str
    holds: bool | None


class Determination(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a programme's rules come to."""

    outcome: str
    reasons: tuple[Reason, ...] = ()
    """The rules that decided, or that keep it open."""
    changes: tuple[str, ...] = ()
    """What stands in the way: the rules that would all have to turn for a "no" to become something else."""
    missing: tuple[str, ...] = ()
    """Answers that are not known and could still decide."""
    parts: dict[str, "Determination"] = {}


def decide(programme: Programme, inputs: Inputs, on: dt.date) -> Determination:
    """What the rules in force on that day come to with these answers. Total: it never fails, whatever is answered."""
    if programme.decides == "each":
        return _decide_each(programme, inputs, on)
    found = [(rule, holds(rule.condition, inputs)) for rule in programme.rules if rule.is_in_force(on)]
    return _first(found, inputs) if programme.decides == "first" else _all(found, inputs)


Found = list[tuple[Rule, bool | None]]


def _all(found: Found, inputs: Inputs) -> Determination:
    broken = tuple(rule.id for rule, value in found if value is False)
    if broken:
        return Determination(NO, tuple(Reason(id, False) for id in broken), broken)
    open_ = [rule for rule, value in found if value is None]
    if open_ or not found:
        return Determination(UNKNOWN, tuple(Reason(rule.id, None) for rule in open_), missing=_missing(open_, inputs))
    met = tuple(rule.id for rule, _value in found)
    return Determination(YES, tuple(Reason(id, True) for id in met))


def _first(found: Found, inputs: Inputs) -> Determination:
    """The outcome is known as soon as every rule that may still come first names the same one."""
    candidates: Found = []
    for rule, value in found:
        if value is not False:
            candidates.append((rule, value))
        if value is True:
            break
    outcomes = {rule.outcome for rule, _value in candidates}
    if len(outcomes) == 1 and candidates[-1][1] is True:
        rule = candidates[-1][0]
        return Determination(rule.outcome, (Reason(rule.id, True),))
    open_ = [rule for rule, value in candidates if value is None]
    return Determination(UNKNOWN, tuple(Reason(rule.id, None) for rule in open_), missing=_missing(open_, inputs))


def _decide_each(programme: Programme, inputs: Inputs, on: dt.date) -> Determination:
    parts = {part.programme: decide(part, inputs, on) for part in programme.parts}
    outcomes = {one.outcome for one in parts.values()}
    outcome = SOME if YES in outcomes else UNKNOWN if UNKNOWN in outcomes else NONE
    missing = dict.fromkeys(name for one in parts.values() for name in one.missing)
    return Determination(outcome, missing=tuple(missing), parts=parts)


def _missing(rules: Sequence[Rule], inputs: Inputs) -> tuple[str, ...]:
    """What is not known among the answers these rules speak of, also what is known only roughly."""
    named = dict.fromkeys(test.fact for rule in rules for test in comparisons(rule.condition))
    return tuple(name for name in named if inputs.get(name) is None or isinstance(inputs[name], Range))


# --- what to ask next --------------------------------------------------------------------------------------------


class _Asked:
    """What is to be asked next, of what is known: compared by content, so that it can be remembered."""

    __slots__ = ("content", "inputs", "on", "programmes")

    def __init__(self, programmes: Sequence[Programme], inputs: Inputs, on: dt.date) -> None:
        self.programmes, self.inputs, self.on = programmes, inputs, on
        self.content = (tuple(map(hash_of, programmes)), tuple(inputs.items()), on)

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.content == other.content


def next_question(programmes: Sequence[Programme], inputs: Inputs, on: dt.date) -> str | None:
    """The unknown answer that decides soonest; None when asking decides nothing more.

    For every answer still to be had, every value that makes a difference to some rule is tried: the answer after
    which most programmes are decided comes first, then the one that settles most rules. An answer that is there but
    None has been asked, and is not asked again.
    """
    return _next(_Asked(programmes, inputs, on))


@lru_cache(maxsize=4096)
def _next(asked: _Asked) -> str | None:
    """A conversation is replayed on every message, so the same question comes up again and again."""
    inputs, on = asked.inputs, asked.on
    open_ = [p for whole in asked.programmes for p in _leaves(whole) if decide(p, inputs, on).outcome == UNKNOWN]
    rules = [[rule for rule in p.rules if rule.is_in_force(on)] for p in open_]
    wanted = dict.fromkeys(
        name for p in open_ for name in decide(p, inputs, on).missing if name not in inputs and _is_asked(p, name)
    )
    best, best_score = None, (-1.0, -1.0)
    for name in wanted:
        score = _worth(name, open_, rules, inputs, on)
        if score > best_score:
            best, best_score = name, score
    return best


def _leaves(programme: Programme) -> Iterator[Programme]:
    if programme.decides != "each":
        yield programme
    for part in programme.parts:
        yield from _leaves(part)


def _is_asked(programme: Programme, name: str) -> bool:
    return not programme.facts or name in programme.facts


def _worth(
    name: str, open_: Sequence[Programme], rules: Sequence[Sequence[Rule]], inputs: Inputs, on: dt.date
) -> tuple[float, float]:
    """How many programmes are decided, and how many of their rules, on the average of the answers that matter."""
    touched = [
        (p, [r for r in own if any(t.fact == name for t in comparisons(r.condition))])
        for p, own in zip(open_, rules, strict=True)
    ]
    touched = [(p, own) for p, own in touched if own]
    values = _values(name, [rule for _p, own in touched for rule in own], [p for p, _own in touched])
    decided = settled = 0
    for value in values:
        known = {**inputs, name: value}
        for programme, own in touched:
            decided += decide(programme, known, on).outcome != UNKNOWN
            settled += sum(1 for rule in own if holds(rule.condition, known) is not None)
    return (decided / len(values), settled / len(values)) if values else (0.0, 0.0)


def _values(name: str, rules: Sequence[Rule], programmes: Sequence[Programme]) -> list[Value]:
    """One answer of every sort that some rule tells apart."""
    fact = next((p.facts[name] for p in programmes if name in p.facts), None)
    if fact is not None and fact.kind == "yes or no":
        return [True, False]
    if fact is not None and fact.kind == "one of":
        return list(fact.choices)
    limits: set[int] = set()
    words: dict[Value, None] = {}
    for test in (test for rule in rules for test in comparisons(rule.condition) if test.fact == name):
        for value in test.values:
            if isinstance(value, str):
                words.update({value: None, "": None})  # "": any other answer
            else:
                limits |= {value} | {"<=": {value + 1}, ">": {value + 1}}.get(test.op, {value - 1})
    return [*words, *sorted(limits)]


# --- stored for ever ---------------------------------------------------------------------------------------------


def stored(programme: Programme) -> bytes:
    """The programme as it is kept: the same rules always give the same bytes."""
    return msgspec.json.encode(programme, order="sorted")


def restored(body: bytes | str) -> Programme:
    """A programme as it was kept. Raises `msgspec.ValidationError`."""
    return msgspec.json.decode(body, type=Programme)


@lru_cache(maxsize=256)
def _hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def hash_of(programme: Programme) -> str:
    """What names this content: another word or limit gives another one."""
    return _hash_of(stored(programme))


def in_force(versions: Mapping[str, Sequence[Programme]], id: str, on: dt.date) -> Programme:
    """The newest version of a programme that had begun by that day. Raises KeyError where there is none."""
    begun = [p for p in versions[id] if (p.from_ is None or p.from_ <= on) and (p.until is None or on <= p.until)]
    if not begun:
        raise KeyError(id)
    return max(begun, key=lambda p: (p.from_ or dt.date.min, p.version))
