"""What a message looks like to the classifier: the same for one meaning in any script and spelling, as far as sound
goes.

Four kinds of marks, each of the same weight however long the message: sounds inside words, skeletons and their
neighbours, consonants inside skeletons, and concepts alone and in pairs. Words as written add nothing to these
(measured; they cost a point where a spelling is new).
"""

from functools import lru_cache
from itertools import combinations, pairwise

from bot.language.concepts import concepts
from bot.language.phonetics import fine, skeleton
from bot.language.spelling import spellings

_SOUNDS = (2, 3, 4)
_CONSONANTS = (2, 3, 4)
_LONGEST_WORD = 24  # letters; what is longer is no word
_NUMBER = "0"
SIGNS = "~=#"
"""What the marks begin with that are not whole skeletons: sounds, consonants, concepts."""


def marks(words: list[str], known: frozenset[str] | None = None) -> tuple[list[str], ...]:
    """The marks of these folded words, by kind. A mark that stands twice counts twice.

    `known`: the concepts they speak of, where the caller has looked already.
    """
    sounds: list[str] = []
    skeletons: list[str] = []
    consonants: list[str] = []
    for word in words:
        heard, bones = _of_word(word)
        sounds += heard
        skeletons.append(bones[0])
        consonants += bones[1:]
    skeletons += [f"{one} {next}" for one, next in pairwise(skeletons)]
    spoken_of = sorted(concepts(words) if known is None else known)
    return (
        sounds,
        skeletons,
        consonants,
        [*(f"#{one}" for one in spoken_of), *(f"#{one}+{other}" for one, other in combinations(spoken_of[:12], 2))],
    )


@lru_cache(maxsize=32_768)
def _of_word(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pieces of a word's sound; its skeleton, and pieces of that."""
    if word.isdigit():
        return (_NUMBER,), (_NUMBER,)
    word = spellings().get(word, word)[:_LONGEST_WORD]
    bones = skeleton(word)
    return _pieces(fine(word), _SOUNDS, "~"), (bones, *_pieces(bones, _CONSONANTS, "="))


def _pieces(key: str, lengths: tuple[int, ...], sign: str) -> tuple[str, ...]:
    framed = f"<{key}>"
    return tuple(sign + framed[i : i + n] for n in lengths for i in range(len(framed) - n + 1))
