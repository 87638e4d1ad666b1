"""Problems of a query are shown where a terminal shows their characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.language.problems import Problem
from searcher.printing.carets import problem_lines
from searcher.printing.screen import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE, Screen, columns

TERMINAL = Screen(width=80, isolate=True)


def lines(query: str, place: str, screen: Screen = TERMINAL, hint: str = "") -> list[str]:
    start = query.index(place)
    return list(problem_lines(query, [Problem(start, start + len(place), "what", hint)], screen))


@pytest.mark.parametrize(
    ("query", "place", "carets"),
    [
        ("abc def", "abc", "^^^"),
        ("abc def", "def", "    ^^^"),
        # from right to left: the first character is the rightmost
        ("باب دار", "باب", "    ^^^"),
        ("باب دار", "دار", "^^^"),
        ("(باب", "(", "   ^"),
        ("باب)", ")", "^"),
        # figures and Latin words within it run from left to right: shown as 42 راد باب
        ("باب دار 24", "24", "^^"),
        ("باب 24 دار", "4", "     ^"),
        # in a query that begins with Latin letters the Arabic runs from right to left between them
        ("title:باب", "title:", "^^^^^^"),
        ("date:2015 باب دار", "باب", "              ^^^"),
        ("abc باب دار def", "باب", "        ^^^"),
        ("باب abc دار", "abc", "    ^^^"),
        # a place in two directions is in two pieces
        ("باب abc دار", "باب a", "    ^  ^^^^"),
        # marks take no column, wide characters two
        ("بَابٌ دار", "دار", "^^^"),
        ("中文 (", "(", "     ^"),
    ],
)
def test_carets_stand_where_the_characters_are_shown(query: str, place: str, carets: str) -> None:
    assert lines(query, place) == [
        "fihris: query: what",
        f"  {FIRST_STRONG_ISOLATE}{query}{POP_DIRECTIONAL_ISOLATE}",
        f"  {carets}",
    ]


def test_where_lines_are_put_in_visual_order_here_carets_follow_them() -> None:
    screen = Screen(width=80, visual=True)
    assert lines("باب (دار", "(", screen)[2] == "     ^"
    # lam and alef are one character when they are shaped
    assert lines("الا (", "(", screen)[2] == "  ^"
    assert lines("( الا", "(", screen)[2] == "     ^"


def test_off_a_terminal_offsets_say_the_place() -> None:
    assert lines("باب (دار", "(", Screen(), "(دار)") == ["fihris: query, characters 5-5: what: try (دار)"]


def test_queries_of_a_file_are_named() -> None:
    (line,) = problem_lines("(", [Problem(0, 1, "what")], Screen(), "q1\x1b")
    assert line == "fihris: query q1␛, characters 1-1: what"


def test_of_a_long_query_the_part_around_the_problem_is_shown() -> None:
    query = "باب " * 100 + "(" + " دار" * 100
    _, shown, carets = lines(query, "(")
    assert columns(shown) <= 80
    assert shown.count("…") == 2
    assert carets.count("^") == 1


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_any_query_can_be_shown(query: str, one: int, other: int, visual: bool) -> None:
    start, end = sorted((min(one, len(query)), min(other, len(query))))
    screen = Screen(width=40, isolate=not visual, visual=visual)
    for line in problem_lines(query, [Problem(start, end, query, query)], screen):
        assert "\n" not in line
        assert "\x1b" not in line
