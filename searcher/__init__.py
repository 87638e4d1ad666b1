"""Asking: a user's words become a query tree, the tree is answered over the index, the answer is ranked and shown.

`Searcher` is what an embedding application opens; `Page`, `Hit`, `Snippet` and `Marks` are what it gets.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from searcher.errors import SearchError
    from searcher.language.problems import Problem
    from searcher.presenting.marking import Mark, Marks
    from searcher.presenting.results import Hit, Page, Snippet
    from searcher.searcher import Searcher
    from searcher.suggesting.completion import Completion
    from searcher.suggesting.suggestions import Change, Suggestion

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

_MODULES: Final = {
    "Change": "searcher.suggesting.suggestions",
    "Completion": "searcher.suggesting.completion",
    "Hit": "searcher.presenting.results",
    "Mark": "searcher.presenting.marking",
    "Marks": "searcher.presenting.marking",
    "Page": "searcher.presenting.results",
    "Problem": "searcher.language.problems",
    "SearchError": "searcher.errors",
    "Searcher": "searcher.searcher",
    "Snippet": "searcher.presenting.results",
    "Suggestion": "searcher.suggesting.suggestions",
}


def __getattr__(name: str) -> Any:
    """What is loaded when it is first asked for: whoever only prints with this package loads nothing that searches."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
