"""The same run again reads nothing, and anything that could make a difference makes it read again."""

from __future__ import annotations

import json
import os
import re
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import corpus.files
from index import Index, IndexDamaged, index_articles, updating
from index.commits import writer
from index.storage.file_names import LAST_RUN
from tests.builders import article


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Two files that were written a while ago: what has only just changed is never trusted."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a", "b"):
        written(folder / f"{name}.jsonl", {"id": name, "title": f"خبر {name}", "text": "نص"})
    return folder


def written(path: Path, record: dict[str, Any]) -> None:
    path.write_text(json.dumps(record), "utf-8")


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run be an hour after the files were written."""
    import time

    now = time.time_ns
    monkeypatch.setattr("corpus.files.time.time_ns", lambda: now() + 3600 * 10**9)


class Reading(Exception):
    """The files are being read."""


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise Reading

    monkeypatch.setattr(updating, "read_articles", read)


def test_the_same_run_again_reads_nothing(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "c.jsonl").write_text("{broken\n", "utf-8")
    first = index_articles(tmp_path / "ix", files)
    forbid_reading(monkeypatch)
    second = index_articles(tmp_path / "ix", files)
    assert (second.read, second.unchanged, second.added, second.removed) == (2, 2, 0, 0)
    assert second.rejections == first.rejections
    assert len(second.rejections) == 1


@pytest.mark.parametrize(
    "change", ["content", "same size", "new file", "removed", "encoding", "prune", "rebuild"]
)
def test_whatever_could_make_a_difference_is_read(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    index_articles(tmp_path / "ix", files)
    options: dict[str, Any] = {}
    if change == "content":
        written(files / "a.jsonl", {"id": "a", "title": "غيره", "text": "نص آخر"})
    elif change == "same size":
        before = (files / "a.jsonl").stat()
        (files / "a.jsonl").write_bytes((files / "a.jsonl").read_bytes()[::-1])
        os.utime(files / "a.jsonl", ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "new file":
        written(files / "d.jsonl", {"id": "d", "title": "خبر"})
    elif change == "removed":
        (files / "b.jsonl").unlink()
    else:
        options = {"encoding": {"encoding": "utf-8"}, "prune": {"prune": True}, "rebuild": {"rebuild": True}}[
            change
        ]
    forbid_reading(monkeypatch)
    with pytest.raises(Reading):
        index_articles(tmp_path / "ix", files, **options)


@pytest.mark.parametrize("change", ["library", "Python"])
def test_what_other_readers_could_find_is_read(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    index_articles(tmp_path / "ix", files)
    if change == "library":
        (tmp_path / "site" / "trafilatura-99.0.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(tmp_path / "site")
    else:
        monkeypatch.setattr("sys.version", "3.99.0")
    forbid_reading(monkeypatch)
    with pytest.raises(Reading):
        index_articles(tmp_path / "ix", files)


def test_every_library_that_reads_is_looked_for() -> None:
    """Those that modules of `corpus` import, and one that trafilatura does without telling installers."""
    sources = (path.read_text("utf-8") for path in Path(corpus.__file__).parent.glob("*.py"))
    modules = {
        name for source in sources for name in re.findall(r"^ *(?:import|from) (\w+)", source, re.MULTILINE)
    }
    distributions = metadata.packages_distributions()
    libraries = {name for module in modules for name in distributions.get(module, ()) if module != "corpus"}
    assert {"lxml", "trafilatura"} <= libraries
    expected = {f"{name}-{metadata.version(name)}" for name in (*libraries, "lxml-html-clean")}
    found = {name.rpartition(".")[0] for name in corpus.files.installed_libraries()}
    assert {name.replace("_", "-") for name in found} == {name.replace("_", "-") for name in expected}


def test_another_commit_makes_it_read_again(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_articles(tmp_path / "ix", files)
    with Index.open(tmp_path / "ix").writer() as writer:
        writer.add(article("a", title="من مكان آخر"))
    forbid_reading(monkeypatch)
    with pytest.raises(Reading):
        index_articles(tmp_path / "ix", files)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"stamp": 7}', "null"])
def test_a_shortcut_that_makes_no_sense_is_passed_over(files: Path, tmp_path: Path, content: str) -> None:
    index_articles(tmp_path / "ix", files)
    (tmp_path / "ix" / "_MAIN_last-run.json").write_text(content)
    assert index_articles(tmp_path / "ix", files).unchanged == 2


def test_a_damaged_index_is_told_of_all_the_same(files: Path, tmp_path: Path) -> None:
    index_articles(tmp_path / "ix", files)
    (path,) = (tmp_path / "ix").glob("*.pst")
    path.unlink()
    with pytest.raises(IndexDamaged, match="missing"):
        index_articles(tmp_path / "ix", files)


def test_the_shortcut_is_no_article_where_the_index_lies_among_the_files(files: Path) -> None:
    index_articles(files / "ix", files)
    assert (files / "ix" / "_MAIN_last-run.json").exists()
    again = index_articles(files / "ix", files, rebuild=True)
    assert (again.read, again.rejected) == (2, 0)


def test_files_that_have_just_changed_are_not_trusted(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_articles(tmp_path / "ix", files)
    monkeypatch.undo()
    index_articles(tmp_path / "ix", files)  # they may change once more within the tick of a clock
    assert json.loads((tmp_path / "ix" / LAST_RUN).read_text())["stamp"] is None
    forbid_reading(monkeypatch)
    with pytest.raises(Reading):
        index_articles(tmp_path / "ix", files)


def test_files_of_the_same_times_that_change_places_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those that one program has written at once: size and times are the same, and a folder's name says nothing."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name / "a.jsonl", {"id": "a", "title": f"خبر {name}", "text": "نص"})
    same_times(monkeypatch)
    (tmp_path / "now").symlink_to("one")
    index_articles(tmp_path / "ix", tmp_path / "now")
    (tmp_path / "now").unlink()
    (tmp_path / "now").symlink_to("two")
    assert index_articles(tmp_path / "ix", tmp_path / "now").updated == 1


def same_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all files have been written in one tick of the clock."""
    status = os.stat

    def stat(path: Any, **options: Any) -> os.stat_result:
        found = status(path, **options)
        times = dict.fromkeys(("st_atime_ns", "st_mtime_ns", "st_ctime_ns"), 10**18)
        return os.stat_result(found, times) if str(path).endswith(".jsonl") else found

    monkeypatch.setattr("corpus.files.os.stat", stat)


