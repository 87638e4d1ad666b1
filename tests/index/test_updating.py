"""Bringing an index up to date with files: what is added, removed, merged, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import Index, IndexMissing, IndexStoreError, index_articles


def written(path: Path, *ids: str) -> Path:
    path.write_text("".join(json.dumps({"id": each, "title": each, "text": "خبر"}) + "\n" for each in ids))
    return path


def held(folder: Path) -> set[str]:
    snapshot = Index.open(folder).snapshot()
    return {
        view.head(number)[0] for view in snapshot.segments for number in view.live().nonzero()[0].tolist()
    }


def test_prune_removes_what_the_paths_no_longer_hold(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a", "b", "c"))
    summary = index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "b", "d"), prune=True)
    assert (summary.added, summary.unchanged, summary.removed) == (1, 1, 2)
    assert held(tmp_path / "i") == {"b", "d"}


def test_prune_keeps_the_articles_of_a_file_that_could_not_be_read_whole(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a", "b"))
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "title": "a", "text": "خبر"}) + "\n{broken\n")
    summary = index_articles(tmp_path / "i", tmp_path / "a.jsonl", prune=True)
    assert (summary.kept, summary.removed) == (1, 0)
    assert held(tmp_path / "i") == {"a", "b"}


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
