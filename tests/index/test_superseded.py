"""Versions of an article: told apart within a run, and known again by the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article
from index import Index
from index.commits import draft
from index.segments.segment import id_hash
from index.segments.superseded import MOST, Superseded
from tests.builders import article, built_index, held


def test_of_two_versions_in_a_run_the_later_stays_and_the_next_run_changes_nothing(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    versions = [article("a", title="أول"), article("a", title="ثان"), article("a", title="ثالث")]
    with index.writer() as writer:
        assert [writer.update(each) for each in versions] == ["added", "updated", "updated"]
    generation = index.snapshot().generation
    with index.writer() as writer:
        assert [writer.update(each) for each in versions] == ["unchanged"] * 3
    assert held(index) == {"a": "ثالث"}
    assert index.snapshot().generation == generation


def run(index: Index, *versions: str) -> list[str]:
    """What one run says of the versions of an article, and brings back."""
    with index.writer() as writer:
        outcomes: list[str] = [writer.update(article("a", title=each)) for each in versions]
        return [*outcomes, *["back"] * writer.settle()]


def test_the_last_version_that_a_run_gives_is_the_one_that_stays(tmp_path: Path) -> None:
    """However a history was divided into runs before: also an earlier version, where a correction was withdrawn."""
    for number, runs in enumerate(
        [
            ["12", "1"],
            ["12", "1", "2", "1"],
            ["12", "3", "1"],
            ["121"],
            ["12", "21"],
            ["12", "131"],
            ["123", "12"],
            ["12", "124"],
        ]
    ):
        index = Index.create(tmp_path / str(number))
        for versions in runs:
            run(index, *versions)
            assert held(index) == {"a": versions[-1]}, (runs, versions)
            generation = index.snapshot().generation
            assert run(index, *versions) == ["unchanged"] * len(versions), (runs, versions)
            assert index.snapshot().generation == generation, "the same run again changes nothing"


def test_articles_are_brought_back_whole_in_any_order(tmp_path: Path) -> None:
    """Of many that wait for the end of a run, some are taken back, and some held more than once."""
    index = Index.create(tmp_path)

    def version(article_id: str, number: int) -> Article:
        return article(
            article_id,
            f"فقرة {number}\ud800",
            "",
            title=f"خبر {number}",
            date="2024-03-01T08:30",
            url=f"https://example.org/{number}",
            captions=("صورة",),
            origin=f"{number}.json",
        )

    with index.writer() as writer:
        for number in (1, 2, 3):
            for article_id in "abcde":
                writer.update(version(article_id, number))
    last = {"a": 1, "b": 2, "c": 3, "d": 1, "e": 4}
    with index.writer() as writer:
        for article_id, number in (*(("a", 2), ("b", 1), ("c", 1), ("e", 2), ("d", 2)), *last.items()):
            writer.update(version(article_id, number))
    snapshot = index.snapshot()
    assert {each: snapshot.article(each) for each in last} == {
        each: version(each, number) for each, number in last.items()
    }
    assert index.check() == []


def test_what_is_brought_back_is_counted_and_what_is_deleted_or_added_is_not(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    run(index, "1", "2")
    assert run(index, "1") == ["unchanged", "back"]
    assert held(index) == {"a": "1"}
    for end, expected in (("delete", {}), ("add", {"a": "3"})):
        with index.writer() as writer:
            for version in "121":
                writer.update(article("a", title=version))
            if end == "delete":
                writer.delete("a")
            else:
                writer.add(article("a", title="3"))
        assert held(index) == expected


@pytest.mark.parametrize("flushed", [False, True])
def test_what_a_run_began_with_counts_among_its_versions(tmp_path: Path, flushed: bool) -> None:
    versions = [article("a", title="أول"), article("a", title="ثان"), article("a", title="ثالث")]
    index = built_index(tmp_path, versions[0])
    for outcomes in (["unchanged", "updated", "updated"], ["unchanged"] * 3):
        with index.writer() as writer:
            for version, outcome in zip(versions, outcomes, strict=True):
                assert writer.update(version) == outcome
                if flushed:
                    writer.update(article(f"beside {version.title}"))
                    writer.flush()
    assert held(index)["a"] == "ثالث"


def test_what_is_added_is_no_version_of_a_run(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        assert writer.update(article("a", title="أول")) == "added"
        writer.add(article("a", title="ثان"))
        assert writer.update(article("a", title="أول")) == "updated"
    with index.writer() as writer:
        assert writer.update(article("a", title="أول")) == "unchanged"
        assert writer.update(article("a", title="ثان")) == "updated"


@pytest.mark.parametrize("characters", [1, 40, 10_000])
def test_versions_are_told_apart_before_their_batch_has_come_back_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, characters: int
) -> None:
    """What articles are like is worked out with their batch; those on their way are asked themselves."""
    monkeypatch.setattr("index.building.segment_builder.BATCH_CHARACTERS", characters)
    monkeypatch.setattr("index.ingestion.analysis_pool._WORTH_STARTING", 2)
    for jobs in (1, 2):
        with Index.create(tmp_path / str(jobs)).writer(jobs=jobs) as writer:
            for number in range(20):
                assert writer.update(article(f"{number}", f"خبر {number}")) == "added"
            for number in (0, 9, 18, 19):
                assert writer.update(article(f"{number}", f"خبر {number}")) == "unchanged"
                assert writer.update(article(f"{number}", "خبر آخر")) == "updated"
                assert writer.update(article(f"{number}", "خبر آخر")) == "unchanged"
        (view,) = Index.open(tmp_path / str(jobs)).snapshot().segments
        for number in view.live().nonzero()[0].tolist():
            assert view.content_hash(number) == view.article(number).content_hash()


def test_superseded_versions_are_forgotten_when_their_article_has_gone(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        for each in ("a", "b"):
            writer.update(article(each, title="أول"))
            writer.update(article(each, title="ثان"))
    with index.writer() as writer:
        writer.delete("a")
        writer.add(article("c"))
    (view,) = index.snapshot().segments
    assert view.superseded.stored()[:8] == id_hash("b").to_bytes(8, "little")
    assert len(view.superseded.stored()) == 24
    with index.writer() as writer:
        assert writer.update(article("b", title="أول")) == "unchanged"


def test_of_an_article_the_last_replaced_versions_are_remembered_and_no_more(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("b"))
    for run in range(20):
        with index.writer() as writer:
            for number in range(3):
                writer.update(article("a", title=f"{run}، {number}"))
    index.optimize()
    (view,) = index.snapshot().segments
    assert len(view.superseded.stored()) == 24 * MOST
    with index.writer() as writer:
        assert writer.update(article("a", title="16، 0")) == "unchanged"
    with index.writer() as writer:
        assert writer.update(article("a", title="15، 1")) == "updated", "that is too long ago"


def test_the_same_run_again_changes_nothing_whatever_came_before(tmp_path: Path) -> None:
    """What it gives before the version that is held is younger than what other runs gave."""
    index = Index.create(tmp_path)

    def run(titles: str) -> list[str]:
        with index.writer() as writer:
            outcomes = [writer.update(article("a", title=title)) for title in titles]
            return [*outcomes, str(writer.settle())]

    run("ABcdefgX")
    run("BXhijklm")
    assert held(index) == {"a": "m"}
    assert run("BXhijklm") == [*["unchanged"] * 8, "0"]


def test_a_run_of_more_versions_than_are_remembered_ends_the_same_when_it_is_repeated(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    for _ in range(2):
        with index.writer() as writer:
            for number in range(3 * MOST):
                writer.update(article("a", title=str(number)))
        assert held(index) == {"a": str(3 * MOST - 1)}
        (view,) = index.snapshot().segments
        assert len(view.superseded.stored()) == 24 * MOST


def test_versions_are_remembered_where_their_article_lives_in_another_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "segments_to_merge", lambda *_: [])
    index = Index.create(tmp_path)
    before = [article("3", title="2"), article("3", title="0"), article("1", title="1")]
    after = [article("3", title="1"), article("2", title="3")]
    with index.writer() as writer:
        for each in before:
            writer.update(each)
        writer.flush()
        for each in after:
            writer.update(each)
    with index.writer() as writer:
        assert {writer.update(each) for each in (*before, *after)} == {"unchanged"}


def test_a_segment_whose_articles_are_all_replaced_leaves_what_it_remembers(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    assert run(index, "1", "2") == ["added", "updated"]
    assert run(index, "3") == ["updated"]
    # That 1 was replaced within a run is known; 2 was what a run had ended with.
    assert run(index, "1", "2", "3") == ["unchanged", "updated", "updated"]


def test_a_version_that_comes_again_makes_none_forgotten() -> None:
    remembered = Superseded()
    for version in (b"a" * 16, *[b"b" * 16] * MOST):
        remembered.add(1, version)
    assert remembered.holds(1, b"a" * 16)


def test_what_is_remembered_is_the_same_on_disk_whatever_came_first() -> None:
    one, other = Superseded(), Superseded()
    versions = [(2, b"a" * 16), (1, b"b" * 16)]
    for version in versions:
        one.add(*version)
    for version in reversed(versions):
        other.add(*version)
    assert one.stored() == other.stored()
