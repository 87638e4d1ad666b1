"""The package's error. Its text is one line: what was asked, and what can be asked instead."""


class SearchError(Exception):
    """A search that can't be made, whatever the index holds."""
