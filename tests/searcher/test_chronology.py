"""The first articles by date are those that sorting every match would put first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index
from searcher import Searcher
from searcher.questions import question
from searcher.retrieval import chronology
from searcher.retrieval.chronology import DateOrder, first_by_date
from tests.builders import article, segmented_index

WORDS = ["قمر", "القمر", "بحر", "جبل", "نهر"]
QUERIES = [
    "قمر",
    "قمر بحر",
    "قمر AND بحر",
    "+قمر بحر",
    "قمر -بحر",
    "NOT قمر",
    '"قمر بحر"',
    'جبل OR "قمر بحر" OR نه*',
    "title:قمر",
    "title:قمر title:بحر",
    "title:قمر بحر",
    "source:المنارة",
    "source:المنارة قمر بحر",
    "(قمر OR source:الصدى) -نهر",
    "has:date قمر~1",
    "date:2024-01-02 بحر",
    "",
    "كلمةغائبة",
]
DATES = [None, None, *(datetime(2024, 1, day, hour) for day in (1, 2, 3) for hour in (0, 12))]
TEXT = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
MADE = st.lists(
    st.tuples(TEXT, TEXT, st.sampled_from(DATES), st.sampled_from(["المنارة", "الصدى"])),
    min_size=1,
    max_size=24,
)


def indexed(
    folder: Path,
    made: list[tuple[str, str, datetime | None, str]],
    ids: list[int],
    parts: int,
    gone: set[int],
) -> Index:
    articles = [
        article(f"{number:02}", text, title=title, date=date, source=source)
        for number, (title, text, date, source) in zip(ids, made, strict=False)
    ]
    deleted = {each.id for each in articles} & {f"{number:02}" for number in gone}
    return segmented_index(folder, *(articles[part::parts] for part in range(parts)), deleted=deleted)


@settings(max_examples=60)
@given(
    MADE,
    st.permutations(range(24)),
    st.integers(1, 3),
    st.sets(st.integers(0, 23), max_size=6),
    st.sampled_from(["newest", "oldest"]),
    st.integers(1, 3),
)
def test_the_first_by_date_are_those_of_a_full_sort(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[str, str, datetime | None, str]],
    ids: list[int],
    parts: int,
    gone: set[int],
    by: DateOrder,
    size: int,
) -> None:
    index = indexed(tmp_path_factory.mktemp("chronology"), made, ids, parts, gone)
    with Searcher(index) as searcher, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(chronology, "_FIRST", size)  # so that results lie in several parts
        for query in QUERIES:
            # As exports have them: every match scored, then sorted.
            expected = [each.id for each in searcher.export(query, sort=by)] if query else []
            scores = {hit.id: hit.score for hit in searcher.search(query, limit=99, duplicates="show").hits}
            for limit, offset in ((3, 0), (3, 2), (1, 0), (99, 0), (0, 0)):
                page = searcher.search(query, sort=by, limit=limit, offset=offset, duplicates="show")
                assert [hit.id for hit in page.hits] == expected[offset : offset + limit]
                assert page.total == len(expected)
                if " " not in query:  # the second look has no part in what dates order
                    assert [hit.score for hit in page.hits] == pytest.approx(
                        [scores[hit.id] for hit in page.hits], rel=1e-5
                    )


def test_no_more_articles_are_looked_at_than_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [article(f"{day:02}", "قمر", date=datetime(2024, 1, day)) for day in range(1, 31)]
    looked_at: list[int] = []
    matching = chronology.matching

    def counted(leaves, query, segment, part):  # type: ignore[no-untyped-def]  # handed on as they come
        looked_at.append(len(part))
        return matching(leaves, query, segment, part)

    monkeypatch.setattr(chronology, "matching", counted)
    monkeypatch.setattr(chronology, "_FIRST", 4)
    with Searcher(segmented_index(tmp_path, articles)) as searcher:
        page = searcher.search("قمر", sort="newest", limit=3, duplicates="show")
    assert [hit.id for hit in page.hits] == ["30", "29", "28"]
    assert looked_at == [4]


def test_the_order_by_date_is_that_of_ids_where_dates_are_equal(tmp_path: Path) -> None:
    articles = [article(name, "قمر", date="2024-01-01") for name in ("ب", "ا", "ت")]
    index = segmented_index(tmp_path, [*articles, article("0"), article("9", date="2023-01-01")])
    with Searcher(index) as searcher:
        view = index.snapshot().segments[0]
        evaluator, tree = searcher.evaluator, question(searcher.evaluator, "NOT بحر")[0]
        for by, names in (("newest", "ابت90"), ("oldest", "9ابت0")):
            order = evaluator.chronology.order(0, by)
            found = first_by_date(evaluator.leaves, tree, 0, order, 9)
            assert "".join(view.head(number)[0] for number in found.tolist()) == names
