"""The postings of a term as Whoosh goes through them: one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
from whoosh.matching import LeafMatcher, Matcher, NullMatcher, ReadTooFar
from whoosh.reading import TermInfo

from index.lazy import cached_property
from index.segments.segment import SegmentView

#: Added to the positions of each paragraph but those of the one before it: no phrase spans two.
PARAGRAPH_GAP: Final = 1000
_BEYOND: Final = 1 << 62


class Postings:
    """The postings of a term in a field: articles, ascending, and how often each holds it."""

    def __init__(self, view: SegmentView, fieldname: str, slot: int) -> None:
        self._view = view
        self._of_titles = fieldname == "title"
        self._slot = slot
        if self._of_titles:  # how often a headline holds it, the packed frequency says up to three
            passages, counts = view.passage_postings(slot)
            in_title = view.passages.is_headline[passages]
            self.articles, self.counts = view.passages.articles(passages[in_title]), counts[in_title]
        else:
            articles = view.lists.postings(slot)[0]
            first = view.lists.article_starts[slot]
            self.articles = articles.astype(np.int64)
            self.counts = view.lists.occurrence_counts(slice(first, first + len(articles))).astype(np.int64)

    @cached_property
    def positions(self) -> list[list[int]]:
        """Where each article holds it."""
        view = self._view
        passages, numbers = view.passage_positions(self._slot)
        articles = view.passages.articles(passages)
        local = view.passages.numbers(passages, articles)
        # Positions count one more for each passage that has ended.
        before = view.passages.first_positions[passages] - view.passages.begins(articles) - local
        found = before + local * PARAGRAPH_GAP + numbers
        if self._of_titles:
            found = found[local == 0]
        ends = np.cumsum(self.counts).tolist()
        positions = found.tolist()
        return [positions[start:end] for start, end in pairwise([0, *ends])]


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh publishes no types
    """The postings of a term, one after the other. To Whoosh they are one block."""

    def __init__(
        self,
        postings: Postings,
        term: tuple[str, bytes],
        info: TermInfo,
        format_: Any,
        scorer: Any,
        at: int = 0,
    ) -> None:
        self._postings = postings
        self._articles: list[int] = postings.articles.tolist()
        self._term = term
        self._info = info
        self.format = format_
        self.scorer = scorer
        self._at = at

    def is_active(self) -> bool:
        return self._at < len(self._articles)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> PostingsMatcher:
        return PostingsMatcher(self._postings, self._term, self._info, self.format, self.scorer, self._at)

    def replace(self, minquality: float = 0) -> Matcher:
        # It is not for a leaf to say that nothing is left that is good enough: what a boost wraps around it passes
        # `minquality` on as it is.
        return self if self.is_active() else NullMatcher()

    def id(self) -> int:
        # AndNotMatcher and the like ask beyond the end, too: no article has that number, so none of theirs is meant.
        return self._articles[self._at] if self.is_active() else _BEYOND

    def all_ids(self) -> Iterator[int]:
        return iter(self._articles)

    def next(self) -> None:
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._articles, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._articles)
        return 1

    def weight(self) -> float:
        return float(self._postings.counts[self._at_or_last])

    def value(self) -> Any:
        return self.format.encode(self._postings.positions[self._at_or_last])

    @property
    def _at_or_last(self) -> int:
        """Beyond the end the last one, as Whoosh's own matcher has it."""
        return min(self._at, len(self._articles) - 1)

    def block_min_length(self) -> int:
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        return float(self._info.max_weight())
