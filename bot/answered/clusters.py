"""Rows of the gap list that are near each other, so that many can be labelled at once.

Every row has the sounds of its words (its key) and what it was taken for (its first guess). Rows are gone through from
the most said to the least. A row joins the first group whose *first* row it is near to, and else begins a group; so all
of a group is near one row that can be read, and groups do not grow into chains. Near means that the two share enough of
their telling sounds: a sound weighs the square of its rarity in what the router has learnt ("chahiye" little, one that
was never met most of all), and the shared weight is set against that of both rows (Dice's coefficient). With the
same first guess `ENOUGH` is near, otherwise `ALIKE`. The same rows give the same groups.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from bot.answered.gaps import Gap

ENOUGH = 0.4
ALIKE = 0.6
"""Chosen by looking: below them groups begin to hold two wishes."""


class Cluster(msgspec.Struct, frozen=True):
    """Rows that probably mean the same, the most said first."""

    rows: tuple[Gap, ...]

    @property
    def id(self) -> int:
        """Of its first row."""
        return self.rows[0].id

    @property
    def times(self) -> int:
        """How often any of it was said."""
        return sum(row.times for row in self.rows)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({row.language for row in self.rows}))


def clusters(rows: Sequence[Gap], weight: Callable[[str], float]) -> list[Cluster]:
    """These rows in groups, the most said first. `weight` says how rare a sound is."""
    groups: list[list[Gap]] = []
    firsts: list[dict[str, float]] = []
    by_sound: dict[str, list[int]] = {}
    for row in sorted(rows, key=lambda row: (-row.times, row.id)):
        weights = {sound: weight(sound) ** 2 for sound in set(row.key.split())}
        near = (place for place in _met(weights, by_sound) if _near(row, weights, groups[place][0], firsts[place]))
        found = next(near, None)
        if found is not None:
            groups[found].append(row)
            continue
        for sound in weights:
            by_sound.setdefault(sound, []).append(len(groups))
        groups.append([row])
        firsts.append(weights)
    return sorted((Cluster(tuple(group)) for group in groups), key=lambda one: (-one.times, one.id))


def _met(weights: Iterable[str], by_sound: dict[str, list[int]]) -> list[int]:
    """The groups that share any sound, in their order."""
    return sorted({place for sound in weights for place in by_sound.get(sound, ())})


def _near(row: Gap, weights: dict[str, float], first: Gap, firsts: dict[str, float]) -> bool:
    shared = sum(weight for sound, weight in weights.items() if sound in firsts)
    both = sum(weights.values()) + sum(firsts.values())
    if both <= 0:
        return False
    return 2 * shared / both >= (ENOUGH if row.likeliest == first.likeliest != ("", "") else ALIKE)
