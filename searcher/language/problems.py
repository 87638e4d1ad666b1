"""What in a query can't mean what it says: where, why, and how it was read instead.

A query is always answered (`searcher.language.parser`); problems are told beside the answer.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from searcher.language.query import Query

__all__ = ["MOST_PROBLEMS", "Problem", "Problems", "Reading"]

#: A string of thousands of parentheses has no more problems than this.
MOST_PROBLEMS: Final = 10


class Problem(NamedTuple):
    """Characters `start` to `end` of a query, what is wrong with them, and the nearest valid reading.

    `hint` is what could have been typed in the place of these very characters, and as a rule how they were read; empty
    where they were left out, or there is nothing short to write.
    """

    start: int
    end: int
    message: str
    hint: str = ""


class Problems:
    """The problems of one query, as they are met."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, start: int, end: int, message: str, hint: str = "") -> None:
        """Note a problem; what goes beyond `MOST_PROBLEMS` is not kept."""
        if len(self._found) < MOST_PROBLEMS:
            self._found[Problem(start, end, message, hint)] = None

    def in_order(self) -> tuple[Problem, ...]:
        """The problems by offset."""
        return tuple(sorted(self._found))


class Reading(NamedTuple):
    """What a query was read as, and what in it can't mean what it says, by offset."""

    tree: Query
    problems: tuple[Problem, ...] = ()
