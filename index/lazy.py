"""What is made when it is first wanted: the values of properties, and patterns.

Compiling a pattern takes Python longer than most of a search's other steps: here are those that most searches have no
use for, in modules that every search loads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

__all__ = ["cached_property", "lazy_pattern"]

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:  # noqa: N801  # as in functools
        """A property whose value is worked out once, and kept: functools' own without the lock that Python 3.11 has.

        That is one for all objects of a class, so threads that have nothing in common wait for one another; and in a
        child that was forked while another thread held it nobody ever lets it go. Two threads may both work a value
        out.
        """

        def __init__(self, method):
            self._method = method
            self.__doc__ = method.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._method(instance)
            return value


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
