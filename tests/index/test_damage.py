"""What is asked of an index without a searcher tells of damage, too, whatever the error that the damage led to."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, IndexDamaged, Snapshot
from tests.builders import article, built_index, overwrite


@pytest.fixture
def index(tmp_path: Path) -> Index:
    stories = (
        article(f"{number}", "وصل وزير الزراعة.", title="القمح", date="2024-03-01", source=f"سنابل {number}")
        for number in range(300)  # a number of a source takes two bytes
    )
    return built_index(tmp_path / "index", *stories)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dates", b"\xff" * 7 + b"\x7f"),  # beyond the last year
        ("source", b"\xff" * 2),  # a source that is not there
        ("source.text", b"\xff"),  # no UTF-8
    ],
)
def test_stats_tell_of_damage(index: Index, name: str, data: bytes) -> None:
    (path,) = index.folder.glob("*.art")
    overwrite(path, name, 0, data)
    with pytest.raises(IndexDamaged, match=f"{path}: checksum differs"):
        index.stats()


def test_an_article_that_cannot_be_read_tells_of_damage(index: Index) -> None:
    (path,) = index.folder.glob("*.art")
    overwrite(path, "bodies.data", 0, b"\xff" * 8)
    with pytest.raises(IndexDamaged, match=f"{path}: checksum differs"):
        index.snapshot().article("0")


def test_an_error_of_a_whole_index_is_what_it_is(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    def look(snapshot: Snapshot) -> None:
        looked.append(snapshot)

    looked: list[Snapshot] = []
    monkeypatch.setattr(Snapshot, "require_whole", look)
    monkeypatch.setattr("index.index._value_counts", fail)
    monkeypatch.setattr("index.segments.segment.SegmentView.article", fail)
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        index.stats()
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        index.snapshot().article("0")
    assert len(looked) == 2
