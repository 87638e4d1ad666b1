"""What `fihris search` says on stderr where fewer articles have all words of a query than any of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

Run = Callable[..., Result]

SOME = "1 of them has all the words: --match all\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--sort", "newest"),
        ("--sort", "oldest", "-n", "1", "--offset", "1"),
        ("--facets", "source"),
        ("--timeline", "year", "-n", "0"),
        ("--sort", "newest", "--facets", "source"),
    ],
)
@pytest.mark.parametrize(
    "query",
    [
        "الوزير القمح",
        "في القمح الوزير",
        '"وزير" القمح',
        '"وزير"^2 القمح',
        "(القمح الوزير)",
        "الوزير القمح -(زرافة تمساح)",
    ],
)
def test_fewer_articles_have_all_words(run: Run, query: str, arguments: tuple[str, ...]) -> None:
    result = run("search", query, *arguments)
    assert (result.exit_code, result.stderr) == (0, SOME)
    assert SOME not in result.stdout


def test_it_says_what_match_all_finds(run: Run) -> None:
    result = run("search", "الوزير المرسى قال", "--sort", "newest")
    assert result.stderr == "", "no article has them all, so nothing is worth asking"
    result = run("search", "الوزير سعر", "--sort", "newest")
    number = run("search", "الوزير سعر", "--match", "all", "--count").stdout.strip()
    assert result.stderr == f"{number} of them have all the words: --match all\n"


def test_filters_hold(run: Run) -> None:
    assert run("search", "الوزير القمح", "--sort", "newest", "--source", "المرسى").stderr == SOME
    assert run("search", "الوزير القمح", "--sort", "newest", "--source", "مدار").stderr == ""


def test_of_paragraphs_the_articles_are_counted(run: Run) -> None:
    result = run("search", "الوزير القمح", "--sort", "newest", "--paragraphs")
    assert result.stderr == "1 article has all the words: --match all\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("الوزير القمح",),
        ("الوزير القمح", "-n", "1"),
        ("الوزير القمح", "-n", "0", "--sort", "newest"),
        ("الوزير القمح", "--half-life", "10"),
        ("الوزير القمح", "--sort", "newest", "--match", "all"),
        ("الوزير", "--sort", "newest"),
        ("الوزير في", "--sort", "newest"),
        ("وفي الوزير", "--facets", "source"),
        ('"وزير" "القمح"', "--sort", "newest"),
        ("الوزير AND القمح", "--sort", "newest"),
        ("الوزير OR القمح", "--sort", "newest"),
        ("الوزير OR القمح النفط", "--sort", "newest"),
        ('الوزير OR "القمح"^2 يكفي', "--sort", "newest"),
        ("الوزير معرض -(شعرية زرافة)", "--sort", "newest"),
        ("+الوزير القمح", "--sort", "newest"),
        ("سعر النفط", "--sort", "newest", "--to", "2024-01"),
        ("النفط استقر", "--sort", "newest"),
        ("زرافة تمساح", "--facets", "source"),
        ("--source", "المرسى", "--sort", "newest"),
        ("الوزير القمح", "--sort", "newest", "--format", "json"),
        ("الوزير القمح", "--facets", "source", "--format", "json"),
        ("الوزير القمح", "--sort", "newest", "--format", "csv"),
        ("الوزير القمح", "--sort", "newest", "--kwic"),
        ("الوزير القمح", "--sort", "newest", "--count"),
    ],
)
def test_elsewhere_nothing_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    assert "all the words" not in run("search", *arguments).output


def test_batches_come_without(run: Run) -> None:
    result = run("search", "--queries", "-", "--sort", "newest", stdin="q\tالوزير القمح\n")
    assert (result.exit_code, result.stderr) == (0, "")
