"""Problems of a query as lines for stderr: on a terminal with carets under the place, elsewhere with its offsets.

A terminal puts a query of Arabic, Latin and digits in visual order, so the caret has to stand where the characters are
shown; `searcher.printing.screen` knows where that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from searcher.language.problems import Problem
from searcher.printable import printable
from searcher.printing.screen import Screen, columns

__all__ = ["problem_lines"]

_MARGIN: Final = "  "
_CUT: Final = "…"
_LONGEST_HINT: Final = 80  # characters


def problem_lines(
    query: str, problems: Iterable[Problem], screen: Screen, query_id: str = ""
) -> Iterator[str]:
    """The lines that tell of problems; `query_id` is given where there are several queries."""
    name = f"query {printable(query_id)}" if query_id else "query"
    for problem in problems:
        message = printable(problem.message)
        if problem.hint:
            hint = problem.hint if len(problem.hint) <= _LONGEST_HINT else problem.hint[:_LONGEST_HINT] + _CUT
            message += f": try {screen.field(hint)}"
        if screen.width is None:
            yield f"fihris: {name}, characters {problem.start + 1}-{problem.end}: {message}"
            continue
        yield f"fihris: {name}: {message}"
        shown, start, end = _window(query, problem, screen.width - len(_MARGIN) - 2 * len(_CUT))
        yield _MARGIN + screen.field(shown)
        if carets := screen.carets(shown, start, end):
            yield _MARGIN + carets


def _window(query: str, problem: Problem, room: int) -> tuple[str, int, int]:
    """As much of a query around a problem as fits in `room` columns, and where the problem is in it."""
    start, end = problem.start, problem.end
    if columns(query) <= room:
        return query, start, end
    first = last = start
    while True:
        # Most of the room is for what follows.
        forward = last < len(query) and (first == 0 or last - start <= 2 * (start - first))
        if not forward and first == 0:
            break
        wide = columns(query[last] if forward else query[first - 1])
        if wide > room:
            break
        room -= wide
        first, last = (first, last + 1) if forward else (first - 1, last)
    before, after = _CUT * (first > 0), _CUT * (last < len(query))
    shift = len(before) - first
    return before + query[first:last] + after, start + shift, min(end, last) + shift
