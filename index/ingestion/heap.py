"""Memory that was let go of, given back to the system.

The C library keeps most of what is freed, for what comes next. But what the next step needs seldom fits where
dictionaries of many small things have been, and another process may need it now.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Have the C library give back what is free, where it can (`malloc_trim` of glibc): some 20 ms for a gigabyte."""
    with suppress(AttributeError, OSError, TypeError):  # no such function, no such library, or it has no name
        ctypes.CDLL(None).malloc_trim(0)
