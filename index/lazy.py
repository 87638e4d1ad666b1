"""Patterns that are compiled when they are first used, which takes Python longer than most of a search's other steps.

For those that most searches have no use for, in modules that every search loads.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        """A method of the compiled pattern. It is an attribute from then on, and as fast as it would have been."""
        method = getattr(re.compile(self.pattern), name)
        setattr(self, name, method)
        return method


def lazy_pattern(pattern: str) -> re.Pattern[str]:
    """What `re.compile` gives, sooner: a mistake in the pattern is told at its first use."""
    return cast("re.Pattern[str]", _LazyPattern(pattern))
