"""A segment as `searcher.matching.positional` reads it: where leaves stand in some of its articles.

Positions come from the posting lists, of many forms at once (a prefix may have thousands). What is made of them
on the way takes a hundred bytes a word. So articles with very many words are looked at in runs, one after the other:
nothing that is found reaches from one article into the next, and the memory for it does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, TypeGuard

import numpy as np
import numpy.typing as npt

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray, Mask, ranges, starts_of
from searcher.language.query import Every, Expanded, Leaf, Not, Phrase, Query, Word
from searcher.matching.phrases import phrase_positions
from searcher.matching.positional import Spans
from searcher.matching.proximity import distinct
from searcher.postings import Postings
from searcher.postings.occurrences import (
    NOWHERE,
    WeightedFrequencies,
    by_paragraph,
    frequencies_end_to_end,
    postings_of_ranges,
)
from searcher.postings.posting_ranges import PostingRanges, Ranges, occurrence_count, whole_lists
from searcher.postings.slots import WeightedSlots, without_relatives

__all__ = ["SegmentText", "TextRun", "paragraph_frequencies"]

# From this share of the postings on it is quicker to read all occurrences than those of each posting.
_FEW: Final = 8
#: Words of the articles of a run; one article may have more.
RUN_WORDS = 1 << 19

# Their numbers in the segment, and what each weighs.
WeightedPostings = tuple[Int64Array, npt.NDArray[np.uint32]]


class SegmentText:
    """Some articles of a segment. For one evaluation: what was looked up is kept as long as it lives."""

    def __init__(
        self,
        postings: Postings,
        segment: int,
        chosen: Mask,
        slots: Callable[[Expanded], WeightedSlots],
    ) -> None:
        """segment: its number. chosen: bool, one an article of it.

        slots: with which terms of the segment a leaf is searched.
        """
        self._postings = postings
        self._number = segment
        self.view = postings.segments[segment]
        self.chosen = chosen
        self._slots = slots
        self._phrases: dict[Phrase, Int64Array] = {}
        self._ranges: dict[Leaf, PostingRanges] = {}

    def runs(self, node: Query) -> Iterator[TextRun]:
        """The articles in runs, ascending, that together hold all of them. One does where a node has few positions."""
        bounds = [0, self.view.article_count]
        if self._places(node) > RUN_WORDS:
            bounds = _run_bounds(self.view, self.chosen.nonzero()[0])
        for first, end in pairwise(bounds):
            yield TextRun(self, first, end)

    def _places(self, node: Query) -> int:
        """How many positions may have to be looked at for a node, in all articles of the segment."""
        if isinstance(node, Leaf):
            return 0 if _is_looked_up_whole(node) else occurrence_count(self.view, self._terms(node))
        count = sum(map(self._places, node.children()))
        if isinstance(node, (Not, Every)):  # may hold in every passage and every sentence
            count += len(self.view.passages) + len(self.view.sentence_starts)
        return count

    def phrase_positions(self, phrase: Phrase) -> Int64Array:
        """Every position of a phrase in the segment: its words leave few, and they are looked up once for all runs."""
        if phrase not in self._phrases:
            starts, passages = phrase_positions(self._postings, self._number, phrase), self.view.passages
            self._phrases[phrase] = starts[self.chosen[passages.articles(passages.containing(starts))]]
        return self._phrases[phrase]

    def posting_ranges(self, leaf: Leaf, first: int, end: int) -> Ranges:
        """The postings of a leaf, not of a longer phrase, in the articles `first` to `end` (excluded)."""
        if end - first == self.view.article_count:
            return whole_lists(self._terms(leaf))
        if leaf not in self._ranges:
            self._ranges[leaf] = PostingRanges(self.view, self._terms(leaf))
        return self._ranges[leaf].within(first, end)

    def _terms(self, leaf: Leaf) -> WeightedSlots:
        if not isinstance(leaf, Phrase):
            return self._slots(leaf)
        return without_relatives(self._postings.terms(self._number, leaf.firsts))


class TextRun:
    """Some articles of a run of a segment's articles: what `searcher.matching.positional` is given."""

    def __init__(self, segment: SegmentText, first: int, end: int) -> None:
        """The articles `first` to `end` (excluded)."""
        self._segment = segment
        self._articles = first, end
        self._view = view = segment.view
        self._spans: dict[Leaf, Spans] = {}
        self.passages = view.passages
        self.looked_at = range(int(self.passages.first[first]), int(self.passages.first[end]))

    @property
    def sentence_starts(self) -> IntArray:
        return self._view.sentence_starts

    def spans(self, leaf: Leaf) -> Spans:
        if leaf not in self._spans:
            self._spans[leaf] = self._looked_up(leaf)
        return self._spans[leaf]

    def _looked_up(self, leaf: Leaf) -> Spans:
        view, chosen = self._view, self._segment.chosen
        if _is_looked_up_whole(leaf):
            starts = self._segment.phrase_positions(leaf)
            begin, end = self.passages.first_positions[[self.looked_at.start, self.looked_at.stop]].tolist()
            starts = starts[slice(*starts.searchsorted((begin, end)))]
            spans = Spans.of_words(starts, len(leaf.words))
        else:
            found = self._segment.posting_ranges(leaf, *self._articles)
            if isinstance(leaf, Word):
                spans = _occurrences(view, postings_of_ranges(view, found, chosen))
            else:
                spans = _occurrences_of_ranges(view, found, chosen)
        if leaf.fieldname == "title":
            spans = spans.where(self.passages.is_headline[self.passages.containing(spans.starts)])
        return spans


