"""Near-duplicates in results: one of each group is shown, and counts say how many there are.

Which articles are one group was found out when they were indexed (`index.building.duplicates`). Of the articles of a
group that are in a result, the first in its order stands for them. Where paragraphs are ranked, the paragraphs of that
article are shown, each by itself, and those of the others are not: a story is read once, all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from index.lazy import cached_property
from index.segments.segment import SegmentView
from index.storage.arrays import Mask, end_to_end
from searcher.arguments import one_of
from searcher.retrieval.ranked_texts import RankedText
from searcher.retrieval.rankings import Ranking

#: What becomes of near-duplicates: one of each group is given, or all are.
Duplicates = Literal["group", "show"]
# Where half as many again as are wanted were not enough, so many times as many are ranked.
_MORE: Final = 4


def check_duplicates(duplicates: str) -> None:
    """Raises SearchError where it is none of `Duplicates`."""
    one_of("duplicates", duplicates, ("group", "show"))


def first_of_groups(ranking: Ranking, wanted: int) -> list[RankedText]:
    """The first `wanted` texts, in order, without those of a group of which another article came before."""
    # In SaudiNewsNet, where a fifth repeats another article, this is enough for all of 100 queries.
    count = wanted and max(wanted + wanted // 2 + 1, ranking.ranked_anyway)
    while True:
        texts = ranking.first(count)
        kept = _one_of_each(texts, ranking.segments)
        if len(kept) >= wanted or len(texts) < count:
            return kept[:wanted]
        count *= _MORE


def _one_of_each(texts: list[RankedText], segments: Sequence[SegmentView]) -> list[RankedText]:
    labels = [view.groups for view in segments]
    first: dict[np.uint64, tuple[int, int]] = {}
    kept = []
    for text in texts:
        article = (text.segment, text.article)
        if first.setdefault(labels[text.segment][text.article], article) == article:
            kept.append(text)
    return kept


class ResultGroups:
    """The groups that all articles of a result fall into; what it takes to know is worked out when it is asked for."""

    def __init__(self, ranking: Ranking, *, grouped: bool) -> None:
        """grouped: whether one of each group is shown; else every article is one by itself."""
        self._ranking = ranking
        self._segments = ranking.segments
        self._grouped = grouped

    @cached_property
    def _found(self) -> list[Mask]:
        """Bool, one an article, for each segment: whether it is in the result."""
        return self._ranking.article_masks()

    def articles(self) -> int:
        """How many articles the result has, or has paragraphs of."""
        return sum(int(np.count_nonzero(mask)) for mask in self._found)

    def groups(self) -> int:
        """How many groups they fall into; an article that is like no other is one by itself."""
        if not self._grouped:
            return self.articles()
        labels = [view.groups[mask] for mask, view in zip(self._found, self._segments, strict=True)]
        together = labels[0] if len(labels) == 1 else end_to_end(labels, np.uint64)
        together.sort()
        return int(np.count_nonzero(together[1:] != together[:-1])) + bool(len(together))

    def others(self, text: RankedText) -> tuple[str, ...]:
        """The ids of the other articles of a result's group that are in the result, ascending."""
        if not self._grouped:
            return ()
        label = int(self._segments[text.segment].groups[text.article])
        members = [
            (segment, article)
            for segment, view in enumerate(self._segments)
            for article in view.group_members(label)
            if (segment, article) != (text.segment, text.article)
        ]
        return tuple(
            sorted(
                self._segments[segment].head(article)[0]
                for segment, article in members
                if self._found[segment][article]
            )
        )
