"""The fast evaluation answers as plain Whoosh does on the same index: the same articles, scores and order.

The oracle is Whoosh's own `searcher.search`, its matchers and set operations, over the postings that the codec shows
it. What Whoosh has no notion of, BM25F over a word with its relatives, is written out below for one article at a
time, from decoded positions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.matching import ListMatcher, NullMatcher

from corpus import Article
from index import Index
from index.analysis import Analyzer
from index.analysis.stemming import CLOSED, closed_class
from index.packed_frequencies import BODY_LIMIT, LEAD_LIMIT, TITLE_LIMIT
from index.word_keys import LEAD_WORDS
from searcher import Searcher, SearchError, completeness, ranking, reranking
from searcher.evaluation import Evaluator
from searcher.parser import parse
from searcher.postings import compiled
from searcher.query import And, Every, FieldValue, Has, Not, NullQuery, Or, Phrase, Query, Word
from tests.builders import add_all, article, segmented_index

ANALYZER = Analyzer()
GAP = 1000  # between paragraphs, as the codec documents it
UNSCORED = 1e-9  # Whoosh's union of many lists takes a score of 0 for no match


class OracleLeaf(wq.Query):  # type: ignore[misc]
    """A leaf of ours for Whoosh: a matcher over scores worked out beforehand, article by article."""

    def __init__(self, scores: dict[str, float]) -> None:
        self.scores = scores
        self.boost = 1.0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        found = sorted(
            (number, self.scores[stored["id"]])
            for number, stored in searcher.reader().iter_docs()
            if stored["id"] in self.scores
        )
        if not found:
            return NullMatcher()
        return ListMatcher([number for number, _ in found], weights=[score for _, score in found])

    def estimate_size(self, reader: Any) -> int:
        return len(self.scores)

    estimate_min_size = estimate_size

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


class Oracle:
    """Scores by the formula of `searcher.ranking`, from Whoosh's view of the postings."""

    def __init__(self, index: Index, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._searcher = whoosh.index.open_dir(index.folder).searcher()
        self._reader = self._searcher.reader()
        self._stored = {
            number: stored["id"]
            for reader, base in self._reader.leaf_readers()
            for number, stored in (
                (base + at, reader.stored_fields(at)) for at in range(reader.doc_count_all())
            )
        }
        self._lengths = {
            number: self._reader.doc_field_length(number, "text")
            - self._reader.doc_field_length(number, "title")
            for number in self._stored
        }
        self._average = sum(self._lengths.values()) / max(len(self._lengths), 1)

    def search(self, tree: Query) -> list[tuple[str, float]]:
        """Ids and scores of everything that matches."""
        return self._results(self.translated(tree))

    def _results(self, query: wq.Query) -> list[tuple[str, float]]:
        results = self._searcher.search(query, limit=None)
        return [(hit["id"], results.score(at)) for at, hit in enumerate(results)]

    def translated(self, tree: Query) -> wq.Query:
        if isinstance(tree, (Word, Phrase)):
            return OracleLeaf(self._leaf_scores(tree))
        if isinstance(tree, FieldValue):
            return OracleLeaf(dict.fromkeys(self._holding(tree), UNSCORED))
        if isinstance(tree, wq.Every):
            return OracleLeaf(dict.fromkeys(self._stored.values(), UNSCORED))
        if isinstance(tree, wq.AndMaybe):
            # Whoosh's AndMaybe loses its optional part when it is skipped ahead: sets are plain here, too.
            optional = dict(self._results(self.translated(tree.b)))
            required = self._results(self.translated(tree.a))
            return OracleLeaf({each: score + optional.get(each, 0.0) for each, score in required})
        if isinstance(tree, wq.Or):
            return wq.Or([self.translated(child) for child in tree.subqueries])
        if isinstance(tree, wq.And):
            wanted = [self.translated(child) for child in tree.subqueries if not isinstance(child, wq.Not)]
            unwanted = [
                self.translated(child.query) for child in tree.subqueries if isinstance(child, wq.Not)
            ]
            if not unwanted:
                return wq.And(wanted)
            # Whoosh's own Not scores what it matches, and its AndNot misses a first match: sets are plain.
            gone = {article_id for article_id, _ in self._results(wq.Or(unwanted))}
            kept = [pair for pair in self._results(wq.And(wanted)) if pair[0] not in gone]
            return OracleLeaf(dict(kept))
        return tree

    def _holding(self, node: FieldValue) -> list[str]:
        return [
            stored["id"]
            for _, stored in self._reader.iter_docs()
            if tuple(token.form for token in ANALYZER.tokens(stored[node.fieldname])) == node.words
        ]

    def _positions(self, number: int, form: str) -> list[int]:
        try:
            matcher = self._deleted_too("text", form)
        except (KeyError, wq.qcore.error):
            return []
        for at, positions in matcher:
            if at == number:
                return positions
        return []

    def _deleted_too(self, fieldname: str, form: str) -> Iterator[tuple[int, list[int]]]:
        """Postings of a form, deleted articles included: they count in the statistics."""
        format_ = self._reader.schema[fieldname].format
        for reader, base in self._reader.leaf_readers() if self._stored else ():
            if (fieldname, form.encode()) in reader._terms:
                matcher = reader._terms.matcher(fieldname, form.encode(), format_)
                while matcher.is_active():
                    yield base + matcher.id(), matcher.value_as("positions")
                    matcher.next()

    def _leaf_scores(self, item: Word | Phrase) -> dict[str, float]:
        frequencies: dict[int, float] = {}
        if isinstance(item, Phrase) and len(item.words) > 1:
            for number in self._stored:
                starts = set(self._positions(number, item.words[0]))
                for offset, form in enumerate(item.words):
                    starts &= {place - offset for place in self._positions(number, form)}
                weights = [ranking.TITLE if place < GAP else 1.0 for place in starts]
                if item.fieldname == "title":
                    weights = [weight for weight in weights if weight == ranking.TITLE]
                if weights:
                    frequencies[number] = sum(weights)
        else:
            for form, weight in self._forms(item).items():
                for number, positions in self._deleted_too("text", form):
                    title = sum(place < GAP for place in positions)
                    body = len(positions) - title
                    counted = float(min(title, TITLE_LIMIT))
                    if item.fieldname == "text":
                        lead = sum(self._is_lead(number, place) for place in positions if place >= GAP)
                        counted = min(body, BODY_LIMIT) + ranking.TITLE * min(title, TITLE_LIMIT)
                        counted += ranking.LEAD * min(lead, LEAD_LIMIT)
                    if counted:
                        frequencies[number] = frequencies.get(number, 0.0) + weight * counted
        return self._bm25(item, frequencies)

    def _forms(self, item: Word | Phrase) -> dict[str, float]:
        """A quoted word is that form alone."""
        if isinstance(item, Phrase):
            return {item.words[0]: 1.0}
        return self._evaluator.vocabulary.relatives(item.text)

    def _is_lead(self, number: int, place: int) -> bool:
        # place = words before it in the article + GAP x its passage: the headline's words come first
        title = self._reader.doc_field_length(number, "title")
        return place % GAP - title < LEAD_WORDS

    def _idf(self, item: Word | Phrase, holding: int) -> float:
        def rarity(count: int) -> float:
            return math.log(1 + (len(self._stored) - count + 0.5) / (count + 0.5))

        if isinstance(item, Phrase):
            return rarity(holding)
        forms = self._evaluator.vocabulary.relatives(item.text)
        group = len({number for form in forms for number, _ in self._deleted_too("text", form)})
        very = sum(1 for _ in self._deleted_too("text", item.text))
        share = ranking.GROUP_SHARE if very else 1.0
        idf = share * rarity(group) + (1 - share) * (rarity(very) if very else 0)
        return idf * (ranking.FUNCTION_WORD if closed_class(item.text) in CLOSED else 1.0)

    def _bm25(self, item: Word | Phrase, frequencies: dict[int, float]) -> dict[str, float]:
        idf = self._idf(item, len(frequencies)) * item.boost
        k1, b = ranking.ARTICLES.k1, ranking.ARTICLES.b
        scores = {}
        for number, frequency in frequencies.items():
            damping = k1 * (1 - b + b * self._lengths[number] / (self._average or 1))
            score = idf * (k1 + 1) * frequency / (frequency + damping)
            if not self._reader.is_deleted(number):
                scores[self._stored[number]] = score
        return scores


WORDS = ["من", "وزير", "الوزير", "وزراء", "قمة", "القمة", "عربية", "خبر", "2024", "زيارة"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ARTICLES = st.lists(
    st.builds(
        lambda title, paragraphs, source: (title, paragraphs, source),
        TEXT,
        st.lists(TEXT, max_size=3),
        st.sampled_from(["المنارة", "الصدى"]),
    ),
    max_size=12,
)
ATOMS = st.sampled_from([*WORDS, '"قمة عربية"', '"الوزير"', "title:وزير", "source:المنارة", '"زيارة الوزير"'])
QUERIES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} -{})".format, inner, ATOMS),
        st.builds("(+{} {})".format, ATOMS, inner),
        st.builds("NOT {}".format, ATOMS),
    ),
    max_leaves=5,
)


