"""Which texts what is sought matches, and with what scores: words, patterns, phrases and the like, filters.

It imports `searcher.language` and `searcher.postings`; it knows nothing of an order of results.
"""
