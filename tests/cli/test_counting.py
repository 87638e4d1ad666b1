"""`fihris search --facets --timeline --half-life` and `fihris related`, as a shell sees them."""

from __future__ import annotations

import json

import pytest

from commands import counting, options
from searcher.facets import FACETS
from searcher.questions import Filters
from searcher.timeline import PERIODS
from tests.cli.conftest import Run


def test_the_command_offers_what_the_library_counts() -> None:
    """The help is printed without the engine, so the names stand twice."""
    assert counting.FIELDS == FACETS
    assert ("auto", *PERIODS) == counting.PERIODS
    assert tuple(Filters.__annotations__) == options.NARROWING


def test_facets_alone_are_columns_in_a_pipe(run: Run) -> None:
    result = run("search", "الوزير", "--facets", "source,month", "-n", "0")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "source\tالمرسى\t2",
        "source\tمدار\t1",
        "month\t2024-01\t1",
        "month\t2024-02\t1",
        "month\t2024-03\t1",
    ]


def test_counts_follow_the_hits(run: Run) -> None:
    result = run("search", "الوزير", "--facets", "year", "-n", "1")
    assert result.stdout.startswith("1. ")
    assert result.stdout.endswith("3 articles, showing 1-1\n\nyear\t2024\t3\n")


def test_counts_are_of_the_whole_result_not_the_page(run: Run) -> None:
    pages = {
        run("search", "الوزير", "--facets", "source", "-n", "1", "--offset", offset).stdout.split("\n\n")[-1]
        for offset in ("0", "1", "2")
    }
    assert pages == {"source\tالمرسى\t2\nsource\tمدار\t1\n"}


def test_filters_narrow_the_counts(run: Run) -> None:
    options = ["--source", "المرسى", "--from", "2024-03", "--match", "all", "-n", "0"]
    assert run("search", "الوزير", "--facets", "source", *options).stdout == "source\tالمرسى\t1\n"


def test_a_timeline_alone_is_period_and_count(run: Run) -> None:
    result = run("search", "الوزير", "-n", "0", "--timeline", "month")
    assert result.stdout == "2024-01\t1\n2024-02\t1\n2024-03\t1\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--timeline", "الوزير"],
        ["الوزير", "--timeline"],
        ["--timeline", "--", "الوزير"],
        ["--timeline", "-n", "0", "الوزير"],
        ["--timeline=auto", "الوزير"],
    ],
)
def test_a_timeline_that_names_no_period_is_auto(run: Run, arguments: list[str]) -> None:
    result = run("search", "-n", "0", *arguments)
    lines = result.stdout.splitlines()
    assert lines[0] == "2024-01-31\t1"
    assert len(lines) == 31


def test_json_has_one_more_line_that_is_no_hit(run: Run) -> None:
    result = run("search", "الوزير", "--facets", "source", "--timeline", "year", "--format", "json")
    *hits, counts = map(json.loads, result.stdout.splitlines())
    assert len(hits) == 3
    assert all("rank" in hit and "total" not in hit for hit in hits)
    assert counts == {
        "total": 3,
        "facets": {
            "source": {
                "values": [{"value": "المرسى", "count": 2}, {"value": "مدار", "count": 1}],
                "distinct": 2,
                "others": 0,
                "missing": 0,
            }
        },
        "timeline": {"by": "year", "periods": [{"period": "2024", "count": 3}], "undated": 0},
    }
    alone = run("search", "الوزير", "--facets", "source", "--format", "json", "-n", "0")
    assert json.loads(alone.stdout)["total"] == 3


def test_each_query_of_a_batch_has_counts_of_its_own(run: Run) -> None:
    stdin = "a\tالوزير\nb\tكلمةغائبة\n"
    result = run("search", "--queries", "-", "--facets", "year", "--format", "json", "-n", "0", stdin=stdin)
    lines = list(map(json.loads, result.stdout.splitlines()))
    assert [(line["query"], line["total"]) for line in lines] == [("a", 3), ("b", 0)]
    text = run("search", "--queries", "-", "--facets", "year", "-n", "0", stdin=stdin).stdout
    assert text == "a: الوزير\n\nyear\t2024\t3\n\nb: كلمةغائبة\n\n"


def test_nothing_found_counts_nothing(run: Run) -> None:
    result = run("search", "كلمةغائبة", "--facets", "source", "--timeline")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing found" in result.stderr


def test_the_facet_limit_is_0_for_all(run: Run) -> None:
    one = run("search", "الوزير", "--facets", "source", "--facet-limit", "1", "-n", "0")
    every = run("search", "الوزير", "--facets", "source", "--facet-limit", "0", "-n", "0")
    assert one.stdout == "source\tالمرسى\t2\n"
    assert every.stdout == "source\tالمرسى\t2\nsource\tمدار\t1\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--facets", "sauce"], "'sauce' is no facet: take some of source, category"),
        (["--facets", ""], "'' is no facet"),
        (["--timeline=decade"], "'decade' is not one of"),
        (
            ["--facets", "source", "--format", "csv"],
            "--facets has no place in csv: take --format text or json",
        ),
        (["--timeline", "--format", "trec"], "--timeline has no place in trec"),
        (["--half-life", "0"], "half-life 0.0: give a number of days above 0"),
        (["--half-life", "nan"], "half-life nan"),
        (["--half-life", "30", "--sort", "newest"], "leave one out"),
        (["--half-life", "soon"], "'soon' is not a valid float"),
    ],
)
def test_what_can_not_be_meant_is_told_in_one_line(run: Run, arguments: list[str], told: str) -> None:
    result = run("search", "الوزير", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_half_life_brings_new_articles_up(run: Run) -> None:
    def order(*options: str) -> list[str]:
        result = run("search", "القمح الوزير", "--format", "json", *options)
        return [json.loads(line)["id"] for line in result.stdout.splitlines()]

    assert order()[0] == "marsa/7"
    assert order("--half-life", "0.2") == ["marsa/8", "marsa/7", "madar/1"]


def test_related_finds_what_is_about_the_same_and_not_itself(run: Run) -> None:
    result = run("related", "marsa/7", "--format", "json")
    hits = list(map(json.loads, result.stdout.splitlines()))
    assert result.exit_code == 0
    assert {hit["id"] for hit in hits} == {"marsa/8", "madar/1"}
    assert [hit["rank"] for hit in hits] == [1, 2]
    second = run("related", "marsa/7", "-n", "1", "--offset", "1").stdout
    assert second.startswith(f"2. {hits[1]['title']}\n")
    assert second.endswith("\n\n2 articles, showing 2-2\n")


def test_related_to_nothing_is_status_1(run: Run) -> None:
    absent = run("related", "nobody")
    assert (absent.exit_code, absent.stdout) == (1, "")
    assert "no article has the id 'nobody'" in absent.stderr
    alone = run("related", "bad 1")
    assert (alone.exit_code, alone.stdout) == (1, "")
    assert "nothing found" in alone.stderr


def test_related_is_narrowed_by_filters(run: Run) -> None:
    assert run("related", "marsa/7", "--to", "2024-01", "--source", "المرسى").exit_code == 1
    assert run("related", "marsa/7", "--paragraphs", "--source", "المرسى").exit_code == 0
