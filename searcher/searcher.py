"""`Searcher`: a user's words in, a page of ranked articles or paragraphs with snippets out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Self, Unpack

import numpy as np
import numpy.typing as npt

from corpus import Article
from index import Index, Snapshot
from index.analysis import Analyzer
from index.inversion import IntArray
from index.segment import NO_DATE, SegmentView
from searcher import reranking
from searcher.completion import Completion
from searcher.errors import SearchError
from searcher.evaluation import Evaluator
from searcher.explanation import Explanation
from searcher.marking import Marker, Marks
from searcher.matches import Matches
from searcher.query import NullQuery, Or, Query, Word, sought
from searcher.questions import Filters, Match, Names, question
from searcher.recency import Recency
from searcher.results import Hit, Page, StoredArticle
from searcher.snippets import cut_snippets
from searcher.suggestions import Suggestion
from searcher.wording import Wording

if TYPE_CHECKING:  # a search without them starts without them
    from searcher.facets import Facets
    from searcher.timeline import By, Timeline

Sort = Literal["relevance", "newest", "oldest"]
FloatKeys = npt.NDArray[np.float32] | npt.NDArray[np.float64]

_BLOCK: Final = 64
_SORTS: Final = ("relevance", "newest", "oldest")


class _Place(NamedTuple):
    """A result before it is read: the smallest key comes first; paragraph -1 is the whole article.

    `reranked`: whether `searcher.reranking` has looked at it.
    """

    key: float
    segment: int
    article: int
    paragraph: int
    score: float
    reranked: bool = False
    weight: float = 1.0  # of recency, by which the score is multiplied already


class Searcher:
    """Searches an index as it was at one commit; `refresh` moves on to the newest. Safe to share between threads."""

    def __init__(self, index: Index) -> None:
        """Use `open`, or give an index that is open."""
        self._index = index
        self._analyzer = Analyzer()
        self._evaluator = Evaluator(index.snapshot(), self._analyzer)
        self._refreshing = Lock()
        self._words: Wording | None = None

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """A searcher over the index in `folder`.

        Raises IndexMissing, IndexDamaged and IndexIncompatible (`index`).
        """
        return cls(Index.open(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index's files. Results that were given stay good."""
        self._evaluator = Evaluator(Snapshot.empty(self._index.folder), self._analyzer)
        self._words = None

    def refresh(self) -> bool:
        """See what has been committed since; whether there was anything. Searches under way finish on the old state."""
        with self._refreshing:  # two threads at once could put the older state in place of the newer
            snapshot = self._index.snapshot()
            if snapshot.generation <= self._evaluator.snapshot.generation:
                return False
            self._evaluator = Evaluator(snapshot, self._analyzer)
            return True

    def article(self, article_id: str) -> Article | None:
        """The article with this id, or None."""
        return self._evaluator.snapshot.article(article_id)

    def suggest(self, query: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """Did you mean: the query as it may have been meant, the likeliest first, `limit` at most.

        Words are changed where the index lacks them or a neighbour outnumbers them by far (`Page.suggestions` has the
        same for what was searched). A query of one word and nothing else is answered with all the words that may have
        been meant, also where it is well known: there `Suggestion.odds` say whether one is worth proposing.
        """
        return self._wording().suggest(query, limit)

    def complete(self, text: str, limit: int = 10) -> tuple[Completion, ...]:
        """What is typed with its last word finished, by the frequency of that word; none where it is finished."""
        return self._wording().complete(text, limit)

    def _wording(self) -> Wording:
        snapshot, words = self._evaluator.snapshot, self._words
        if words is None or words.snapshot is not snapshot:
            words = self._words = Wording(snapshot, self._analyzer)
        return words

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        paragraphs: bool = False,
        match: Match = "any",
        sort: Sort = "relevance",
        source: Names = None,
        category: Names = None,
        author: Names = None,
        date_from: date | str | None = None,
        date_to: date | str | None = None,
        half_life: float | None = None,
        snippets: bool = True,
    ) -> Page:
        """The page of results from `offset` on, `limit` of them at most, and how many there are in all.

        query: as in docs/query-syntax.md; any string is read somehow. Where it is empty, the filters alone decide.
        source, category, author: a name, or several of which one has to fit.
        date_from, date_to: inclusive; a date without a time means the whole day, a string what it names ("2023-09" a
            month, see `searcher.periods`). Articles without a date never fit.
        sort: results of equal score (or date) come in the order of their ids; undated articles come last.
        half_life: in days; an article's score is halved for every so many days of its age (`searcher.recency`).

        Raises SearchError where an option can't be what it is.
        """
        if limit < 0 or offset < 0:
            raise SearchError(f"limit {limit}, offset {offset}: neither can be negative")
        if sort not in _SORTS:
            raise SearchError(f"sort {sort!r}: take one of {', '.join(_SORTS)}")
        if half_life is not None and sort != "relevance":
            raise SearchError(
                f"a half-life weighs relevance, and sort {sort!r} has no use for it: leave one out"
            )
        tree, words = self._question(
            query,
            match=match,
            source=source,
            category=category,
            author=author,
            date_from=date_from,
            date_to=date_to,
        )
        evaluator = self._evaluator  # one state from here on, whatever `refresh` does meanwhile
        segments = evaluator.snapshot.segments
        recency = None if half_life is None else Recency.of(segments, half_life)
        wanted = offset + limit
        asked = [item for item in sought(words) if isinstance(item, Word) and item.fieldname == "text"]
        again = sort == "relevance" and not paragraphs and len(asked) > 1
        considered = max(wanted, reranking.CANDIDATES) if again and wanted else wanted
        if sort == "relevance" and recency is None:
            answer, count = evaluator.best(tree, considered, paragraphs=paragraphs)
        else:
            answer = evaluator.paragraphs(tree) if paragraphs else evaluator.articles(tree)
            count = partial(_count, answer)
        if recency is not None:
            answer = [
                recency.weighted(part, view, _articles_of(part, view, paragraphs))
                for part, view in zip(answer, segments, strict=True)
            ]
        places = _first(answer, segments, considered, sort, paragraphs)
        if again:
            places = _reranked(evaluator, asked, places, recency)
        places = _in_order(places, segments, wanted)
        suggest = partial(self._wording().suggest, query, unasked=True)
        shown = places[offset:]
        if recency is not None:
            shown = [_with_weight(place, recency, segments[place.segment]) for place in shown]
        return self._page(evaluator, tree, shown, words if snippets else None, count, offset, suggest)

    def facets(
        self,
        query: str,
        fields: Sequence[str] = ("source", "month"),
        *,
        limit: int | None = 10,
        timeline: By | None = None,
        **filters: Unpack[Filters],
    ) -> Facets:
        """How many articles of the whole result each source, category, author, day, week, month or year has.

        query and filters: as `search` takes them. Articles are counted, each once, whatever a search would rank.
        fields: of `searcher.facets.FACETS`. limit: how many values of each, the most frequent; None for all.
        timeline: the period by which the result is also counted over time, in the same go (see `timeline`).

        Raises SearchError for a field that is none, and as `search` and `timeline` do.
        """
        from searcher.facets import counted, facet_fields

        if limit is not None and limit < 0:
            raise SearchError(f"limit {limit}: it cannot be negative")
        wanted = facet_fields(fields)
        tree, _ = self._question(query, **filters)
        evaluator = self._evaluator
        articles = [matches.numbers for matches in evaluator.articles(tree)]
        return counted(evaluator.snapshot.segments, articles, wanted, limit=limit, timeline=timeline)

    def timeline(self, query: str, by: By = "auto", **filters: Unpack[Filters]) -> Timeline:
        """How many articles of the whole result were printed in each period, the empty ones between them too.

        query and filters: as `search` takes them. by: "day", "week" (ISO 8601), "month" or "year"; "auto" takes the
        shortest that shows the bulk of the result in no more than 48 periods.

        Raises SearchError for another period, for one so short that there would be more than 100,000, and as `search`
        does.
        """
        course = self.facets(query, (), timeline=by, **filters).timeline
        assert course is not None
        return course

    def related(
        self,
        article_id: str,
        *,
        limit: int = 10,
        offset: int = 0,
        paragraphs: bool = False,
        snippets: bool = True,
        **filters: Unpack[Filters],
    ) -> Page:
        """Articles (or paragraphs of articles) that are about the same as an article, which itself is left out.

        They are found by the most telling words of the article (`searcher.related`), and these are highlighted.
        filters: which articles may be found, as `search` takes them; `match` has no say.

        Raises SearchError where the index has no article of this id, and where an option can't be what it is.
        """
        from searcher.related import related_matches, telling_words

        if limit < 0 or offset < 0:
            raise SearchError(f"limit {limit}, offset {offset}: neither can be negative")
        conditions, _ = self._question("", **filters)
        evaluator = self._evaluator
        segments = evaluator.snapshot.segments
        found = ((place, view.find_article(article_id)) for place, view in enumerate(segments))
        own = next(((place, number) for place, number in found if number is not None), None)
        if own is None:
            raise SearchError(f"no article has the id {article_id!r}: hits of a search have theirs")
        words = telling_words(evaluator, self._analyzer, segments[own[0]].article(own[1]))
        answer = related_matches(evaluator, words, *own, conditions=conditions, paragraphs=paragraphs)
        places = _first(answer, segments, offset + limit, "relevance", paragraphs)
        places = _in_order(places, segments, offset + limit)
        shown = Or(words) if snippets else None
        return self._page(evaluator, Or(words), places[offset:], shown, partial(_count, answer), offset)

    def _page(
        self,
        evaluator: Evaluator,
        tree: Query,
        places: Sequence[_Place],
        marked: Query | None,
        total: int | Callable[[], int],
        offset: int,
        suggest: Callable[..., tuple[Suggestion, ...]] = lambda found: (),
    ) -> Page:
        """The results in these places, with snippets that show what is marked (None: without snippets)."""
        marker = self._marker(evaluator, marked) if marked is not None and places else None
        hits = [self._hit(evaluator, tree, rank, place, marker) for rank, place in enumerate(places, offset + 1)]
        return Page(total, tuple(hits), offset, suggest)

    def _question(self, query: str, **filters: Unpack[Filters]) -> tuple[Query, Query]:
        """What is asked for as one tree, and the tree of the words alone (see `searcher.questions`)."""
        return question(self._analyzer, query, **filters)

    def marks(self, article: Article, query: str, *, match: Match = "any") -> Marks:
        """Which words of an article of this index make it match a query; none if it does not."""
        evaluator = self._evaluator
        tree, _ = self._question(query, match=match)
        for segment, matches in enumerate(evaluator.articles(tree)):
            number = evaluator.snapshot.segments[segment].find_article(article.id)
            if number is not None and number in matches.numbers:
                passes = partial(evaluator.passes, segment, number)
                return self._marker(evaluator, tree).marks(article, passes=passes)
        return self._marker(evaluator, NullQuery).marks(article)

    def _marker(self, evaluator: Evaluator, words: Query) -> Marker:
        return Marker(
            words,
            self._analyzer,
            lambda word: evaluator.vocabulary.relatives(word.text),
            evaluator.weight_of,
        )

    def _hit(
        self, evaluator: Evaluator, tree: Query, rank: int, place: _Place, marker: Marker | None
    ) -> Hit:
        view = evaluator.snapshot.segments[place.segment]
        paragraph = None if place.paragraph < 0 else place.paragraph
        explanation = partial(_explanation, evaluator, tree, place, paragraph)
        if marker is None:
            stored = StoredArticle(*view.head(place.article), partial(view.article, place.article))
            return Hit(rank, place.score, stored, paragraph=paragraph, explanation=explanation)
        article = view.article(place.article)
        passes = partial(evaluator.passes, place.segment, place.article)
        marks = marker.marks(article, paragraph=paragraph, passes=passes)
        in_title = tuple((mark.start, mark.end) for mark in marks.headline)
        cut = cut_snippets(article, marks, paragraph=paragraph)
        return Hit(rank, place.score, article, cut, paragraph, in_title, explanation)


