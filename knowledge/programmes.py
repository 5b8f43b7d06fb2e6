"""The programmes whose rules we know: one file in `programmes/` for each version, and the lenders' products.

A version that has been used is never edited: a changed rule goes into a copy of the file with the next `version` and
the day from which it holds. `programmes/versions.toml` holds what each version contained, so that an edit does not
go unnoticed (`python -m knowledge.check`).
"""

import datetime as dt
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import msgspec

from knowledge import lenders, rules
from knowledge.rules import Programme

FOLDER = Path(__file__).with_name("programmes")
SEALS = "versions.toml"


class WrongProgramme(ValueError):
    """A rule file cannot be read; the message says which, and what is wrong with it."""


def read(path: Path) -> Programme:
    """One version of a programme. Raises `WrongProgramme`."""
    try:
        programme = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Programme)
        for rule in programme.rules:
            _ = rule.condition
    except (OSError, ValueError, msgspec.ValidationError) as wrong:
        raise WrongProgramme(f"{path.name}: {wrong}") from wrong
    return programme


@cache
def versions() -> dict[str, tuple[Programme, ...]]:
    """Every version of every programme. Raises `WrongProgramme`: with wrong rules nothing starts."""
    found: dict[str, list[Programme]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name != SEALS:
            programme = read(path)
            found[programme.programme].append(programme)
    found[lenders.PROGRAMME].append(lenders.programme())
    return {id: tuple(sorted(known, key=lambda p: p.version)) for id, known in found.items()}


def in_force(id: str, on: dt.date) -> Programme:
    """The rules of a programme on a day. Raises KeyError where none had begun."""
    return rules.in_force(versions(), id, on)


def seals() -> dict[str, str]:
    """What each version contained when it was sealed: "size-class 2" → hash."""
    path = FOLDER / SEALS
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def name_of(programme: Programme) -> str:
    return f"{programme.programme} {programme.version}"


def seal() -> list[str]:
    """Seal the versions that are not sealed yet; their names. A changed one is not sealed anew."""
    known = seals()
    new = {name_of(p): rules.hash_of(p) for all_ in versions().values() for p in all_ if name_of(p) not in known}
    lines = [f'"{name}" = "{hash}"' for name, hash in sorted({**known, **new}.items())]
    heading = "# What each version of a programme contains. Written by `python -m knowledge.seal`; nothing to edit.\n"
    (FOLDER / SEALS).write_text(heading + "\n".join(lines) + "\n", encoding="utf-8")
    return sorted(new)
