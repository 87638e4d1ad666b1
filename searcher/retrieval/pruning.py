"""The best of an any-of query of which some parts are no words: MaxScore over whole arrays, list by list.

Words have a quicker way, alone or beside what few texts hold (`searcher.retrieval.any_of`); the method is told in
`searcher.postings.base`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.storage.arrays import IntArray, Mask
from searcher.matching.leaves import ScoredLeaf, scores_within
from searcher.matching.matches import NOTHING, Matches
from searcher.matching.proximity import distinct
from searcher.matching.scorer import Scorer
from searcher.postings.base import SLACK
from searcher.postings.candidates import nth_best

# A word in fewer texts than this is sooner worked out than looked up in some, and then known to the next query.
_SMALL = 6000


def best_of_leaves(
    scorer: Scorer,
    leaves: Sequence[ScoredLeaf],
    adding: Sequence[ScoredLeaf],
    count: int,
    sizes: Sequence[int],
    allowed: Sequence[Mask | None],
) -> list[Matches]:
    """For each segment, matches that hold every one of the `count` best of all segments, and all that tie with them.

    adding: leaves that only add to what the others find. sizes: how many texts each segment has. allowed: for each
    segment a mask over its texts, or None for all.
    """
    leaves = sorted(leaves, key=lambda leaf: -leaf.max_score)
    threshold = 0.0
    best = [NOTHING] * len(sizes)
    # The largest first: what it has found spares the others.
    for segment in sorted(range(len(sizes)), key=lambda segment: -sizes[segment]) if count else ():
        best[segment], threshold = _best_in_segment(
            scorer, leaves, adding, count, segment, sizes[segment], allowed[segment], threshold
        )
    return best


def _best_in_segment(
    scorer: Scorer,
    leaves: Sequence[ScoredLeaf],
    adding: Sequence[ScoredLeaf],
    count: int,
    segment: int,
    size: int,
    allowed: Mask | None,
    threshold: float,
) -> tuple[Matches, float]:
    """Candidates of one segment that may score at least `threshold`, and the threshold that they raise it to."""
    # The most that the leaves from here on add.
    after = [0.0] * len(leaves) + [sum(leaf.max_score for leaf in adding)]
    for at in range(len(leaves) - 1, -1, -1):
        after[at] = after[at + 1] + leaves[at].max_score
    if after[0] < threshold * SLACK:
        return NOTHING, threshold

    touched: list[IntArray] = []
    with scorer.scratch.totals(size, touched) as totals:
        for leaf in leaves:
            if touched and threshold * SLACK > after[len(touched)] and leaf.size(segment) > _SMALL:
                break
            numbers, scores = leaf.matches(segment)
            if allowed is not None:
                passing = allowed[numbers]
                numbers, scores = numbers[passing], scores[passing]
            touched.append(numbers)
            totals[numbers] += scores
            threshold = max(threshold, nth_best(totals[numbers] if len(touched) > 1 else scores, count))
        used = len(touched)
        least = threshold * SLACK - after[used]
        numbers = distinct(np.concatenate([found[totals[found] >= least] for found in touched]))
        scores = totals[numbers]
    if left := [*leaves[used:], *adding]:
        scores += scores_within(scorer, left, segment, numbers)
    return Matches(numbers, scores), max(threshold, nth_best(scores, count))
