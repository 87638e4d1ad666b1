"""What a user gets of a result: pages and hits, what of an article is marked, snippets, concordances.

It imports `searcher.retrieval` and what that imports, and `searcher.explanations`; it does not know what shows it.
"""
