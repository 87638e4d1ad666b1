"""Concordance lines on a screen: the key words below one another, their contexts on both sides.

What is read first stands where reading begins: in Arabic lines the words before the key word are on its right, and the
right edges of the key words are aligned. The line as a whole stays left-to-right, cell after cell, and each cell is
isolated with its own direction; so the columns hold on a terminal that reorders text, and on one that cannot
(`--bidi visual`).
In a pipe lines are columns between tabs, texts in logical order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from searcher.presenting.concordance import ConcordanceLine
from searcher.printable import printable
from searcher.printing.screen import Screen, columns

__all__ = ["concordance_rows", "concordance_text"]

_LEAST_CONTEXT = 8  # columns
_ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def concordance_text(lines: Sequence[ConcordanceLine], screen: Screen, *, first: int = 1) -> str:
    """The lines, numbered from `first` on, their contexts cut to the width of the screen."""
    if screen.width is None:
        return screen.table(concordance_rows(lines))
    margin = len(str(first + len(lines) - 1)) + 2
    room = screen.width - margin
    widest = max((columns(printable(line.match)) for line in lines), default=0)
    side = max((room - min(widest, room // 2) - 2) // 2, _LEAST_CONTEXT)
    leftward = any(map(_is_arabic, (line.match for line in lines)))
    return "\n".join(
        f"{number:>{margin - 2}}  {_line(line, screen, side, room, leftward)}"
        for number, line in enumerate(lines, first)
    )


def concordance_rows(lines: Sequence[ConcordanceLine]) -> list[list[str]]:
    """Heads and rows of the table for other programs."""
    rows = [["id", "paragraph", "start", "end", "before", "match", "after"]]
    for line in lines:
        paragraph = "" if line.paragraph is None else str(line.paragraph)
        texts = (line.before.strip(), line.match, line.after.strip())
        rows.append([line.article_id, paragraph, str(line.start), str(line.end), *texts])
    return rows


def _line(line: ConcordanceLine, screen: Screen, side: int, room: int, leftward: bool) -> str:
    match = printable(line.match)
    before = _last_words(printable(line.before), side)
    after = _first_words(printable(line.after), room - side - 2 - columns(match))
    cells = [
        screen.field(before, leftward=leftward),
        screen.field(match, [(0, len(match))], leftward=leftward),
    ]
    cells.append(screen.field(after, leftward=leftward))
    # What is shown may be narrower than what was given: in visual order lam and alef are one letter.
    wide = [columns(_ESCAPE.sub("", cell)) for cell in cells]
    if not leftward:
        return (" " * (side - wide[0]) + " ".join(cells)).rstrip()
    return " " * (room - side - 2 - wide[1] - wide[2]) + " ".join(reversed(cells))


def _last_words(text: str, room: int) -> str:
    """As many of the last words as fit."""
    words = text.split()
    kept: list[str] = []
    while words and room >= (wide := columns(words[-1])):
        kept.append(words.pop())
        room -= wide + 1
    return " ".join(reversed(kept))


def _first_words(text: str, room: int) -> str:
    """As many of the first words as fit."""
    kept: list[str] = []
    for word in text.split():
        if room < (wide := columns(word)):
            break
        kept.append(word)
        room -= wide + 1
    return " ".join(kept)


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("AL", "R") for character in text)
