"""Whether a message asks something, with or without a question mark; most people leave it out."""

from bot.language.script import fold
from bot.language.wordlists import word_lists

MARKS = ("?", "؟")
_FEWEST_WORDS = 3


def asks(text: str) -> bool:
    """Whether this is a question: a sentence with a word that asks, or with the mark."""
    return _asks(text, fold(text).split())


def _asks(text: str, words: list[str]) -> bool:
    if _is_marked(text):
        return len(words) > 1
    if len(words) < _FEWEST_WORDS:
        return False
    known, said = word_lists(__file__), _spaced(words)
    return (
        not known["anywhere"].isdisjoint(words)
        or words[0] in known["first"]
        or any(f" {phrase} " in said for phrase in known["phrases"])
    )


def surely_asks(text: str) -> bool:
    """The same where a name is asked for, which may have such a word in it: only how the sentence is built tells."""
    words = fold(text).split()
    if not _asks(text, words):
        return False
    known, said = word_lists(__file__), _spaced(words)
    return _is_marked(text) or words[-1] in known["ends"] or any(f" {phrase} " in said for phrase in known["turned"])


def _is_marked(text: str) -> bool:
    return text.rstrip().endswith(MARKS)


def _spaced(words: list[str]) -> str:
    return f" {' '.join(words)} "
