"""How deep JSON may be nested, whatever the Python that reads it would bear.

Python's own decoder stops at about 1,000 levels in 3.11, 1,500 in 3.12 and 10,000 in 3.13, less what its caller has
used up. What is deeper in an array or a list is read by ijson, for what follows must not be lost; a line is refused
alone. No record of an archive has more than a few dozen levels.
"""

from __future__ import annotations

from typing import Any, Final

#: Arrays and objects within each other, in a file; and in one line of JSON Lines.
MAX_DEPTH: Final = 5000
MAX_DEPTH_OF_LINE: Final = 500


def nests_too_deep(value: Any, text: str, start: int, end: int, *, limit: int) -> bool:
    """Whether a decoded value, which stands in `text[start:end]`, has more levels than `limit`."""
    if text.count("[", start, end) + text.count("{", start, end) <= limit:
        return False
    level = [value]
    for _ in range(limit + 1):
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            return False
        level = [child for each in level for child in (each.values() if isinstance(each, dict) else each)]
    return True
