"""Writers in trouble: locks that somebody removed, damage and faults that a writer meets."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import whoosh.index

from index import Index, IndexDamaged, IndexLocked, IndexStoreError, IndexWriter
from index.building import segment_files
from tests.builders import article, built_index, held, keep_segments, overwrite
from tests.waiting import needs_open_files, times_open, wait_until


@pytest.mark.parametrize("replaced", [False, True])
def test_a_writer_whose_lock_was_removed_commits_nothing_and_spoils_nothing(
    tmp_path: Path, replaced: bool
) -> None:
    """Whoever takes the lock's file for a stale one lets a second writer in."""
    index = built_index(tmp_path, article("a"))
    first = index.writer()
    first.add(article("b"))
    first.flush()
    (tmp_path / "MAIN_WRITELOCK").unlink()
    if replaced:
        second = index.writer()
        second.add(article("c"))
        second.flush()
    with pytest.raises(IndexStoreError, match="MAIN_WRITELOCK: removed while"):
        first.commit()
    assert set(held(index)) == {"a"}
    if replaced:
        second.commit()
        assert set(held(index)) == {"a", "c"}
    assert index.check() == []


def test_a_writer_whose_lock_was_removed_removes_no_file_of_the_writer_that_took_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both make the next generation, so their files have the same names."""
    keep_segments(monkeypatch)  # else what the second one has merged has a name of its own
    index = built_index(tmp_path, article("a"))
    first, others = index.writer(), []
    write = segment_files._write_lists

    def broken_off(*_: object) -> None:
        monkeypatch.setattr(segment_files, "_write_lists", write)
        (tmp_path / "MAIN_WRITELOCK").unlink()
        with index.writer() as second:  # which removes what seems to be left over
            second.add(article("c"))
        others.append(second)
        raise KeyboardInterrupt

    first.add(article("b"))
    monkeypatch.setattr(segment_files, "_write_lists", broken_off)
    with pytest.raises(KeyboardInterrupt):
        first.commit()
    assert len(others) == 1
    assert set(held(index)) == {"a", "c"}
    assert index.check() == []


@pytest.mark.parametrize("step", ["update", "delete", "flush", "ids", "origin"])
def test_damage_that_a_writer_meets_is_told_as_damage(tmp_path: Path, step: str) -> None:
    text = "قال الوزير إن السد الجديد يروي حقول الوادي كلها ويحجز مياه السيول في الشتاء " * 3
    index = built_index(tmp_path, article("a", text), article("b", text + "اليوم"))
    (path,) = tmp_path.glob("*.art")
    if step in ("flush", "origin"):  # a new article may repeat one that is held; a text says where it is from
        overwrite(path, "bodies.data", 40, b"\xff" * 8)
    elif step == "ids":
        overwrite(path, "heads.text", 0, b"\xff")
    else:
        overwrite(path, "id_numbers", 0, b"\xff" * 8)
    writer = index.writer()
    if step == "flush":
        writer.update(article("c", text + "أمس"))
    steps = {
        "update": lambda: writer.update(article("a", "آخر")),
        "delete": lambda: writer.delete("b"),
        "flush": writer.flush,
        "ids": writer.ids,
        "origin": lambda: writer.origin("a"),
    }
    with pytest.raises(IndexDamaged, match=rf"{path}: checksum differs"):
        steps[step]()
    with pytest.raises(IndexStoreError, match="closed"):
        writer.commit()
    index.writer().abandon()  # nobody has the lock


def test_an_error_of_a_writer_over_a_whole_index_is_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, article("a", "خبر"))

    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("index.commits.draft.Draft.put", fault)
    with pytest.raises(ZeroDivisionError, match="a fault of ours"), index.writer() as writer:
        writer.add(article("b"))


@needs_open_files
def test_a_writer_that_waited_for_a_file_that_is_gone_takes_the_one_in_its_place(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    first = index.writer()
    waiting: list[IndexWriter] = []
    thread = threading.Thread(target=lambda: waiting.append(index.writer(wait=True)))
    thread.start()
    wait_until(lambda: times_open("MAIN_WRITELOCK") == 2, "the second writer waits")
    (tmp_path / "MAIN_WRITELOCK").unlink()
    second = index.writer()
    first.abandon()
    thread.join(timeout=0.5)
    assert not waiting
    second.abandon()
    thread.join()
    waiting[0].commit()


def test_a_lock_held_by_another_program_is_not_said_to_be_that_of_a_writer_that_has_ended(
    tmp_path: Path,
) -> None:
    index = built_index(tmp_path, article("a"))
    other = whoosh.index.open_dir(tmp_path).writer()
    with pytest.raises(IndexLocked, match="another process is writing"):
        index.writer()
    other.cancel()
