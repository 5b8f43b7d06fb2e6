"""What the router has learnt: what a message asks for, and whether it is for us at all."""

import os
import sys
from collections.abc import Sequence
from random import Random

import msgspec

from bot.language.classifier import Classifier, Marks
from bot.language.exemplars import Exemplar, not_ours
from bot.language.features import marks
from bot.language.kept import kept, known
from bot.language.openings import opened
from bot.language.phrases import words_of

OURS, NOT_OURS = "ours", "not ours"
FROM_FILES, WITH_ACCEPTED = "router", "accepted"
"""What is kept under `var/learnt`: learnt from the files alone; also from what this installation has accepted."""
_POLITE = 10
"""Steps of the system's priority by which learning aside gives way to answering people."""
_AS_MANY = 1500
"""Of our own sentences that stand against what is not ours: five times as many, each of the others counting twice."""


def label(exemplar: Exemplar) -> str:
    """A topic, or an intent."""
    return exemplar.topic or exemplar.intent


def marks_of(text: str) -> Marks:
    """The marks of a sentence without the politeness around it."""
    words = words_of(text)
    return marks(opened(words).rest or words)


def learnt(sentences: Sequence[Exemplar], name: str = FROM_FILES) -> Classifier:
    """A classifier with two questions: which intent or topic; OURS or NOT_OURS. From `var/`, or learnt now, which
    takes some seconds. `name` says which kept one it takes the place of."""
    return kept(name, Classifier, lambda: learn(sentences, not_ours()), _lines(sentences))


def already_learnt(sentences: Sequence[Exemplar], name: str = FROM_FILES) -> Classifier | None:
    """The same where somebody has learnt it; else None, at once."""
    return known(name, Classifier, _lines(sentences))


def _lines(sentences: Sequence[Exemplar]) -> list[str]:
    return [f"{label(one)}\t{one.text}" for one in (*sentences, *not_ours())]


def learn(sentences: Sequence[Exemplar], others: Sequence[Exemplar]) -> Classifier:
    """Learn both questions from what is ours and what is not."""
    own = [(marks_of(one.text), label(one)) for one in sentences]
    some = Random(0).sample(own, min(len(own), _AS_MANY))  # noqa: S311 (a sample, no secret)
    foreign = [(marks_of(one.text), NOT_OURS) for one in others]
    return Classifier.learnt(own, [*((seen, OURS) for seen, _label in some), *foreign, *foreign])


def main(name: str) -> None:
    """Learn from exemplars on standard input, a JSON list, and keep it under `var/learnt` for whoever waits for it."""
    os.nice(_POLITE)
    learnt(msgspec.json.decode(sys.stdin.buffer.read(), type=list[Exemplar]), name)


if __name__ == "__main__":
    main(sys.argv[1])
