"""`Searcher`: a user's words in, a page of ranked articles or paragraphs with snippets out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack

import numpy as np

from corpus import Article
from index import Index, Snapshot
from index.analysis import Analyzer
from searcher.arguments import optional_whole_number, shown, string, whole_number, yes_or_no
from searcher.errors import SearchError
from searcher.language.parser import problems_of
from searcher.language.problems import Problem
from searcher.language.query import Every, NullQuery, Or, Query
from searcher.matching.membership import matching
from searcher.presenting.hits import Hits
from searcher.presenting.marking import Marks, marker_of
from searcher.presenting.results import Page, Snippet
from searcher.presenting.snippets import whole_texts
from searcher.questions import Filters, Match, Names, checked_match, question
from searcher.retrieval.damage import later, readable, telling_damage
from searcher.retrieval.evaluation import Evaluator
from searcher.retrieval.grouping import Duplicates, ResultGroups, check_duplicates, first_of_groups
from searcher.retrieval.rankings import KnownRanking, Ranking, Sort, checked_sort, question_ranking
from searcher.retrieval.recency import Recency

if TYPE_CHECKING:  # a search without them starts without them
    from searcher.facets import Facets
    from searcher.presenting.concordance import ConcordanceLine, ConcordanceSort
    from searcher.suggesting.completion import Completion
    from searcher.suggesting.suggestions import Suggestion
    from searcher.timeline import By, Timeline


class Searcher:
    """Searches an index as it was at one commit; `refresh` moves on to the newest. Safe to share between threads."""

    def __init__(self, index: Index) -> None:
        """Use `open`, or give an index that is open: raises what `Index.snapshot` does."""
        self._index = index
        self._analyzer = Analyzer()
        self._evaluator = later(snapshot := index.snapshot(), Evaluator)(snapshot, self._analyzer)
        self._refreshing = Lock()

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """A searcher over the index in `folder`.

        Raises IndexMissing, IndexDamaged and IndexIncompatible (`index`), and OSError where the system keeps a file
        from being read.
        """
        return cls(Index.open(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index's files. Results that were given stay good, and each that is kept keeps the files open
        that it was found in; a pickled one does not."""
        self._evaluator = Evaluator(Snapshot.empty(self._index.folder), self._analyzer)

    @property
    def evaluator(self) -> Evaluator:
        """What answers for the state that is seen now, whatever `refresh` does meanwhile."""
        return self._evaluator

    @property
    def folder(self) -> Path:
        """The index folder, as it was given."""
        return self._index.folder

    def refresh(self) -> bool:
        """See what has been committed since, also to another index that was put in this one's place; whether there was
        anything. Searches under way finish on the old state.

        Raises what `Index.snapshot` does, and goes on with the old state then.
        """
        with self._refreshing:  # two threads at once could put the older state in place of the newer
            snapshot = self._index.snapshot()
            if snapshot.is_same(self._evaluator.snapshot):
                return False
            self._evaluator = later(snapshot, Evaluator)(snapshot, self._analyzer)
            return True

    @telling_damage
    def article(self, article_id: str) -> Article | None:
        """The article with this id, or None. Raises SearchError where the id is no string."""
        return self._evaluator.snapshot.article(string("article_id", article_id))

    @telling_damage
    def suggest(self, query: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """Did you mean: the query as it may have been meant, the likeliest first, `limit` at most.

        Words are changed where the index lacks them or a neighbour outnumbers them by far (`Page.suggestions` has the
        same for what was searched). A query of one word and nothing else is answered with all the words that may have
        been meant, also where it is well known: there `Suggestion.odds` say whether one is worth proposing.

        Raises SearchError where the query is no string, or the limit no number.
        """
        return self._evaluator.wording.suggest(string("query", query), whole_number("limit", limit))

    @telling_damage
    def complete(self, text: str, limit: int = 10) -> tuple[Completion, ...]:
        """What is typed with its last word finished, the likeliest first; none where it is finished.

        Raises SearchError where the text is no string, or the limit no number.
        """
        return self._evaluator.wording.complete(string("text", text), whole_number("limit", limit))

    @telling_damage
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
        duplicates: Duplicates = "group",
        snippets: bool = True,
    ) -> Page:
        """The page of results from `offset` on, `limit` of them at most, and how many there are in all.

        query: as in docs/query-syntax.md; any string is read somehow, and `Page.problems` says what of it could not be
            meant. Where it is empty, the filters alone decide.
        paragraphs: whether paragraphs are ranked, each by itself, or articles.
        match: whether an article has to have "any" of the words side by side, but for function words, or "all".
        snippets: whether hits bring what matches in their texts; without, a page takes less time.
        source, category, author: a name, or several of which one has to fit.
        date_from, date_to: inclusive; a date without a time means the whole day, a string what it names ("2023-09" a
            month, see `searcher.language.periods`). Articles without a date never fit. Times are those of the wall
            clock where an article was printed: a zone is left out, as it is of articles, and nothing is converted.
        sort: results of equal score (or date) come in the order of their ids; undated articles come last.
        half_life: in days; an article's score is halved for every so many days of its age
            (`searcher.retrieval.recency`).
        duplicates: "group" leaves out what repeats an article that came before, over the whole result and not the page
            (see `searcher.retrieval.grouping`; `Hit.duplicates` counts them); "show" leaves nothing out.

        Raises SearchError where an option can't be what it is.
        """
        limit, offset = whole_number("limit", limit), whole_number("offset", offset)
        paragraphs, snippets = yes_or_no("paragraphs", paragraphs), yes_or_no("snippets", snippets)
        sort = checked_sort(sort)
        check_duplicates(duplicates)
        if half_life is not None and sort != "relevance":
            raise SearchError(
                f"a half-life weighs relevance, and sort {sort!r} has no use for it: leave one out"
            )
        evaluator = self._evaluator  # one state from here on, whatever `refresh` does meanwhile
        unit = evaluator.scorer.unit(paragraphs=paragraphs)
        filters: Filters = {
            "match": match,
            "source": source,
            "category": category,
            "author": author,
            "date_from": date_from,
            "date_to": date_to,
        }
        tree, words = question(evaluator, query, **filters)
        recency = None if half_life is None else Recency.of(evaluator.snapshot.segments, half_life)
        ranking = question_ranking(evaluator, unit, tree, words, sort=sort, recency=recency)

        def finds(other_query: str) -> bool:
            meant, _ = question(evaluator, other_query, **filters)
            return evaluator.best(meant, unit, 0).total() > 0

        return self._page(
            ranking,
            tree,
            words if snippets else None,
            limit=limit,
            offset=offset,
            grouped=duplicates == "group",
            suggest=partial(evaluator.wording.unasked, query, finds),
            problems=partial(problems_of, query, self._analyzer, match=match),
        )

    @telling_damage
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
        from searcher.facets import facet_fields, facets_of

        limit = optional_whole_number("limit", limit)
        wanted = facet_fields(fields)
        evaluator = self._evaluator
        tree, _ = question(evaluator, query, **filters)
        articles = [np.flatnonzero(mask) for mask in evaluator.masks(tree)]
        return facets_of(evaluator.snapshot.segments, articles, wanted, limit=limit, timeline=timeline)

    @telling_damage
    def timeline(self, query: str, by: By = "auto", **filters: Unpack[Filters]) -> Timeline:
        """How many articles of the whole result were printed in each period, the empty ones between them too.

        query and filters: as `search` takes them. by: "day", "week" (ISO 8601), "month" or "year"; "auto" takes the
        shortest that shows the bulk of the result in no more than 48 periods.

        Raises SearchError for another period, for one so short that there would be more than 100,000, and as `search`
        does.
        """
        course = self.facets(query, (), timeline=by, **filters).timeline
        if course is None:
            raise SearchError("timeline by None: take a period, or auto")
        return course

    @telling_damage
    def related(
        self,
        article_id: str,
        *,
        limit: int = 10,
        offset: int = 0,
        paragraphs: bool = False,
        duplicates: Duplicates = "group",
        snippets: bool = True,
        **filters: Unpack[Filters],
    ) -> Page:
        """Articles (or paragraphs of articles) that are about the same as an article, which itself is left out.

        They are found by the most telling words of the article (`searcher.retrieval.related`), and these are
        highlighted. filters: which articles may be found, as `search` takes them; `match` has no say.

        Raises SearchError where the index has no article of this id, and where an option can't be what it is.
        """
        from searcher.retrieval.related import related_matches, telling_words

        limit, offset = whole_number("limit", limit), whole_number("offset", offset)
        paragraphs, snippets = yes_or_no("paragraphs", paragraphs), yes_or_no("snippets", snippets)
        check_duplicates(duplicates)
        string("article_id", article_id)
        evaluator = self._evaluator
        unit = evaluator.scorer.unit(paragraphs=paragraphs)
        conditions, _ = question(evaluator, "", **filters)
        snapshot = evaluator.snapshot
        own = snapshot.find(article_id)
        if own is None:
            raise SearchError(f"no article has the id {article_id!r}: hits of a search have theirs")
        words = telling_words(evaluator.scorer, self._analyzer, snapshot.segments[own[0]].article(own[1]))
        answer = related_matches(evaluator, unit, words, *own, conditions=conditions)
        ranking = KnownRanking(evaluator, unit, answer, values_completeness=False)
        tree = Or(words)
        return self._page(
            ranking,
            tree,
            tree if snippets else None,
            limit=limit,
            offset=offset,
            grouped=duplicates == "group",
        )

    @telling_damage
    def export(
        self,
        query: str = "",
        *,
        sort: Sort = "relevance",
        duplicates: Duplicates = "show",
        **filters: Unpack[Filters],
    ) -> Iterator[Article]:
        """Every article that `search` would find, whole, in its order; all of the index where nothing is asked.

        They are read one after the other, from the index as it is now, whatever `refresh` does meanwhile.
        duplicates: as `search` takes it, but what is exported is complete unless less is asked for.

        Raises SearchError as `search` does, and IndexDamaged behind the last article where some could not be read:
        these are left out.
        """
        from searcher.retrieval.whole_results import one_of_each, whole_result

        check_duplicates(duplicates)
        evaluator = self._evaluator
        tree, words = question(evaluator, query, **filters)
        if isinstance(tree, NullQuery) and not query.strip():
            tree = Every()
        found = whole_result(evaluator, tree, words, checked_sort(sort))
        return readable(one_of_each(found) if duplicates == "group" else found)

    def problems(self, query: str, *, match: Match = "any") -> tuple[Problem, ...]:
        """What of a query can't mean what it says: `Page.problems`, for those who ask for no page.

        Raises SearchError for another `match`, or where the query is no string.
        """
        return problems_of(string("query", query), self._analyzer, match=checked_match(match))

    def marked(self, article: Article, query: str, *, match: Match = "any") -> tuple[Snippet, ...]:
        """The headline (`paragraph` None) and every paragraph of an article of this index, whole, with its `marks`.

        Raises SearchError as `search` does.
        """
        return whole_texts(article, self.marks(article, query, match=match))

    @telling_damage
    def concordance(
        self,
        query: str,
        *,
        limit: int | None = 50,
        offset: int = 0,
        width: int = 60,
        sort: ConcordanceSort = "relevance",
        **filters: Unpack[Filters],
    ) -> list[ConcordanceLine]:
        """Every occurrence of what is sought, in its context: lines `offset` to `offset + limit`, or all of them.

        width: characters of context on each side at most, cut between words.
        sort: the order of the articles, or the words "before" (nearest first) or "after" the match, over all
            occurrences. Either way only texts of lines that are given are read, as a rule.

        Raises SearchError as `search` does.
        """
        from searcher.presenting.concordance import concordance_lines

        evaluator = self._evaluator
        tree, words = question(evaluator, query, **filters)
        return concordance_lines(evaluator, tree, words, limit=limit, offset=offset, width=width, sort=sort)

    def _page(
        self,
        ranking: Ranking,
        tree: Query,
        marked: Query | None,
        *,
        limit: int,
        offset: int,
        grouped: bool,
        suggest: Callable[..., tuple[Suggestion, ...]] = lambda found: (),
        problems: Callable[[], tuple[Problem, ...]] = lambda: (),
    ) -> Page:
        """A page of a ranking, with snippets that show what is marked (None: without snippets)."""
        wanted = offset + limit
        groups = ResultGroups(ranking, grouped=grouped)
        texts = first_of_groups(ranking, wanted) if grouped else ranking.first(wanted)
        texts = texts[offset:]
        evaluator = ranking.evaluator
        marker = None
        if marked is not None and texts:
            marker = marker_of(evaluator.leaves, self._analyzer, marked)
        return Page(
            later(evaluator.snapshot, ranking.total),
            Hits(ranking, tree, groups, marker).of(texts, offset + 1),
            offset,
            later(evaluator.snapshot, suggest),
            articles=None if ranking.unit.whole else later(evaluator.snapshot, groups.articles),
            groups=later(evaluator.snapshot, groups.groups),
            problems=problems,
        )

    @telling_damage
    def marks(self, article: Article, query: str, *, match: Match = "any") -> Marks:
        """Which words of an article of this index make it match a query; none if it does not.

        Raises SearchError as `search` does.
        """
        if not isinstance(article, Article):
            raise SearchError(
                f"article {shown(article)}: it has to be an article; of an id `article` gives it"
            )
        evaluator = self._evaluator
        leaves = evaluator.leaves
        tree, _ = question(evaluator, query, match=match)
        found = evaluator.snapshot.find(article.id)
        if found and matching(leaves, tree, found[0], np.array(found[1:], np.int32)).all():
            return marker_of(leaves, self._analyzer, tree).marks(
                article, passes=partial(leaves.passes, *found)
            )
        return marker_of(leaves, self._analyzer, NullQuery()).marks(article)
