"""A screen: how any text goes out, harmless, isolated, wrapped, highlighted, in visual order where asked.

What an archive holds is not trusted here. A headline may carry escape sequences that move the cursor, line
ends that forge a second hit, or bidi overrides that turn the rest of the screen around, so every text passes
through `printable` (or its highlighted twin `_Line.of`) and comes out as one line of harmless characters.

Direction is the other subject. Arabic leaves in logical order, as it was typed, and the terminal puts it in
visual order. On a terminal every field stands between U+2068 and U+2069 (first strong isolate), so that a
date, a Latin name and an Arabic headline on one line keep their places. Terminals that cannot reorder are
served by `Screen(visual=True)`: each line is wrapped first (the break must fall between logical words), then
shaped by arabic-reshaper and reordered by python-bidi. Reordering text for a terminal that does so itself
reverses it twice, hence never by default.

In a pipe there is no wrapping, no isolate and no escape sequence: one paragraph is one line.

Which texts a hit or an article has, and in which order they stand, is left to `searcher.printing.terminal`.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TextIO

from searcher.printable import UNPRINTABLE, printable

RIGHT_TO_LEFT_ISOLATE: Final = "\u2067"
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_DIRECTIONAL_ISOLATE: Final = "\u2069"
_BOLD, _NOT_BOLD = "\x1b[1m", "\x1b[22m"
_NARROWEST = 10  # columns: below that wrapping helps no one

Spans = Iterable[tuple[int, int]]


# Two characters of each bidi class, for following highlights through a reordering (see `_reordered`).
_OF_BIDI_CLASS: Final = {
    "L": "ab",
    "R": "אב",
    "AL": "اب",
    "EN": "01",
    "AN": "٠١",
    "ES": "+-",
    "ET": "#$",
    "CS": ",.",
    "ON": "!?",
    "NSM": "\u0300\u0301",
    "WS": " \u2003",
    "BN": "\u200b\u200d",
}
_BOLD_STAND_INS: Final = frozenset(pair[1] for pair in _OF_BIDI_CLASS.values())
_JOINERS_AND_MARKS = re.compile("[\u061c\u200b-\u200f]")


class _Line(NamedTuple):
    """Harmless text and, for each of its characters, whether it is highlighted."""

    text: str
    bold: tuple[bool, ...]

    @classmethod
    def of(cls, text: str, highlights: Spans = ()) -> _Line:
        marked = bytearray(len(text))
        for start, end in highlights:
            marked[start:end] = b"\x01" * len(marked[start:end])
        if printable(text) != text:
            kept = [
                (shown, bool(bold))
                for character, bold in zip(text, marked, strict=True)
                if (shown := UNPRINTABLE.get(ord(character), character))
            ]
            return cls("".join(shown for shown, _ in kept), tuple(bold for _, bold in kept))
        return cls(text, tuple(map(bool, marked)))

    def part(self, start: int, end: int) -> _Line:
        return _Line(self.text[start:end], self.bold[start:end])

    def runs(self) -> Iterator[tuple[str, bool]]:
        """The longest pieces that are highlighted throughout or not at all."""
        start = 0
        for index in range(1, len(self.text) + 1):
            if index == len(self.text) or self.bold[index] != self.bold[start]:
                yield self.text[start:index], self.bold[start]
                start = index


class Screen(NamedTuple):
    """How text goes out: `width` in columns (None: lines are never broken), whether highlights are bold and
    fields isolated, and whether lines are shaped and put in visual order here."""

    width: int | None = None
    bold: bool = False
    isolate: bool = False
    visual: bool = False

    @classmethod
    def of(cls, stream: TextIO, *, visual: bool = False) -> Screen:
        """What suits `stream`: all of it on a terminal (no bold under NO_COLOR or TERM=dumb), else plain."""
        if not stream.isatty():
            return cls(visual=visual)
        bold = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        # Not at the top: most searches by programs need no width.
        import shutil

        width = shutil.get_terminal_size().columns
        return cls(width=width, bold=bold, isolate=not visual, visual=visual)

    def field(self, text: str, highlights: Spans = (), *, leftward: bool = False) -> str:
        """`text` on one line, however long. leftward: it is a piece of a right-to-left text, however it begins."""
        return self._rendered(_Line.of(text, highlights), leftward)

    def lines(self, text: str, highlights: Spans = (), *, first: str = "", indent: int = 0) -> list[str]:
        """`text` broken to the width, its first line after `first`, the others after `indent` spaces."""
        line = _Line.of(text, highlights)
        if self.width is None:
            return [first + self._rendered(line)]
        room = max(self.width - max(columns(first), indent), _NARROWEST)
        parts = [self._rendered(line.part(start, end)) for start, end in _breaks(line.text, room)]
        return [(first if number == 0 else " " * indent) + part for number, part in enumerate(parts)]

    def carets(self, text: str, start: int, end: int) -> str:
        """A line of carets to stand below `field(text)`, each under one of the characters `start` to `end`.

        The characters are where a terminal that reorders shows them, or `visual` put them. Empty if none is visible.
        """
        line = _Line.of(text, [(start, end)])
        cells = "".join(
            "".join(_stand_in(character, bold, brackets=bold) * _columns_of(character) for character in piece)
            for run, bold in line.runs()
            for piece in (_shaped(run) if self.visual else run,)
        )
        carets = "".join(
            "^" if cell in _BOLD_STAND_INS else " " for cell in _in_visual_order(cells, here=self.visual)
        )
        return carets.rstrip()

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        """Rows in aligned columns on a terminal, between tabs in a pipe."""
        if self.width is None:
            return "\n".join("\t".join(self.field(cell) for cell in row) for row in rows)
        clean = [[printable(cell) for cell in row] for row in rows]
        widths = [max(map(columns, column)) for column in zip(*clean, strict=True)]
        return "\n".join(
            "  ".join(
                self.field(cell) + " " * (width - columns(cell))
                for cell, width in zip(row, widths, strict=True)
            ).rstrip()
            for row in clean
        )

    def _rendered(self, line: _Line, leftward: bool = False) -> str:
        if not line.text:
            return ""
        if self.visual:
            line = _reordered(line, leftward)
        if self.bold:
            text = "".join(f"{_BOLD}{run}{_NOT_BOLD}" if bold else run for run, bold in line.runs())
        else:
            text = line.text
        isolate = RIGHT_TO_LEFT_ISOLATE if leftward else FIRST_STRONG_ISOLATE
        return f"{isolate}{text}{POP_DIRECTIONAL_ISOLATE}" if self.isolate else text


def columns(text: str) -> int:
    """How many terminal columns `text` takes: none for marks and format characters, two for wide ones."""
    return sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _breaks(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Where lines of at most `room` columns start and end: between words, inside one only if it is longer."""
    start = end = used = 0
    for word in re.finditer(r"[^ ]+", text):
        wide = columns(text[end : word.end()])
        if used + wide <= room:
            used, end = used + wide, word.end()
            continue
        if end > start:
            yield start, end
        start, end, used = word.start(), word.start(), 0
        for index in range(word.start(), word.end()):
            wide = _columns_of(text[index])
            if used + wide > room:
                yield start, index
                start, used = index, 0
            used += wide
        end = word.end()
    yield start, end


