"""Where a raw text may be cut: at the places that part no character from its marks."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["is_break"]

_ZERO_WIDTH_JOINER: Final = "\u200d"
#: The Arabic signs that are written before the digits they enclose (Prepend in UAX #29).
_PREPENDED: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2")


def is_break(text: str, at: int) -> bool:
    """Whether the text may be cut at `at`: not between a letter and its marks, within an emoji or a CRLF.

    Stricter than the grapheme clusters of UAX #29 where that is simpler: a row of flags holds together, and so
    does every symbol with the joiner before it.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or after in "\u200c\u200d" or "🏻" <= after <= "🏿":
        return False
    if "\U000e0020" <= after <= "\U000e007f":  # tags: the flags of countries' parts
        return False
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return False
    both = before + after
    flag = all("🇦" <= char <= "🇿" for char in both)
    joined = before == _ZERO_WIDTH_JOINER and unicodedata.category(after) == "So"
    return not (both == "\r\n" or flag or joined or before in _PREPENDED)
