"""Asking: a user's words become a query tree, the tree is answered over the index, the answer is ranked and shown.

`Searcher` is what an embedding application opens; `Page`, `Hit`, `Snippet` and `Marks` are what it gets.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from searcher.errors import SearchError
from searcher.marking import Mark, Marks
from searcher.problems import Problem
from searcher.results import Hit, Page, Snippet
from searcher.searcher import Searcher

if TYPE_CHECKING:
    from searcher.completion import Completion
    from searcher.suggestions import Change, Suggestion

__all__ = [
    "Change",
    "Completion",
    "Hit",
    "Mark",
    "Marks",
    "Page",
    "Problem",
    "SearchError",
    "Searcher",
    "Snippet",
    "Suggestion",
]

# What few need, and takes its time to load.
_WHEN_ASKED = {
    "Change": "searcher.suggestions",
    "Completion": "searcher.completion",
    "Suggestion": "searcher.suggestions",
}


def __getattr__(name: str) -> Any:
    if name in _WHEN_ASKED:
        return getattr(import_module(_WHEN_ASKED[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
