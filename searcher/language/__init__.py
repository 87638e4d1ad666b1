"""The query language: from the string that a user typed to a tree of `searcher.language.query`.

`parser` is the door. None of it knows of an index, and none raises for any string.
"""
