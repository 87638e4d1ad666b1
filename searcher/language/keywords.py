"""The names of the query language, in English and in Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["ALTERNATIVES", "CALLS", "FIELD_NAMES", "NEAR_NAMES", "OPERATORS", "either"]

#: What may stand before a colon, and the field that it names. English names in any case.
FIELD_NAMES: Final = {
    **{name: name for name in ("title", "source", "category", "author", "date", "has", "lead")},
    "عنوان": "title",
    "العنوان": "title",
    "مصدر": "source",
    "المصدر": "source",
    "قسم": "category",
    "القسم": "category",
    "كاتب": "author",
    "الكاتب": "author",
    "تاريخ": "date",
    "التاريخ": "date",
    "يوجد": "has",
    "مقدمة": "lead",
    "المقدمة": "lead",
}
#: Operators as they may be typed. و and أو alone are words; between strokes nobody writes them.
OPERATORS: Final = {
    **{name: name for name in ("AND", "OR", "NOT")},
    "&&": "AND",
    "||": "OR",
    "/و/": "AND",
    "/أو/": "OR",
    "/او/": "OR",
    "/ليس/": "NOT",
}
#: What may stand beside a stroke and a number between two words: near in either order, or one before the other.
NEAR_NAMES: Final = {"w": "near", "near": "near", "قرب": "near", "pre": "before", "قبل": "before"}
#: What may stand before a parenthesis.
CALLS: Final = {
    "para": "paragraph",
    "فقرة": "paragraph",
    "فقره": "paragraph",
    "sent": "sentence",
    "جملة": "sentence",
    "جمله": "sentence",
    "atleast": "atleast",
    "تكرار": "atleast",
}


def either(names: Iterable[str], *, ascii_only: bool | None = None) -> str:
    """A pattern for any of the names, or of those in English (`ascii_only`), or in Arabic."""
    chosen = [name for name in names if ascii_only is None or name.isascii() == ascii_only]
    return "|".join(map(re.escape, sorted(chosen, key=len, reverse=True)))


#: What stands between two alternatives.
ALTERNATIVES: Final = re.compile(
    rf"(?<!\s)\s++(?:{either(name for name in OPERATORS if OPERATORS[name] == 'OR')})\s++"
)