def indexed(folder: Path, texts: list[tuple[str, list[str], str]], deleted: set[int], parts: int) -> Index:
    """An index of several segments, some of whose articles are deleted."""
    articles = [
        article(f"a{number:02}", *paragraphs, title=title, source=source)
        for number, (title, paragraphs, source) in enumerate(texts)
    ]
    gone = [f"a{number:02}" for number in deleted]
    return segmented_index(folder, *(articles[part::parts] for part in range(parts)), deleted=gone)


@settings(deadline=None, max_examples=120)
@given(
    ARTICLES,
    st.sets(st.integers(0, 11), max_size=3),
    st.integers(1, 3),
    QUERIES,
    st.sampled_from(["any", "all"]),
    st.sampled_from([1, 2, 5, 100]),
    st.booleans(),
)
def test_the_fast_path_answers_as_plain_whoosh(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str], str]],
    deleted: set[int],
    parts: int,
    query: str,
    match: Any,
    limit: int,
    in_c: bool,
) -> None:
    index = indexed(tmp_path_factory.mktemp("oracle"), texts, deleted, parts)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(compiled, "AVAILABLE", compiled.AVAILABLE and in_c)
        searcher = Searcher(index)
        monkeypatch.setattr(reranking, "CANDIDATES", 0)  # the second look has its own tests, …
        monkeypatch.setattr(completeness, "COMPLETE", 0.0)  # … and so has this
        page = searcher.search(query, match=match, limit=limit, duplicates="show", snippets=False)
        expected = dict(Oracle(index, searcher._evaluator).search(parse(query, ANALYZER, match=match)))
    ids = [hit.article.id for hit in page.hits]
    assert page.total == len(expected)
    assert len(set(ids)) == len(ids) == min(limit, len(expected))
    scores = [hit.score for hit in page.hits]
    assert scores == pytest.approx([expected[article_id] for article_id in ids], rel=1e-4, abs=1e-5)
    assert scores == pytest.approx(sorted(expected.values(), reverse=True)[:limit], rel=1e-4, abs=1e-5)
    for first, second in pairwise(ids):
        # a word adds a number of 32 bits: that may tell apart what is equal to five digits, never what differs by more
        assert expected[first] >= expected[second] - 1e-4
        assert expected[first] != expected[second] or first < second


