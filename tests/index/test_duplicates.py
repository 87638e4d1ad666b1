"""Groups of near-duplicates in an index: who is with whom, through commits, deletions and merges."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from itertools import chain, islice, pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index import Index
from index.building import duplicates
from index.ingestion.signatures import NO_BAND
from index.segments.segment import BANDS
from tests.builders import add_all, article, built_index, keep_segments

LETTERS = "ابتجحدرسعفقكلمنهوي"
#: Groups by the ids of their members, the smaller first.
Groups = list[list[str]]


def words(count: int, seed: int) -> list[str]:
    choose = random.Random(seed)
    return ["".join(choose.choices(LETTERS, k=6)) for _ in range(count)]


def story(article_id: str, seed: int, edits: int = 0, length: int = 120, **fields: str) -> Article:
    """An article; those of one seed are copies but for their last `edits` words."""
    text = words(length, seed)
    text[length - edits :] = words(edits, crc32(f"{article_id} {seed}".encode()))
    return article(article_id, " ".join(text), **fields)


def groups(index: Index) -> Groups:
    """The groups of the articles that are not deleted."""
    found: dict[int, list[str]] = {}
    for view in index.snapshot().segments:
        live = view.live()
        for number, article_id in enumerate(view.ids()):
            if live[number]:
                found.setdefault(int(view.groups[number]), []).append(article_id)
    return sorted(sorted(members) for members in found.values())


def commit(index: Index, *articles: Article, delete: Sequence[str] = (), optimize: bool = False) -> None:
    with index.writer() as writer:
        add_all(writer, articles)
        for article_id in delete:
            writer.delete(article_id)
        writer.commit(optimize=optimize)


@pytest.fixture
def unmerged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every commit leaves its segment as it is."""
    keep_segments(monkeypatch)


def test_copies_are_one_group_and_other_articles_stay_alone(tmp_path: Path) -> None:
    index = built_index(
        tmp_path,
        story("a", 1),
        story("b", 2),
        story("a-copy", 1),
        story("a-edited", 1, edits=10),
        story("c", 3),
    )
    assert groups(index) == [["a", "a-copy", "a-edited"], ["b"], ["c"]]


def test_a_text_that_shares_half_with_another_is_another(tmp_path: Path) -> None:
    assert groups(built_index(tmp_path, story("a", 1), story("b", 1, edits=60))) == [["a"], ["b"]]


def test_metadata_does_not_matter(tmp_path: Path) -> None:
    index = built_index(
        tmp_path, story("a", 1, source="المنارة"), story("b", 1, source="سنابل", author="هدى")
    )
    assert groups(index) == [["a", "b"]]


def test_a_headline_over_nothing_is_not_grouped(tmp_path: Path) -> None:
    """Every issue has a cartoon and a front page; that they are called so is no likeness."""
    index = built_index(
        tmp_path,
        article("a", title="كاريكاتير اليوم", url="https://manara.example/1"),
        article("b", title="كاريكاتير اليوم", url="https://manara.example/2"),
        article("c"),
        article("d", source="المنارة"),
    )
    assert groups(index) == [["a"], ["b"], ["c"], ["d"]]


@pytest.mark.usefixtures("unmerged")
def test_a_headline_over_nothing_is_not_grouped_with_the_very_same(tmp_path: Path) -> None:
    cartoons = [article(name, title="كاريكاتير", date="2024-05-01") for name in "abc"]
    index = built_index(tmp_path, *cartoons[:2])
    commit(index, cartoons[2], story("d", 1))
    commit(index, story("e", 1))
    assert groups(index) == [["a"], ["b"], ["c"], ["d", "e"]]
    index.optimize()
    assert groups(index) == [["a"], ["b"], ["c"], ["d", "e"]]


def test_the_very_same_text_is_one_group_however_often_it_comes(tmp_path: Path) -> None:
    """There are more of them than are compared with one another."""
    index = built_index(tmp_path, *(story(f"{number:03}", 1) for number in range(100)))
    assert groups(index) == [[f"{number:03}" for number in range(100)]]


@pytest.mark.usefixtures("unmerged")
def test_groups_reach_over_commits(tmp_path: Path) -> None:
    index = built_index(tmp_path, story("a", 1), story("b", 2))
    commit(index, story("c", 2), story("d", 3))
    commit(index, story("e", 1, edits=5), story("f", 3), story("g", 4))
    assert len(index.snapshot().segments) == 3
    assert groups(index) == [["a", "e"], ["b", "c"], ["d", "f"], ["g"]]


def test_stored_articles_are_compared_that_are_not_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "_READ_AT_ONCE", 2)
    index = built_index(tmp_path, *(story(f"{number}", number) for number in range(5)))
    commit(index, *(story(f"{number}-copy", number, edits=5) for number in range(5)))
    assert groups(index) == [[f"{number}", f"{number}-copy"] for number in range(5)]


def test_a_drifting_text_is_not_one_group(tmp_path: Path) -> None:
    """Each is like the one before it, the first and the last have nothing in common."""
    text = words(400, seed=1)
    index = built_index(
        tmp_path, *(article(str(day), " ".join(text[20 * day : 20 * day + 120])) for day in range(12))
    )
    assert 3 <= len(groups(index)) <= 6


