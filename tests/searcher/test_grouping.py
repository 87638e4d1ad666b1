"""Near-duplicates in results: one of each group, over all pages, however the result is ordered and cut."""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from index import Index
from searcher import Searcher, SearchError
from searcher.retrieval.ranked_texts import RankedText
from searcher.retrieval.rankings import RelevanceRanking
from tests.builders import add_all, article, built_index, keep_segments

LETTERS = "ابتجحدرسعفقكلمنهوي"


def words(count: int, seed: int) -> str:
    choose = random.Random(seed)
    return " ".join("".join(choose.choices(LETTERS, k=6)) for _ in range(count))


def story(article_id: str, seed: int, opening: str = "قمة عربية", **fields: Any) -> Article:
    """An article; those of one seed are copies but for their openings."""
    return article(article_id, f"{opening} {words(80, seed)}", words(40, 1000 + seed), **fields)


def ids(folder: Path | Searcher, query: str, **options: Any) -> list[str]:
    if isinstance(folder, Searcher):
        return [hit.id for hit in folder.search(query, snippets=False, **options).hits]
    with Searcher.open(folder) as searcher:
        return ids(searcher, query, **options)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty stories told three times, in three segments."""
    folder = tmp_path_factory.mktemp("archive")
    with pytest.MonkeyPatch.context() as patch:
        keep_segments(patch)
        index = Index.create(folder)
        for telling in range(3):
            with index.writer() as writer:
                for number in range(30):
                    writer.add(
                        story(
                            f"{number:02}-{telling}",
                            number,
                            "قمة " * (number % 5) + "قمة عربية" + " خاصة" * (number % 3 == telling),
                            date=f"2023-09-{1 + number:02}T{10 + telling}:00:00",
                            source=f"جريدة {telling}",
                        )
                    )
    return folder


def test_what_is_ranked_anyway_is_grouped_before_anything_is_ranked_again(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty results have a second look, and ten stories told three times are thirty."""
    asked = []

    def first(ranking: RelevanceRanking, count: int) -> list[RankedText]:
        asked.append(count)
        return ranked(ranking, count)

    ranked = RelevanceRanking.first
    monkeypatch.setattr(RelevanceRanking, "first", first)
    assert len(set(ids(archive, "قمة عربية", limit=10))) == 10
    assert asked == [30]
    asked.clear()
    assert len(ids(archive, "قمة", limit=4)) == 4  # one word, which has no second look
    assert asked[0] == 7


