"""From a query tree to results in order: the walk of the tree, the best first, the second look, dates, copies.

It imports `searcher.matching` and what that imports, and `searcher.suggesting`; it knows nothing of texts and snippets.
"""
