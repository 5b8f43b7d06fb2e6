"""How many people somebody counts up: "hum do bhai aur 4 karigar", "main, meri biwi aur 2 bete", "4 mard 2 aurtein".

Only what is plainly a list is added up. "7 log hain, 3 aurtein" may be seven or ten, and that is for her to say.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bot.language.headcount import lists, number_of
from bot.language.number_grammar import is_give
from bot.language.number_words import number_words
from bot.language.script import digits, fold
from bot.language.spelling import usual

_MOST = 10_000


class Company(NamedTuple):
    """Everybody together, and the words beside the list."""

    people: int
    beside: tuple[str, ...]


class _Item(NamedTuple):
    end: int
    people: int
    said: str
    """The word that says who they are; "" for the one who speaks."""
    counted: bool
    """By a number."""


def _without_self(words: list[str]) -> list[str]:
    """ "main khud aur ek beti": I myself am one."""
    me, alone = lists()["me"], lists()["alone"]
    return [word for before, word in zip(("", *words), words, strict=False) if not (before in me and word in alone)]


def company(text: str) -> Company | None:
    """The one list of people in this text; None without one, or where it may mean two things."""
    words = _without_self(usual(fold(digits(text)).split()))
    found: list[tuple[int, int, int]] = []
    place = 0
    while place < len(words):
        end, people = _list_from(words, place)
        if end > place:
            found.append((place, end, people))
        place = max(end, place + 1)
    if len(found) != 1:
        return None
    start, end, people = found[0]
    beside = (*words[:start], *words[end:])
    return None if people <= 0 or people > _MOST or _counts_people(beside) else Company(people, beside)


def _list_from(words: list[str], start: int) -> tuple[int, int]:
    """Where the list that begins at `start` ends, and how many they are (0 where that is in doubt)."""
    known = lists()
    items: list[_Item] = []
    place, joined, all_joined = start, False, True
    while place < len(words):
        item = _item(words, place, first=place == start, joined=joined or not place or _is_joined(words, place))
        if item is None:
            if not items or words[place] not in known["and"]:
                break
            place, joined = place + 1, True
            continue
        all_joined = all_joined and (joined or not items or not items[-1].said)
        items.append(item)
        place, joined = item.end, False
    if len(items) < 2 or not any(item.counted for item in items):
        return start, 0
    said = {item.said for item in items if item.counted}
    whole = said & known["anybody"]
    doubtful = (said & known["women"] and said - known["women"]) or (whole and not all_joined)
    return items[-1].end, 0 if doubtful else sum(item.people for item in items)


def _item(words: list[str], place: int, *, first: bool, joined: bool) -> _Item | None:
    """One of the list: "4 karigar", "meri biwi", "main" (where it cannot be the "in" of "dukan mein")."""
    known, start = lists(), place
    if words[place] in known["whose"] and place + 1 < len(words):
        place += 1
    word, after = words[place], words[place + 1] if place + 1 < len(words) else ""
    number = number_of(word)
    if start and is_give(words[start - 1], word):
        return None
    if first and start and words[start - 1] in number_words().meanings["until"] | known["either"]:
        return None  # "2 ya 3 karigar"
    if number is not None and after in known["me"] and number == 1:
        return _Item(place + 2, 1, "", counted=False)
    if number is not None and (after in known["relatives"] or number_words().units.get(after) == "people"):
        return _Item(place + 2, number, after, counted=True)
    if word in known["me"] and start == place:
        return _Item(place + 1, 1, "", counted=False) if joined else None
    if word in known["relatives"] and (start < place or joined or first):
        return _Item(place + 1, 1, word, counted=False)
    return None


def _is_joined(words: list[str], place: int) -> bool:
    return place + 1 < len(words) and words[place + 1] in lists()["and"]


def _counts_people(words: Iterable[str]) -> bool:
    """Whether people are counted here too."""
    before: int | None = None
    for word in words:
        if before is not None and number_words().units.get(word) == "people":
            return True
        before = number_of(word)
    return False
