"""Options that ask for what would not be printed are refused, not ignored; those that an alias may have are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--count", "--facets", "year", "-n", "0"], "--count has no use for --facets"),
        (["--count", "--sort", "after"], "--sort after needs --kwic"),
        (["--count", "--timeline"], "--count has no use for --timeline"),
        (["--count", "--duplicates", "show"], "--count has no use for --duplicates"),
        (["--count", "--explain"], "--count has no use for --explain"),
        (["--count", "--format", "trec"], "--count has no place in trec: take --format text, json or csv"),
        (["--kwic", "--count"], "--kwic has no use for --count"),
        (["--kwic", "--facets", "year", "--paragraphs"], "--kwic has no use for --paragraphs, --facets"),
        (["--explain", "-n", "0"], "--explain has no hit to explain with --limit 0"),
        (["--explain", "-n", "0", "--facets", "year"], "--explain has no hit to explain"),
        (["--explain", "--format", "csv"], "--explain has no place in csv: take --format text or json"),
        (["--facet-limit", "3"], "--facet-limit needs --facets"),
        (["--facet-limit", "3", "--timeline"], "--facet-limit needs --facets"),
        (["--width", "3"], "--width needs --kwic"),
        (["--sort", "after"], "--sort after needs --kwic"),
    ],
)
def test_what_would_be_ignored_is_refused(run: Run, options: list[str], told: str) -> None:
    result = run("search", "الوزير", *options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"fihris: {told}")
    assert result.stderr.endswith(": see fihris search --help\n")


@pytest.mark.parametrize(
    "options",
    [
        ["--count", "--paragraphs", "--match", "all", "--source", "المرسى", "--format", "csv", "--no-bom"],
        ["--count", "--no-pager", "--bidi", "visual", "--to", "2024-03"],
        ["--kwic", "-n", "1", "--offset", "1", "--sort", "after", "--width", "9", "--no-pager"],
        ["--explain", "-n", "1", "--paragraphs", "--half-life", "9"],
        ["--facets", "year", "--facet-limit", "1", "--timeline", "month", "-n", "0"],
    ],
)
def test_what_has_a_say_is_taken(run: Run, options: list[str]) -> None:
    result = run("search", "الوزير", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


@pytest.mark.parametrize(
    "options",
    [
        ["-n", "0"],
        ["-n", "1", "--offset", "2", "--no-pager"],
        ["--sort", "newest"],
        ["--half-life", "9"],
    ],
)
def test_a_count_is_the_same_however_an_alias_would_have_the_hits(run: Run, options: list[str]) -> None:
    result = run("search", *options, "الوزير", "--count")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "3\n", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["watch", "--index", "elsewhere", "run"], "--index goes with add alone"),
        (["watch", "--index", "elsewhere", "list"], "--index goes with add alone"),
        (["watch", "--index", "elsewhere", "remove", "n"], "--index goes with add alone"),
        (
            ["watch", "run", "--feed", "f.xml", "--format", "json"],
            "--feed writes RSS: leave out --format json",
        ),
        (
            ["watch", "run", "--feed", "f.xml", "--format", "text"],
            "--feed writes RSS: leave out --format text",
        ),
    ],
)
def test_what_a_kept_search_would_ignore_is_refused(run: Run, arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"fihris: {told}")


@pytest.mark.parametrize("before", [["--index", "elsewhere", "watch"], ["watch", "--index", "elsewhere"]])
def test_the_index_of_a_search_to_keep_may_be_named_before_add(run: Run, before: list[str]) -> None:
    assert "elsewhere: there is no index here" in run(*before, "add", "n", "x").stderr


def test_an_alias_that_names_an_index_runs_lists_and_removes_searches_that_were_kept(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were refused, and are asked of their own index, whatever the alias names."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert run("watch", "add", "n", "الوزير").exit_code == 0
    alias = ["--index", "elsewhere", "watch"]
    for command in (["run"], ["list"], ["remove", "n"]):
        result = run(*alias, *command)
        assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("before", [["--index", "x", "watch"], ["watch", "--index", "x"]])
@pytest.mark.parametrize("command", ["add", "run", "list", "remove"])
def test_help_is_given_whatever_index_is_named(run: Run, before: list[str], command: str) -> None:
    result = run(*before, command, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: fihris watch {command} ")
