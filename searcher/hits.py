"""From the places of a ranking to hits: what is read of an article at once, and what when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corpus import Article
from searcher.grouping import ResultGroups
from searcher.marking import Marker
from searcher.query import Query
from searcher.rankings import Place, Ranking
from searcher.results import Hit
from searcher.snippets import cut_snippets

if TYPE_CHECKING:
    from searcher.explanation import Explanation

__all__ = ["Hits"]


class Hits:
    """Makes the hits of one ranking, and answers what they are asked later (`searcher.results.Origin`)."""

    def __init__(self, ranking: Ranking, tree: Query, groups: ResultGroups, marker: Marker | None) -> None:
        """tree: what was asked. marker: for snippets; None where none are wanted."""
        self._ranking = ranking
        self._segments = ranking.segments
        self._tree = tree
        self._groups = groups
        self._marker = marker

    def hit(self, rank: int, place: Place) -> Hit:
        """The hit of a place. Where snippets are cut its article is read, else its id and title alone."""
        segment, number, paragraph = place.segment, place.article, place.paragraph
        score = self._ranking.score_of(place)
        shown = None if paragraph < 0 else paragraph
        if self._marker is None:
            return Hit(rank, score, self._segments[segment].head(number), (), shown, (), (self, place))
        article = self.article(place)
        passes = partial(self._ranking.evaluator.passes, segment, number)
        marks = self._marker.marks(article, paragraph=shown, passes=passes)
        in_title = tuple((mark.start, mark.end) for mark in marks.headline)
        return Hit(
            rank,
            score,
            article,
            cut_snippets(article, marks, paragraph=shown),
            shown,
            in_title,
            (self, place),
        )

    # --- asked later

    def article(self, place: Place) -> Article:
        """The article of a place, whole."""
        return self._segments[place.segment].article(place.article)

    def explanation(self, place: Place) -> Explanation:
        """How the score of a place came about."""
        from searcher.explaining import explain_place

        return explain_place(self._ranking.evaluator, self._tree, place)

    def duplicate_ids(self, place: Place) -> tuple[str, ...]:
        """The ids of the other articles of a place's group, ascending."""
        return self._groups.others(place)
