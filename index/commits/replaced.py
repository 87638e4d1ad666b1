"""Articles of which one run gave several under one id, so that the later stands in place of the earlier.

That may be a story that was corrected; or two archives number their articles from 1, and one of each pair is lost.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_NAMED: Final = 3


class Replaced(NamedTuple):
    """An id, the file (`Article.origin`) of the article that had it first, and that of the one which has it now."""

    id: str
    origin: str
    by: str


class ReplacedInRun:
    """How many a run has replaced, and the first few of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Replaced] = []

    def note(self, replaced: Replaced) -> None:
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(replaced)