def _explanation(evaluator: Evaluator, tree: Query, place: _Place, paragraph: int | None) -> Explanation:
    from searcher.explained_ranking import Explained
    from searcher.explaining import explain
    from searcher.explanation import product_of

    explained = Explained(place.segment, place.article, paragraph)
    explanation = explain(evaluator, tree, explained, reranked=place.reranked)
    if place.weight == 1:
        return explanation
    return product_of("score", explanation, Explanation(place.weight, "recency: half for every half-life of age"))


def _count(answer: Sequence[Matches]) -> int:
    return sum(len(part.numbers) for part in answer)


def _articles_of(matches: Matches, view: SegmentView, paragraphs: bool) -> IntArray:
    return view.articles_of(matches.numbers) if paragraphs else matches.numbers


def _first(
    answer: Sequence[Matches],
    segments: Sequence[SegmentView],
    count: int,
    sort: Sort,
    paragraphs: bool,
) -> list[_Place]:
    """The first `count` results of each segment in the order asked for, in no particular order."""
    found: list[_Place] = []
    for segment, (matches, view) in enumerate(zip(answer, segments, strict=True)):
        articles = _articles_of(matches, view, paragraphs)
        keys = _sort_keys(matches, view, articles, sort)
        for at in _smallest(keys, view.id_ranks, articles, count):
            article = int(articles[at])
            paragraph = int(matches.numbers[at] - view.first_passages[article]) - 1 if paragraphs else -1
            found.append(_Place(float(keys[at]), segment, article, paragraph, float(matches.scores[at])))
    return found


