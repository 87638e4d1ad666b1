"""Named tuples made in one call of C: of those that every search makes by the dozen, `_make` would be a third."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

Kind = TypeVar("Kind", bound=tuple)  # type: ignore[type-arg]  # of whatever the named tuple has


def maker_of(kind: type[Kind]) -> Callable[[Iterable[object]], Kind]:
    """What makes a named tuple of all its fields, in their order; nothing is checked."""
    return partial(tuple.__new__, kind)
