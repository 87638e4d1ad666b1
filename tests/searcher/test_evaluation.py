"""The fast evaluation answers as plain Whoosh does on the same index: the same articles, scores and order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index import Index
from index.segments.segment import seconds_of
from searcher import Searcher, SearchError
from searcher.language.parser import parse
from searcher.language.query import And, DateRange, Every, FieldValue, Has, Not, NullQuery, Or, Query, Word
from searcher.postings import compiled
from searcher.postings.candidates import Candidates
from searcher.questions import question
from searcher.retrieval import completeness, reranking
from tests.builders import add_all, article, built_index, segmented_index
from tests.searcher.oracle import Oracle
from tests.searcher.trees import ANALYZER

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


@settings(max_examples=120)
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
        monkeypatch.setattr(
            reranking, "CANDIDATES", Candidates(0, 120)
        )  # the second look has its own tests, …
        monkeypatch.setattr(completeness, "COMPLETE", 0.0)  # … and so has this
        page = searcher.search(query, match=match, limit=limit, duplicates="show", snippets=False)
        expected = dict(Oracle(index, searcher.evaluator).search(parse(query, ANALYZER, match=match)))
        unranked = searcher.search(
            query, match=match, sort="newest", limit=0, duplicates="show", snippets=False
        )
        assert unranked.total == len(expected)  # which asks which articles match, without scores
    ids = [hit.article.id for hit in page.hits]
    assert page.total == len(expected)
    assert len(set(ids)) == len(ids) == min(limit, len(expected))
    scores = [hit.score for hit in page.hits]
    assert scores == pytest.approx([expected[article_id] for article_id in ids], rel=1e-4, abs=1e-5)
    assert scores == pytest.approx(sorted(expected.values(), reverse=True)[:limit], rel=1e-4, abs=1e-5)
    for first, second in pairwise(page.hits):
        # a word adds a number of 32 bits: that may tell apart what is equal to five digits, never what differs by more
        assert expected[first.article.id] >= expected[second.article.id] - 1e-4
        assert first.score > second.score or first.article.id < second.article.id


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


@pytest.mark.parametrize("paragraphs", [False, True])
@pytest.mark.parametrize(("first", "second"), [(40, 0), (300, 0), (30, 20), (300, 20), (20, 300)])
def test_what_scores_the_same_comes_by_id_however_much_and_in_whatever_segments(
    tmp_path: Path, first: int, second: int, paragraphs: bool
) -> None:
    """Two paragraphs each, which come in their order."""
    ids = [f"{number:03}" for number in reversed(range(first + second))]
    ids.sort(key=lambda each: each[::-1])  # so that every part has some of the first and some of the last
    parts = filter(None, (ids[:first], ids[first:]))
    held = [[article(each, "قمة عربية", "قمة عربية") for each in part] for part in parts]
    with Searcher(segmented_index(tmp_path / "i", *held)) as searcher:
        page = searcher.search("قمة", limit=30, paragraphs=paragraphs, duplicates="show")
    expected = [
        (each, paragraph) for each in sorted(ids) for paragraph in ((0, 1) if paragraphs else (None,))
    ]
    assert [(hit.id, hit.paragraph) for hit in page.hits] == expected[:30]
    assert page.total == len(expected)


@pytest.mark.parametrize("options", [{"date_from": "غدا"}, {"source": "؟"}, {"limit": -1}, {"sort": "best"}])
def test_options_that_can_not_be_meant_are_refused(searcher: Searcher, options: dict[str, Any]) -> None:
    with pytest.raises(SearchError):
        searcher.search("قمة", **options)


def test_nothing_asked_finds_nothing(searcher: Searcher) -> None:
    for query in ("", "   ", "؟!", '""'):
        assert searcher.search(query).total == 0
    assert searcher.search("؟", sort="newest").total == 0


def test_refresh_sees_new_commits_and_not_before(searcher: Searcher, tmp_path: Path) -> None:
    with Index.open(tmp_path).writer() as writer:
        writer.add(article("5", title="كلمةجديدة"))
    assert found(searcher, "كلمةجديدة") == []
    assert searcher.refresh()
    assert found(searcher, "كلمةجديدة") == ["5"]
    assert not searcher.refresh()


@pytest.mark.parametrize("commits", [1, 2, 3])
def test_refresh_sees_another_index_in_the_place_of_this_one(tmp_path: Path, commits: int) -> None:
    """One that was restored or built anew, whatever its generation."""
    folder = tmp_path / "index"
    built_index(folder, article("1", title="كلمة"))
    with Index.open(folder).writer() as writer:
        writer.add(article("2", title="كلمة"))
    searcher = Searcher.open(folder)
    shutil.rmtree(folder)
    Index.create(folder)
    for number in range(commits):
        with Index.open(folder).writer() as writer:
            writer.add(article(f"new {number}", title="كلمة"))
    assert found(searcher, "كلمة") == ["1", "2"], "until it is told to look"
    assert searcher.refresh()
    assert found(searcher, "كلمة") == [f"new {number}" for number in range(commits)]
    assert not searcher.refresh()


def test_what_an_article_has_or_lacks(searcher: Searcher) -> None:
    def having(*nodes: Query) -> list[str]:
        (matches,) = searcher.evaluator.articles(And(list(nodes)))
        return [str(number + 1) for number in matches.numbers]

    assert having(Has("author")) == ["3"]
    assert having(Has("category")) == ["4"]
    assert having(Has("title")) == ["1", "2", "3", "4"]
    assert having(Every(), Not(Has("date"))) == ["3"]
    assert having(Word("text", "قمه"), Not(Or([Has("author"), FieldValue("source", ("ا",))]))) == ["2"]


def test_a_range_of_time_is_part_of_the_question(searcher: Searcher) -> None:
    tree, words = question(searcher.evaluator, "قمة", date_from="2024-02", source=["أ", "ب"], match="all")
    assert words == Word("text", "قمه")
    assert [sorted(matches.numbers.tolist()) for matches in searcher.evaluator.articles(tree)] == [[1]]
    noon = datetime(2024, 2, 1, 12)
    moment, _ = question(searcher.evaluator, "", date_from=noon, date_to=noon)
    assert moment == DateRange(seconds_of(noon), seconds_of(noon))
    assert question(searcher.evaluator, "", match="any") == (NullQuery(), NullQuery())
    only_filters, words = question(searcher.evaluator, "؟", date_to="2024-01")
    assert isinstance(words, NullQuery)
    assert [matches.numbers.tolist() for matches in searcher.evaluator.articles(only_filters)] == [[0]]


@pytest.mark.parametrize("commits", [1, 2])
def test_a_name_that_only_deleted_articles_have_hides_no_longer_one(tmp_path: Path, commits: int) -> None:
    given = [article("1", "خبر", source="24", category="رياضة")]
    given += [article("2", "خبر", source="قناة 24", category="رياضة محلية")]
    index = (
        segmented_index(tmp_path, given) if commits == 1 else segmented_index(tmp_path, given[:1], given[1:])
    )
    with Searcher(index) as searcher:
        assert [hit.id for hit in searcher.search("خبر", source="24").hits] == ["1"]
        with index.writer() as writer:
            writer.delete("1")
        searcher.refresh()
        for question in ("source:24", "category:رياضة"):
            assert [hit.id for hit in searcher.search(question).hits] == ["2"]
        index.optimize()
        searcher.refresh()
        assert searcher.search("source:24").total == 1
