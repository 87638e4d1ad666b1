"""Optimizing: one segment, and nothing in it that was deleted, by whatever commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, index_articles
from tests.builders import add_all, article, built_index, held


@pytest.mark.parametrize("earlier", [False, True])
def test_what_the_same_commit_deletes_is_gone(tmp_path: Path, earlier: bool) -> None:
    index = built_index(tmp_path, *(article(f"{number}", "وزير") for number in range(10)))
    with index.writer() as writer:
        writer.delete("1")
        writer.commit(optimize=not earlier)
    if earlier:
        index.optimize()
    assert index.stats()["deleted"] == 0
    assert len(held(index)) == 9
    assert len(index.snapshot().segments) == 1


def test_what_a_run_gives_twice_is_there_once(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        add_all(writer, [article("a", "أول"), article("b", "ثان"), article("a", "ثالث")])
        writer.commit(optimize=True)
    assert (index.stats()["articles"], index.stats()["deleted"]) == (2, 0)


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (("commits.parts.MOST_POSTINGS", "building.posting_arrays.MOST_POSTINGS"), 100),
        (("commits.parts.MOST_BYTES", "storage.dictionary.MOST_BYTES"), 160),
    ],
    ids=["postings", "bytes of ids"],
)
def test_more_than_a_segment_can_hold_is_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: tuple[str, ...], most: int
) -> None:
    """A run that writes so much was lost at its end, when all that it had written was merged into one."""
    for limit in limits:
        monkeypatch.setattr(f"index.{limit}", most)
    index = Index.create(tmp_path)
    with index.writer() as writer:
        for number in range(30):
            writer.add(article(f"{number:020}", " ".join(f"كلمة{number + each}" for each in range(10))))
            if number % 3 == 2:
                writer.flush()
    assert len(held(index)) == 30
    assert 4 <= len(index.snapshot().segments) < 10
    index.optimize()
    assert len(held(index)) == 30
    assert 4 <= len(index.snapshot().segments) < 6
    assert index.check() == []
    generation = index.snapshot().generation
    index.optimize()
    assert index.snapshot().generation == generation, "there is nothing left to do"


def test_pruned_articles_are_gone_with_the_run_that_pruned_them(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "text": "وزير"}\n{"id": "b", "text": "قمة"}\n', encoding="utf-8")
    index_articles(tmp_path / "index", news)
    news.write_text('{"id": "a", "text": "وزير"}\n', encoding="utf-8")
    summary = index_articles(tmp_path / "index", news, prune=True, optimize=True)
    assert (summary.removed, summary.merged) == (1, True)
    assert Index.open(tmp_path / "index").stats()["deleted"] == 0
    assert not index_articles(tmp_path / "index", news, prune=True, optimize=True).merged
