"""Asking: a user's words become a query tree, the tree is answered over the index, the answer is ranked and shown.

`Searcher` is what an embedding application opens; `Page`, `Hit` and `Snippet` are what it gets.
"""

from searcher.errors import SearchError
from searcher.results import Hit, Page, Snippet
from searcher.searcher import Searcher

__all__ = ["Hit", "Page", "SearchError", "Searcher", "Snippet"]
