"""Whole results: every article that answers a question, in order, one read after the other.

A page of `Searcher.search` holds its articles; a whole result may be most of the archive, so what is held here is a few
numbers an article, and the articles pass by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from corpus import Article
from index.segments.segment import SegmentView
from searcher.language.query import Query
from searcher.matching.matches import Matches
from searcher.retrieval.ranked_texts import RankedText, articles_in_order
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

    @classmethod
    def of(cls, text: RankedText, views: Sequence[SegmentView]) -> FoundArticle:
        """The article of a ranked text. views: of all segments."""
        return cls(text.segment, views[text.segment], text.article, text.score)

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
        ranking = RelevanceRanking(evaluator, evaluator.scorer.articles, tree, words)
        first = [FoundArticle.of(each, views) for each in ranking.first(CANDIDATES.most)]
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
    """Every match of `Evaluator.articles`, in the order that `Searcher.search` gives: undated ones last."""
    ordered = articles_in_order(answer, views, None if sort == "relevance" else sort)
    return (FoundArticle.of(each, views) for each in ordered)
