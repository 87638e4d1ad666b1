"""From the places of a ranking to hits: what is read of an article at once, and what when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, count, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from corpus import Article
from searcher.language.query import Query
from searcher.presenting.marking import Marker, marker_of
from searcher.presenting.results import Hit
from searcher.presenting.snippets import cut_snippets
from searcher.retrieval.damage import telling_damage
from searcher.retrieval.grouping import ResultGroups
from searcher.retrieval.places import Place, only_segment
from searcher.retrieval.rankings import Ranking

if TYPE_CHECKING:
    from searcher.explanations.explanation import Explanation
    from searcher.retrieval.whole_results import FoundArticle

__all__ = ["Hits", "hits_of"]

_ARTICLE: Final = attrgetter("article")


class Hits:
    """Makes the hits of one ranking, and answers what they are asked later (`searcher.presenting.results.Origin`)."""

    def __init__(self, ranking: Ranking, tree: Query, groups: ResultGroups, marker: Marker | None) -> None:
        """tree: what was asked. marker: for snippets; None where none are wanted."""
        self._ranking = ranking
        self.evaluator = ranking.evaluator
        self._segments = ranking.segments
        self._tree = tree
        self._groups = groups
        self._marker = marker

    @telling_damage
    def of(self, places: Sequence[Place], first_rank: int) -> tuple[Hit, ...]:
        """The hits of places. Where snippets are cut their articles are read, else their ids and titles alone."""
        scores = self._ranking.scores_of(places)
        if self._marker is not None:
            return tuple(map(partial(self._with_snippets, self._marker), count(first_rank), places, scores))
        shown = repeat(None) if self._ranking.unit.whole else map(_shown, places)
        found = zip(repeat(self), places, strict=False)
        read = count(first_rank), scores, self._heads(places), repeat(()), shown, repeat(()), found
        return tuple(map(Hit, *read))

    def _heads(self, places: Sequence[Place]) -> Iterable[tuple[str, str]]:
        """The id and title of each place."""
        if (only := only_segment(places)) is not None:
            return self._segments[only].heads(map(_ARTICLE, places))
        heads = [
            iter(view.heads([place.article for place in places if place.segment == segment]))
            for segment, view in enumerate(self._segments)
        ]
        return (next(heads[place.segment]) for place in places)

    def _with_snippets(
        self, marker: Marker, rank: int, place: Place, score: float | Callable[[], float]
    ) -> Hit:
        article = self.article(place)
        shown = _shown(place)
        passes = partial(self.evaluator.leaves.passes, place.segment, place.article)
        marks = marker.marks(article, paragraph=shown, passes=passes)
        in_title = tuple((mark.start, mark.end) for mark in marks.headline)
        snippets = cut_snippets(article, marks, paragraph=shown)
        return Hit(rank, score, article, snippets, shown, in_title, (self, place))

    # --- asked later

    @telling_damage
    def article(self, place: Place) -> Article:
        """The article of a place, whole."""
        return self._segments[place.segment].article(place.article)

    @telling_damage
    def explanation(self, place: Place) -> Explanation:
        """How the score of a place came about."""
        from searcher.explanations.explaining import explain_place

        complete = self._ranking.values_completeness
        return explain_place(self.evaluator, self._tree, place, values_completeness=complete)

    @telling_damage
    def duplicate_ids(self, place: Place) -> tuple[str, ...]:
        """The ids of the other articles of a place's group, ascending."""
        return self._groups.others(place)


def hits_of(
    ranking: Ranking, tree: Query, words: Query, found: Iterable[FoundArticle], *, grouped: bool
) -> Iterator[Hit]:
    """Hits of these articles of a ranking, numbered as they come; each is read when it is asked for."""
    groups = ResultGroups(ranking, grouped=grouped)
    evaluator = ranking.evaluator
    hits = Hits(ranking, tree, groups, marker_of(evaluator.leaves, evaluator.analyzer, words))
    places = ([Place(0.0, each.segment, each.number, -1, each.score)] for each in found)
    return chain.from_iterable(map(hits.of, places, count(1)))


def _shown(place: Place) -> int | None:
    """The paragraph of a place; None where it is the whole article."""
    return None if place.paragraph < 0 else place.paragraph
