"""The loops over words that are in C (`native/`), where that could be compiled at installation.

Whoever has such a loop asks whether it is `AVAILABLE`, and does the same without it otherwise.
"""

from __future__ import annotations

from typing import Final

try:
    from index import _compiled as loops
except ImportError:
    loops = None  # type: ignore[assignment]  # nobody calls what is not `AVAILABLE`

__all__ = ["AVAILABLE", "loops"]

# What is called: an extension that was compiled for other calls is as good as none.
_INTERFACE: Final = 8
#: Whether the extension (`_compiled.pyi` says what is in it) could be compiled, from these sources.
AVAILABLE: bool = loops is not None and loops.INTERFACE == _INTERFACE