@pytest.mark.usefixtures("unmerged")
def test_a_group_outlives_its_founder(tmp_path: Path) -> None:
    index = built_index(tmp_path, story("a", 1), story("b", 2))
    commit(index, story("c", 1))
    commit(index, delete=["a"])
    commit(index, story("d", 1))
    assert groups(index) == [["b"], ["c", "d"]]
    commit(index, optimize=True)
    assert groups(index) == [["b"], ["c", "d"]]
    commit(index, story("e", 1), story("f", 2))
    assert groups(index) == [["b", "f"], ["c", "d", "e"]]


@pytest.mark.usefixtures("unmerged")
def test_a_new_version_stays_with_its_copies_and_another_text_leaves_them(tmp_path: Path) -> None:
    index = built_index(tmp_path, story("a", 1), story("b", 1))
    commit(index, story("a", 1, edits=8))
    assert groups(index) == [["a", "b"]]
    commit(index, story("a", 2))
    assert groups(index) == [["a"], ["b"]]


def test_a_text_that_thousands_repeat_costs_no_million_comparisons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    from index.building import duplicates

    exact = duplicates.likeness
    monkeypatch.setattr(
        duplicates,
        "likeness",
        lambda held, ones, others: compared.append(len(ones)) or exact(held, ones, others),
    )
    index = built_index(tmp_path, *(story(str(number), 1) for number in range(1000)))
    assert [len(group) for group in groups(index)] == [1000]
    assert sum(compared) <= 1000 * 32


def test_groups_survive_merges_and_are_found_by_their_label(tmp_path: Path) -> None:
    index = built_index(tmp_path, *(story(str(number), number % 7) for number in range(20)))
    commit(index, *(story(f"late-{number}", number % 7) for number in range(20)), delete=["3", "4"])
    before = groups(index)
    commit(index, optimize=True)
    assert groups(index) == before
    (view,) = index.snapshot().segments
    ids = view.ids()
    for members in before:
        label = int(view.groups[ids.index(members[0])])
        assert sorted(ids[number] for number in view.group_members(label)) == members
    assert view.group_members(12345) == []


STORIES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from((0, 0, 3, 12, 30, 50))), min_size=1, max_size=14
)


@settings(max_examples=25)
@given(STORIES, st.sets(st.integers(0, 13)))
def test_groups_are_the_same_in_one_commit_and_in_many(told: list[tuple[int, int]], cuts: set[int]) -> None:
    articles = [story(str(number), seed, edits) for number, (seed, edits) in enumerate(told)]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        keep_segments(patch)
        whole = built_index(Path(folder) / "whole", *articles)
        parts = Index.create(Path(folder) / "parts")
        bounds = [0, *sorted(cut for cut in cuts if 0 < cut < len(articles)), len(articles)]
        for first, end in pairwise(bounds):
            commit(parts, *articles[first:end])
        expected = groups(whole)
        assert groups(parts) == expected
        commit(parts, optimize=True)
        assert groups(parts) == expected


def test_of_groups_that_it_is_as_much_like_an_article_joins_the_one_that_was_met_first() -> None:
    labels = np.array([5, 9, 7], np.uint64)
    duplicates._join(labels, np.array([0, 1]), np.array([2, 2]), np.array([0.75, 0.75], np.float32))
    assert labels.tolist() == [5, 9, 5]


def test_an_article_is_compared_with_so_many_before_it_and_no_more() -> None:
    alike = np.ones((duplicates._NEIGHBOURS + 2, BANDS), np.uint32)
    earlier, later = duplicates._pairs(alike, 0)
    assert (later - earlier).max() == duplicates._NEIGHBOURS


def test_equal_articles_found_one_group_though_they_are_short() -> None:
    signatures = np.array([[7, *[NO_BAND] * (BANDS - 1)]] * 2 + [[NO_BAND] * BANDS] * 2, np.uint32)
    labels = duplicates.founders_labels(signatures, np.array([5, 5, 5, 5], np.uint64), "abcd").tolist()
    assert labels[:2] == [5, 5]
    assert len({*labels[1:]}) == 3


@pytest.mark.usefixtures("unmerged")
@pytest.mark.parametrize(
    "together", [[1, 1, 1], [1, 2], [3]], ids=["in a commit each", "the last beside what replaces", "in one"]
)
def test_deleted_articles_are_members_of_no_group(tmp_path: Path, together: list[int]) -> None:
    text = words(150, 11)
    changed = [*text]
    changed[12::24] = words(6, 12)
    again = [*changed]
    again[24::24] = words(6, 13)
    # What comes last is like the second; the first, which the second is like, would be unlike it.
    first, second, last = (
        article(name, " ".join(text)) for name, text in zip("abc", (text, changed, again), strict=True)
    )
    index = Index.create(tmp_path)
    steps = iter([[first, second], [article("a", " ".join(words(150, 4)))], [last]])
    for count in together:
        with index.writer() as writer:
            for each in chain.from_iterable(islice(steps, count)):
                writer.update(each)
    assert groups(index) == [["a"], ["b", "c"]]
    assert groups(built_index(tmp_path / "all", first, second, last)) == [["a", "b"], ["c"]]
