"""Bringing an index up to date with files: what is added, removed, merged, and what is refused."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Index, IndexLocked, IndexMissing, IndexStoreError, index_articles
from index.commits.write_lock import WriteLock
from tests.index.files import held, written
from tests.waiting import needs_open_files, times_open, wait_until


def test_optimizing_needs_no_paths(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a", "b"))
    with Index.open(tmp_path / "i").writer() as writer:
        writer.delete("a")
    assert Index.open(tmp_path / "i").stats()["deleted"] == 1
    assert index_articles(tmp_path / "i", (), optimize=True).read == 0
    assert Index.open(tmp_path / "i").stats()["deleted"] == 0
    assert held(tmp_path / "i") == {"b"}


def test_paths_and_optimizing_go_together(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    index_articles(folder, written(tmp_path / "a.jsonl", "a"))
    with Index.open(folder).writer() as writer:
        writer.delete("a")
    index_articles(folder, written(tmp_path / "b.jsonl", "b"), optimize=True)
    assert (len(Index.open(folder).snapshot().segments), held(folder)) == (1, {"b"})


@pytest.mark.parametrize("option", ["prune", "rebuild"])
def test_without_paths_nothing_is_removed(tmp_path: Path, option: str) -> None:
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a"))
    with pytest.raises(IndexStoreError, match="name the paths"):
        index_articles(tmp_path / "i", (), **{option: True})
    assert held(tmp_path / "i") == {"a"}


def test_an_index_that_is_not_there_cannot_be_optimized(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        index_articles(tmp_path / "none", (), optimize=True)
    assert not (tmp_path / "none").exists()


def test_a_first_run_that_fails_leaves_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr("index.commits.writer.commit_contents", full)
        with pytest.raises(OSError, match=f"No space left on device: '{tmp_path / 'i'}'"):
            index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a"))
    with pytest.raises(IndexMissing):
        Index.open(tmp_path / "i")
    assert [path.name for path in (tmp_path / "i").iterdir()] == ["MAIN_WRITELOCK"]
    index_articles(tmp_path / "i", tmp_path / "a.jsonl")
    assert held(tmp_path / "i") == {"a"}


@needs_open_files
def test_of_two_first_runs_at_once_both_are_kept(tmp_path: Path) -> None:
    """The second finds no index when it begins to read, and the first one's when it is its turn."""
    files = [written(tmp_path / f"{each}.jsonl", each) for each in "ab"]
    folder = tmp_path / "i"
    folder.mkdir()
    lock = WriteLock(folder)
    lock.acquire(wait=False)
    with pytest.raises(IndexLocked):
        index_articles(folder, files[0])
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(index_articles, folder, file, wait=True) for file in files]
        wait_until(lambda: times_open("MAIN_WRITELOCK") == 3, "both runs wait")
        assert not any(run.done() for run in runs)
        lock.release()
        assert [run.result().added for run in runs] == [1, 1]
    assert held(folder) == {"a", "b"}


@pytest.mark.parametrize("place", ["file", "file/below", "nowhere"])
def test_what_can_be_no_folder_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    for make in (
        lambda: Index.create(tmp_path / place),
        lambda: index_articles(tmp_path / place, tmp_path / "file"),
    ):
        with pytest.raises(IndexStoreError, match="is no folder"):
            make()


def test_a_process_may_go_elsewhere_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "a.jsonl", *map(str, range(100)))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    index_articles("i", "a.jsonl", progress=lambda _: os.chdir(tmp_path / "elsewhere"))
    assert len(held(tmp_path / "i")) == 100


def test_a_path_means_the_same_to_all_who_are_given_it(tmp_path: Path) -> None:
    """`link/..` is where the link leads to, and one folder up."""
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real/deep")
    folder = tmp_path / "link" / ".." / "i"
    index_articles(folder, written(tmp_path / "a.jsonl", "a"))
    assert held(folder) == held(tmp_path / "real" / "i") == {"a"}
    with Index.open(folder).writer() as writer:
        writer.delete("a")
    assert held(folder) == set()
    assert not (tmp_path / "i").exists()
