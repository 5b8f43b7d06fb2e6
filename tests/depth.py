"""How deep the tests go: quick while one works, deep before a change lands.

    make test                      every behaviour once
    make test-deep                 the same tests with more of everything
    TEST_DEPTH=deep pytest …       the same for a few of them

No test is left out at either depth. The quick one draws fewer examples, sends smaller storms and walks each question
once instead of once from every beginning; what that is, is said where it is chosen, with `pick`.
"""

import os
from typing import TypeVar

import hypothesis

T = TypeVar("T")

DEPTHS = {"quick": 15, "deep": 100}
"""Depth → how many examples are drawn for a statement about everything."""
DEPTH = os.environ.get("TEST_DEPTH") or "quick"
if DEPTH not in DEPTHS:
    raise SystemExit(f"TEST_DEPTH is {DEPTH!r}; it can be {' or '.join(DEPTHS)}")
DEEP = DEPTH == "deep"


def pick(*, quick: T, deep: T) -> T:
    """What belongs to the depth of this run."""
    return deep if DEEP else quick


def said() -> str:
    """One line for whoever reads the outcome of a run."""
    if DEEP:
        return "depth: deep, everything"
    return "depth: quick, every behaviour once; `make test-deep` goes through more examples, paths and storms"


# How long one example takes says more about the machine than about the code; benchmarks live elsewhere.
for _depth, _examples in DEPTHS.items():
    hypothesis.settings.register_profile(_depth, deadline=None, max_examples=_examples)
hypothesis.settings.load_profile(DEPTH)
