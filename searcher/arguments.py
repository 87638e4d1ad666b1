"""What callers give: that it is of its type is seen here, so that a mistake is told and not what it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index

import numpy as np

from searcher.errors import SearchError

__all__ = ["one_of", "optional_whole_number", "several", "shown", "string", "whole_number", "yes_or_no"]

_SHOWN = 80  # characters


def shown(value: object) -> str:
    """What was given, as a message names it."""
    try:
        return repr(value)[:_SHOWN]
    except ValueError:  # a number of more digits than Python writes
        return f"of type {type(value).__name__}"


def whole_number(name: str, value: int) -> int:
    """An argument as an integer of Python, whose sums are never too large.

    Raises SearchError where it is none, or negative.
    """
    try:
        number = index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise SearchError(f"{name} {shown(value)}: it has to be a whole number")
    if number < 0:
        raise SearchError(f"{name} {shown(number)}: it cannot be negative")
    return number


def optional_whole_number(name: str, value: int | None) -> int | None:
    """The same of an argument that may be None."""
    return None if value is None else whole_number(name, value)


def string(name: str, value: str) -> str:
    """What has to be a string. Raises SearchError where it is none."""
    if not isinstance(value, str):
        raise SearchError(f"{name} {shown(value)}: it has to be a string")
    return value


def one_of(name: str, value: str, choices: Sequence[str]) -> None:
    """Raises SearchError where a value is none of the strings that may be chosen."""
    if not isinstance(value, str) or value not in choices:
        take = " or ".join(choices) if len(choices) < 3 else f"one of {', '.join(choices)}"
        raise SearchError(f"{name} {shown(value)}: take {take}")


def several(name: str, value: str | Iterable[str]) -> tuple[str, ...]:
    """A name, or several. Raises SearchError where it is neither; what the names are is not looked at."""
    if isinstance(value, str):
        return (value,)
    try:
        names = iter(value)
    except TypeError:
        raise SearchError(f"{name} {shown(value)}: it has to be a name, or several") from None
    return tuple(names)


def yes_or_no(name: str, value: bool) -> bool:
    """What has to be True or False: "no" would be taken for True. Raises SearchError where it is neither."""
    if not isinstance(value, bool | np.bool_):
        raise SearchError(f"{name} {shown(value)}: it has to be True or False")
    return bool(value)
