"""The recency weight: an article's score, halved for every half-life of its age.

    weighted score = score x 0.5 ** (age / half-life),   age / half-life no more than 100

exponential decay, as in Li and Croft, "Time-based language models" (CIKM 2003), who take it for a prior of a document's
date, and count its age from the newest of the collection. It multiplies what relevance gives, the second look
included; how much of relevance it should outweigh is a matter of taste, hence no default.

Age counts from the newest article of the index and not from today: an archive that ends in 2015 is then weighed as it
would have been in 2015, and the same index answers the same tomorrow. Dates in the future (misprints, mostly) do not
make all others old: age then counts from today, and whatever is later has none.

An article without a date weighs as much as the oldest of the index: whoever asks for what is new has no use for what
can't say so, and with `--sort newest` it comes last too.

After a hundred half-lives age no longer counts (weights are float32, and would become 0): among articles that are
that old, relevance decides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Self

import numpy as np

from index.segments.segment import NO_DATE, SegmentView, seconds_of
from index.storage.arrays import IntArray, end_to_end
from searcher.arguments import shown
from searcher.errors import SearchError
from searcher.matching.matches import Matches
from searcher.ranking import FloatArray

_MOST_HALVINGS: Final = 100.0
_DAY: Final = 24 * 60 * 60


class Recency:
    """What the ages of articles leave of their scores."""

    def __init__(self, newest: int, oldest: int, half_life: float) -> None:
        """newest, oldest: seconds since 1970; half_life: days."""
        self._newest = newest
        self._oldest = oldest
        self._half_life = half_life * _DAY

    @classmethod
    def of(cls, segments: Sequence[SegmentView], half_life: float, now: datetime | None = None) -> Self:
        """The weights for an index of these segments; now: by default what the clock says.

        Raises SearchError for a half-life that is no positive number of days.
        """
        half_life = _days(half_life)
        live = [view.dates if view.deleted is None else view.dates[view.live()] for view in segments]
        dates = end_to_end(live, np.int64)
        dates = dates[dates != NO_DATE]
        today = seconds_of(now or datetime.now())
        if not len(dates):
            return cls(today, today, half_life)
        return cls(min(int(dates.max()), today), int(dates.min()), half_life)

    def weights(self, view: SegmentView, articles: IntArray) -> FloatArray:
        """Float32, above 0 and up to 1, for each of some articles of a segment."""
        dates = view.dates[articles]
        dates[dates == NO_DATE] = self._oldest
        # No age beyond what counts is divided: by the smallest of half-lives it would be more than a float holds.
        ages = np.clip(self._newest - dates, 0.0, _MOST_HALVINGS * self._half_life)
        weights: FloatArray = np.exp2(-ages / self._half_life).astype(np.float32)
        return weights

    def weighted(self, matches: Matches, view: SegmentView, articles: IntArray) -> Matches:
        """Matches of a segment with weighted scores; articles: the article of each."""
        return Matches(matches.numbers, matches.scores * self.weights(view, articles))


def _days(half_life: float) -> float:
    """A half-life of whatever type of number. Raises SearchError where it is none, or not above 0."""
    try:
        days = math.nan if isinstance(half_life, str | bytes) else float(half_life)
    except (TypeError, ValueError, OverflowError):
        days = math.nan
    if not 0 < days < math.inf:
        raise SearchError(f"half-life {shown(half_life)}: give a number of days above 0")
    return days