def test_one_of_each_group_with_the_others_counted_and_named(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        page = searcher.search("قمة عربية", limit=5)
        assert (page.total, page.groups, len(page.hits)) == (90, 30, 5)
        for hit in page.hits:
            story_number = hit.id[:2]
            others = {f"{story_number}-{telling}" for telling in range(3)} - {hit.id}
            assert hit.duplicate_ids == tuple(sorted(others))
            assert hit.duplicates == 2


@pytest.mark.parametrize("query", ["قمة عربية", "قمة", '"قمة عربية"', "", "قمة -خاصة", "خاصة"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_the_first_of_each_group_stands_for_it_and_pages_go_on_where_the_last_ended(
    archive: Path, query: str, sort: str
) -> None:
    options = {"sort": sort, "date_from": "2023-09"}
    with Searcher.open(archive) as searcher:
        everything = ids(searcher, query, duplicates="show", limit=100, **options)
        expected, seen = [], set()
        for article_id in everything:
            if article_id[:2] not in seen:
                expected.append(article_id)
            seen.add(article_id[:2])
        paged = [
            each
            for offset in range(0, 40, 7)
            for each in ids(searcher, query, limit=7, offset=offset, **options)
        ]
        assert paged == expected
        assert ids(searcher, query, limit=100, **options) == expected
        page = searcher.search(query, **options)
        assert (page.total, page.groups) == (len(everything), len(expected))


def test_a_filter_leaves_out_copies_before_they_are_grouped(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        page = searcher.search("قمة", source="جريدة 1", limit=100)
        assert {hit.id[-1] for hit in page.hits} == {"1"}
        assert {hit.duplicates for hit in page.hits} == {0}
        assert (page.total, page.groups) == (30, 30)
        page = searcher.search("قمة", source=["جريدة 1", "جريدة 2"], limit=100)
        assert (page.total, page.groups, len(page.hits)) == (60, 30, 30)
        assert {hit.duplicates for hit in page.hits} == {1}


def test_a_copy_that_does_not_match_is_not_counted(tmp_path: Path) -> None:
    built_index(tmp_path, story("a", 1, "قمة عربية"), story("b", 1, "اجتماع عربي"), story("c", 1, "قمة"))
    with Searcher.open(tmp_path) as searcher:
        page = searcher.search('"قمة"')
        assert (page.total, page.groups) == (2, 1)
        assert {page.hits[0].id, *page.hits[0].duplicate_ids} == {"a", "c"}


def test_shown_duplicates_are_hits_like_others(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        page = searcher.search("قمة", duplicates="show", limit=100)
        assert (page.total, page.groups, len(page.hits)) == (90, 90, 90)
        assert {hit.duplicates for hit in page.hits} == {0}
        assert page.hits[0].as_json()["duplicate_ids"] == []


def test_ranks_count_what_is_shown(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        hits = searcher.search("قمة", offset=4, limit=6).hits
        assert [hit.rank for hit in hits] == [5, 6, 7, 8, 9, 10]


def test_counting_alone_counts_both(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        page = searcher.search("قمة", limit=0)
        assert (page.total, page.groups, page.hits) == (90, 30, ())
        nothing = searcher.search("ظظظظ")
        assert (nothing.total, nothing.groups, nothing.hits) == (0, 0, ())


def test_paragraphs_of_one_article_of_a_group_are_shown_all_of_them(tmp_path: Path) -> None:
    built_index(
        tmp_path,
        article("a", words(60, 1), "القمة الأولى", "القمة الثانية", words(60, 2)),
        article("b", words(60, 1), "القمة الأولى", "القمة الثانية", words(60, 2)),
        article("c", words(60, 3), "القمة الثالثة"),
    )
    with Searcher.open(tmp_path) as searcher:
        page = searcher.search("القمة", paragraphs=True)
        assert [(hit.id, hit.paragraph) for hit in page.hits] == [("a", 1), ("a", 2), ("c", 1)]
        assert [hit.duplicate_ids for hit in page.hits] == [("b",), ("b",), ()]
        assert (page.total, page.articles, page.groups) == (5, 3, 2)
        shown = searcher.search("القمة", paragraphs=True, duplicates="show")
        assert (len(shown.hits), shown.total, shown.articles, shown.groups) == (5, 5, 3, 3)


def test_deleted_copies_are_gone_and_new_ones_join(tmp_path: Path) -> None:
    index = built_index(tmp_path, story("a", 1), story("b", 1), story("c", 2))
    with index.writer() as writer:
        writer.delete("a")
        add_all(writer, [story("d", 1), story("b", 2)])
    with Searcher.open(tmp_path) as searcher:
        page = searcher.search("قمة")
        assert {frozenset((hit.id, *hit.duplicate_ids)) for hit in page.hits} == {
            frozenset("d"),
            frozenset("bc"),
        }
        assert (page.total, page.groups) == (3, 2)


def test_more_copies_than_are_ranked_at_first_hide_nothing_behind_them(tmp_path: Path) -> None:
    copies = [story(f"copy{number:03}", 1, "قمة قمة قمة عربية") for number in range(150)]
    others = [story(f"other{number}", 2 + number) for number in range(3)]
    built_index(tmp_path, *copies, *others)
    for query in ("قمة", "قمة عربية"):
        found = ids(tmp_path, query, limit=3)
        assert (found[0], {each[:5] for each in found[1:]}) == ("copy000", {"other"})
        assert len(found) == 3


def test_results_outlive_their_searcher(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        page = searcher.search("قمة")
    assert (page.groups, page.hits[0].duplicates) == (30, 2)


def test_another_word_for_duplicates_is_refused(tmp_path: Path) -> None:
    built_index(tmp_path, article("a", "قمة"))
    with Searcher.open(tmp_path) as searcher, pytest.raises(SearchError, match="take group or show"):
        searcher.search("قمة", duplicates="hide")  # type: ignore[arg-type]


def test_a_hit_that_is_kept_elsewhere_knows_its_copies(archive: Path) -> None:
    with Searcher.open(archive) as searcher:
        kept = pickle.loads(pickle.dumps(searcher.search("قمة").hits[0]))
    assert len(kept.duplicate_ids) == 2
