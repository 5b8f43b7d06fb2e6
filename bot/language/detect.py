"""Which language a person writes in, so that the answer comes in the same one.

Arabic script is Urdu. In Latin letters the little words decide; names, numbers and loan words ("loan", "register")
are the same in Roman Urdu and English and say nothing. None means: keep the language of the conversation.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from bot.language.phonetics import fine
from bot.language.phrases import words_of

_URDU_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_LOOKED_AT = 600  # characters
_HEARD = 5  # letters from which a word is also known by its sound


def language_of(text: str) -> str | None:
    """ "ur", "ur_Latn" or "en"; None where nothing in the text tells."""
    text = text[:_LOOKED_AT]
    if not text.isascii():
        urdu = len(_URDU_LETTER.findall(text))
        if urdu and urdu >= len(_LATIN_LETTER.findall(text)):
            return "ur"
    words = words_of(text)
    score = sum(_weight(word) for word in words if word.isascii())
    # One English word ("status", "thanks") is said in every language here.
    if score == 0 or (score < 0 and len(words) == 1):
        return None
    return "ur_Latn" if score > 0 else "en"


@lru_cache(maxsize=16_384)
def _weight(word: str) -> int:
    """How much a word speaks for Roman Urdu (positive) or English (negative)."""
    spelled, heard = _words()
    weight = spelled.get(word)
    if weight is None:
        weight = heard.get(fine(word), 0) if len(word) >= _HEARD else 0
    return weight


@cache
def _words() -> tuple[dict[str, int], dict[str, int]]:
    """Weights by spelling, and of Roman Urdu's longer words by sound."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    spelled: dict[str, int] = {}
    for language, sign in (("ur_Latn", 1), ("en", -1)):
        for strength, weight in (("sure", 2), ("likely", 1)):
            spelled |= dict.fromkeys(data[language][strength], sign * weight)
    heard = {fine(word): weight for word, weight in spelled.items() if weight == 2 and len(word) >= _HEARD}
    return spelled, heard
