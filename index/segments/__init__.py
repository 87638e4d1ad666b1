"""The segment, as it is read: what is in its files, and how they are opened. `segment` has the format.

It imports `index.storage` and `index.analysis`; it knows nothing of how a segment is made.
"""
