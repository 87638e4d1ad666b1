"""What a reading run tells about itself: how much was read, and what could not be and why.

Nothing in here reads. `read_articles` fills a `ReadingReport`; the index adds it up, the command line prints it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class CorpusError(Exception):
    """A reading run that cannot start. `str(error)` is one line that says what is wrong and what to do."""


class Rejection(NamedTuple):
    """A record or a file that gave no article.

    `place` is where in the file: "line 12", "record 3", "member x.txt"; empty when it is the whole file.
    """

    path: str
    place: str
    reason: str

    @property
    def origin(self) -> str:
        """What could not be read, as `Article.origin` would name it: of an archive it may be one member."""
        return f"{self.path}!{self.place[7:]}" if self.place.startswith("member ") else self.path


class Unread(Rejection):
    """A rejection that may cost more than one record: all that the path holds, or what follows the place, is unread."""

    __slots__ = ()


@dataclass
class ReadingReport:
    """Grows while `read_articles` runs.

    `warnings` counts what was read all the same, with a loss or a doubt:

    - ``date that can't be read``: the article has no date;
    - ``invalid bytes``: characters U+FFFD in the text, one for each byte sequence that is nothing in the encoding
      (those that an earlier conversion left in the file are counted too);
    - ``control characters``: characters removed;
    - ``part of a text that can't be read``: texts in parts of which one says more than was found in it, in Arabic;
    - ``no title``, ``no text``: articles that have only the other one;
    - ``record without an end tag``: SGML documents that were read though `</DOC>` is missing;
    - ``entry that is no article skipped``: comments, settings, menus and pictures in the backup or export of a blog;
    - ``hidden file skipped``: files and folders whose name begins with a dot, and all that a Mac adds to
      an archive.
    """

    read: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    bytes_total: int = 0
    bytes_read: int = 0
