"""The recency weight: exactly the scores of a search without it, halved for every half-life of age, and their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher import Searcher, SearchError
from searcher.retrieval.recency import Recency
from tests.builders import article, built_index, segmented_index

DAY = timedelta(days=1)
WORDS = ["قمر", "بحر", "جبل", "نهر"]


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
            st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2023, 1, 1)),
        ),
        min_size=1,
        max_size=14,
    ),
    st.integers(1, 3),
    st.sets(st.integers(0, 13), max_size=3),
    st.sampled_from(["قمر", "قمر بحر", "قمر AND بحر", "جبل قمر نهر", '"قمر بحر"']),
    st.sampled_from([0.5, 7.0, 30.0, 1000.0]),
    st.booleans(),
)
def test_scores_are_weighed_and_ordered_as_a_full_sort_would(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[list[str], datetime | None]],
    parts: int,
    deleted: set[int],
    query: str,
    half_life: float,
    paragraphs: bool,
) -> None:
    articles = [
        article(f"{number:02}", " ".join(words), date=date) for number, (words, date) in enumerate(made)
    ]
    gone = {f"{number:02}" for number in deleted}
    index = segmented_index(
        tmp_path_factory.mktemp("recency"), *(articles[part::parts] for part in range(parts)), deleted=gone
    )
    dates = {each.id: each.date for each in articles if each.id not in gone}
    dated = [date for date in dates.values() if date]
    with Searcher(index) as searcher:
        plain = searcher.search(query, limit=100, paragraphs=paragraphs, duplicates="show")
        pages = [
            searcher.search(query, limit=limit, paragraphs=paragraphs, half_life=half_life, duplicates="show")
            for limit in (100, 3, 1)
        ]

    def weight(article_id: str) -> float:
        if not dated:
            return 1.0
        age = max(dated) - (dates[article_id] or min(dated))
        return float(0.5 ** min(age.total_seconds() / 86400 / half_life, 100))

    # float32 scores: what differs in the sixth digit may come in either order
    expected = {(hit.id, hit.paragraph): hit.score * weight(hit.id) for hit in plain.hits}
    for page, limit in zip(pages, (100, 3, 1), strict=True):
        assert page.total == plain.total
        found = [(hit.id, hit.paragraph) for hit in page.hits]
        assert len(set(found)) == len(found) == min(limit, plain.total)
        scores = [hit.score for hit in page.hits]
        assert scores == pytest.approx([expected[place] for place in found], rel=1e-5)
        assert scores == pytest.approx(sorted(expected.values(), reverse=True)[:limit], rel=1e-5)
        assert scores == sorted(scores, reverse=True)


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    index = segmented_index(
        tmp_path,
        [
            article("old", "قمة قمة قمة", title="قمة", date="2014-01-01"),
            article("month", "انعقدت القمة وقال الوزير كلاما", date="2015-01-01"),
        ],
        [
            article("new", "كلام طويل عن شيء آخر وفي آخره قمة", date="2015-01-31"),
            article("undated", "قمة قمة قمة", title="قمة"),
            article("other", "نص آخر", date="2015-03-02"),
        ],
    )
    with Searcher(index) as opened:
        yield opened


def ids(searcher: Searcher, half_life: float | None) -> list[str]:
    return [hit.id for hit in searcher.search("قمة", half_life=half_life).hits]


def test_it_is_off_by_default_and_brings_new_articles_up(searcher: Searcher) -> None:
    assert ids(searcher, None)[:2] == ["old", "undated"]
    assert ids(searcher, 10)[:2] == ["new", "month"]


def test_a_long_half_life_leaves_the_order_of_relevance(searcher: Searcher) -> None:
    assert ids(searcher, 1e6) == ids(searcher, None)


def test_an_article_without_a_date_weighs_as_the_oldest(searcher: Searcher) -> None:
    plain = {hit.id: hit.score for hit in searcher.search("قمة").hits}
    weighed = {hit.id: hit.score for hit in searcher.search("قمة", half_life=100).hits}
    assert weighed["undated"] / plain["undated"] == pytest.approx(weighed["old"] / plain["old"])


def test_age_counts_from_the_newest_article_of_the_index_not_of_the_result(searcher: Searcher) -> None:
    plain = {hit.id: hit.score for hit in searcher.search("قمة").hits}
    weighed = {hit.id: hit.score for hit in searcher.search("قمة", half_life=30).hits}
    assert weighed["new"] / plain["new"] == pytest.approx(0.5, rel=1e-6)  # 30 days before "other"
    assert weighed["month"] / plain["month"] == pytest.approx(0.25, rel=1e-6)


def test_what_is_too_old_to_weigh_is_ordered_by_relevance(searcher: Searcher) -> None:
    hits = searcher.search("قمة", half_life=0.001).hits
    assert [hit.id for hit in hits] == ids(searcher, None)
    assert all(hit.score > 0 for hit in hits)


@pytest.mark.parametrize(
    ("half_life", "ordered_as"), [(5e-324, 0.001), (1e-320, 0.001), (1e-300, 0.001), (1.7e308, None)]
)
def test_the_smallest_and_the_largest_half_life_warn_of_nothing(
    searcher: Searcher, half_life: float, ordered_as: float | None
) -> None:
    hits = searcher.search("قمة", half_life=half_life).hits
    expected = searcher.search("قمة", half_life=ordered_as).hits
    assert [(hit.id, hit.score) for hit in hits] == [(hit.id, hit.score) for hit in expected]


def test_a_date_in_the_future_does_not_make_all_others_old(tmp_path: Path) -> None:
    now = datetime(2024, 5, 1)
    index = built_index(
        tmp_path,
        article("1", "قمة", date="2105-05-01"),
        article("2", "قمة", date="2024-05-01"),
        article("3", "قمة", date="2024-04-21"),
    )
    segments = index.snapshot().segments
    recency = Recency.of(segments, 10, now)
    assert recency.weights(segments[0], np.arange(3)).tolist() == [1.0, 1.0, 0.5]


def test_without_any_date_nothing_is_weighed(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path, article("1", "قمة"), article("2", "قمة قمة"))) as searcher:
        plain, weighed = (searcher.search("قمة", half_life=days) for days in (None, 1))
        assert [hit.score for hit in weighed.hits] == pytest.approx([hit.score for hit in plain.hits])


def test_it_can_be_asked_of_an_empty_index(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path)) as searcher:
        assert searcher.search("قمة", half_life=1).total == 0


@pytest.mark.parametrize("half_life", [0, -1, float("nan"), float("inf")])
def test_a_half_life_is_a_positive_number_of_days(searcher: Searcher, half_life: float) -> None:
    with pytest.raises(SearchError, match="half-life"):
        searcher.search("قمة", half_life=half_life)


def test_a_half_life_has_no_use_where_dates_alone_order(searcher: Searcher) -> None:
    with pytest.raises(SearchError, match="leave one out"):
        searcher.search("قمة", half_life=30, sort="newest")