def _is_looked_up_whole(leaf: Leaf) -> TypeGuard[Phrase]:
    """Whether a leaf is a phrase of several words."""
    return isinstance(leaf, Phrase) and len(leaf.words) > 1


def paragraph_frequencies(view: SegmentView, terms: WeightedSlots) -> WeightedFrequencies:
    """Where any of some terms occurs, by paragraph (headlines left out)."""
    if occurrence_count(view, terms) <= RUN_WORDS:
        return _paragraphs(view, whole_lists(terms))
    bounds = _run_bounds(view, np.arange(view.article_count))
    lists = PostingRanges(view, terms)
    return frequencies_end_to_end(
        [_paragraphs(view, lists.within(first, end)) for first, end in pairwise(bounds)]
    )


def _paragraphs(view: SegmentView, found: Ranges) -> WeightedFrequencies:
    if not len(found):
        return NOWHERE
    begins, lengths = found[:, 0], found[:, 1] - found[:, 0]
    starts, counts = _starts(view, begins, lengths, view.lists.posting_articles[ranges(begins, lengths)])
    of_ranges = np.add.reduceat(counts, starts_of(lengths)[:-1])
    return by_paragraph(view, starts, np.repeat(found[:, 2].astype(np.uint16), of_ranges))


def _run_bounds(view: SegmentView, articles: Int64Array) -> list[int]:
    """The articles that runs begin with, and the number of all. articles: those whose words count, ascending."""
    ends = (view.passages.begins(articles + 1) - view.passages.begins(articles)).cumsum()
    if not len(articles) or ends[-1] <= RUN_WORDS:
        return [0, view.article_count]
    behind = ends.searchsorted(np.arange(RUN_WORDS, ends[-1], RUN_WORDS), side="right")
    first = distinct(articles[behind[behind > 0]])
    return [0, *first.tolist(), view.article_count]


def _occurrences(view: SegmentView, postings: WeightedPostings) -> Spans:
    """Every occurrence of some postings."""
    numbers, weights = postings
    positions, which = view.lists.occurrences_of(numbers)
    starts = view.passages.begins(view.lists.posting_articles[numbers])[which] + positions
    return _ascending(starts, weights[which])


def _occurrences_of_ranges(view: SegmentView, found: Ranges, chosen: Mask) -> Spans:
    """Every occurrence of ranges of postings in the chosen articles."""
    begins, lengths = found[:, 0], found[:, 1] - found[:, 0]
    if lengths.sum() > RUN_WORDS:  # the lists of a pattern, where few articles are chosen
        return _occurrences(view, postings_of_ranges(view, found, chosen))
    postings, weights = ranges(begins, lengths), np.repeat(found[:, 2].astype(np.uint32), lengths)
    articles = view.lists.posting_articles[postings]
    kept = chosen[articles]
    if np.count_nonzero(kept) * _FEW < len(kept) or not len(kept):
        return _occurrences(view, (postings[kept], weights[kept]))
    starts, counts = _starts(view, begins, lengths, articles)
    in_chosen = np.repeat(kept, counts)
    return _ascending(starts[in_chosen], np.repeat(weights, counts)[in_chosen])


def _starts(
    view: SegmentView, begins: Int64Array, lengths: Int64Array, articles: IntArray
) -> tuple[Int64Array, Int64Array]:
    """Every occurrence of ranges of postings, one range at least, and how many each posting has; in their order.

    articles: of each posting.
    """
    # All of each range, which is far quicker than to find the positions of each posting.
    positions, counts = view.lists.positions_of_stretches(begins, lengths)
    starts = np.repeat(view.passages.begins(articles), counts)
    starts += positions
    return starts, counts


def _ascending(starts: Int64Array, weights: npt.NDArray[np.uint32]) -> Spans:
    order = np.argsort(starts, kind="stable")
    return Spans(starts[order], starts[order] + 1, weights[order])
