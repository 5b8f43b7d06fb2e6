"""Is the knowledge fit to be shown?

`python -m knowledge.check` prints what is wrong with places, trades, articles, rules and lenders.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.i18n.words import Name
from bot.language.script import clean, fold, has_urdu
from knowledge import check_articles, check_programmes
from knowledge.gazetteer import districts, places_file, provinces
from knowledge.trades import GROUPS, TRADES, division_name

LONGEST_ID = 18
LONGEST_ROW = 24  # characters of a WhatsApp list row's title
_ID = re.compile(r"[a-z][a-z0-9-]*")
_ARABIC_TWINS = re.compile("[يكىةه\u0660-\u0669]")  # Arabic letters and digits that are other characters in Urdu
# Pakistan and its territories, degrees (WGS 84).
_SOUTH, _NORTH, _WEST, _EAST = 23.4, 37.2, 60.8, 77.9
_DIVISIONS = 88  # ISIC Rev.4


def problems() -> list[str]:
    """Everything that is wrong, one line each; empty when all is well."""
    return [*_districts(), *_places(), *_trades(), *check_articles.problems(), *check_programmes.problems()]


def _districts() -> Iterator[str]:
    known = districts()
    yield from _ids("district", known)
    yield from _ids("province", provinces())
    names = Counter(district.name.en for district in known.values())
    yield from (f"district name {name} stands twice" for name, times in names.items() if times > 1)
    for id, province in provinces().items():
        yield from _name(f"province {id}", province.name, LONGEST_ROW)
    for id, district in known.items():
        yield from _name(f"district {id}", district.name, LONGEST_ROW)
        if district.province not in provinces():
            yield f"district {id}: province {district.province} is not known"
        if district.parent and district.parent not in known:
            yield f"district {id}: parent {district.parent} is not known"
        if not district.source or not district.licence:
            yield f"district {id}: source or licence is missing"
        if (district.lat is None) != (district.lon is None):
            yield f"district {id}: half a place"
        if district.lat is not None and district.lon is not None:
            inside = _SOUTH <= district.lat <= _NORTH and _WEST <= district.lon <= _EAST
            if not inside:
                yield f"district {id}: {district.lat}, {district.lon} is not in Pakistan"
        yield from _spellings(f"district {id}", district.aliases)


def _places() -> Iterator[str]:
    data = places_file()
    for id, towns in data["towns"].items():
        if id not in districts():
            yield f"towns of {id}: no such district"
        for town in towns:
            yield from _spellings(f"town {town[0]}", town)
            if len(town) < 2 or not has_urdu(town[1]):
                yield f"town {town[0]}: the Urdu name is missing"
    owners: dict[str, str] = {}
    for id, towns in data["towns"].items():
        for spelling in (spelling for town in towns for spelling in town):
            owner = owners.setdefault(fold(spelling), id)
            if owner != id:
                yield f"town {spelling}: in {owner} and in {id}"
    for listed in (*data["cities"], *data["unclear"]):
        for id in listed["districts"]:
            if id not in districts():
                yield f"places.toml: no district {id}"


def _trades() -> Iterator[str]:
    yield from _ids("trade", TRADES)
    yield from _ids("group", GROUPS)
    for id, group in GROUPS.items():
        yield from _name(f"group {id}", group.name, LONGEST_ROW)
        if group.division and division_name(group.division) is None:
            yield f"group {id}: division {group.division} is not known"
    if list(GROUPS)[-1] != "other":
        yield "the last group is not other"
    for id, trade in TRADES.items():
        yield from _name(f"trade {id}", trade.name, LONGEST_ROW)
        yield from _spellings(f"trade {id}", trade.words)
        if division_name(trade.division) is None:
            yield f"trade {id}: division {trade.division} is not known"
        if trade.group not in GROUPS:
            yield f"trade {id}: group {trade.group} is not known"
        if not any(map(has_urdu, trade.words)) or all(map(has_urdu, trade.words)):
            yield f"trade {id}: words in both scripts are needed"
    names = [name for n in range(100) if (name := division_name(f"{n:02}")) is not None]
    if len(names) != _DIVISIONS:
        yield f"{len(names)} ISIC divisions, {_DIVISIONS} expected"
    for name in names:
        yield from _name(f"division {name.en}", name)


def _ids(what: str, ids: Iterable[str]) -> Iterator[str]:
    for id in ids:
        if not _ID.fullmatch(id) or len(id) > LONGEST_ID:
            yield f"{what} id {id}: not a short plain word"


def _name(what: str, name: Name, longest: int = 0) -> Iterator[str]:
    for language in ("en", "ur", "ur_Latn"):
        text = getattr(name, language)
        if not text:
            yield f"{what}: no name in {language}"
        elif longest and len(text) > longest:
            yield f"{what}: {text} has {len(text)} characters, {longest} fit"
        elif has_urdu(text) != (language == "ur"):
            yield f"{what}: {text} is in the wrong script for {language}"
    yield from _spellings(what, (name.en, name.ur, name.ur_Latn))


def _spellings(what: str, spellings: Iterable[str]) -> Iterator[str]:
    for spelling in spellings:
        if _ARABIC_TWINS.search(spelling):
            yield f"{what}: {spelling} has Arabic letters where Urdu ones belong"
        if spelling != clean(spelling) or not fold(spelling):
            yield f"{what}: {spelling!r} has hidden characters or blanks, or is empty"


def main() -> int:
    """Print what is wrong; 0 when nothing is."""
    found = problems()
    for problem in found:
        sys.stdout.write(problem + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
