"""That somebody corrects what she has told us: "pehle wala ghalat tha, zila Jhang hai"."""

from bot.language.script import fold
from bot.language.wordlists import word_lists

_LONGEST = 200  # characters; more than that is a story


def speaks_of_a_slip(text: str) -> bool:
    """Whether one of the words for a mistake, or for changing something, stands in it."""
    return len(text) <= _LONGEST and not word_lists(__file__)["slip"].isdisjoint(fold(text).split())


def what_is_right(text: str) -> str:
    """What is left of such a sentence without the words that only say that it was wrong, as it was written."""
    words = word_lists(__file__)
    idle = words["slip"] | words["around"]
    return " ".join(word for word in text[:_LONGEST].split() if fold(word) and fold(word) not in idle)


def after_but(text: str) -> str:
    """What follows the last "but" of a sentence; all of it where there is none."""
    words, but = text[:_LONGEST].split(), word_lists(__file__)["but"]
    place = max((place for place, word in enumerate(words) if fold(word) in but), default=-1)
    return " ".join(words[place + 1 :]) or text