def _reordered(line: _Line, leftward: bool = False) -> _Line:
    """The line shaped and in visual order, each character still knowing whether it is highlighted.

    A highlight may come out in two pieces (a phrase of Arabic and Latin words), so there is no placing two
    markers and reordering around them. Instead a twin of the line is reordered too, in which every
    character is replaced by one of two of its own bidi class: which of the two is found at a place tells
    whether that place is highlighted. Brackets stay as they are, because the algorithm pairs them by
    identity; they are not bold.
    """
    shaped, twin = [], []
    for run, bold in line.runs():
        piece = _shaped(run)
        shaped.append(piece)
        twin.append("".join(_stand_in(character, bold) for character in piece))
    text = _in_visual_order("".join(shaped), here=True, leftward=leftward)
    marks = _in_visual_order("".join(twin), here=True, leftward=leftward)
    return _Line(text, tuple(character in _BOLD_STAND_INS for character in marks))


def _shaped(text: str) -> str:
    from arabic_reshaper import reshape  # only for --bidi visual

    # Marks drop out: after reordering they would sit on the wrong letter. Joiners confuse the shaping.
    shaped = reshape(_JOINERS_AND_MARKS.sub("", text))
    # What Unicode has no direction for (code points without a character), the reordering refuses.
    return "".join(character if unicodedata.bidirectional(character) else "\ufffd" for character in shaped)


def _in_visual_order(text: str, *, here: bool, leftward: bool = False) -> str:
    """`text` as this screen puts it (`here`), or as a terminal does that knows pairs of brackets."""
    if here:
        # The Python implementation of the library: the Rust one does not mirror brackets (python-bidi 0.6.12).
        from bidi.algorithm import get_display
    else:
        from bidi import get_display
    # None: as the first strong character has it
    return str(get_display(text, base_dir="R" if leftward else None))


def _stand_in(character: str, bold: bool, *, brackets: bool = False) -> str:
    """One of the two characters of the same bidi class; a bracket only if asked for."""
    pair = _OF_BIDI_CLASS.get(unicodedata.bidirectional(character))
    return character if pair is None or (unicodedata.mirrored(character) and not brackets) else pair[bold]