def test_a_hidden_file_more_or_less_is_told(files: Path, tmp_path: Path) -> None:
    index_articles(tmp_path / "ix", files)
    (files / ".hidden").touch()
    assert index_articles(tmp_path / "ix", files).warnings == {"hidden file skipped": 1}
    (files / ".hidden").unlink()
    assert index_articles(tmp_path / "ix", files).warnings == {}


def test_the_last_run_over_an_index_that_was_removed_says_nothing_of_the_next(
    files: Path, tmp_path: Path
) -> None:
    index_articles(tmp_path / "ix", files)
    for name in ("MAIN_g*", "*.toc"):
        for path in (tmp_path / "ix").glob(name):
            path.unlink()
    kept = (tmp_path / "ix" / LAST_RUN).read_bytes()
    written(tmp_path / "other.jsonl", {"id": "other", "title": "خبر آخر", "text": "نص"})
    index_articles(tmp_path / "ix", tmp_path / "other.jsonl")
    (tmp_path / "ix" / LAST_RUN).write_bytes(kept)  # as where the next could not write its own
    assert index_articles(tmp_path / "ix", files).added == 2


def test_another_version_of_the_readers_reads_again(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may read a date that this one could not."""
    index_articles(tmp_path / "ix", files)
    readers = tmp_path / "corpus"
    shutil.copytree(Path(corpus.files.__file__).parent, readers, ignore=shutil.ignore_patterns("samples"))
    (readers / "dates.py").write_text("# reads more\n", "utf-8")
    monkeypatch.setattr("corpus.files.__file__", str(readers / "files.py"))
    forbid_reading(monkeypatch)
    with pytest.raises(Reading):
        index_articles(tmp_path / "ix", files)


@pytest.mark.parametrize("what", ["[" * 100_000, "", "null", "[]", '{"stamp": 1}', "\udcff"])
def test_what_makes_no_sense_is_written_anew(files: Path, tmp_path: Path, what: str) -> None:
    index_articles(tmp_path / "ix", files)
    kept = tmp_path / "ix" / LAST_RUN
    whole = kept.read_bytes()
    kept.write_bytes(what.encode("utf-8", "surrogateescape"))
    assert index_articles(tmp_path / "ix", files).read == 2
    assert kept.read_bytes() == whole


def test_a_pipe_in_its_place_is_not_waited_for_and_gives_way(files: Path, tmp_path: Path) -> None:
    index_articles(tmp_path / "ix", files)
    kept = tmp_path / "ix" / LAST_RUN
    kept.unlink()
    os.mkfifo(kept)
    assert index_articles(tmp_path / "ix", files).read == 2
    assert json.loads(kept.read_bytes())["read"] == 2


def test_a_folder_in_its_place_stays_and_nothing_is_left_beside_it(files: Path, tmp_path: Path) -> None:
    index_articles(tmp_path / "ix", files)
    kept = tmp_path / "ix" / LAST_RUN
    kept.unlink()
    kept.mkdir()
    assert index_articles(tmp_path / "ix", files).read == 2
    assert [path for path in (tmp_path / "ix").glob("_MAIN_last-run*") if path != kept] == []


def test_nothing_is_written_through_a_link(files: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("somebody's")
    index_articles(tmp_path / "ix", files)
    for name in (LAST_RUN, "_MAIN_last-run.new"):
        (tmp_path / "ix" / name).unlink(missing_ok=True)
        (tmp_path / "ix" / name).symlink_to(elsewhere)
    assert index_articles(tmp_path / "ix", files).read == 2
    assert elsewhere.read_text() == "somebody's"
    assert not (tmp_path / "ix" / LAST_RUN).is_symlink()


def test_what_could_not_be_removed_after_a_commit_is_removed_by_the_same_run(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_articles(tmp_path / "ix", files)
    written(files / "a.jsonl", {"id": "a", "title": "خبر آخر", "text": "نص"})
    remove, calls = writer.remove_leftovers, []

    def not_the_second_time(*arguments: Any, **options: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("too many open files")
        remove(*arguments, **options)

    monkeypatch.setattr(writer, "remove_leftovers", not_the_second_time)
    assert index_articles(tmp_path / "ix", files).updated == 1
    assert len(list((tmp_path / "ix").glob("*.toc"))) == 2
    assert index_articles(tmp_path / "ix", files).unchanged == 2
    assert len(list((tmp_path / "ix").glob("*.toc"))) == 1
    forbid_reading(monkeypatch)
    assert index_articles(tmp_path / "ix", files).unchanged == 2


def test_what_another_commit_left_is_not_taken_for_what_the_run_left(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another writer was quick, between a run's commit and its stamp."""
    close = writer.IndexWriter._close

    def close_and_lose_the_race(own: writer.IndexWriter) -> None:
        close(own)
        monkeypatch.setattr(writer.IndexWriter, "_close", close)
        with Index.open(tmp_path / "ix").writer() as other:
            other.delete("a")

    monkeypatch.setattr(writer.IndexWriter, "_close", close_and_lose_the_race)
    index_articles(tmp_path / "ix", files)
    assert index_articles(tmp_path / "ix", files).added == 1
