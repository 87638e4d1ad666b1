"""What of a question could not be meant, told on stderr beside what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from commands.options import NAMES, NARROWING
from commands.outcome import complain, remark

if TYPE_CHECKING:
    from searcher import Searcher
    from searcher.language.problems import Problem

_LONGEST_NAME: Final = 60  # characters


def tell_problems(
    query: str, problems: Iterable[Problem], *, query_id: str = "", visual: bool = False
) -> None:
    """Says what is wrong with a query, and where. query_id: which of several it is."""
    from searcher.printing.carets import problem_lines
    from searcher.printing.screen import Screen

    aside = Screen.of(sys.stderr, visual=visual)
    for line in problem_lines(query, problems, aside, query_id):
        remark(line)


def tell_unknown_names(searcher: Searcher, query: str, options: dict[str, Any]) -> None:
    """Says which sources, categories and authors no article has, and what is near. options: of the search."""
    from searcher.language.plain import is_sentence

    if is_sentence(query) and not any(options[name] for name in NAMES):
        return  # most questions name none, and need not wait for what looks for them
    from searcher.unknown_names import unknown_names

    narrowing = {each: options[each] for each in NARROWING if each in options}
    for field, name, near in unknown_names(searcher, query, **narrowing):
        advice = "check its spelling" if field == "author" else "see fihris stats"
        if near:
            advice = f"try {' or '.join(map(_short, near))}"
        complain(f"no article has the {field} {_short(name)}: {advice}")


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
