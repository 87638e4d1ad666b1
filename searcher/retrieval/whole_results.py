"""Whole results: every article that answers a question, in order, one read after the other.

A page of `Searcher.search` holds its articles; a whole result may be most of the archive, so what is held here is a few
numbers an article, and the articles pass by.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus import Article
from index.segments.segment import SegmentView
from index.storage.arrayfile import AnyArray
from index.storage.arrays import IntArray
from searcher.language.query import Query
from searcher.matching.matches import Matches
from searcher.retrieval.chronology import date_keys
from searcher.retrieval.rankings import RelevanceRanking, Sort
from searcher.retrieval.reranking import CANDIDATES

if TYPE_CHECKING:
    from searcher.retrieval.evaluation import Evaluator

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


def whole_result(evaluator: Evaluator, tree: Query, words: Query, sort: Sort) -> Iterator[FoundArticle]:
    """Everything that `Searcher.search` would find, in its order, repetitions too.

    tree, words: the question and its words alone. It is answered at once, so that what can't be asked raises
    SearchError here.
    """
    views = evaluator.snapshot.segments
    first: list[FoundArticle] = []
    if (
        sort == "relevance"
    ):  # the best come in another order than by their scores (`searcher.retrieval.reranking`)
        places = RelevanceRanking(evaluator, evaluator.scorer.articles, tree, words).first(CANDIDATES.most)
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
    parts = [(view, part.numbers) for view, part in zip(views, answer, strict=True)]
    ranks = np.concatenate([view.id_ranks[articles] for view, articles in parts])
    if sort == "relevance":
        keys = -scores
    else:
        keys = np.concatenate([date_keys(view, articles, sort) for view, articles in parts])

    def found(at: int) -> FoundArticle:
        segment = int(segments[at])
        return FoundArticle(segment, views[segment], int(numbers[at]), float(scores[at]))

    order = np.lexsort((ranks, segments, keys))
    for tied in _alike(order, keys):
        if len(tied) == 1 or len(views) == 1:
            yield from map(found, tied.tolist())
        else:  # ranks of ids tell nothing across segments
            yield from heapq.merge(*(map(found, part.tolist()) for part in _alike(tied, segments)), key=_id)


def _alike(places: IntArray, keys: AnyArray) -> Iterator[IntArray]:
    """Places whose keys are equal and which stand side by side."""
    ordered = keys[places]
    bounds = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    return (places[start:stop] for start, stop in pairwise([0, *bounds.tolist(), len(places)]))


def _id(found: FoundArticle) -> str:
    return found.view.head(found.number)[0]
