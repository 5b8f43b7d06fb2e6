"""How deep the tests go: quick while one works, deep before a change lands.

    make test                      every behaviour once, without a browser
    make test-deep                 the same tests with more of everything
    TEST_DEPTH=deep pytest …       the same for a few of them

The quick one draws fewer examples, sends smaller storms, walks each question once instead of once from every
beginning, and asks of SQLite alone what the deep one asks of both databases; what that is, is said where it is chosen,
with `pick`. It opens no browser, unless CHROMIUM names one: a quarter of all the work would be the browser's.
"""

import os
from typing import TypeVar

import hypothesis
from argon2 import PasswordHasher

from bot.chat import lockword
from bot.staff import passwords

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


NO_BROWSER = "pages are opened in a browser by `make test-deep`, or where CHROMIUM names one"


def opens_browsers() -> bool:
    """Whether what only a browser can show is looked at."""
    return DEEP or bool(os.environ.get("CHROMIUM"))


def said() -> str:
    """One line for whoever reads the outcome of a run."""
    if DEEP:
        return "depth: deep, everything"
    left = "" if opens_browsers() else "; no page was opened in a browser"
    return f"depth: quick, every behaviour once{left}; `make test-deep` goes through everything"


def make_hashes_cheap() -> None:
    """Quickly, passwords and codes are hashed with the least that their algorithms can do: a real hash takes up to a
    fifth of a second of a processor, and every server makes a few."""
    if not DEEP:
        lockword._COST = 2
        passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]


# How long one example takes says more about the machine than about the code; benchmarks live elsewhere.
for _depth, _examples in DEPTHS.items():
    hypothesis.settings.register_profile(_depth, deadline=None, max_examples=_examples)
hypothesis.settings.load_profile(DEPTH)
