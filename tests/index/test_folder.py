"""The index folder: what else may be in it, and a table of contents that somebody removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Index, IndexDamaged, IndexLocked, IndexMissing, IndexStoreError, index_articles
from index.storage.file_names import LAST_RUN
from tests.builders import article, built_index, held, keep_segments


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return built_index(tmp_path / "index", article("a", "وزير الخارجية"), article("b", "قمة عربية"))


def add_another(index: Index) -> None:
    with index.writer() as writer:
        writer.add(article("c", "خبر"))


def linked(path: Path, elsewhere: Path) -> None:
    elsewhere.write_text("somebody's")
    path.symlink_to(elsewhere)


def led_nowhere(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere)


def piped(path: Path, _elsewhere: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("put", [linked, led_nowhere, piped])
def test_what_is_no_file_is_not_locked_and_nothing_is_written_through_it(
    index: Index, tmp_path: Path, put: Callable[[Path, Path], None]
) -> None:
    lock, elsewhere = index.folder / "MAIN_WRITELOCK", tmp_path / "elsewhere"
    lock.unlink()
    put(lock, elsewhere)
    before = elsewhere.read_text() if elsewhere.exists() else None
    with pytest.raises(
        IndexDamaged, match=r"MAIN_WRITELOCK: no file of Fihris's; see what it is, and remove it"
    ):
        add_another(index)
    assert (elsewhere.read_text() if elsewhere.exists() else None) == before
    lock.unlink()
    add_another(index)
    assert set(held(index)) == {"a", "b", "c"}


def removed_contents(index: Index) -> None:
    for path in index.folder.glob("*.toc"):
        path.unlink()


def test_segments_whose_table_of_contents_is_gone_are_no_place_for_a_new_index(index: Index) -> None:
    add_another(index)
    removed_contents(index)
    files = {path.name: path.read_bytes() for path in index.folder.glob("MAIN_g*")}
    new = index.folder.parent / "new.jsonl"
    new.write_text('{"id": "n", "title": "جديد", "text": "نص"}', "utf-8")
    for attempt in (
        lambda: Index.open(index.folder),
        index.writer,
        lambda: index_articles(index.folder, new),
    ):
        with pytest.raises(IndexDamaged, match=r"segments are here, and no table of contents; .*--rebuild"):
            attempt()
    with pytest.raises(IndexStoreError, match="there is an index here already"):
        Index.create(index.folder)
    assert {path.name: path.read_bytes() for path in index.folder.glob("MAIN_g*")} == files
    index_articles(index.folder, new, rebuild=True)
    assert set(held(index)) == {"n"}
    assert not {path.name for path in index.folder.glob("MAIN_g*")} & set(files)


def test_so_are_those_of_a_first_commit_that_ended(tmp_path: Path) -> None:
    """Of one that was broken off there is no last run, and what it left is in nobody's way."""
    new = tmp_path / "new.jsonl"
    new.write_text('{"id": "n", "title": "جديد", "text": "نص"}', "utf-8")
    index = Index(tmp_path / "index")
    index_articles(index.folder, new)
    removed_contents(index)
    with pytest.raises(IndexDamaged, match="no table of contents"):
        index_articles(index.folder, new)
    (index.folder / LAST_RUN).unlink()
    with pytest.raises(IndexMissing):
        Index.open(index.folder)
    index_articles(index.folder, new)
    assert set(held(index)) == {"n"}


def test_a_list_of_names_that_a_commit_was_faster_than_is_made_again(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_another(index)
    lists, listdir = [1, 1], os.listdir

    def without_contents(path: Path) -> list[str]:
        names = listdir(path)
        return [name for name in names if not name.endswith(".toc")] if lists and lists.pop() else names

    monkeypatch.setattr(os, "listdir", without_contents)
    assert Index.open(index.folder).folder == index.folder
    assert not lists


def test_files_of_others_stay_in_the_folder(index: Index) -> None:
    others = ["MAIN_backup.art", "MAIN_g1n1.pst.bak", "MAIN_g1.del", "notes.txt", "MAIN_g1n2x.art"]
    for name in others:
        (index.folder / name).write_text("theirs")
    left_over = [index.folder / name for name in ("MAIN_g7n3.art", "_MAIN_last-run.new")]
    for each in left_over:
        each.write_text("of a run that was broken off")
    add_another(index)
    add_another(index)
    assert [name for name in others if not (index.folder / name).exists()] == []
    assert [each for each in left_over if each.exists()] == []


def test_a_writer_whose_lock_was_removed_leaves_alone_what_the_next_one_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is merged, the segment that was written is the one that is committed."""
    keep_segments(monkeypatch)
    index = built_index(tmp_path, article("a"))
    first = index.writer()
    (tmp_path / "MAIN_WRITELOCK").unlink()
    second = index.writer()
    second.add(article("b"))
    second.flush()
    with pytest.raises(IndexStoreError, match="MAIN_WRITELOCK: removed while"):
        first.commit()
    second.commit()
    assert set(held(index)) == {"a", "b"}
    assert index.check() == []


def test_who_holds_the_lock_is_told_though_one_who_was_killed_had_written_more(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    (tmp_path / "MAIN_WRITELOCK").write_text(json.dumps({"pid": 1, "since": "long ago" * 20}))
    with index.writer(), pytest.raises(IndexLocked, match=f"process {os.getpid()} "):
        index.writer()


def test_what_was_written_as_one_segment_is_not_said_to_have_been_merged(tmp_path: Path) -> None:
    folder, news = tmp_path / "index", tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": "a", "title": "خبر", "text": "كلام"}))
    first = index_articles(folder, news, optimize=True)
    assert (first.added, first.merged) == (1, False)
    news.write_text(json.dumps({"id": "b", "title": "نبأ", "text": "كلام"}))
    second = index_articles(folder, news, optimize=True)
    assert (second.added, second.merged) == (1, True)
