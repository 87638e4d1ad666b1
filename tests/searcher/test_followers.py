"""Which words stand behind others."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article
from index import Index
from index.analysis import Analyzer
from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray
from searcher.matching.phrases import positions_within
from searcher.suggesting.followers import Followers
from tests.builders import article, built_index, segmented_index


def followers(index: Index) -> Followers:
    return Followers(index.snapshot(), Analyzer())


def test_each_place_counts_in_headlines_and_paragraphs_of_all_segments(tmp_path: Path) -> None:
    parts = [
        [article("1", "سوق الأسهم سوق النفط", title="سوق الأسهم")],
        [article("2", "أغلقت سوق الأسهم وسوق العمل"), article("3", "خبر")],
    ]
    assert followers(segmented_index(tmp_path, *parts)).shares(("سوق",)) == {"الاسهم": 0.75, "النفط": 0.25}


def test_behind_several_words_that_stand_side_by_side(tmp_path: Path) -> None:
    index = built_index(
        tmp_path, article("1", "رئيس مجلس الإدارة", "مجلس رئيس الوزراء", "رئيس في مجلس النواب")
    )
    assert followers(index).shares(("رئيس", "مجلس")) == {"الاداره": 1.0}
    assert followers(index).shares(("مجلس", "رئيس", "الوزراء")) == {}
    assert followers(index).shares(("نعم", "نعم")) == {}


def test_a_word_that_follows_itself(tmp_path: Path) -> None:
    assert followers(built_index(tmp_path, article("1", "سوق سوق سوق النفط"))).shares(("سوق", "سوق")) == {
        "سوق": 0.5,
        "النفط": 0.5,
    }


def test_the_next_paragraph_does_not_follow(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("1", "سوق", "النفط", title="سوق"), article("2", "سوق"))
    assert followers(index).shares(("سوق",)) == {}


def test_each_word_of_a_ligature_is_a_word(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("1", "قال النبي ﷺ في سوق المدينة"))
    assert followers(index).shares(("سوق",)) == {"المدينه": 1.0}
    assert followers(index).shares(("النبي",)) == {"صلي": 1.0}


def test_deleted_articles_do_not_count(tmp_path: Path) -> None:
    parts = [[article("1", "سوق النفط"), article("2", "سوق العمل")]]
    index = segmented_index(tmp_path, *parts, deleted=["1"])
    assert followers(index).shares(("سوق",)) == {"العمل": 1.0}


@pytest.mark.parametrize("words", [("زرافة",), ("سوق", "زرافة"), ("زرافة", "سوق")])
def test_behind_words_that_nobody_writes_stands_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert followers(built_index(tmp_path, article("1", "سوق النفط"))).shares(words) == {}


@pytest.mark.parametrize("segments", [1, 4])
def test_of_many_places_some_are_read_from_all_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, segments: int
) -> None:
    monkeypatch.setattr("searcher.suggesting.followers._READ", 20)
    monkeypatch.setattr("searcher.suggesting.followers._LOOKED_AT", 100)
    count = 400
    articles = [
        article(f"{number:03}", "سوق صيف" if number >= count // 2 else "سوق شتاء") for number in range(count)
    ]
    parts = [articles[start::segments] for start in range(segments)]
    index = segmented_index(tmp_path, *parts)
    read: list[int] = []
    texts_of = SegmentView.articles

    def noted(view: SegmentView, numbers: list[int]) -> list[Article]:
        read.extend(numbers)
        return list(texts_of(view, numbers))

    looked_at: list[int] = []

    def looking(view: SegmentView, slots: list[int], articles: IntArray) -> Int64Array:
        looked_at.append(len(articles))
        return positions_within(view, slots, articles)

    monkeypatch.setattr(SegmentView, "articles", noted)
    monkeypatch.setattr("searcher.suggesting.followers.positions_within", looking)
    shares = followers(index).shares(("سوق",))
    assert sum(looked_at) == 100
    assert 20 <= len(read) <= 20 + segments
    assert shares == {"شتاء": pytest.approx(0.5, abs=0.1), "صيف": pytest.approx(0.5, abs=0.1)}
