"""The loops over words that are in C (`native/`), where that could be compiled at installation.

Whoever has such a loop asks whether it is `AVAILABLE`, and does the same without it otherwise.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

_compiled: ModuleType | None
try:
    from index import _compiled
except ImportError:
    _compiled = None

# What is called: an extension that was compiled for other calls is as good as none.
_INTERFACE: Final = 7
#: Whether the extension could be compiled, from these sources.
AVAILABLE: bool = _compiled is not None and _compiled.INTERFACE == _INTERFACE


def loops() -> ModuleType:
    """The extension (`_compiled.pyi` says what is in it)."""
    assert _compiled is not None
    assert AVAILABLE
    return _compiled
