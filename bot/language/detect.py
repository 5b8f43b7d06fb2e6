"""Which language a person writes in, so that the answer comes in the same one.

Arabic script is Urdu. In Latin letters the little words decide; names, numbers and loan words ("loan", "register")
are the same in Roman Urdu and English and say nothing. Where there are no little words, the letters that follow each
other tell, learnt from the exemplars. None means: keep the language of the conversation.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.language.classifier import Classifier, Marks
from bot.language.exemplars import exemplars
from bot.language.kept import kept
from bot.language.phonetics import fine
from bot.language.phrases import words_of
from bot.language.script import fold
from bot.language.spelling import spellings

_URDU_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_LOOKED_AT = 600  # characters
_HEARD = 5  # letters from which a word is also known by its sound
_A_SENTENCE = 4  # words; fewer may be a name or a thing, which says nothing of the language around it
_PIECES = (1, 2, 3, 4)
# Letters that only these languages have, by Unicode's chart of the Arabic script.
_NEIGHBOURS = {
    "ps": re.compile("[\u067c\u0681\u0685\u0689\u0693\u0696\u069a\u06ab\u06bc\u06cd]"),
    "sd": re.compile(
        "[\u067a\u067b\u067d\u067f\u0680\u0683\u0684\u0687\u068a\u068c\u068d\u068f\u0699\u06a6\u06b1\u06b3]"
    ),
}


_NAMED = tuple(
    (language, frozenset(map(fold, names.split())))
    for language, names in (
        ("en", "english inglish englsh angrezi angreezi angraizi انگریزی انگلش"),
        ("ur_Latn", "roman رومن"),
        ("ur", "urdu urdo اردو"),
    )
)
_NOT = frozenset(
    map(fold, ["nahi", "nahin", "nhi", "nai", "not", "dont", "cant", "without", "instead", "bajaye", "نہیں", "بجائے"])
)


class _Words(NamedTuple):
    spelled: dict[str, int]
    """Weights by spelling: positive for Roman Urdu, negative for English."""
    heard: dict[str, int]
    """Of Roman Urdu's longer words, by sound."""
    little: frozenset[str]
    """Urdu's little words, in its own letters."""
    punjabi: frozenset[str]


def language_of(text: str) -> str | None:
    """ "ur", "ur_Latn" or "en"; None where too little in the text tells."""
    script, words, score = _seen(text)
    if script:
        return script
    # One English word ("status", "thanks") is said in every language here.
    if score == 0 and len(words) >= _A_SENTENCE:
        return _by_letters(tuple(words))
    if score == 0 or (score < 0 and len(words) == 1):
        return None
    return "ur_Latn" if score > 0 else "en"


def language_named(text: str) -> str:
    """The one language that a wish to change it names; "" where there are two, or one she does not understand."""
    words = set(words_of(text))
    named = {language for language, names in _NAMED if words & names}
    if "ur_Latn" in named:
        named.discard("ur")  # Roman Urdu
    return named.pop() if len(named) == 1 and not words & _NOT else ""


def likeliest_language(text: str) -> str:
    """The same, with the best guess where there is only one word to go by."""
    script, words, score = _seen(text)
    return script or (("ur_Latn" if score > 0 else "en") if score else _by_letters(tuple(words)))


def neighbour_of(text: str) -> str:
    """A language of the country that we do not write: "ps" Pashto, "sd" Sindhi, "pa" Punjabi; "" for none of them."""
    text = text[:_LOOKED_AT]
    for language, letters in _NEIGHBOURS.items():
        if letters.search(text):
            return language
    words = words_of(text)
    punjabi = sum(word in _words().punjabi for word in words)
    return "pa" if punjabi >= 2 or (punjabi and len(words) <= 3) else ""


def ready() -> None:
    """Load what tells languages by their letters; where it was never learnt, learn it."""
    _letters()
    _words()


def _seen(text: str) -> tuple[str, list[str], int]:
    """What the script alone tells; the words in Latin letters; what they weigh."""
    text = text[:_LOOKED_AT]
    words = words_of(text)
    latin = [word for word in words if word.isascii() and not word.isdigit()]
    score = sum(map(_weight, latin))
    if not text.isascii():
        urdu = len(_URDU_LETTER.findall(text))
        # English nouns between Urdu words may have more letters than these: the little words of Urdu decide.
        if urdu and (urdu >= len(_LATIN_LETTER.findall(text)) or (score <= 0 and _has_little_words(words))):
            return "ur", latin, score
    return "", latin, score


def _has_little_words(words: list[str]) -> bool:
    return not _words().little.isdisjoint(words)


@lru_cache(maxsize=4096)
def _by_letters(words: tuple[str, ...]) -> str:
    if not words:
        return "en"
    (scores,) = _letters().scores(_marks(words))
    return _letters().questions[0][int(scores.argmax())]


@cache
def _letters() -> Classifier:
    """Roman Urdu or English, learnt from the exemplars."""
    said = [(one.language, words) for one in exemplars() if (words := words_of(one.text)) and "".join(words).isascii()]
    lines = (f"{language}\t{' '.join(words)}" for language, words in said)
    samples = ((_marks(words), language) for language, words in said)
    return kept("letters", Classifier, lambda: Classifier.learnt(list(samples)), lines)


def _marks(words: list[str] | tuple[str, ...]) -> Marks:
    framed = [f"<{word}>" for word in words if not word.isdigit()]
    return [word[i : i + n] for word in framed for n in _PIECES for i in range(len(word) - n + 1)], framed


@lru_cache(maxsize=16_384)
def _weight(word: str) -> int:
    """How much a word speaks for Roman Urdu (positive) or English (negative)."""
    known = _words()
    weight = known.spelled.get(word)
    if weight is None and word in spellings():
        weight = known.spelled.get(spellings()[word])
    if weight is None:
        weight = known.heard.get(fine(word), 0) if len(word) >= _HEARD else 0
    return weight


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    spelled: dict[str, int] = {}
    for language, sign in (("ur_Latn", 1), ("en", -1)):
        for strength, weight in (("sure", 2), ("likely", 1)):
            spelled |= dict.fromkeys(data[language][strength], sign * weight)
    heard = {fine(word): weight for word, weight in spelled.items() if weight == 2 and len(word) >= _HEARD}
    return _Words(
        spelled, heard, frozenset(map(fold, data["ur"]["little"])), frozenset(map(fold, data["pa"]["little"]))
    )
