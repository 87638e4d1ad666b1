"""Whole results: every article that answers a question, in order, one read after the other.

A page of `Searcher.search` holds its articles; a whole result may be most of the archive, so what is held here is a few
numbers an article, and the articles pass by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus import Article
from index.segment import NO_DATE, SegmentView
from searcher.errors import SearchError
from searcher.language.query import Every, NullQuery
from searcher.matches import Matches
from searcher.rankings import SORTS, RelevanceRanking, Sort
from searcher.reranking import CANDIDATES

if TYPE_CHECKING:
    from searcher.questions import Filters
    from searcher.searcher import Searcher

__all__ = ["FoundArticle", "in_order", "one_of_each", "whole_result"]


class FoundArticle(NamedTuple):
    """An article of a result: number `number` of the segment at `segment`.

    `score` is that of the first look (`searcher.ranking`), or, where there was a second one, of that.
    """

    segment: int
    view: SegmentView
    number: int
    score: float

    def read(self) -> Article:
        """The article, read now."""
        return self.view.article(self.number)

    @property
    def group(self) -> int:
        """The label of the group of near-duplicates that it belongs to."""
        return int(self.view.groups[self.number])


def whole_result(searcher: Searcher, query: str, sort: Sort, filters: Filters) -> Iterator[FoundArticle]:
    """Everything that `Searcher.search` would find, in its order, repetitions too; the whole index for no question.

    The question is answered at once, so that what can't be asked raises SearchError here.
    """
    if sort not in SORTS:
        raise SearchError(f"sort {sort!r}: take one of {', '.join(SORTS)}")
    tree, words = searcher._question(query, **filters)
    if isinstance(tree, NullQuery) and not query.strip():
        tree = Every()
    evaluator = searcher._evaluator
    views = evaluator.snapshot.segments
    first: list[FoundArticle] = []
    if sort == "relevance":  # the best come in another order than by their scores (`searcher.reranking`)
        places = RelevanceRanking(evaluator, tree, words).first(CANDIDATES.most)
        first = [FoundArticle(each.segment, views[each.segment], each.article, each.score) for each in places]
    return _ahead(first, in_order(evaluator.articles(tree), views, sort))


def _ahead(first: Sequence[FoundArticle], found: Iterator[FoundArticle]) -> Iterator[FoundArticle]:
    """The first, then the others."""
    yield from first
    given = {(each.segment, each.number) for each in first}
    yield from (each for each in found if (each.segment, each.number) not in given)


def one_of_each(found: Iterable[FoundArticle]) -> Iterator[FoundArticle]:
    """The first of each group of near-duplicates."""
    groups: set[int] = set()
    for each in found:
        if (group := each.group) not in groups:
            groups.add(group)
            yield each


def in_order(answer: Sequence[Matches], views: Sequence[SegmentView], sort: Sort) -> Iterator[FoundArticle]:
    """Every match of `Evaluator.articles`, in the order that `Searcher.search` gives: ties by id, undated ones last."""
    if not views:
        return
    numbers = np.concatenate([part.numbers for part in answer])
    scores = np.concatenate([part.scores for part in answer])
    segments = np.repeat(np.arange(len(views)), [len(part.numbers) for part in answer])
    ranks = np.concatenate([view.id_ranks[part.numbers] for part, view in zip(answer, views, strict=True)])
    dates = np.concatenate([view.dates[part.numbers] for part, view in zip(answer, views, strict=True)])
    if sort == "relevance":
        keys = -scores
    else:
        keys = (dates if sort == "oldest" else -dates).astype(np.float64)
        keys[dates == NO_DATE] = np.inf
    order = np.lexsort((ranks, segments, keys))
    for _, alike in groupby(order.tolist(), key=keys.__getitem__):
        tied = [
            FoundArticle(segment := int(segments[at]), views[segment], int(numbers[at]), float(scores[at]))
            for at in alike
        ]
        if len({found.segment for found in tied}) > 1:  # ranks of ids tell nothing across segments
            tied.sort(key=lambda found: found.view.head(found.number)[0])
        yield from tied
