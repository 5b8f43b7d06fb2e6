"""Where people are: the district they name inside a sentence, or the ones nearest to a location pin."""

import math
from functools import cache
from typing import Any, NamedTuple

from bot.language.match import Index, best
from bot.language.phrases import Hit, Phrases, words_of
from bot.language.script import fold
from knowledge.found import Found
from knowledge.gazetteer import (
    District,
    Place,
    Province,
    cues,
    districts,
    everyday,
    joined_forms,
    places,
    places_file,
    provinces,
)

__all__ = ["DISTRICTS", "PROVINCES", "District", "Found", "Province", "find", "in_province", "nearest"]

EARTH_KM = 6371.0  # mean radius
FARTHEST_KM = 100.0  # a pin farther than this from every district is not in Pakistan
NOT_OFFERED = frozenset({"former", "unconfirmed"})  # statuses kept for look-up, not shown in a list
MOST_GUESSES = 7  # Karachi has seven districts
_SHORT_MESSAGE = 4  # content words; a longer one is a sentence, where only a word beside a cue may be misspelled
_SURE_IN_SENTENCE = 90.0

PROVINCES: dict[str, Province]
DISTRICTS: dict[str, District]


def __getattr__(name: str) -> Any:
    """PROVINCES and DISTRICTS are read when first asked for, not at import."""
    if name == "PROVINCES":
        return provinces()
    if name == "DISTRICTS":
        return districts()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def in_province(province: str) -> list[District]:
    """The districts a person can choose in a province, by English name."""
    split = {city["name"]["en"] for city in places_file()["cities"]}
    offered = (
        district
        for district in districts().values()
        if district.province == province and district.status not in NOT_OFFERED and district.name.en not in split
    )
    return sorted(offered, key=lambda district: district.name.en)


# --- by pin ---------------------------------------------------------------------------------------------------


