"""What every reader gives and everything else takes: one news article."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

#: The key by which a record says, with `false`, that its text is an article's text already (`corpus.fields`).
MARKUP: Final = "markup"

_FIELD_SEPARATOR = b"\x1f"
_ITEM_SEPARATOR = b"\x1e"


@dataclass(frozen=True, slots=True)
class Article:
    """A news article as it was published: raw text, nothing normalised but line ends.

    `date` is the wall-clock time that the publisher printed, without a time zone: archives are read and
    filtered by the day of the paper. `origin` says which file (and archive member) the article was read from;
    it is not part of the article's content.
    """

    id: str
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    date: datetime | None = None
    source: str = ""
    author: str = ""
    category: str = ""
    url: str = ""
    summary: str = ""
    captions: tuple[str, ...] = ()
    origin: str = field(default="", compare=False)

    def content_hash(self) -> bytes:
        """16 bytes that change when anything but `id` and `origin` changes (BLAKE2b)."""
        date = self.date.isoformat() if self.date else ""
        parts: list[bytes] = []
        for text in (self.title, self.source, self.author, self.category, self.url, self.summary, date):
            parts += (text.encode("utf-8", "surrogatepass"), _FIELD_SEPARATOR)
        for items in (self.paragraphs, self.captions):
            for item in items:
                parts += (item.encode("utf-8", "surrogatepass"), _ITEM_SEPARATOR)
            parts.append(_FIELD_SEPARATOR)
        return hashlib.blake2b(b"".join(parts), digest_size=16).digest()
