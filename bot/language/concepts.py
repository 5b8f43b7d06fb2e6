"""What a message speaks of, in any of the spellings: the words of concepts.toml, found as written or as heard.

A concept is what the languages have in common where sounds differ: loan, qarz, قرض and udhaar are one concept.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.language.phonetics import fine, skeleton
from bot.language.phrases import Phrases
from bot.language.script import fold
from bot.language.spelling import usual, usual_words

FILE = Path(__file__).with_suffix(".toml")
_HEARD = 5  # letters from which a word is also known by its sound
_NEARLY_HEARD = 7  # … and from which one slip in it is forgiven
_A_KEYWORD = 4  # words at most of what counts as a keyword
_ASKED_FOR = frozenset({"want", "need"})
_CLOSE = 90.0  # likeness of two sounds, 0–100
_BONES = 3  # consonants from which a word is also known by them alone …
_ALIKE = 70.0  # … where the sounds are this alike
_SOFT = str.maketrans("gz", "jj")
_DOUBLED = re.compile(r"(.)\1+")


class _Lexicon(NamedTuple):
    common: frozenset[str]
    """Concepts met in every kind of talk."""
    phrases: Phrases[str]
    by_sound: dict[str, tuple[str, ...]]
    """Concepts by the fine keys of their single words."""
    sounds: list[str]
    by_bones: dict[str, list[str]]
    """Those sounds by their consonants."""


def concepts(words: list[str]) -> frozenset[str]:
    """The concepts that these folded words speak of."""
    words = usual(words)
    found: set[str] = set()
    taken: set[int] = set()
    for hit in _lexicon().phrases.find(words):
        found.update(hit.meaning)
        taken.update(range(hit.start, hit.end))
    for place, word in enumerate(words):
        if place not in taken:
            found.update(_by_sound(word))
    return frozenset(found)


def only_concept(words: list[str]) -> str | None:
    """The one concept that a message of few words consists of, whatever is asked to be done with it."""
    if not 0 < len(words) <= _A_KEYWORD:
        return None
    found: set[str] = set()
    words = usual(words)
    rest = list(words)
    for hit in _lexicon().phrases.find(words):
        found.update(hit.meaning)
        rest[hit.start : hit.end] = [""] * (hit.end - hit.start)
    for word in filter(None, rest):
        heard = _by_sound(word)
        if not heard:
            return None
        found.update(heard)
    found -= _ASKED_FOR
    return found.pop() if len(found) == 1 else None


def names() -> tuple[str, ...]:
    """Every concept there is."""
    return tuple(dict.fromkeys(c for meanings in _lexicon().phrases.meanings.values() for c in meanings))


def telling(spoken_of: frozenset[str]) -> frozenset[str]:
    """Those of these concepts that show that a message is ours; "how", "money" and "city" do not."""
    return spoken_of - _lexicon().common


@lru_cache(maxsize=16_384)
def _by_sound(word: str) -> tuple[str, ...]:
    """What a misspelled word stands for, if its sound tells."""
    if len(word) < _HEARD:
        return ()
    lexicon = _lexicon()
    key = fine(word)
    known = lexicon.by_sound.get(key)
    if known is not None or word in usual_words() or (known := _by_consonants(word)) or len(word) < _NEARLY_HEARD:
        return known or ()
    close = process.extractOne(key, lexicon.sounds, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return lexicon.by_sound[close[0]] if close else ()


def _by_consonants(word: str) -> tuple[str, ...]:
    """What a word stands for whose consonants are those of a known one and whose vowels are not far from them."""
    bones = _soft(skeleton(word))
    if len(bones) < _BONES:
        return ()
    lexicon = _lexicon()
    close = process.extractOne(fine(word), lexicon.by_bones.get(bones, ()), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return lexicon.by_sound[close[0]] if close else ()


def _soft(bones: str) -> str:
    """A skeleton without the differences of rejistration and registration, zaroori and jaroori."""
    return _DOUBLED.sub(r"\1", bones.translate(_SOFT))


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    phrases: Phrases[str] = Phrases(
        {
            concept: [" ".join(usual(fold(form).split())) for form in forms]
            for concept, forms in data["concepts"].items()
        }
    )
    by_sound: dict[str, tuple[str, ...]] = {}
    for phrase, meanings in phrases.meanings.items():
        if " " not in phrase and len(phrase) >= _HEARD:
            by_sound.setdefault(fine(phrase), meanings)
    by_bones: dict[str, list[str]] = {}
    for phrase in phrases.meanings:
        if " " not in phrase and len(phrase) >= _HEARD:
            by_bones.setdefault(_soft(skeleton(phrase)), []).append(fine(phrase))
    return _Lexicon(frozenset(data["common"]), phrases, by_sound, list(by_sound), by_bones)
