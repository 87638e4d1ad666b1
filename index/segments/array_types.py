"""The types that the arrays of a segment's files have (`index.segments.segment` says what is in them).

Most have one. The others are of the narrowest unsigned type that holds their values, or a wider one.
"""

from __future__ import annotations

from typing import Final

from index.storage.arrayfile import ArrayFile

_STRINGS: Final = ("terms", "stems", "restemmed", "keys", "heads", "source", "category", "author")
_ARRAYS_BY_TYPE: Final = {
    "|u1": ("frequencies", "peaks", "related.weights", "bodies.data", *(f"{each}.text" for each in _STRINGS)),
    "<u4": (
        *("slots", "slot_terms", "stem_slots", "parent.stems", "parent.own", "long_postings"),
        *("related", "related.stems", "id_numbers", "id_ranks", "signatures", "group_order"),
        *("passages.starts", "deleted", *(f"{each}.starts" for each in _STRINGS)),
    ),
    "<u8": ("bodies.blocks", "bodies.places", "id_hashes", "content_hashes", "groups", "superseded"),
    "<i8": ("dates",),
}
_TYPE_OF: Final = {name: dtype for dtype, names in _ARRAYS_BY_TYPE.items() for name in names}
# Of the others those whose numbers 32 bits hold in every segment.
_NEVER_LONG: Final = frozenset(("articles", "article_starts", "positions"))


def require_types(file: ArrayFile) -> None:
    """Raise IndexDamaged where an array is of a type that it never has, of which its numbers would be others."""
    for name, dtype in file.types().items():
        if name in _TYPE_OF:
            fits = dtype == _TYPE_OF[name]
        else:
            fits = "u" in dtype and (dtype != "<u8" or name not in _NEVER_LONG)
        if not fits:
            raise file.damaged(f"array {name!r} is of type {dtype}, which it never has")
