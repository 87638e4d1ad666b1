"""A segment as `searcher.positional` reads it: where leaves stand in some of its articles.

Places of words come from the posting lists, of many forms at once (a prefix may have thousands).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from index.arrays import IntArray, ranges
from index.packed_frequencies import PACKED_COUNT
from index.segment import SegmentView
from searcher.occurrences import Frequencies, joined, postings_within
from searcher.phrases import phrase_places
from searcher.positional import Spans
from searcher.postings import Postings
from searcher.postings.slots import WeightedSlots
from searcher.proximity import Places
from searcher.query import Expanded, Leaf, Phrase, Word

__all__ = ["SegmentText", "paragraph_frequencies"]

# From this share of the postings on it is quicker to read all occurrences than those of each posting.
_FEW: Final = 8

Mask = npt.NDArray[np.bool_]
WeightedPostings = tuple[Places, npt.NDArray[np.uint32]]  # their numbers in the segment, and what each weighs


class SegmentText:
    """Some articles of a segment. For one evaluation: what was looked up is kept as long as it lives."""

    def __init__(
        self,
        postings: Postings,
        place: int,
        chosen: Mask,
        slots: Callable[[Expanded], WeightedSlots],
    ) -> None:
        """place: of the segment. chosen: bool, one an article of it.

        slots: with which terms of the segment a leaf is searched.
        """
        self._postings = postings
        self._place = place
        self._view = view = postings.segments[place]
        self._chosen = chosen
        self._slots = slots
        self._spans: dict[Leaf, Spans] = {}
        self.passages_at = view.passages_at
        self.articles_of = view.articles_of

    @property
    def passage_places(self) -> IntArray:
        return self._view.passage_places

    @property
    def first_passages(self) -> IntArray:
        return self._view.first_passages

    @property
    def sentence_places(self) -> IntArray:
        return self._view.sentence_places

    def spans(self, leaf: Leaf) -> Spans:
        if leaf not in self._spans:
            self._spans[leaf] = self._looked_up(leaf)
        return self._spans[leaf]

    def _looked_up(self, leaf: Leaf) -> Spans:
        if isinstance(leaf, Phrase):
            starts = phrase_places(self._postings, self._place, leaf.words)
            spans = Spans.of_words(starts, len(leaf.words))
            spans = spans.where(self._chosen[self.articles_of(self.passages_at(starts))])
        elif isinstance(leaf, Word):
            spans = _occurrences(self._view, postings_within(self._view, self._slots(leaf), self._chosen))
        else:
            spans = _occurrences_of_terms(self._view, self._slots(leaf), self._chosen)
        if leaf.fieldname == "title":
            spans = spans.where(self._view.is_headline[self.passages_at(spans.starts)])
        return spans


def paragraph_frequencies(view: SegmentView, terms: WeightedSlots) -> Frequencies:
    """Where any of many terms occurs, by paragraph (headlines left out)."""
    starts, _, weights = _occurrences_of_terms(view, terms, None)
    passages = view.passages_at(starts)
    in_body = ~view.is_headline[passages]
    return joined(passages[in_body], weights[in_body], view.passage_count)


def _occurrences(view: SegmentView, postings: WeightedPostings) -> Spans:
    """Every occurrence of some postings."""
    numbers, weights = postings
    places, which = view.occurrences_of(numbers)
    starts = view.article_places(view.posting_articles[numbers])[which] + places
    return _ascending(starts, weights[which])


def _occurrences_of_terms(view: SegmentView, terms: WeightedSlots, chosen: Mask | None) -> Spans:
    """Every occurrence of some terms, in the chosen articles or in all."""
    postings, weights = terms.postings, terms.posting_weights
    articles = view.posting_articles[postings]
    if chosen is not None:
        kept = chosen[articles]
        if np.count_nonzero(kept) * _FEW < len(kept):
            return _occurrences(view, (postings[kept], weights[kept]))
    # Whole lists: their positions stand side by side, which is far quicker than to find those of each posting.
    counts = PACKED_COUNT[view.posting_frequencies[postings]].astype(np.int64)
    long, excess = view.postings_array("long_postings"), view.postings_array("long_excess")
    if len(postings):
        at = np.minimum(np.searchsorted(postings, long), len(postings) - 1)
        there = postings[at] == long
        counts[at[there]] += np.diff(excess.astype(np.int64))[there]
    first, end = (
        view.postings_array("position_starts")[terms.table[:, at]].astype(np.int64) for at in (0, 1)
    )
    places = ranges(first, end - first)
    starts = np.repeat(view.article_places(articles), counts) + view.postings_array("positions")[places]
    if chosen is None:
        return _ascending(starts, np.repeat(weights, counts))
    in_chosen = np.repeat(kept, counts)
    return _ascending(starts[in_chosen], np.repeat(weights, counts)[in_chosen])


def _ascending(starts: Places, weights: npt.NDArray[np.uint32]) -> Spans:
    order = np.argsort(starts, kind="stable")
    return Spans(starts[order], starts[order] + 1, weights[order])