def corpus() -> list[Article]:
    return [
        article(
            "1", "زار الوزير المدينة.", "قمة عربية في العاصمة", title="زيارة", date="2024-01-01", source="أ"
        ),
        article("2", "قمة عربية", "لا شيء هنا", title="قمة عربية طارئة", date="2024-02-01T10:00", source="ب"),
        article("3", "عربية قمة", title="خبر", source="أ", author="سارة علي"),
        article("4", title="وزير بلا نص", date="2024-02-01T23:59:59", category="سياسة"),
    ]


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        add_all(writer, corpus())
    with Searcher(index) as opened:
        yield opened


def found(searcher: Searcher, query: str, **options: Any) -> list[str]:
    return [hit.article.id for hit in searcher.search(query, duplicates="show", **options).hits]


def test_a_phrase_holds_in_order_and_side_by_side_within_a_paragraph(searcher: Searcher) -> None:
    assert sorted(found(searcher, '"قمة عربية"')) == ["1", "2"]
    assert found(searcher, '"المدينة قمة"') == []  # the end of one paragraph and the beginning of the next


def test_paragraphs_are_those_that_hold_what_is_sought(searcher: Searcher) -> None:
    page = searcher.search('"قمة عربية"', paragraphs=True)
    assert sorted((hit.article.id, hit.paragraph) for hit in page.hits) == [("1", 1), ("2", 0)]
    assert page.total == 2


