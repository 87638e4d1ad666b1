"""Changing an index: what the next commit makes of its segments, the lock, the table of contents.

It imports `index.building` and what that imports, and `index.whoosh_codec`.
"""
