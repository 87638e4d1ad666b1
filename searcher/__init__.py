"""Asking: a user's words become a query tree, the tree is answered over the index, the answer is ranked and shown.

`Searcher` is what an embedding application opens; `Page`, `Hit`, `Snippet` and `Marks` are what it gets.
"""

from searcher.completion import Completion
from searcher.errors import SearchError
from searcher.marking import Mark, Marks
from searcher.problems import Problem
from searcher.results import Hit, Page, Snippet
from searcher.searcher import Searcher
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
