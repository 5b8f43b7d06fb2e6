"""Set the figures of the gate anew: `python -m tests.understanding.calibrate` (some minutes).

Three times a router is taught two thirds of the exemplars and asked about the last third, and about what is not ours.
Two logistic regressions are fitted to what came of it, and printed as they stand in `bot/language/router.py`.
"""

import sys
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np

from bot.chat.understanding import sentences
from bot.language.exemplars import Exemplar, not_ours
from bot.language.learnt import label, learn
from bot.language.openings import opened
from bot.language.phrases import words_of
from bot.language.router import Figures, Router

FOLDS = 3
_OTHERS_AMONG = 0.08
"""The share of messages that are not ours, as far as anybody knows."""


class Asked(NamedTuple):
    """One held-out sentence: its figures, whether it is ours, and whether the likeliest label was right."""

    figures: Figures
    ours: bool
    right: bool


def asked_by_folds(own: Sequence[Exemplar], others: Sequence[Exemplar]) -> list[Asked]:
    """Every sentence asked of a router that was not taught it."""
    random = Random(5)
    fold_of = {one: random.randrange(FOLDS) for one in (*own, *others)}
    found = []
    for fold in range(FOLDS):
        taught = [one for one in own if fold_of[one] != fold]
        router = Router(taught, learn(taught, [one for one in others if fold_of[one] != fold]))
        for one in (*own, *others):
            if fold_of[one] != fold:
                continue
            words = opened(words_of(one.text)).rest
            if any(word.isalpha() for word in words):
                figures, ranked = router.heard(words)
                found.append(Asked(figures, bool(one.intent), ranked[0][0] == label(one)))
    return found


def _logistic(inputs: np.ndarray, truths: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Newton's method, lightly regularised."""
    found = np.zeros(inputs.shape[1])
    for _step in range(50):
        chances = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (chances - truths)) + 1e-4 * len(truths) * found
        bend = (inputs * (weights * chances * (1 - chances))[:, None]).T @ inputs
        found -= np.linalg.solve(bend + 1e-4 * len(truths) * np.eye(len(found)), slope)
    return found


def main() -> None:
    asked = asked_by_folds(sentences(), not_ours())
    ours = np.array([one.ours for one in asked])
    right = np.array([one.ours and one.right for one in asked], float)
    figures = np.array([one.figures for one in asked])
    chance, lead, height, known, telling, own = figures.T
    one = np.ones(len(asked))
    inputs = np.c_[one, np.minimum(height, 15) / 15, known, np.minimum(telling, 3) / 3, np.clip(own, -8, 8) / 8]
    share = np.where(ours, 0.5 / ours.sum(), 0.5 / (~ours).sum()) * len(ours)
    our_odds = _logistic(inputs, ours.astype(float), share)
    odds = inputs @ our_odds
    inputs = np.c_[one, chance, np.minimum(lead, 6) / 6, np.clip(odds, -6, 6) / 6]
    weights = np.where(ours, 1.0, _OTHERS_AMONG * ours.sum() / (~ours).sum())
    sureness = _logistic(inputs, right, weights)
    sys.stdout.write(f"our_odds: {np.round(our_odds, 2)}\nsureness: {np.round(sureness, 2)}\n")
    for least in (-1.5, -1.0, -0.5, -0.3, 0.0, 0.3):
        caught, refused = np.mean(odds[~ours] < least), np.mean(odds[ours] < least)
        sys.stdout.write(f"OURS_FROM {least}: {caught:.1%} of what is not ours caught, {refused:.1%} of ours refused\n")
    sure = 1 / (1 + np.exp(-inputs @ sureness))
    for low in (0.0, 0.2, 0.4, 0.6, 0.8, 0.9):
        held = (sure >= low) & (sure < low + (0.2 if low < 0.8 else 0.1))
        sys.stdout.write(f"sureness {low}: {held.sum()} held out, {right[held].mean():.1%} right\n")


if __name__ == "__main__":
    main()
