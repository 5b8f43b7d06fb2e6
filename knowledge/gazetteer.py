"""The places of districts.csv and places.toml, read once. What they are and where from: SOURCES.md."""

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bot.i18n.words import Name
from bot.language.script import fold, has_urdu

FOLDER = Path(__file__).parent


class Province(msgspec.Struct, frozen=True):
    """A province or territory."""

    id: str
    name: Name


class District(msgspec.Struct, frozen=True):
    """A district; `name.en` is its public name, `lat` and `lon` its main town or middle (WGS 84)."""

    id: str
    name: Name
    province: str
    lat: float | None
    lon: float | None
    aliases: tuple[str, ...]
    status: str
    parent: str
    """The district it was carved out of, if any."""
    source: str
    licence: str
    note: str


class Place(msgspec.Struct, frozen=True):
    """Anything a person may name as her place."""

    name: str
    kind: str
    """district, town, city (of several districts), unclear (a short form), or none of ours."""
    districts: tuple[str, ...] = ()


@cache
def provinces() -> dict[str, Province]:
    return {
        id: Province(id, Name(row["en"], row["ur"], row["ur_Latn"])) for id, row in places_file()["provinces"].items()
    }


@cache
def districts() -> dict[str, District]:
    with (FOLDER / "districts.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: _district(row) for row in csv.DictReader(file)}


@cache
def places_file() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "places.toml").read_text(encoding="utf-8"))


@cache
def everyday() -> frozenset[str]:
    """Folded names that are also ordinary words ("bagh" is a garden)."""
    return frozenset(map(fold, places_file()["everyday"]["names"]))


class Cues(msgspec.Struct, frozen=True):
    """Words around a place (places.toml says which are which)."""

    before: frozenset[str]
    after: frozenset[str]
    away: frozenset[str]
    being: frozenset[str]
    of: frozenset[str]
    living: frozenset[str]
    inside: frozenset[str]
    street: frozenset[str]
    idle: frozenset[str]


@cache
def cues() -> Cues:
    listed = places_file()["cues"]
    return Cues(**{kind: frozenset(map(fold, words.split())) for kind, words in listed.items()})


@cache
def places() -> dict[Place, list[str]]:
    """Every place and its spellings."""
    spellings: dict[Place, list[str]] = {}
    for place, names in _all_places():
        spellings.setdefault(place, []).extend(names)
    return spellings


def _all_places() -> Iterator[tuple[Place, list[str]]]:
    data = places_file()
    for district in districts().values():
        name = district.name
        spelled = [name.en, name.ur, name.ur_Latn, *district.aliases]
        # A former district's name is kept as a town of the district it went back into (places.toml).
        if district.status != "former" and not _is_split(district.id):
            yield Place(name.en, "district", (district.id,)), spelled
    for id, towns in data["towns"].items():
        for town in towns:
            yield Place(town[0], "town", (id,)), town
    for city in data["cities"]:
        yield Place(city["name"]["en"], "city", tuple(city["districts"])), [*city["name"].values(), *city["also"]]
    for unclear in data["unclear"]:
        yield Place(unclear["names"][0], "unclear", tuple(unclear["districts"])), unclear["names"]
    for id, province in data["provinces"].items():
        if id != "islamabad":
            spelled = [province["en"], province["ur"], province["ur_Latn"], *province["also"]]
            yield Place(province["en"], "province"), spelled
    yield Place("", "foreign"), data["foreign"]["names"]


def _is_split(id: str) -> bool:
    """Whether the old district's name now stands for several (listed among the cities)."""
    return any(city["name"]["en"] == districts()[id].name.en for city in places_file()["cities"])


def _district(row: dict[str, str]) -> District:
    aliases = [*row["aliases"].split("; "), *row["aliases_ur"].split("; ")]
    return District(
        row["id"],
        Name(row["en"], row["ur"], row["ur_Latn"]),
        row["province"],
        float(row["lat"]) if row["lat"] else None,
        float(row["lon"]) if row["lon"] else None,
        tuple(alias for alias in aliases if alias),
        row["status"],
        row["parent"],
        row["source"],
        row["licence"],
        row["note"],
    )


def joined_forms(spelled: list[str]) -> list[str]:
    """The same names without their blanks, in Urdu: فیصل آباد is as often written فیصلآباد."""
    return [name.replace(" ", "") for name in spelled if " " in name and has_urdu(name)]
