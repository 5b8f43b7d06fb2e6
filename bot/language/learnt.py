"""What the router has learnt: what a message asks for, and whether it is for us at all."""

from collections.abc import Sequence
from random import Random

from bot.language.classifier import Classifier, Marks
from bot.language.exemplars import Exemplar, not_ours
from bot.language.features import marks
from bot.language.kept import kept
from bot.language.openings import opened
from bot.language.phrases import words_of

OURS, NOT_OURS = "ours", "not ours"
_AS_MANY = 1500
"""Of our own sentences that stand against what is not ours: five times as many, each of the others counting twice."""


def label(exemplar: Exemplar) -> str:
    """A topic, or an intent."""
    return exemplar.topic or exemplar.intent


def marks_of(text: str) -> Marks:
    """The marks of a sentence without the politeness around it."""
    words = words_of(text)
    return marks(opened(words).rest or words)


def learnt(sentences: Sequence[Exemplar]) -> Classifier:
    """A classifier with two questions: which intent or topic; OURS or NOT_OURS. From `var/`, or learnt now, which
    takes some seconds."""
    others = not_ours()
    lines = [f"{label(one)}\t{one.text}" for one in (*sentences, *others)]
    return kept("router", Classifier, lambda: learn(sentences, others), lines)


def learn(sentences: Sequence[Exemplar], others: Sequence[Exemplar]) -> Classifier:
    """Learn both questions from what is ours and what is not."""
    own = [(marks_of(one.text), label(one)) for one in sentences]
    some = Random(0).sample(own, min(len(own), _AS_MANY))  # noqa: S311 (a sample, no secret)
    foreign = [(marks_of(one.text), NOT_OURS) for one in others]
    return Classifier.learnt(own, [*((seen, OURS) for seen, _label in some), *foreign, *foreign])
