"""From the texts of a ranking to hits: what is read of an article at once, and what when it is asked for."""

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
from searcher.retrieval.ranked_texts import RankedText, only_segment
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
    def of(self, texts: Sequence[RankedText], first_rank: int) -> tuple[Hit, ...]:
        """The hits of ranked texts. Where snippets are cut their articles are read, else their ids and titles alone."""
        scores = self._ranking.scores_of(texts)
        if self._marker is not None:
            return tuple(map(partial(self._with_snippets, self._marker), count(first_rank), texts, scores))
        shown = repeat(None) if self._ranking.unit.whole else map(_shown, texts)
        found = zip(repeat(self), texts, strict=False)
        read = count(first_rank), scores, self._heads(texts), repeat(()), shown, repeat(()), found
        return tuple(map(Hit, *read))

    def _heads(self, texts: Sequence[RankedText]) -> Iterable[tuple[str, str]]:
        """The id and title of each text's article."""
        if (only := only_segment(texts)) is not None:
            return self._segments[only].heads(map(_ARTICLE, texts))
        heads = [
            iter(view.heads([text.article for text in texts if text.segment == segment]))
            for segment, view in enumerate(self._segments)
        ]
        return (next(heads[text.segment]) for text in texts)

    def _with_snippets(
        self, marker: Marker, rank: int, text: RankedText, score: float | Callable[[], float]
    ) -> Hit:
        article = self.article(text)
        shown = _shown(text)
        passes = partial(self.evaluator.leaves.passes, text.segment, text.article)
        marks = marker.marks(article, paragraph=shown, passes=passes)
        in_title = tuple((mark.start, mark.end) for mark in marks.headline)
        snippets = cut_snippets(article, marks, paragraph=shown)
        return Hit(rank, score, article, snippets, shown, in_title, (self, text))

    # --- asked later

    @telling_damage
    def article(self, text: RankedText) -> Article:
        """The article of a text, whole."""
        return self._segments[text.segment].article(text.article)

    @telling_damage
    def explanation(self, text: RankedText) -> Explanation:
        """How the score of a text came about."""
        from searcher.explanations.explaining import explain_ranked

        complete = self._ranking.values_completeness
        return explain_ranked(self.evaluator, self._tree, text, values_completeness=complete)

    @telling_damage
    def duplicate_ids(self, text: RankedText) -> tuple[str, ...]:
        """The ids of the other articles of a text's group, ascending."""
        return self._groups.others(text)


def hits_of(
    ranking: Ranking, tree: Query, words: Query, found: Iterable[FoundArticle], *, grouped: bool
) -> Iterator[Hit]:
    """Hits of these articles of a ranking, numbered as they come; each is read when it is asked for."""
    groups = ResultGroups(ranking, grouped=grouped)
    evaluator = ranking.evaluator
    hits = Hits(ranking, tree, groups, marker_of(evaluator.leaves, evaluator.analyzer, words))
    texts = ([RankedText(0.0, each.segment, each.number, -1, each.score)] for each in found)
    return chain.from_iterable(map(hits.of, texts, count(1)))


def _shown(text: RankedText) -> int | None:
    """The paragraph of a text; None where it is the whole article."""
    return None if text.paragraph < 0 else text.paragraph
