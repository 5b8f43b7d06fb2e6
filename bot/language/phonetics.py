"""Two keys that a word has in common with itself in the other script.

`fine` keeps consonants and vowel classes, `skeleton` only consonants: قرض, qarz, karz and qarza share the
skeleton "krz". A key narrows down; it never decides alone, since many words share a skeleton.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.language.script import fold

_URDU = {
    **dict.fromkeys("اع", "a"),
    **dict.fromkeys("ثسص", "s"),
    **dict.fromkeys("ذزضظژ", "z"),
    **dict.fromkeys("تطٹ", "t"),
    **dict.fromkeys("دڈ", "d"),
    **dict.fromkeys("رڑ", "r"),
    **dict.fromkeys("قک", "k"),
    **dict.fromkeys("حہ", "h"),
    **dict.fromkeys("نں", "n"),
    **dict(zip("بپجچخشغفگلمی", ("b", "p", "j", "C", "kh", "S", "gh", "f", "g", "l", "m", "i"), strict=True)),
    # Letters of Sindhi and Pashto, met in names of people and places.
    **dict(zip("ٻڀٽٿڄڃڇڊڌڏڍڦڳڱڻڼړږښځڅټډګ", "bbttjnCddddfgnnnrzSzstdg", strict=True)),
}
_URDU_TABLE = str.maketrans(_URDU)
_WAW_CONSONANT = re.compile("^و|و(?=[اعی])|(?<=ا)و(?=.)")

# Order matters: clusters before letters.
_ROMAN = (
    ("tion", "San"),
    ("sion", "San"),
    ("ch", "C"),
    ("sh", "S"),
    ("ph", "f"),
    ("ck", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("v", "w"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("c", "k"),
    ("y", "i"),
    ("e", "i"),
    ("u", "o"),
    ("ai", "i"),
    ("ao", "o"),
)
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_H = re.compile("(?<=[^kgbpdtjC])h$")
_WEAK = re.compile("[aiohw]")
_VOWELS = "aio"


@lru_cache(maxsize=32_768)
def fine(word: str) -> str:
    """The fine key of one folded word: consonants and vowel classes."""
    if word.isascii():
        for letters, key in _ROMAN:
            if letters in word:
                word = word.replace(letters, key)
    else:
        word = _WAW_CONSONANT.sub("w", word).replace("و", "o").translate(_URDU_TABLE)
        if len(word) > 2 and word.endswith("h") and word[-2] not in _VOWELS:
            word = word[:-1] + "a"  # final ہ is a vowel: پشاورہ, کریانہ
    return _FINAL_H.sub("", _DOUBLED.sub(r"\1", word))


@lru_cache(maxsize=32_768)
def skeleton(word: str) -> str:
    """The skeleton of one folded word: its first sound and its consonants."""
    key = fine(word)
    if not key:
        return ""
    first = "a" if key[0] in _VOWELS else key[0]
    return _DOUBLED.sub(r"\1", first + _WEAK.sub("", key[1:]))


def joined(word_keys: Iterable[str]) -> str:
    """The keys of a phrase's words as that of one word: بی بی is Bibi, whose second b follows the first."""
    return _DOUBLED.sub(r"\1", "".join(word_keys))


def keys(text: str) -> tuple[str, str]:
    """Fine key and skeleton of a whole phrase, word boundaries left out (Bahawal Nagar = Bahawalnagar)."""
    words = fold(text).split()
    return joined(map(fine, words)), joined(map(skeleton, words))