def nearest(lat: float, lon: float, n: int = 3) -> list[tuple[District, float]]:
    """The nearest districts and their distances in km; nothing where the place is not in Pakistan."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return []
    distances = [(_km(lat, lon, north, east), id) for north, east, id in _located()]
    distances.sort()
    if not distances or distances[0][0] > FARTHEST_KM:
        return []
    return [(districts()[id], km) for km, id in distances[:n]]


@cache
def _located() -> list[tuple[float, float, str]]:
    """Latitude, longitude and id of every district that is offered and has a place."""
    return [
        (district.lat, district.lon, district.id)
        for province in provinces()
        for district in in_province(province)
        if district.lat is not None and district.lon is not None
    ]


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance by the haversine formula."""
    north, south = math.radians(lat), math.radians(other_lat)
    half_lat = (south - north) / 2
    half_lon = math.radians(other_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(north) * math.cos(south) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


# --- by name --------------------------------------------------------------------------------------------------


class _Known(NamedTuple):
    """Everything that is looked for."""

    phrases: Phrases[Place]
    near: Index
    by_key: dict[str, Place]


def find(text: str) -> Found:
    """The district named in this text.

    A town counts for its district. A city of several districts, or a short form that fits several, gives guesses;
    a province or a foreign place gives nothing. Of a district and the one it was carved out of, the newer counts.
    """
    words = words_of(text)
    hits = _without_streets(_known().phrases.find(words), words)
    if not hits:
        return _nearly_named(words)
    if len(words) > 1 and all(hit.phrase in everyday() or _is_short_form(hit) for hit in hits):
        # "bhawal nagar" is a misspelled Bahawalnagar, not Nagar; "rahim yaar khan" is not just some Khan.
        whole = _nearly_named(words)
        if whole.sure and len(_content(words)) > sum(hit.end - hit.start for hit in hits):
            return whole
        if not any(place.districts for hit in hits for place in hit.meaning):
            return _nearly_named(_outside(hits, words))  # "saddar peshwar"
    if all(place.kind == "province" for hit in hits for place in hit.meaning):
        return _in_one_of({place.name for hit in hits for place in hit.meaning}, _outside(hits, words))
    return _named(hits, words)


def _in_one_of(named: set[str], words: list[str]) -> Found:
    """The misspelled place in these words, where it lies in one of the provinces named beside it: "khairpoor sindh"."""
    found = Found() if not cues().street.isdisjoint(words) else _nearly_named(words)
    if found.sure and provinces()[districts()[found.sure].province].name.en in named:
        return found
    return Found()


def _without_streets(hits: list[Hit[tuple[Place, ...]]], words: list[str]) -> list[Hit[tuple[Place, ...]]]:
    """Of several places, not those that only name a street: "Multan Road, Lahore"."""
    street = cues().street
    return [hit for hit in hits if [*words, ""][hit.end] not in street] or hits


def _outside(hits: list[Hit[tuple[Place, ...]]], words: list[str]) -> list[str]:
    taken = {place for hit in hits for place in range(hit.start, hit.end)}
    return [word for place, word in enumerate(words) if place not in taken]


def _is_short_form(hit: Hit[tuple[Place, ...]]) -> bool:
    return all(place.kind == "unclear" for place in hit.meaning)


def _named(hits: list[Hit[tuple[Place, ...]]], words: list[str]) -> Found:
    meant: list[Place] = []
    doubtful: list[Place] = []
    for hit in hits:
        listed = len(hits) > 1 and len(words) <= _SHORT_MESSAGE  # "Lahore ya Kasur"
        weak = hit.phrase in everyday() and not listed and not _is_alone_or_pointed_at(hit, words)
        (doubtful if weak else meant).extend(hit.meaning)
    return _decide(meant) if any(place.districts for place in meant) else _only_guess(doubtful)


def _decide(meant: list[Place]) -> Found:
    """One district, or the few it may be."""
    sure = [place for place in meant if place.kind in ("district", "town")]
    own = _newest({place.districts[0] for place in sure})
    cities = [place for place in meant if place.kind == "city"]
    elsewhere = [id for city in cities if own.isdisjoint(city.districts) for id in city.districts] if own else []
    if len(own) == 1 and not elsewhere:
        id = own.pop()
        named = [place.name for place in sure if place.districts == (id,)]
        towns = [place.name for place in sure if place.districts == (id,) and place.kind == "town"]
        return Found(id, (), (towns or named)[0])
    if own:
        named_ones = dict.fromkeys(place.districts[0] for place in sure if place.districts[0] in own)
        return Found(None, (*named_ones, *elsewhere)[:MOST_GUESSES])
    if len({city.districts for city in cities}) == 1:
        return Found(None, cities[0].districts[:MOST_GUESSES], cities[0].name)
    return _only_guess([place for place in meant if place.kind in ("city", "unclear")])


def _newest(ids: set[str]) -> set[str]:
    """Without the districts that another of them was carved out of."""
    parents = {districts()[id].parent for id in ids}
    return ids - parents if len(ids) > 1 else ids


def _only_guess(meant: list[Place]) -> Found:
    ids = dict.fromkeys(id for place in meant for id in place.districts)
    return Found(None, tuple(ids)[:3])


def _is_alone_or_pointed_at(hit: Hit[tuple[Place, ...]], words: list[str]) -> bool:
    """Whether an everyday word is meant as a place: alone, "zila bagh", or "main bagh se hoon"."""
    if hit.end - hit.start == len(words):
        return True
    cue = cues()
    before = words[hit.start - 1] if hit.start else ""
    after, next_but_one = ([*words[hit.end : hit.end + 2], "", ""])[:2]
    lives = (after in cue.away | cue.inside and next_but_one in cue.being | {""}) or (
        after in cue.of and next_but_one in cue.living
    )
    return before in cue.before or after in cue.after or lives


def _nearly_named(words: list[str]) -> Found:
    """A misspelled place: the whole of a short message, or beside a cue in a sentence."""
    content = _content(words)
    if not content:
        return Found()
    whole = Found()
    if len(content) <= _SHORT_MESSAGE:
        whole = _meaning(best(" ".join(content), _known().near))
        if whole.sure or len(content) == 1:
            return whole
    for start, end in _beside_cues(words):
        found = _meaning(best(" ".join(words[start:end]), _known().near, _SURE_IN_SENTENCE))
        if found.sure:
            return found
    return whole


def _content(words: list[str]) -> list[str]:
    """The words that may be part of a name."""
    return [word for word in words if word not in cues().idle and not word.isdigit()]


def _beside_cues(words: list[str]) -> list[tuple[int, int]]:
    """Where a place may stand in a sentence: up to three words before "se", "mein" or after "zila"; long first."""
    cue = cues()
    windows = []
    for place, word in enumerate(words):
        of = word in cue.of and words[place + 1 : place + 2] and words[place + 1] in cue.living
        if word in cue.away or word in cue.inside or of:
            windows += [(place - length, place) for length in (3, 2, 1) if place >= length]
        if word in cue.before:
            windows += [(place + 1, place + 1 + length) for length in (3, 2, 1) if place + length < len(words)]
    return [window for window in windows[:24] if cue.idle.isdisjoint(words[slice(*window)])]


def _meaning(match: tuple[str | None, tuple[str, ...]]) -> Found:
    """What was heard, as places."""
    sure, guesses = match
    by_key = _known().by_key
    if sure is not None:
        return _decide([by_key[sure]])
    return _only_guess([by_key[key] for key in guesses])


@cache
def _known() -> _Known:
    spelled = {place: [*names, *joined_forms(names)] for place, names in places().items()}
    by_key = {f"{place.kind}:{place.name}:{place.districts}": place for place in spelled}
    # A town that is also another name of its district must not compete with it.
    of_district = {
        (place.districts, fold(name)) for place in spelled if place.kind == "district" for name in spelled[place]
    }
    near = {
        key: [
            name
            for name in spelled[place]
            if place.kind == "district" or (place.districts, fold(name)) not in of_district
        ]
        for key, place in by_key.items()
    }
    return _Known(Phrases(spelled), Index(near), by_key)
