"""From articles to numbers: their words, records and signatures, a batch at a time, in one process or several.

It imports `index.storage`, `index.segments` and `index.analysis`; it knows nothing of the segment that comes of it.
"""
