"""What commands say on stderr of a source, category or author that no article has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("arguments", [(), ("--kwic",), ("--count",), ("--format", "json")])
def test_a_near_name_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("search", "القمح", "--source", "المرسا", *arguments)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "fihris: no article has the source المرسا: try المرسى"


def test_it_is_told_where_other_names_find(run: Run) -> None:
    result = run("search", "القمح", "--source", "المرسى", "--source", "مدر")
    assert result.exit_code == 0
    assert result.stderr == "fihris: no article has the source مدر: try مدار\n"


def test_each_name_is_told_once(run: Run) -> None:
    result = run("search", "القمح", "--category", "اقصاد", "--category", "اقصاد", "--author", "سلمي ناجى بك")
    assert result.stderr == (
        "nothing found\n"
        "fihris: no article has the category اقصاد: try اقتصاد\n"
        "fihris: no article has the author سلمي ناجى بك: try سلمى ناجي\n"
    )


def test_names_of_fields_are_told_as_they_are_written(run: Run) -> None:
    result = run("search", "القمح -مصدر:المرسأ")
    assert result.exit_code == 0
    assert result.stderr == "fihris: no article has the source المرسأ: try المرسى\n"


def test_of_names_that_are_like_none_it_is_told_where_to_look(run: Run) -> None:
    result = run("search", "القمح", "--source", "zzz", "--author", "yyy")
    assert result.stderr == (
        "nothing found\n"
        "fihris: no article has the source zzz: see fihris stats\n"
        "fihris: no article has the author yyy: check its spelling\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--source", "المرسى"),
        ("--source", "المرسي"),
        ("--author", "ناجي"),
        ("--category", "ثقافة,اقتصاد"),
        (),
    ],
)
def test_nothing_is_told_of_names_that_articles_have(run: Run, arguments: tuple[str, ...]) -> None:
    assert "no article has" not in run("search", "القمح", *arguments).stderr


def test_of_many_queries_the_filters_are_told_once(run: Run) -> None:
    queries = "1\tالقمح\n2\tالنفط\n"
    result = run("search", "--queries", "-", "--source", "المرسا", stdin=queries)
    assert result.stderr.count("no article has the source المرسا: try المرسى") == 1


def test_other_commands_tell_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))  # the search that is kept is no other test's
    for arguments in (("export",), ("related", "marsa/7"), ("watch", "add", "wheat", "القمح")):
        result = run(*arguments, "--source", "المرسا")
        assert "fihris: no article has the source المرسا: try المرسى\n" in result.stderr


def test_a_name_is_told_in_one_line_of_a_screen(run: Run) -> None:
    result = run("search", "القمح", "--source", "س" * 10_000)
    assert result.stderr.endswith(f"fihris: no article has the source {'س' * 60}…: see fihris stats\n")


def test_a_name_steers_no_terminal(run: Run) -> None:
    result = run("search", "القمح", "--source", "\x1b[31mالمرسا\u202e")
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr
    assert "no article has the source 31mالمرسا" in result.stderr
