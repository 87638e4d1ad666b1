"""How a command ends that cannot do what it was asked for: exit status 2, and one line that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import index
import searcher
from index import Index
from index.storage.arrayfile import ArrayFile
from tests.builders import overwrite

Run = Callable[..., Result]


def one_line(text: str) -> bool:
    return text.startswith("fihris: ") and text.endswith("\n") and text.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serch"], "serch"),
        (["search", "كتاب", "--sort", "best"], "'relevance', 'newest', 'oldest'"),
        (["search", "كتاب", "--sauce", "مدار"], "--source"),
        (["search", "كتاب", "-n", "-1"], "-1"),
        (["search", "كتاب", "--from", "أمس البعيد"], "2023-09"),
        (["search", "كتاب", "--from", "2024", "--to", "2023"], "--from is later than --to"),
        (["search"], "--queries"),
        (["search", "  "], "--queries"),
        (["search", "كتاب", "--queries", "-"], "not both"),
        (["search", "--queries", "no-such-file"], "no-such-file"),
        (["search", "كتاب", "--source", ""], "--source"),
        (["search", "--category", " ،"], "--category"),
        (["search", "كتاب", "--index", ""], "--index"),
        (["index"], "PATH"),
        (["index", "no-such-file"], "no-such-file"),
        (["show"], "ID"),
    ],
)
def test_a_wrong_call_is_told_in_one_line_with_where_help_is(
    run: Run, arguments: list[str], message: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert one_line(result.stderr)
    assert message in result.stderr
    assert "--help" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["search", "كتاب"], ["show", "x"], ["delete", "x"], ["stats"], ["check"]]
)
def test_without_an_index_the_message_says_how_to_make_one(
    run: Run, arguments: list[str], tmp_path: Path
) -> None:
    result = run("--index", str(tmp_path / "none"), *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert one_line(result.stderr)
    assert "fihris index" in result.stderr


def test_postings_overwritten_by_something_else_are_told_in_one_line_that_names_the_file(
    run: Run, own_archive: Path
) -> None:
    """Opening sees only the directory of a file; where lists lead is seen when they are followed."""
    (path,) = own_archive.glob("*.pst")
    offset, size = ArrayFile(path)._arrays["articles"][2], ArrayFile(path)["articles"].nbytes
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(b"\xff" * size)
    result = run("--index", str(own_archive), "search", "معرض", "الوزير")
    assert result.exit_code == 2
    assert one_line(result.stderr)
    assert f"{path}: checksum differs" in result.stderr
    assert "--rebuild" in result.stderr
    checked = run("--index", str(own_archive), "check")
    assert checked.exit_code == 2
    assert path.name in checked.stderr


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            RuntimeError("سطر\nثان\x1b"),
            "fihris: internal error: RuntimeError: سطر ثان\ufffd: if fihris check finds nothing, please report it",
        ),
        (MemoryError(), "fihris: not enough memory: end other programs, or ask for less"),
        (OSError(12, "Cannot allocate memory"), "fihris: not enough memory: "),
        (RuntimeError("can't start new thread"), "fihris: not enough memory: "),
        (ImportError("x.so: failed to map segment from shared object"), "fihris: not enough memory: "),
        (PermissionError(13, "Permission denied", "/x/y"), "fihris: /x/y: Permission denied: check its"),
        (OSError(28, "No space left on device"), "fihris: No space left on device: make room"),
        (ImportError("No module named 'numpy'"), "fihris: a library is missing (No module named 'numpy'): "),
        (searcher.SearchError("قيل"), "fihris: قيل\n"),
        (index.IndexDamaged("x.post: damaged"), "fihris: x.post: damaged\n"),
    ],
)
def test_whatever_goes_wrong_is_one_line_without_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(searcher.Searcher, "search", fail)
    result = run("search", "كتاب")
    assert (result.exit_code, result.stdout) == (2, "")
    assert one_line(result.stderr)
    assert result.stderr.startswith(message)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--index", "OWN", "search", "الوزير"],
        ["search", "الوزير", "--index", "OWN"],
        ["open", "1"],
        ["open", "1", "--index", "OWN"],
    ],
)
def test_the_index_in_use_is_looked_into_for_damage_wherever_it_is_named(
    run: Run, own_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert run("search", "الوزير", "--index", str(own_archive)).exit_code == 0
    (path,) = own_archive.glob("*.pst")
    overwrite(path, "positions", 0, b"\xff")

    def fail(*_: Any, **__: Any) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(searcher.Searcher, "search", fail)
    monkeypatch.setattr(searcher.Searcher, "article", fail)
    result = run(*[str(own_archive) if each == "OWN" else each for each in arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert one_line(result.stderr)
    assert f"{path}: checksum differs" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "--queries", "/dev/zero"], "/dev/zero: larger than 32 MB: split it"),
        (["search", "--queries", "-"], "larger than 32 MB: split it"),
        (["analyze"], "stdin: larger than 1 MB: analyze an article, not an archive"),
    ],
)
def test_input_without_an_end_is_refused_and_does_not_fill_the_memory(
    run: Run, arguments: list[str], message: str
) -> None:
    result = run(*arguments, stdin=bytes(33 << 20))
    assert (result.exit_code, result.stdout) == (2, "")
    assert one_line(result.stderr)
    assert message in result.stderr


def test_the_traceback_is_there_for_who_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIHRIS_DEBUG", "1")
    assert "Traceback" in run("search", "كتاب", "--index", "none").stderr


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError(12, "Cannot allocate memory"), RuntimeError("can't start new thread")]
)
@pytest.mark.parametrize(
    ("jobs", "advice"), [("3", "with fewer --jobs"), ("1", "when other programs have ended")]
)
def test_a_lack_of_memory_says_what_became_of_the_index(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, jobs: str, advice: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(index, "index_articles", fail)
    result = run("index", ".", "--jobs", jobs)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"fihris: not enough memory, the index is as it was: run the command again {advice}\n"
    )


def test_a_lack_of_memory_after_the_commit_says_that_the_index_has_changed(
    run: Run, own_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        with Index.open(own_archive).writer() as writer:
            writer.delete("marsa/7")
        raise MemoryError

    monkeypatch.setattr(index, "index_articles", fail)
    result = run("index", ".", "--index", str(own_archive))
    assert (result.exit_code, "but the index has changed" in result.stderr) == (2, True)