def test_and_and_not_hold_for_the_article_where_paragraphs_are_ranked(searcher: Searcher) -> None:
    page = searcher.search("قمة -الوزير", paragraphs=True)
    assert sorted({hit.article.id for hit in page.hits}) == ["2", "3"]
    both = searcher.search("الوزير AND قمة", paragraphs=True)
    assert sorted((hit.article.id, hit.paragraph) for hit in both.hits) == [("1", 0), ("1", 1)]


def test_paragraphs_of_a_pure_filter_are_all_of_them(searcher: Searcher) -> None:
    page = searcher.search("", paragraphs=True, source="أ")
    assert sorted((hit.article.id, hit.paragraph) for hit in page.hits) == [("1", 0), ("1", 1), ("3", 0)]


def test_dates_filter_inclusively_by_day(searcher: Searcher) -> None:
    from datetime import date, datetime

    assert found(searcher, "", date_from=date(2024, 2, 1), date_to=date(2024, 2, 1)) == ["2", "4"]
    assert found(searcher, "", date_to=datetime(2024, 2, 1, 9)) == ["1"]
    assert found(searcher, "", date_from="2024-02", date_to="2024") == ["2", "4"]


def test_sorting_by_date_puts_undated_articles_last(searcher: Searcher) -> None:
    everything = "NOT كلمةغائبة"
    assert found(searcher, everything, sort="newest") == ["4", "2", "1", "3"]
    assert found(searcher, everything, sort="oldest") == ["1", "2", "4", "3"]


def test_an_author_is_found_by_part_of_the_name(searcher: Searcher) -> None:
    assert found(searcher, "author:سارة") == ["3"]
    assert found(searcher, "", author="علي") == ["3"]
    assert found(searcher, "", author=["علي", "أحمد"]) == ["3"]


def test_pages_join_without_gap_or_overlap(searcher: Searcher) -> None:
    whole = found(searcher, "قمة عربية وزير")
    assert [found(searcher, "قمة عربية وزير", limit=1, offset=n) for n in range(4)] == [
        [each] for each in whole
    ]
    assert found(searcher, "قمة", offset=50) == []
    assert searcher.search("قمة", limit=0).total == 3


@pytest.mark.parametrize("options", [{"date_from": "غدا"}, {"source": "؟"}, {"limit": -1}, {"sort": "best"}])
def test_options_that_can_not_be_meant_are_refused(searcher: Searcher, options: dict[str, Any]) -> None:
    with pytest.raises(SearchError):
        searcher.search("قمة", **options)


def test_nothing_asked_finds_nothing(searcher: Searcher) -> None:
    for query in ("", "   ", "؟!", '""'):
        assert searcher.search(query).total == 0


def test_refresh_sees_new_commits_and_not_before(searcher: Searcher, tmp_path: Path) -> None:
    with Index.open(tmp_path).writer() as writer:
        writer.add(article("5", title="كلمةجديدة"))
    assert found(searcher, "كلمةجديدة") == []
    assert searcher.refresh()
    assert found(searcher, "كلمةجديدة") == ["5"]
    assert not searcher.refresh()


def test_what_an_article_has_or_lacks(searcher: Searcher) -> None:
    def having(*nodes: Query) -> list[str]:
        (matches,) = searcher._evaluator.articles(And(list(nodes)))
        return [str(number + 1) for number in matches.numbers]

    assert having(Has("author")) == ["3"]
    assert having(Has("category")) == ["4"]
    assert having(Has("title")) == ["1", "2", "3", "4"]
    assert having(Every(), Not(Has("date"))) == ["3"]
    assert having(Word("text", "قمه"), Not(Or([Has("author"), FieldValue("source", ("ا",))]))) == ["2"]


def test_a_range_of_time_is_part_of_the_question(searcher: Searcher) -> None:
    tree, words = searcher._question("قمة", date_from="2024-02", source=["أ", "ب"], match="all")
    assert words == Word("text", "قمه")
    assert [sorted(matches.numbers.tolist()) for matches in searcher._evaluator.articles(tree)] == [[1]]
    assert searcher._question("", match="any") == (NullQuery, NullQuery)
    only_filters, words = searcher._question("؟", date_to="2024-01")
    assert words == NullQuery
    assert [matches.numbers.tolist() for matches in searcher._evaluator.articles(only_filters)] == [[0]]
