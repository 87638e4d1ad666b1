"""A writer that is used as it should not be says so, and nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import shutil
import weakref
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from index import Index, IndexLocked, IndexMissing, IndexStoreError
from index.commits.writer import IndexWriter
from index.storage.records import RecordWriter
from index.storage.scratch import Scratch
from searcher import Searcher
from tests.builders import article, built_index, held


@pytest.mark.parametrize("how", ["add", "update"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"article_id": ""},
        {"article_id": 7},
        {"title": None},
        {"source": 3},
        {"url": b"x"},
        {"date": date(2024, 1, 1)},
        {"captions": "حرف"},
        {"captions": None},
        {"origin": Path("x")},
    ],
)
def test_what_is_no_article_is_refused_and_loses_nothing(
    tmp_path: Path, how: str, wrong: dict[str, Any]
) -> None:
    index = built_index(tmp_path, article("a", "خبر"))
    with index.writer() as writer:
        writer.add(article("b", "نبأ"))
        with pytest.raises(IndexStoreError, match="the id has to be"):
            getattr(writer, how)(article(**{"article_id": "a", "title": "جديد"} | wrong))
    assert held(index) == {"a": "", "b": ""}
    paragraphs: Any = "فقرة"
    with index.writer() as writer, pytest.raises(IndexStoreError, match="tuples of strings"):
        writer.add(Article("c", paragraphs=paragraphs))


def test_a_closed_writer_does_nothing(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a", "خبر"))
    writer = index.writer()
    writer.abandon()
    for call in (
        writer.flush,
        writer.settle,
        writer.commit,
        writer.ids,
        lambda: writer.origin("a"),
        lambda: writer.delete("a"),
        lambda: writer.add(article("b")),
        lambda: writer.update(article("b")),
    ):
        with pytest.raises(IndexStoreError, match="closed"):
            call()


def test_a_writer_of_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    index = built_index(tmp_path / "index", article("a"))
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexMissing):
        index.writer()


def test_the_lock_goes_with_the_commit_though_a_forked_process_has_its_file_open(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    writer = index.writer()
    assert writer._lock._file is not None
    forked = os.dup(writer._lock._file.fileno())  # as in a child of this process: the same open file
    try:
        writer.add(article("b"))
        writer.commit()
        with index.writer() as other:
            other.add(article("c"))
    finally:
        os.close(forked)
    assert set(held(index)) == {"a", "b", "c"}


@pytest.mark.parametrize("how", ["commit", "abandon", "leave"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_forked_process_has_no_part_in_what_is_written(tmp_path: Path, how: str, jobs: int) -> None:
    """It commits nothing, removes nothing, and leaves lock and worker processes to whose they are."""
    index = built_index(tmp_path, article("a"))
    with index.writer(jobs=jobs) as writer:
        writer.add(article("b"))
        writer.flush()
        for number in range(6 * (jobs - 1)):  # as many batches as are worth a worker process
            writer.add(article(f"{number}", "كلمة " * 300_000))
        child = os.fork()
        if not child:
            status = 1
            try:
                if how == "leave":
                    writer.__exit__(SystemExit, SystemExit(), None)
                    status = 0
                elif how == "abandon":
                    writer.abandon()
                    status = 0
                else:
                    writer.commit()
            except IndexStoreError:
                status = 0 if how == "commit" else 1
            os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        with pytest.raises(IndexLocked):
            index.writer()
        writer.add(article("c"))
    assert set(held(index)) >= {"a", "b", "c"}
    assert index.check() == []


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_lock_goes_with_a_writer_that_nobody_holds(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    writer = index.writer()
    del writer
    gc.collect()
    with index.writer() as other:
        other.add(article("b"))
    assert set(held(index)) == {"a", "b"}


@pytest.mark.parametrize("how", ["add", "update"])
@pytest.mark.parametrize("wrong", [None, "نص", {"id": "a"}, 7])
def test_something_else_than_an_article_is_refused_and_loses_nothing(
    tmp_path: Path, how: str, wrong: Any
) -> None:
    index = built_index(tmp_path, article("a", "خبر"))
    with index.writer() as writer:
        writer.add(article("b", "نبأ"))
        with pytest.raises(IndexStoreError, match="is no Article"):
            getattr(writer, how)(wrong)
    assert held(index) == {"a": "", "b": ""}


def test_of_a_date_the_time_on_the_wall_is_kept_to_the_second(tmp_path: Path) -> None:
    given = [
        article("a", "خبر", date="2023-01-01T01:00:00+03:00"),
        article("b", "خبر", date="2023-01-01T01:01:01.999999"),
        article("c", "خبر", date="2023-01-01T01:00:00"),
    ]
    index = built_index(tmp_path, *given[:2])
    with index.writer() as writer:
        assert [writer.update(each) for each in given] == ["unchanged", "unchanged", "added"]
    snapshot = index.snapshot()
    dates = {name: snapshot.article(name).date for name in "abc"}  # type: ignore[union-attr]  # they are there
    assert dates == {
        "a": datetime(2023, 1, 1, 1),
        "b": datetime(2023, 1, 1, 1, 1, 1),
        "c": datetime(2023, 1, 1, 1),
    }


def test_an_index_stays_where_it_is_wherever_the_process_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        monkeypatch.chdir(folder)
        Index.create("ix").writer(rebuild=True).commit()
    monkeypatch.chdir(here)
    index = Index.open("ix")
    searcher = Searcher(index)
    with index.writer() as writer:
        writer.add(article("a", "خبر"))
        monkeypatch.chdir(there)
        writer.add(article("b", "خبر"))
    assert searcher.refresh()
    assert searcher.search("خبر").total == 2
    assert index.check() == []
    assert index.stats()["articles"] == 2
    assert Index.open("ix").snapshot().article_count == 0
    assert (searcher.folder, index.folder) == (Path("ix"), Path("ix"))


def test_a_name_that_no_folder_can_have_is_no_index() -> None:
    with pytest.raises(IndexMissing, match="no folder has such a name"):
        Index.open("\0")


def update_and_flush(writer: IndexWriter) -> None:
    for number in range(10):
        writer.update(article(f"{number}", "كلمة " * 20))
    for number in range(10, 20):
        writer.add(article(f"{number}", "كلمة " * 20))
    writer.flush()


@pytest.mark.parametrize("broken", [OSError(errno.ENOSPC, "no space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("place", [Scratch, RecordWriter], ids=lambda place: place.__name__)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_writer_that_was_broken_off_commits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: BaseException, place: Any, jobs: int
) -> None:
    monkeypatch.setattr("index.building.segment_builder.BATCH_CHARACTERS", 200)
    index = built_index(tmp_path, article("old", "خبر"))
    append = place.append
    for failing in (1, 2, 5, 8, 9):
        calls = iter(range(1, 1_000))

        def fail(scratch: Any, *args: Any, calls: Any = calls, failing: int = failing) -> None:
            if next(calls) == failing:
                raise broken
            append(scratch, *args)

        with monkeypatch.context() as patched:
            patched.setattr(place, "append", fail)
            writer = index.writer(jobs=jobs)
            with pytest.raises(type(broken)):
                update_and_flush(writer)
        with pytest.raises(IndexStoreError, match="closed"):
            writer.add(article("more", "خبر"))
        with pytest.raises(IndexStoreError, match="closed"):
            writer.commit()
        assert held(index) == {"old": ""}
        assert index.check() == []
    with index.writer() as writer:  # nobody has the lock
        writer.add(article("new", "نبأ"))
    assert set(held(index)) == {"old", "new"}


@pytest.fixture
def index_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    index = built_index(tmp_path, article("old", "خبر"))
    monkeypatch.setattr(Scratch, "append", full)
    return index


def test_a_full_disk_is_told_with_the_folder(index_on_a_full_disk: Index) -> None:
    with pytest.raises(OSError, match="no space left") as told:
        update_and_flush(index_on_a_full_disk.writer())
    assert told.value.filename == str(index_on_a_full_disk.folder)


def test_a_block_that_goes_on_after_it_was_broken_off_does_not_end_as_if_it_had_committed(
    index_on_a_full_disk: Index,
) -> None:
    index = index_on_a_full_disk
    with (
        pytest.raises(
            IndexStoreError, match=r"broken off earlier .*no space left.*as its last commit left it"
        ),
        index.writer() as writer,
        contextlib.suppress(OSError),
    ):
        update_and_flush(writer)
    assert held(index) == {"old": ""}
    with index.writer() as writer:
        with contextlib.suppress(OSError):
            update_and_flush(writer)
        writer.abandon()  # whoever does so knows


@pytest.mark.parametrize("broken", [OSError(errno.ENOSPC, "no space left"), KeyboardInterrupt()])
@pytest.mark.parametrize(
    ("step", "place"),
    [
        (lambda writer: writer.update(article("a", title="أول")), "index.commits.returned.Scratch.append"),
        (
            lambda writer: writer.add(article("a", title="ثالث")),
            "index.commits.writer.ReturnedVersions.take_back",
        ),
        (lambda writer: writer.delete("a"), "index.commits.writer.ReturnedVersions.take_back"),
    ],
    ids=["update", "add", "delete"],
)
def test_a_block_that_goes_on_after_a_step_of_it_was_broken_off_commits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: BaseException, step: Any, place: str
) -> None:
    def fail(*_: Any) -> None:
        raise broken

    index = Index.create(tmp_path)
    with index.writer() as writer:
        for title in ("أول", "ثان"):
            writer.update(article("a", title=title))
    monkeypatch.setattr(place, fail)
    with (
        pytest.raises(IndexStoreError, match="broken off earlier"),
        index.writer() as writer,
        contextlib.suppress(type(broken)),
    ):
        step(writer)
    assert held(index) == {"a": "ثان"}
    assert index.check() == []


def test_a_writer_that_was_broken_off_goes_with_its_last_name(index_on_a_full_disk: Index) -> None:
    """The error has the frames, and these the writer: were that to have the error, files would stay open."""
    index = index_on_a_full_disk
    gc.disable()
    try:
        writer = index.writer()
        left = weakref.ref(writer)
        with contextlib.suppress(OSError):
            update_and_flush(writer)
        del writer
        assert left() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("wrong", [None, 7, b"a"])
def test_deleting_what_is_no_id_is_refused_and_loses_nothing(tmp_path: Path, wrong: Any) -> None:
    index = built_index(tmp_path, article("a", "خبر"))
    with index.writer() as writer:
        writer.add(article("b", "نبأ"))
        with pytest.raises(IndexStoreError, match="the id has to be a string"):
            writer.delete(wrong)
        with pytest.raises(IndexStoreError, match="the id has to be a string"):
            writer.origin(wrong)
    assert set(held(index)) == {"a", "b"}
    with pytest.raises(IndexStoreError, match="the id has to be a string"):
        index.snapshot().article(wrong)


def test_ctrl_c_while_a_writer_closes_leaves_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = built_index(tmp_path, article("a", "خبر"))

    def interrupted(analysis: Any) -> None:
        raise KeyboardInterrupt

    writer = index.writer()
    with monkeypatch.context() as patched:
        patched.setattr("index.ingestion.analysis_pool.AnalysisPool.close", interrupted)
        with pytest.raises(KeyboardInterrupt):
            writer.abandon()
    writer.abandon()
    index.writer().abandon()
