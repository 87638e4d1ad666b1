"""The loops over words that are in C (`native/`), where that could be compiled at installation.

Whoever has such a loop asks whether it is `AVAILABLE`, and does the same without it otherwise.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from index.storage import compiled_numbers, packed_frequencies, peaks

try:
    from index import _compiled as loops
except ImportError:
    loops = None  # type: ignore[assignment]  # nobody calls what is not `AVAILABLE`

__all__ = ["AVAILABLE", "loops"]

# What is called: an extension that was compiled for other calls is as good as none.
_INTERFACE: Final = 10
# What it was compiled with: so is one with other numbers.
_CONSTANTS: Final = {
    **{name: value for name, value in vars(compiled_numbers).items() if name.isupper()},
    "BODY_LIMIT": packed_frequencies.BODY_LIMIT,
    "TITLE_LIMIT": packed_frequencies.TITLE_LIMIT,
    "LEAD_LIMIT": packed_frequencies.LEAD_LIMIT,
    "TITLE_SHIFT": packed_frequencies.TITLE_SHIFT,
    "LEAD_SHIFT": packed_frequencies.LEAD_SHIFT,
    "MOST_FREQUENT": peaks.MOST_FREQUENT,
    "LONGEST_PASSAGE": peaks.LONGEST_PASSAGE,
    "UNKNOWN": peaks.UNKNOWN,
}


def _fits(extension: ModuleType | None) -> bool:
    """Whether an extension was compiled, from these sources."""
    return extension is not None and extension.INTERFACE == _INTERFACE and extension.CONSTANTS == _CONSTANTS


#: Whether the extension (`_compiled.pyi` says what is in it) could be compiled, from these sources.
AVAILABLE: bool = _fits(loops)
