"""The messages that carriers approve beforehand: one file each in `knowledge/templates`.

`python main.py templates sync` hands them to the carrier and asks how they stand.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import msgspec

FOLDER = Path(__file__).with_name("templates")

MOST_BODY, MOST_BUTTON = 1024, 25
"""Meta, "Templates": letters of a body, and of a quick reply's button."""

_HOLE = re.compile(r"\{(\w+)\}")


class WrongTemplate(ValueError):
    """A file cannot be used; says which and why."""


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A template in one of our languages. `name` and `code` are what the carrier knows it by."""

    name: str
    code: str
    text: str
    button: str = ""

    @property
    def numbered(self) -> str:
        """The text as Meta takes it: holes are numbers in double braces."""
        holes = list(dict.fromkeys(_HOLE.findall(self.text)))
        return _HOLE.sub(lambda hole: f"{{{{{holes.index(hole[1]) + 1}}}}}", self.text)


class Definition(msgspec.Struct, frozen=True):
    """A template in all languages. `holes` are filled in this order; `tells` are the tellings it announces."""

    id: str
    category: str
    holes: tuple[str, ...]
    examples: tuple[str, ...]
    tells: tuple[str, ...]
    versions: dict[str, Version]


@cache
def definitions(folder: Path = FOLDER) -> tuple[Definition, ...]:
    """All templates. Raises `WrongTemplate`."""
    return tuple(_read(file) for file in sorted(folder.glob("*.toml")))


def for_telling(command: str) -> Definition:
    """The template that announces this telling ("case news:5"): its own, else the one for all others."""
    kind = command.partition(":")[0]
    others = None
    for one in definitions():
        if kind in one.tells:
            return one
        others = one if not one.tells else others
    assert others is not None, "one file in knowledge/templates has an empty `for`"
    return others


def _read(file: Path) -> Definition:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        versions = {
            language: msgspec.convert(said, Version) for language, said in data.items() if isinstance(said, dict)
        }
        made = Definition(
            file.stem, data["category"], tuple(data["holes"]), tuple(data["examples"]), tuple(data["for"]), versions
        )
    except (KeyError, msgspec.ValidationError) as wrong:
        raise WrongTemplate(f"{file.name}: {wrong}") from wrong
    for language, version in versions.items():
        if problem := _problem(made, version):
            raise WrongTemplate(f"{file.name}, {language}: {problem}")
    return made


def _problem(made: Definition, version: Version) -> str:
    found = _HOLE.findall(version.text)
    if tuple(dict.fromkeys(found)) != made.holes or len(made.examples) != len(made.holes):
        return "its holes and examples are not those of the file, in that order"
    if len(version.text) > MOST_BODY or len(version.button) > MOST_BUTTON:
        return f"more than {MOST_BODY} letters, or {MOST_BUTTON} on the button"
    if version.text.startswith("{") or version.text.endswith("}"):
        return "it begins or ends with a hole"
    if not re.fullmatch(r"[a-z0-9_]{1,512}", version.name):
        return "its name may have small letters, digits and _"
    return ""
