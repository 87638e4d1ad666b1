"""The best of an any-of query without scoring every match: MaxScore over whole arrays.

Turtle and Flood's MaxScore (1995): with the words in the order of the most that each can add to a score, once the
`count`-th best score among the articles of the first words exceeds what the remaining words can add together, no
article without a first word can be among the best. The remaining words, the frequent ones, are then only looked up for
the articles that are left, and those become fewer with every word. The result is exactly that of exhaustive scoring.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from searcher.matches import NOTHING, Matches, any_of, look_up

# Scores are float32 sums: a bound has to be missed by more than their rounding before anything is dropped.
_SLACK = 1 - 1e-5
# Lists with fewer numbers than this in all are joined outright: pruning them would cost more.
_SMALL = 1500
# So few candidates are not worth a closer threshold.
_FEW = 100


class Bounded(NamedTuple):
    """Matches of one word in one segment and the most that it adds to a score there."""

    matches: Matches
    most: float

    @classmethod
    def of(cls, matches: Matches) -> Bounded:
        return cls(matches, float(matches.scores.max()) if len(matches.scores) else 0.0)


def best_of_any(segments: Sequence[Sequence[Bounded]], count: int, sizes: Sequence[int]) -> list[Matches]:
    """For each segment, matches that hold every one of the `count` best of all segments, and all that tie with them.

    segments: for each the words' matches; sizes: one more than the greatest number in each.
    """
    floor = 0.0
    best = [NOTHING] * len(segments)
    # The largest first: what it has found spares the others.
    for place in sorted(range(len(segments)), key=lambda place: -sizes[place]):
        best[place], floor = _best_in_segment(segments[place], count, sizes[place], floor)
    return best


def _best_in_segment(words: Sequence[Bounded], count: int, size: int, floor: float) -> tuple[Matches, float]:
    """Candidates of one segment that may score at least `floor`, and the floor that they raise it to."""
    words = sorted((word for word in words if len(word.matches.numbers)), key=lambda word: -word.most)
    after = [0.0] * (len(words) + 1)  # the most that the words from here on add
    for place in range(len(words) - 1, -1, -1):
        after[place] = after[place + 1] + words[place].most
    if after[0] < floor * _SLACK or not words or not count:
        return NOTHING, floor

    used, found, threshold = 0, NOTHING, floor
    while used < len(words) and (not used or threshold * _SLACK <= after[used]):
        joined = used + 1
        held = len(found.numbers) + len(words[used].matches.numbers)
        while joined < len(words) and held + len(words[joined].matches.numbers) < _SMALL:
            held += len(words[joined].matches.numbers)
            joined += 1
        found = any_of([found, *(word.matches for word in words[used:joined])], size)
        used = joined
        threshold = max(floor, _nth_best(found, count))
    numbers, scores = found
    for place in range(used, len(words)):
        hopeful = scores >= threshold * _SLACK - after[place]
        numbers, scores = numbers[hopeful], scores[hopeful]
        other = words[place].matches
        places, there = look_up(other.numbers, numbers)
        scores = scores + other.scores[places] * there
        if len(scores) > _FEW:
            threshold = max(threshold, _nth_best(Matches(numbers, scores), count))
    return Matches(numbers, scores), max(threshold, _nth_best(Matches(numbers, scores), count))


def _nth_best(matches: Matches, count: int) -> float:
    """The score of the `count`-th best, 0 where there are fewer."""
    if len(matches.scores) < count:
        return 0.0
    return float(np.partition(matches.scores, -count)[-count])
