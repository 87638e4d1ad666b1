"""Segments of which articles are deleted: what they count for, when they are written anew, and what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import IndexDamaged
from index.commits import merge_policy
from tests.builders import add_all, article, built_index, held


@pytest.mark.parametrize(("deleted", "segments"), [(0, 2), (20, 1)])
def test_a_segment_counts_for_the_words_of_the_articles_that_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deleted: int, segments: int
) -> None:
    """It is merged with a smaller one where it is no longer three times as large."""
    monkeypatch.setattr(merge_policy, "_FLOOR", 1)
    index = built_index(tmp_path, *(article(f"{number}", "خبر " * 10) for number in range(40)))
    with index.writer() as writer:
        for number in range(deleted):
            writer.delete(f"{number}")
        add_all(writer, (article(f"{number}", "خبر " * 10) for number in range(40, 50)))
    assert len(index.snapshot().segments) == segments
    assert len(held(index)) == 50 - deleted


def test_a_segment_is_written_anew_when_more_than_half_of_it_is_deleted(tmp_path: Path) -> None:
    index = built_index(tmp_path, *(article(f"{number}") for number in range(4)))
    left = []
    for number in range(3):
        with index.writer() as writer:
            writer.delete(f"{number}")
        left.append(index.stats()["deleted"])
    assert left == [1, 2, 0]
    assert set(held(index)) == {"3"}


def test_what_was_deleted_is_not_written_again_from_a_file_that_was_damaged_meanwhile(tmp_path: Path) -> None:
    """The new file would have a checksum of its own, and an article would be back for ever."""
    index = built_index(tmp_path, *(article(f"{number}") for number in range(10)))
    with index.writer() as writer:
        writer.delete("3")
    (deletions,) = tmp_path.glob("*.del")
    whole = deletions.read_bytes()
    third, fourth = (number.to_bytes(4, "little") for number in (3, 4))
    with index.writer() as writer:
        writer.delete("5")
        write_over(deletions, whole.replace(third, fourth, 1))
        with pytest.raises(IndexDamaged, match=deletions.name):
            writer.commit()
        writer.abandon()
    write_over(deletions, whole)
    assert set(held(index)) == set("012456789")


def write_over(path: Path, content: bytes) -> None:
    """Change a file that others have open, and mapped."""
    with path.open("r+b") as file:
        file.write(content)
