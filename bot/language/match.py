"""Near spellings: which of a few known things somebody means.

An `Index` is built once from {id: [spellings…]}; `best` asks it. Exactly the same after folding is sure.
Otherwise the phonetic keys and letter-by-letter likeness decide, and only a clear winner is sure; close calls
are guesses for the person to choose from. RapidFuzz's WRatio is not used; it favours what is contained.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.language.phonetics import fine, keys, skeleton
from bot.language.script import fold

__all__ = ["Index", "Match", "best", "fine", "keys", "skeleton"]

SURE = 86.0  # likeness, 0–100, from which a clear winner is taken
SURE_SHORTEST = 95.0  # … of a word of four letters: "ghar" is not Gharo
LEAD = 7.0  # … and how far it must lead the next one
GUESS = 72.0
GUESS_SHORT = 80.0  # … where the word has at most five letters, so that "haan" does not become "Hangu"
SHORT = 5
SHORTEST = 4  # letters; "jee" and "see" are one slip apart, so shorter words match exactly or not at all
LONGEST = 80  # letters; nothing that is chosen from a list is named longer
_OTHER_SCRIPT = 0.94  # heard only, not read: a little less sure
_LOOKED_AT = 12


class Match(NamedTuple):
    """`sure` is an id when there is no doubt; else up to three `guesses`, the likeliest first."""

    sure: str | None = None
    guesses: tuple[str, ...] = ()


class _Spelling(NamedTuple):
    id: str
    folded: str
    fine: str
    skeleton: str


NOTHING = Match()


class Index:
    """Known things and their spellings, ready to be asked."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        self.exact: dict[str, tuple[str, ...]] = {}
        self.spellings: list[_Spelling] = []
        self.longest = 1
        for id, written in spellings.items():
            for folded in dict.fromkeys(fold(spelling) for spelling in written):
                if not folded:
                    continue
                self.exact[folded] = (*self.exact.get(folded, ()), id)
                self.longest = max(self.longest, folded.count(" ") + 1)
                if len(folded) >= SHORTEST and not any(map(str.isdigit, folded)):
                    self.spellings.append(_Spelling(id, folded, *keys(folded)))
        self._fine = [spelling.fine for spelling in self.spellings]

    def near(self, folded: str) -> list[tuple[float, str]]:
        """(likeness, id) of the likeliest, best first, one entry an id."""
        own_fine, own_skeleton = keys(folded)
        least = GUESS if len(folded) > SHORT else GUESS_SHORT
        closest = process.extract(own_fine, self._fine, scorer=fuzz.ratio, limit=_LOOKED_AT, score_cutoff=GUESS - 10)
        likeness: dict[str, float] = {}
        for _, fine_likeness, place in closest:
            other = self.spellings[place]
            score = _likeness(folded, own_skeleton, other, fine_likeness)
            if score >= least and score > likeness.get(other.id, 0):
                likeness[other.id] = score
        return sorted(((score, id) for id, score in likeness.items()), reverse=True)


def best(text: str, index: Index, sure: float = SURE) -> Match:
    """What this whole text means among the things of `index`."""
    if len(text) > LONGEST:
        return NOTHING
    folded = fold(text)
    same = index.exact.get(folded)
    if same is not None:
        return Match(same[0]) if len(same) == 1 else Match(None, same[:3])
    if len(folded) < SHORTEST or any(map(str.isdigit, folded)):
        return NOTHING
    near = index.near(folded)
    if not near:
        return NOTHING
    lead = near[0][0] - (near[1][0] if len(near) > 1 else 0)
    if len(folded) <= SHORTEST:
        sure = max(sure, SURE_SHORTEST)
    if near[0][0] >= sure and lead >= LEAD:
        return Match(near[0][1])
    return Match(None, tuple(id for _, id in near[:3]))


def _likeness(folded: str, own_skeleton: str, other: _Spelling, fine_likeness: float) -> float:
    """Mean of three: as pronounced, by consonants, and, within one script, as written."""
    by_consonants = fuzz.ratio(own_skeleton, other.skeleton)
    if folded.isascii() != other.folded.isascii():
        return _OTHER_SCRIPT * (fine_likeness + by_consonants) / 2
    return (fine_likeness + by_consonants + fuzz.ratio(folded, other.folded)) / 3
