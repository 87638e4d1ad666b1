"""Tables and histograms: within the width, straight in every script, harmless; in a pipe, columns between tabs."""

from __future__ import annotations

import re

import pytest

from searcher.facets import Facet, Facets, FacetValue
from searcher.printing.charts import facet_text, facets_text, timeline_text
from searcher.printing.screen import Screen, columns
from searcher.timeline import Bar, Timeline

PIPE = Screen()
TERMINAL = Screen(width=40, isolate=True)

SOURCES = Facet(
    "source", (FacetValue("المرسى", 1200), FacetValue("Wire", 7)), distinct=5, others=40, missing=3
)


def timeline(*counts: int, undated: int = 0) -> Timeline:
    bars = tuple(Bar(f"2024-{number:02}", count) for number, count in enumerate(counts, 1))
    return Timeline("month", bars, undated, sum(counts) + undated)


def bars_of(text: str) -> list[str]:
    return [re.sub(r"[^▏▎▍▌▋▊▉█]", "", line) for line in text.splitlines()]


def test_a_pipe_gets_columns_between_tabs() -> None:
    assert facet_text(SOURCES, 1250, PIPE).splitlines() == [
        "source\tالمرسى\t1200",
        "source\tWire\t7",
        "source\t\t3",
    ]
    assert timeline_text(timeline(3, 0, 12, undated=2), PIPE).splitlines() == [
        "2024-01\t3",
        "2024-02\t0",
        "2024-03\t12",
        "\t2",
    ]


def test_a_terminal_gets_a_table_that_says_what_it_leaves_out() -> None:
    assert facet_text(SOURCES, 1250, TERMINAL).splitlines() == [
        "source",
        "  1,200   96.0%  \u2068المرسى\u2069",
        "      7    0.6%  \u2068Wire\u2069",
        "     40    3.2%  (3 more)",
        "      3    0.2%  (none)",
    ]


def test_nothing_left_out_is_not_mentioned() -> None:
    year = Facet("year", (FacetValue("2024", 2),), distinct=1, others=0, missing=0)
    assert facet_text(year, 2, TERMINAL).splitlines() == ["year", "  2  100.0%  \u20682024\u2069"]
    assert facet_text(year, 2, PIPE) == "year\t2024\t2"


def test_the_longest_bar_fills_the_width_and_the_others_are_in_proportion() -> None:
    lines = timeline_text(timeline(25, 50, 100, 0), TERMINAL).splitlines()
    assert max(map(columns, lines)) == 40
    assert [len(bar) for bar in bars_of("\n".join(lines))] == [7, 13, 26, 0]  # of 40 - 7 - 3 - 4
    assert lines[3] == "2024-04    0"


@pytest.mark.parametrize(("count", "bar"), [(1, "▏"), (0, ""), (1000, "█"), (501, "▌"), (880, "▉")])
def test_bars_have_eighths_and_something_is_never_nothing(count: int, bar: str) -> None:
    drawn = bars_of(timeline_text(timeline(8000, count), Screen(width=24)))[1]
    assert drawn == bar


@pytest.mark.parametrize("width", [1, 10, 20, 79, 500])
def test_any_width_is_drawn_on(width: int) -> None:
    lines = timeline_text(timeline(1, 12345, 6), Screen(width=width)).splitlines()
    assert len(lines) == 3
    # too narrow a screen breaks lines rather than bars; too wide a one gives bars that can still be compared
    assert all(columns(line) <= max(width, 7 + 6 + 4 + 8) for line in lines)
    assert max(len(bar) for bar in bars_of("\n".join(lines))) <= 72


def test_a_long_stretch_of_empty_periods_is_one_line_on_a_terminal_only() -> None:
    course = timeline(1, *[0] * 10, 2)
    lines = timeline_text(course, TERMINAL).splitlines()
    assert len(lines) == 3
    assert "10 months without any" in lines[1]
    assert len(timeline_text(course, PIPE).splitlines()) == 12
    assert len(timeline_text(timeline(1, 0, 0, 2), TERMINAL).splitlines()) == 4


def test_undated_articles_have_a_line_and_no_bar() -> None:
    lines = timeline_text(timeline(1, 2, undated=1234), TERMINAL).splitlines()
    assert lines[-1] == "undated  1,234"
    assert [line[: line.index("█")] for line in lines[:2]] == ["2024-01      1  ", "2024-02      2  "]


def test_only_undated_articles_are_no_error() -> None:
    assert timeline_text(Timeline("day", (), 3, 3), TERMINAL) == "undated  3"
    assert timeline_text(Timeline("day", (), 3, 3), PIPE) == "\t3"
    assert timeline_text(Timeline("day", (), 0, 0), TERMINAL) == ""


def test_values_from_articles_are_harmless() -> None:
    evil = Facet("author", (FacetValue("\x1b]0;t\x07\u202eا\tb\n9", 1),), distinct=1, others=0, missing=0)
    for screen in (PIPE, TERMINAL):
        text = facet_text(evil, 1, screen)
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)
        assert len(text.splitlines()) == (1 if screen is PIPE else 2)
    assert facet_text(evil, 1, PIPE).count("\t") == 2


def test_facets_and_timeline_stand_apart() -> None:
    facets = Facets(1250, (SOURCES, SOURCES), timeline(1, 2))
    piped = facets_text(facets, PIPE).split("\n\n")
    assert [len(block.splitlines()) for block in piped] == [6, 2]
    assert len(facets_text(facets, TERMINAL).split("\n\n")) == 3
    assert facets_text(Facets(0, (SOURCES,)), TERMINAL) == ""
