"""A linear classifier over marks: softmax regression, learnt by stochastic gradient descent in seconds.

Nothing but numpy. On our sentences it did better than ridge regression, centroids and any mixture of the three, both
in cross-validation and on messages of another author. Learning and asking are deterministic.

It answers several questions about a message at once: each has labels of its own and is learnt from samples of its own,
but all share the known marks, so that a message is looked at once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import BinaryIO, NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

Marks = tuple[list[str], ...]
Floats = NDArray[np.float32]
Samples = Sequence[tuple[Marks, str]]

_EPOCHS = 8
_FIRST_STEP = 5.0  # falls in a straight line to 0
_FAINT = 0.6  # a mark that weighs less for every label tells nothing and is forgotten
_RARE = 2  # samples that must bear a mark for it to be kept


class Vector(NamedTuple):
    """A message as the classifier sees it: the places of its known marks, and their weights."""

    places: NDArray[np.intp]
    values: Floats


class Vocabulary:
    """The known marks and how rare they are."""

    def __init__(self, known: Sequence[str], rarity: Floats) -> None:
        self.known, self.rarity = known, rarity
        self._place = {mark: place for place, mark in enumerate(known)}

    @classmethod
    def of(cls, seen: Iterable[Marks]) -> Self:
        """What at least two of these messages have in common."""
        messages = [{mark for kind in marks for mark in kind} for marks in seen]
        bearers = Counter(mark for message in messages for mark in message)
        known = sorted(mark for mark, times in bearers.items() if times >= _RARE)
        rarity = [np.log((1 + len(messages)) / (1 + bearers[mark])) + 1 for mark in known]
        return cls(known, np.array(rarity, np.float32))

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """The same without the marks that are not kept."""
        places = np.flatnonzero(kept)
        return type(self)([self.known[int(place)] for place in places], self.rarity[places])

    def vector(self, marks: Marks) -> Vector:
        """Each kind of marks of length 1, and all together of length 1."""
        place_of = self._place.get
        places: list[int] = []
        kinds: list[Floats] = []
        for kind in marks:
            here = [place for mark in kind if (place := place_of(mark)) is not None]
            if not here:
                continue
            times = Counter(here)
            values = self.rarity[list(times)]
            if len(times) < len(here):
                values = values * (1 + np.log(np.fromiter(times.values(), np.float32, len(times))))
            kinds.append(values / np.sqrt(values @ values))
            places += times
        if not kinds:
            return Vector(np.zeros(0, np.intp), np.zeros(0, np.float32))
        return Vector(np.array(places, np.intp), np.concatenate(kinds) / np.float32(np.sqrt(len(kinds))))


class Classifier:
    """The vocabulary, the labels of each question, and a weight for each mark and label."""

    def __init__(
        self, vocabulary: Vocabulary, questions: Sequence[Sequence[str]], weights: NDArray[np.float16]
    ) -> None:
        self.vocabulary = vocabulary
        self.questions = tuple(tuple(labels) for labels in questions)
        self._weights = weights
        ends = np.cumsum([len(labels) for labels in self.questions])
        self._parts = [slice(end - len(labels), end) for end, labels in zip(ends, self.questions, strict=True)]

    @classmethod
    def learnt(cls, *questions: Samples) -> Self:
        """Learn the answers to these questions, each from its own samples of marks and labels."""
        vocabulary = Vocabulary.of(marks for samples in questions for marks, _label in samples)
        labels = [sorted({label for _marks, label in samples}) for samples in questions]
        weights = np.hstack(
            [_descend(vocabulary, own, samples) for own, samples in zip(labels, questions, strict=True)]
        )
        heavy = np.abs(weights).max(axis=1, initial=0) >= _FAINT
        return cls(vocabulary.only(heavy), labels, weights[heavy].astype(np.float16))

    def scores(self, marks: Marks) -> list[Floats]:
        """For each question one number a label, in the labels' order; the greatest is the likeliest."""
        places, values = self.vocabulary.vector(marks)
        found = values @ self._weights[places].astype(np.float32)
        return [found[part] for part in self._parts]

    def save(self, file: BinaryIO) -> None:
        """Write it down. Raises OSError."""
        about = msgspec.msgpack.encode([self.questions, self.vocabulary.known])
        np.savez(
            file,
            about=np.frombuffer(about, np.uint8),
            rarity=self.vocabulary.rarity,
            weights=self._weights,
        )

    @classmethod
    def load(cls, file: BinaryIO) -> Self:
        """Read what `save` wrote. Raises whatever a cut or foreign file gives."""
        with np.load(file, allow_pickle=False) as data:
            about = msgspec.msgpack.decode(data["about"].tobytes(), type=tuple[list[list[str]], list[str]])
            rarity, weights = data["rarity"], data["weights"]
        questions, known = about
        if weights.shape != (len(known), sum(map(len, questions))) or rarity.shape != (len(known),):
            raise ValueError("its parts do not fit together")
        return cls(Vocabulary(known, rarity), questions, weights)


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities."""
    powers: Floats = np.exp(scores - scores.max())
    powers /= powers.sum()
    return powers


def _descend(vocabulary: Vocabulary, labels: Sequence[str], samples: Samples) -> Floats:
    column = {label: place for place, label in enumerate(labels)}
    vectors = [vocabulary.vector(marks) for marks, _label in samples]
    truths = [column[label] for _marks, label in samples]
    weights = np.zeros((len(vocabulary.known), len(labels)), np.float32)
    order = np.random.default_rng(0)
    steps, step = _EPOCHS * len(samples), 0
    for _epoch in range(_EPOCHS):
        for i in order.permutation(len(samples)).tolist():
            places, values = vectors[i]
            here = weights.take(places, 0)
            error = softmax(values @ here)
            error[truths[i]] -= 1
            here -= (_FIRST_STEP * (1 - step / steps) * values)[:, None] * error
            weights[places] = here  # no place stands in a vector twice
            step += 1
    return weights
