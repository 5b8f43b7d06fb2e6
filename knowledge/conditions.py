"""Conditions as people write them in a rule file, and what they come to when some answers are not known.

    has_ntn is yes
    turnover <= 80 crore and years >= 5
    applicant is one of association, institute
    not (exporting is no)
    otherwise

Three values (Kleene): true, false, and None for "cannot tell yet". What is not known makes a condition unknown unless
the rest of it decides alone. Evaluation is total: no answer whatever can make it fail.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec


class Range(msgspec.Struct, frozen=True):
    """A number known only to lie from `least` to `most`; None is open."""

    least: int | None = None
    most: int | None = None


Value = bool | int | str | Range
Inputs = Mapping[str, Value | None]
"""Answers by name. None: asked, and not known."""


class WrongCondition(ValueError):
    """A condition cannot be read; the message says what is wrong with it, for whoever edits the file."""


class Comparison(msgspec.Struct, frozen=True, tag="comparison"):
    """One comparison of one answer: `op` is <=, <, >=, >, or in (is one of)."""

    fact: str
    op: str
    values: tuple[int | str, ...]


class All(msgspec.Struct, frozen=True, tag="all"):
    """True when every part is."""

    parts: tuple["Condition", ...]


class Any(msgspec.Struct, frozen=True, tag="any"):
    """True when one part is."""

    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """True when its part is false."""

    part: "Condition"


Condition = Comparison | All | Any | Not


def holds(condition: Condition, inputs: Inputs) -> bool | None:
    """True, false, or None while what is known does not decide it."""
    match condition:
        case Comparison():
            return _compare(condition, inputs.get(condition.fact))
        case Not(part):
            inside = holds(part, inputs)
            return None if inside is None else not inside
        case All(parts):
            return _every([holds(part, inputs) for part in parts])
        case Any(parts):
            none = _every([_turned(holds(part, inputs)) for part in parts])
            return _turned(none)


def _every(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _turned(value: bool | None) -> bool | None:
    return None if value is None else not value


def _compare(test: Comparison, value: Value | None) -> bool | None:
    if value is None:
        return None
    if isinstance(value, Range):
        return _compare_range(test, value)
    if test.op == "in":
        answer = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        if not any(isinstance(answer, type(one)) for one in test.values):
            return None  # an answer of another kind than the rule speaks of decides nothing
        return answer in test.values
    limit = test.values[0]
    if isinstance(value, bool) or not isinstance(value, int) or not isinstance(limit, int):
        return None
    return {"<=": value <= limit, "<": value < limit, ">=": value >= limit, ">": value > limit}[test.op]


def _compare_range(test: Comparison, value: Range) -> bool | None:
    """What holds for every number of the range; None where some fulfil it and some do not."""
    if test.op == "in":
        numbers = [one for one in test.values if isinstance(one, int)]
        if value.least is not None and value.least == value.most:
            return value.least in numbers
        return None if any(_lies_in(n, value) for n in numbers) else False
    limit = test.values[0]
    if not isinstance(limit, int):
        return None
    ends = [_compare(test, end) for end in (value.least, value.most) if end is not None]
    upward = test.op in (">", ">=")
    # An open end reaches every number: it fulfils one direction and fails the other.
    ends += [upward] if value.most is None else []
    ends += [not upward] if value.least is None else []
    return ends[0] if len(set(ends)) == 1 else None


def _lies_in(number: int, value: Range) -> bool:
    above = value.least is None or number >= value.least
    return above and (value.most is None or number <= value.most)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in it, from left to right."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons(part)


# --- reading ---------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\s*(<=|>=|<|>|=|\(|\)|,|[A-Za-z][\w-]*|\d[\d_]*)")
_SCALES = {"thousand": 1_000, "lakh": 100_000, "crore": 10_000_000}
_WORDS = {"and", "or", "not", "is", "one", "of", "otherwise", *_SCALES}


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """The condition written in `text`. Raises `WrongCondition`."""
    reader = _Reader(text)
    condition = reader.either()
    if reader.left:
        raise WrongCondition(f"“{text}”: “{reader.left[0]}” is not expected there")
    return condition


class _Joined(NamedTuple):
    word: str
    parts: list[Condition]


class _Reader:
    """Reads one condition from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left: list[str] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise WrongCondition(f"“{text}”: “{text[place:].strip()[0]}” has no meaning here")
            self.left.append(found[1])
            place = found.end()

    def either(self) -> Condition:
        """Parts joined by `and`, or by `or`; both at once only with brackets, so that nobody reads them wrongly."""
        joined = _Joined("", [self.one()])
        while self.left and self.left[0] in ("and", "or"):
            word = self.take()
            if joined.word not in ("", word):
                raise WrongCondition(f"“{self.text}”: put brackets where “and” and “or” meet")
            joined = _Joined(word, [*joined.parts, self.one()])
        if len(joined.parts) == 1:
            return joined.parts[0]
        return All(tuple(joined.parts)) if joined.word == "and" else Any(tuple(joined.parts))

    def one(self) -> Condition:
        word = self.take()
        if word == "not":
            return Not(self.one())
        if word == "otherwise":
            return All(())
        if word == "(":
            inside = self.either()
            self.expect(")")
            return inside
        if not word[0].isalpha() or word in _WORDS:
            raise WrongCondition(f"“{self.text}”: “{word}” is not the name of an answer")
        return self.test(word)

    def test(self, fact: str) -> Condition:
        op = self.take()
        if op in ("<=", ">=", "<", ">"):
            return Comparison(fact, op, (self.number(),))
        if op not in ("is", "="):
            raise WrongCondition(f"“{self.text}”: after {fact} comes “is” or one of <= >= < >")
        turned = self.has("not")
        values = [self.value()] if not self.has("one") else self.values()
        test = Comparison(fact, "in", tuple(values))
        return Not(test) if turned else test

    def values(self) -> list[int | str]:
        self.expect("of")
        values = [self.value()]
        while self.has(","):
            values.append(self.value())
        return values

    def value(self) -> int | str:
        if self.left and self.left[0][0].isdigit():
            return self.number()
        word = self.take()
        if not word[0].isalpha() or word in _WORDS:
            raise WrongCondition(f"“{self.text}”: “{word}” is no answer")
        return word

    def number(self) -> int:
        word = self.take()
        if not word[0].isdigit():
            raise WrongCondition(f"“{self.text}”: “{word}” is not a number")
        scale = _SCALES[self.take()] if self.left and self.left[0] in _SCALES else 1
        return int(word.replace("_", "")) * scale

    def take(self) -> str:
        if not self.left:
            raise WrongCondition(f"“{self.text}” breaks off")
        return self.left.pop(0)

    def has(self, word: str) -> bool:
        if self.left and self.left[0] == word:
            self.left.pop(0)
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.has(word):
            raise WrongCondition(f"“{self.text}”: “{word}” is missing")


# --- as plain JSON -----------------------------------------------------------------------------------------------


def dumped(inputs: Inputs) -> dict[str, object]:
    """Answers as plain JSON."""
    return {name: msgspec.to_builtins(value) for name, value in inputs.items()}


def loaded(stored: Mapping[str, object]) -> dict[str, Value | None]:
    """Answers as they were dumped. Raises `msgspec.ValidationError`."""
    return msgspec.convert(stored, dict[str, bool | int | str | Range | None])
