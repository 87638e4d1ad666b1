"""What is on the disk before a commit, and after it: a power cut at any instant leaves the old index or the new one."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from index import Index, IndexStoreError, index_articles
from index.building import segment_builder
from index.commits.directory import make_folder
from index.storage.disk import sync, sync_folder
from tests.builders import article, built_index, held


class Recorder:
    """What was brought to disk and what was renamed and removed, in order, by names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[tuple[str, str]] = []
        fsync, rename, unlink = os.fsync, os.rename, os.unlink

        def synced(descriptor: int) -> None:
            self.steps.append(("sync", os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}"))))
            fsync(descriptor)

        def renamed(source: Any, target: Any) -> None:
            self.steps += [("from", os.path.basename(source)), ("to", os.path.basename(target))]
            rename(source, target)

        def removed(path: Any, **options: Any) -> None:
            self.steps.append(("remove", os.path.basename(path)))
            unlink(path, **options)

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(os, "rename", renamed)
        monkeypatch.setattr(os, "unlink", removed)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the files of a process have no names here")
def test_a_commit_is_a_rename_of_what_is_on_the_disk_with_all_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    index = built_index(folder, *(article(f"{number}", "وزير") for number in range(5)))
    recorder = Recorder(monkeypatch)
    with index.writer() as writer:
        writer.add(article("new", "قمة"))
        writer.flush()
        writer.delete("1")
        writer.delete("new")
        writer.add(article("newer", "خبر"))
    steps = recorder.steps
    committed = next(at for at, (what, name) in enumerate(steps) if what == "to" and name.endswith(".toc"))
    before, after = steps[:committed], steps[committed + 1 :]
    named = {path.name for path in folder.iterdir() if path.suffix in (".pst", ".art", ".del")}
    temporary = steps[committed - 1][1]
    written = {name for what, name in before if what == "sync"} - {"index"}
    assert {name for name in named if "g2" in name or name.endswith(".del")} | {temporary} <= written
    last_file = max(at for at, (what, name) in enumerate(before) if what == "sync" and name in written)
    assert ("sync", "index") in before[last_file:], "their names are, too"
    assert after[0] == ("sync", "index"), "and that of the table of contents, before anything is removed"
    assert ("remove", "_MAIN_1.toc") in after
    assert not any(what == "remove" for what, _ in before)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the files of a process have no names here")
def test_the_name_of_a_new_folder_is_brought_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(monkeypatch)
    make_folder(tmp_path / "one" / "two" / "index")
    assert {name for _, name in recorder.steps} == {tmp_path.name, "one", "two"}
    recorder.steps.clear()
    make_folder(tmp_path / "one" / "two" / "index")
    assert recorder.steps == []


def test_a_lock_that_is_gone_when_all_is_written_keeps_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, article("a", "وزير"))
    write = segment_builder.SegmentBuilder.write

    def slowly(*arguments: Any) -> None:
        write(*arguments)
        (tmp_path / "MAIN_WRITELOCK").unlink()

    monkeypatch.setattr(segment_builder.SegmentBuilder, "write", slowly)
    with pytest.raises(IndexStoreError, match="lock"), index.writer() as writer:
        writer.add(article("b", "وزير"))
    assert set(held(index)) == {"a"}


def test_a_writer_that_could_not_be_made_has_let_go_of_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, article("a", "وزير"))

    def full(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(OSError, match="no room") as raised:
        index.writer()
    monkeypatch.undo()
    with index.writer() as writer:
        writer.add(article("b", "وزير"))
    assert set(held(index)) == {"a", "b"}
    assert raised.traceback, "what it holds is still there"


def test_no_folder_has_such_a_name() -> None:
    with pytest.raises(IndexStoreError, match="no folder has such a name"):
        Index.create("index\0")
    with pytest.raises(IndexStoreError, match="no folder has such a name"):
        index_articles("index\0", "news.jsonl")


def renaming_without_bringing_to_disk(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, *, once: bool = False
) -> None:
    """From the next rename on nothing is brought to disk; the system may say so but once."""
    rename, fsync = os.rename, os.fsync

    def renamed(source: Any, target: Any) -> None:
        rename(source, target)
        monkeypatch.setattr(os, "fsync", failing)

    def failing(descriptor: int) -> None:
        if once:
            monkeypatch.setattr(os, "fsync", fsync)
        raise error

    monkeypatch.setattr(os, "rename", renamed)


def test_a_commit_of_which_nobody_knows_whether_it_is_on_disk_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, article("old", "خبر"))
    renaming_without_bringing_to_disk(monkeypatch, OSError(errno.EIO, "Input/output error"))
    writer = index.writer()
    writer.add(article("new", "نبأ"))
    with pytest.raises(IndexStoreError, match=r"committed, but perhaps not brought to disk .*fihris check"):
        writer.commit()
    assert set(held(index)) == {"old", "new"}
    assert writer.generation == index.snapshot().generation


@pytest.mark.parametrize("once", [False, True])
@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_the_index_before_a_commit_stays_until_that_is_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, once: bool
) -> None:
    """The disk may have the old table of contents still: a power cut now must find what that names."""
    index = built_index(tmp_path, article("old", "خبر"))
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*MAIN_*") if path.suffix}
    with monkeypatch.context() as patch:
        renaming_without_bringing_to_disk(patch, error, once=once)
        with pytest.raises((IndexStoreError, KeyboardInterrupt)), index.writer() as writer:
            writer.add(article("new", "نبأ"))
        assert before.items() <= {path.name: path.read_bytes() for path in tmp_path.glob("*MAIN_*")}.items()
        if not once:
            with pytest.raises((OSError, KeyboardInterrupt)):
                index.writer()  # the next one does not know either, and makes sure first
            assert before.keys() <= {path.name for path in tmp_path.iterdir()}
    with index.writer() as writer:
        writer.delete("old")
    assert set(held(index)) == {"new"}
    assert not before.keys() & {path.name for path in tmp_path.iterdir()}


def test_whoever_goes_on_after_a_commit_that_may_not_be_on_disk_is_not_told_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, article("old", "خبر"))
    renaming_without_bringing_to_disk(monkeypatch, OSError(errno.EIO, "Input/output error"))
    writer = index.writer()
    writer.add(article("new", "نبأ"))
    with (
        pytest.raises(IndexStoreError, match=r"perhaps not brought to disk.*as its last commit left it"),
        writer,
        contextlib.suppress(IndexStoreError),
    ):
        writer.commit()
    assert set(held(index)) == {"old", "new"}


@pytest.mark.parametrize("supported", [True, False])
def test_where_the_system_can_flush_the_drive_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, supported: bool
) -> None:
    called: list[str] = []

    def control(descriptor: int, command: int) -> None:
        called.append("whole")
        if not supported:
            raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.setattr(os, "fsync", lambda descriptor: called.append("file"))
    sync_folder(tmp_path)
    assert called == (["whole"] if supported else ["whole", "file"])


@pytest.mark.parametrize("refusal", [errno.EINVAL, errno.EBADF])
def test_a_file_system_that_brings_no_folders_to_disk_takes_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    fsync = os.fsync

    def of_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(refusal, os.strerror(refusal))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", of_files)
    assert set(held(built_index(tmp_path / "new" / "index", article("a")))) == {"a"}


@pytest.mark.parametrize(("where", "error"), [("folder", errno.EIO), ("file", errno.EINVAL)])
def test_what_could_not_be_brought_to_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, error: int
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "fsync", failing)
    with open(tmp_path / "file", "wb") as file, pytest.raises(OSError, match=os.strerror(error)):
        sync_folder(tmp_path) if where == "folder" else sync(file.fileno())
