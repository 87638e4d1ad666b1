"""What of a query could not be meant, told on stderr beside what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from commands.outcome import remark

if TYPE_CHECKING:
    from searcher.language.problems import Problem


def tell_problems(
    query: str, problems: Iterable[Problem], *, query_id: str = "", visual: bool = False
) -> None:
    """Says what is wrong with a query, and where. query_id: which of several it is."""
    from searcher.printing.carets import problem_lines
    from searcher.printing.screen import Screen

    aside = Screen.of(sys.stderr, visual=visual)
    for line in problem_lines(query, problems, aside, query_id):
        remark(line)