def _reranked(
    evaluator: Evaluator, words: Sequence[Word], places: list[_Place], recency: Recency | None
) -> list[_Place]:
    """The places, the best of them with what `searcher.reranking` adds to their scores, weighed as these are."""
    places = sorted(places, key=lambda place: (place.key, place.segment, place.article))
    best, rest = places[: reranking.CANDIDATES], places[reranking.CANDIDATES :]
    for segment in {place.segment for place in best}:
        mine = sorted((place for place in best if place.segment == segment), key=lambda place: place.article)
        articles = np.array([place.article for place in mine], np.int32)
        added = reranking.bonuses(evaluator, words, segment, articles)
        if recency is not None:
            added *= recency.weights(evaluator.snapshot.segments[segment], articles)
        rest += [
            place._replace(key=place.key - bonus, score=place.score + bonus, reranked=True)
            for place, bonus in zip(mine, added.tolist(), strict=True)
        ]
    return rest


def _with_weight(place: _Place, recency: Recency, view: SegmentView) -> _Place:
    return place._replace(weight=float(recency.weights(view, np.array([place.article]))[0]))


def _in_order(places: list[_Place], segments: Sequence[SegmentView], count: int) -> list[_Place]:
    """The first `count` in order; where their keys leave a tie, by article id and paragraph."""
    if count <= 0:
        return []
    places.sort(key=lambda place: place.key)
    if len(places) > count:
        last = places[count - 1].key
        places = [place for place in places if place.key <= last]
    if len(segments) == 1:  # ranks of ids say what the ids would, without reading them
        ranks = segments[0].id_ranks
        places.sort(key=lambda place: (place.key, ranks[place.article], place.paragraph))
    else:
        ids = {place: segments[place.segment].head(place.article)[0] for place in places}
        places.sort(key=lambda place: (place.key, ids[place], place.paragraph))
    return places[:count]


def _sort_keys(matches: Matches, view: SegmentView, articles: IntArray, sort: Sort) -> FloatKeys:
    """A number for each match; the smallest comes first."""
    if sort == "relevance":
        return -matches.scores
    dates = view.dates[articles].astype(np.float64)
    keys = -dates if sort == "newest" else dates
    keys[view.dates[articles] == NO_DATE] = np.inf
    return keys


def _smallest(
    keys: FloatKeys,
    id_ranks: npt.NDArray[np.uint32],
    articles: IntArray,
    count: int,
) -> list[int]:
    """Places of the `count` smallest keys, ties by the rank of the article's id; in no particular order."""
    if count <= 0:
        return []
    places = np.arange(len(keys))
    blocks = len(keys) // _BLOCK
    if blocks > count:
        # As many blocks have a minimum up to this as results are wanted: nothing above it is needed.
        least = keys[: blocks * _BLOCK].reshape(blocks, _BLOCK).min(axis=1)
        places = np.flatnonzero(keys <= np.partition(least, count - 1)[count - 1])
    if len(places) > count:
        order = np.lexsort((places, id_ranks[articles[places]], keys[places]))
        places = places[order[:count]]
    chosen: list[int] = places.tolist()
    return chosen
