"""Which of the best articles have a second look, and which come first after it.

What is added by the second look (`searcher.retrieval.reranking`) is never negative, so an article that had one is not
behind one of the same score that had none; and how many have one does not depend on the page that is asked for.
Articles of equal score are looked at together, as far as they are not too many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from index.storage.arrays import IntArray, Mask, Numbers
from searcher.ranking import FloatArray, ScoreArray


class Candidates(NamedTuple):
    """How many of the best are looked at again, and up to how many where more tie with the last of them.

    Of still more that tie, the first that were indexed are looked at.
    """

    best: int
    most: int


class FirstArticles(NamedTuple):
    """The best articles after the second look, the best first.

    numbers: through all segments. looked_at: whether each had a second look.
    """

    numbers: list[int]
    scores: list[float]
    looked_at: list[bool]


class Looked(NamedTuple):
    """Articles, numbered through all segments, ascending; what each scores, and whether it had a second look."""

    numbers: IntArray
    scores: ScoreArray
    looked_at: Mask

    def first(self, count: int) -> FirstArticles:
        """The first `count`, and all that tie with the last of them."""
        order = np.argsort(-self.scores, kind="stable")
        if len(order) > count > 0:
            order = order[self.scores[order] >= self.scores[order[count - 1]]]
        return FirstArticles(
            self.numbers[order].tolist(), self.scores[order].tolist(), self.looked_at[order].tolist()
        )


def nth_best(scores: ScoreArray | IntArray, count: int) -> float:
    """The `count`-th best score, 0 where there are fewer."""
    if not 0 < count <= len(scores):
        return 0.0
    return float(np.partition(scores, -count)[-count])


def of_best_scores(numbers: IntArray, scores: ScoreArray, count: int) -> tuple[IntArray, ScoreArray]:
    """Numbers and scores of the `count` best, and of all that tie with the last of them."""
    if not len(scores) > count > 0:
        return numbers, scores
    kept = (scores >= nth_best(scores, count)).nonzero()[0]
    return numbers.take(kept), scores.take(kept)


def look_again(
    numbers: IntArray,
    scores: ScoreArray,
    count: int,
    candidates: Candidates,
    added: Callable[[Numbers], FloatArray],
) -> Looked:
    """The `count` best, and all that tie with the last of them, when candidates among them had a second look.

    numbers: of articles through all segments, ascending. added: what the second look adds to some of them.
    """
    numbers, scores = of_best_scores(numbers, scores, count)
    chosen = _chosen(scores, candidates)
    scores = scores.copy()
    scores[chosen] += added(numbers[chosen].astype(np.int32, copy=False))
    return Looked(numbers, scores, chosen)


def _chosen(scores: ScoreArray, candidates: Candidates) -> Mask:
    """Which have a second look: the best, and what ties with the last of these."""
    count, most = candidates
    if len(scores) <= count:
        return np.ones(len(scores), np.bool_)
    order = np.argsort(-scores, kind="stable")
    tied = int(np.searchsorted(-scores[order], -scores[order[count - 1]], side="right")) if count else 0
    chosen = np.zeros(len(scores), np.bool_)
    chosen[order[: tied if tied <= most else count]] = True
    return chosen
