"""Hits and articles as text that a person reads, on a terminal or in a pipe.

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

What to show comes from `searcher.results` and `corpus.Article`; data formats are in `searcher.exports`.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from corpus import Article, ReadingReport, Rejection
    from index import IndexingSummary
    from searcher import Hit, Page
    from searcher.analysis import Analysed

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_DIRECTIONAL_ISOLATE: Final = "\u2069"
_BOLD, _NOT_BOLD = "\x1b[1m", "\x1b[22m"
_SEPARATOR = " · "
_LISTED_REJECTIONS = 50
_LISTED_PARTS = 20
_NARROWEST = 20  # columns: below that wrapping helps no one

Spans = Iterable[tuple[int, int]]


def _unprintable() -> dict[int, str]:
    """What stands for each character that must not be printed as it is: one character, or nothing."""
    table = {code: chr(0x2400 + code) for code in range(0x20)}  # ESC as the picture ␛, and so on
    table[0x7F] = "\u2421"
    table |= dict.fromkeys(
        range(0x80, 0xA0), "\ufffd"
    )  # C1 has no pictures, and U+009B starts a sequence in xterm
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # lone surrogates: no UTF-8 can carry them
    table |= dict.fromkeys((*range(0x09, 0x0E), 0x85, 0x2028, 0x2029), " ")  # line ends and tabs
    # Embeddings, overrides and isolates, which an article may leave open; the marks LRM, RLM, ALM stay.
    table |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x2070)), "")
    # Soft hyphen, byte order mark, annotation marks and tags: invisible, or shown as boxes.
    table |= dict.fromkeys((0xAD, 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)), "")
    return table


_UNPRINTABLE = _unprintable()
_HAS_UNPRINTABLE = re.compile("[" + "".join(map(re.escape, map(chr, _UNPRINTABLE))) + "]")

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
_JOINERS_AND_MARKS = re.compile("[\u061c\u200b-\u200f]")


def printable(text: str) -> str:
    """`text` as one line without control characters, bidi controls and surrogates.

    Line ends and tabs become spaces, C0 controls their pictures (ESC is ␛), C1 controls and surrogates
    U+FFFD. The bidi marks LRM, RLM and ALM stay: they open nothing that must be closed.
    """
    return text.translate(_UNPRINTABLE)


def date_text(date: datetime | None) -> str:
    """`2023-09-12 12:38`, or the day alone where no time of day is known; empty without a date."""
    if date is None:
        return ""
    return date.date().isoformat() if date.time() == time() else f"{date:%Y-%m-%d %H:%M}"


def counted(number: int, thing: str) -> str:
    """`1 article`, `31,030 articles`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


@dataclass(frozen=True, slots=True)
class _Line:
    """Harmless text and, for each of its characters, whether it is highlighted."""

    text: str
    bold: tuple[bool, ...]

    @classmethod
    def of(cls, text: str, highlights: Spans = ()) -> _Line:
        marked = bytearray(len(text))
        for start, end in highlights:
            marked[start:end] = b"\x01" * len(marked[start:end])
        if _HAS_UNPRINTABLE.search(text):
            kept = [
                (shown, bool(bold))
                for character, bold in zip(text, marked, strict=True)
                if (shown := _UNPRINTABLE.get(ord(character), character))
            ]
            return cls("".join(shown for shown, _ in kept), tuple(bold for _, bold in kept))
        return cls(text, tuple(map(bool, marked)))

    def part(self, start: int, end: int) -> _Line:
        return _Line(self.text[start:end], self.bold[start:end])

    def runs(self) -> Iterator[tuple[str, bool]]:
        """The longest pieces that are highlighted throughout or not at all."""
        start = 0
        for place in range(1, len(self.text) + 1):
            if place == len(self.text) or self.bold[place] != self.bold[start]:
                yield self.text[start:place], self.bold[start]
                start = place


@dataclass(frozen=True, slots=True)
class Screen:
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
        width = max(shutil.get_terminal_size().columns, _NARROWEST)
        return cls(width=width, bold=bold, isolate=not visual, visual=visual)

    def field(self, text: str, highlights: Spans = ()) -> str:
        """`text` on one line, however long."""
        return self._rendered(_Line.of(text, highlights))

    def lines(self, text: str, highlights: Spans = (), *, first: str = "", indent: int = 0) -> list[str]:
        """`text` broken to the width, its first line after `first`, the others after `indent` spaces."""
        line = _Line.of(text, highlights)
        if self.width is None:
            return [first + self._rendered(line)]
        room = max(self.width - max(_columns(first), indent), _NARROWEST)
        parts = [self._rendered(line.part(start, end)) for start, end in _breaks(line.text, room)]
        return [(first if number == 0 else " " * indent) + part for number, part in enumerate(parts)]

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        """Rows in aligned columns on a terminal, between tabs in a pipe."""
        if self.width is None:
            return "\n".join("\t".join(self.field(cell) for cell in row) for row in rows)
        clean = [[printable(cell) for cell in row] for row in rows]
        widths = [max(map(_columns, column)) for column in zip(*clean, strict=True)]
        return "\n".join(
            "  ".join(
                self.field(cell) + " " * (width - _columns(cell))
                for cell, width in zip(row, widths, strict=True)
            ).rstrip()
            for row in clean
        )

    def _rendered(self, line: _Line) -> str:
        if not line.text:
            return ""
        if self.visual:
            line = _reordered(line)
        if self.bold:
            text = "".join(f"{_BOLD}{run}{_NOT_BOLD}" if bold else run for run, bold in line.runs())
        else:
            text = line.text
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}" if self.isolate else text


def hit_text(hit: Hit, screen: Screen) -> str:
    """A hit as lines: rank and headline, when and where, id, snippets with their paragraph numbers."""
    article = hit.article
    margin = " " * len(rank := f"{hit.rank}. ")
    in_headline = [
        (snippet.start + start, snippet.start + end)
        for snippet in hit.snippets
        if snippet.paragraph is None
        for start, end in snippet.highlights
    ]
    lines = screen.lines(article.title or "(no headline)", in_headline, first=rank, indent=len(margin))
    lines += _particulars(article, screen, len(margin))
    for snippet in hit.snippets:
        if snippet.paragraph is None:
            continue  # shown as the headline
        before = "… " if snippet.start else ""
        after = " …" if snippet.end < len(article.paragraphs[snippet.paragraph]) else ""
        place = f"{margin}[{snippet.paragraph}] "
        lines += screen.lines(
            before + snippet.text + after,
            [(start + len(before), end + len(before)) for start, end in snippet.highlights],
            first=place,
            indent=len(place),
        )
    return "\n".join(lines)


def total_text(page: Page, unit: str = "article") -> str:
    """`57 articles, showing 11-20`: how many were found, and which of them stand above."""
    total = counted(page.total, unit)
    if len(page.hits) == page.total:
        return total
    if not page.hits:
        return f"{total}, showing none"
    return f"{total}, showing {page.offset + 1:,}-{page.offset + len(page.hits):,}"


def article_text(article: Article, screen: Screen) -> str:
    """A whole article; its paragraphs carry the numbers that snippets name."""
    blocks = ["\n".join(screen.lines(article.title or "(no headline)") + _particulars(article, screen))]
    for caption in article.captions:
        blocks.append("\n".join(screen.lines(caption, first="caption: ", indent=9)))
    if article.summary:
        blocks.append("\n".join(screen.lines(article.summary, first="summary: ", indent=9)))
    for number, paragraph in enumerate(article.paragraphs):
        place = f"[{number}] "
        blocks.append("\n".join(screen.lines(paragraph, first=place, indent=len(place))))
    return "\n\n".join(blocks)


def stats_text(stats: Mapping[str, Any]) -> str:
    """A line for each figure; below a figure of several parts, a line for each of the largest."""
    lines = []
    for name, value in stats.items():
        if isinstance(value, Mapping):
            lines.append(f"{name}: {len(value):,}")
            lines += [
                f"  {printable(part) or '(none)'}: {number:,}"
                for part, number in [*value.items()][:_LISTED_PARTS]
            ]
            if len(value) > _LISTED_PARTS:
                lines.append("  …")
        else:
            lines.append(f"{name}: {f'{value:,}' if isinstance(value, int) else printable(str(value))}")
    return "\n".join(lines)


def analysis_rows(analysis: Iterable[Analysed]) -> list[list[str]]:
    """Heads and rows of the table that `fihris analyze` prints."""
    rows = [["place", "start", "end", "word", "form", "stem", "searched as"]]
    for word in analysis:
        places = (str(number) for number in (word.position, word.start, word.end))
        rows.append([*places, word.word, word.form, word.stem, " ".join(word.searched)])
    return rows


def summary_text(summary: IndexingSummary) -> str:
    """What an indexing run did, and a line for each kind of thing that was amiss in the articles read."""
    lines = [
        f"{counted(summary.read, 'article')} read: {summary.added:,} added, {summary.updated:,} updated, "
        f"{summary.unchanged:,} unchanged, {summary.removed:,} removed, {summary.rejected:,} rejected"
    ]
    if summary.kept:
        lines.append(f"  kept by --prune, because their files could not be read whole: {summary.kept:,}")
    lines += [f"  {printable(reason)}: {times:,}" for reason, times in summary.warnings.most_common()]
    if not summary.added + summary.updated + summary.removed:
        lines.append("nothing changed")
    return "\n".join(lines)


def rejection_lines(rejections: Sequence[Rejection]) -> list[str]:
    """A line for each record that could not be read, while they are few enough to be read by a person."""
    lines = [
        printable(f"{path}, {place}: {reason}" if place else f"{path}: {reason}")
        for path, place, reason in rejections[:_LISTED_REJECTIONS]
    ]
    if (unlisted := len(rejections) - _LISTED_REJECTIONS) > 0:
        lines.append(f"… and {unlisted:,} more (--json lists them all)")
    return lines


def _particulars(article: Article, screen: Screen, indent: int = 0) -> list[str]:
    """When, where and by whom; id and url. On a narrow screen the fields go on in the next line, each whole."""
    lines: list[list[str]] = []
    used = 0
    for field in (date_text(article.date), article.source, article.category, article.author):
        if not field:
            continue
        wide = _columns(printable(field)) + len(_SEPARATOR)
        if not lines or (screen.width is not None and indent + used + wide > screen.width):
            lines.append([])
            used = 0
        lines[-1].append(screen.field(field))
        used += wide
    # Alone on its line an id needs no isolate, and is copied from the screen without invisible characters.
    names = [article.id] if article.url in ("", article.id) else [article.id, article.url]
    return [" " * indent + line for line in (*map(_SEPARATOR.join, lines), *map(printable, names))]


def _columns(text: str) -> int:
    """How many terminal columns `text` takes: none for marks and format characters, two for wide ones."""
    return sum(map(_columns_of_character, text))


def _columns_of_character(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _breaks(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Where lines of at most `room` columns start and end: between words, inside one only if it is longer."""
    start = end = used = 0
    for word in re.finditer(r"[^ ]+", text):
        wide = _columns(text[end : word.end()])
        if used + wide <= room:
            used, end = used + wide, word.end()
            continue
        if end > start:
            yield start, end
        start, end, used = word.start(), word.start(), 0
        for place in range(word.start(), word.end()):
            wide = _columns_of_character(text[place])
            if used + wide > room:
                yield start, place
                start, used = place, 0
            used += wide
        end = word.end()
    yield start, end


def _reordered(line: _Line) -> _Line:
    """The line shaped and in visual order, each character still knowing whether it is highlighted.

    A highlight may come out in two pieces (a phrase of Arabic and Latin words), so there is no placing two
    markers and reordering around them. Instead a twin of the line is reordered too, in which every
    character is replaced by one of two of its own bidi class: which of the two is found at a place tells
    whether that place is highlighted. Brackets stay as they are, because the algorithm pairs them by
    identity; they are not bold.
    """
    from arabic_reshaper import reshape  # only for --bidi visual

    # The Python implementation of the library: the Rust one does not mirror brackets (python-bidi 0.6.12).
    from bidi.algorithm import get_display

    shaped, twin = [], []
    for run, bold in line.runs():
        # Marks drop out: after reordering they would sit on the wrong letter. Joiners confuse the shaping.
        piece = reshape(_JOINERS_AND_MARKS.sub("", run))
        shaped.append(piece)
        twin.append("".join(_stand_in(character, bold) for character in piece))
    text = get_display("".join(shaped))
    bold_ones = {pair[1] for pair in _OF_BIDI_CLASS.values()}
    return _Line(text, tuple(character in bold_ones for character in get_display("".join(twin))))


def _stand_in(character: str, bold: bool) -> str:
    pair = _OF_BIDI_CLASS.get(unicodedata.bidirectional(character))
    return character if pair is None or unicodedata.mirrored(character) else pair[bold]


class ProgressBar:
    """Articles, rate and time left, on a terminal; elsewhere nothing.

    The time is reckoned in bytes: nobody knows how many articles a file holds before it is read.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Any = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, report: ReadingReport) -> None:
        """Draws what `report` says now; called as often as one likes."""
        if not self._stream.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(
                total=report.bytes_total,
                bar_format="{percentage:3.0f}% |{bar:30}| {postfix} {elapsed}, {remaining} left",
                file=self._stream,
                leave=False,
            )
        rate = report.read / (self._bar.format_dict["elapsed"] or 1)
        self._bar.total = report.bytes_total
        self._bar.set_postfix_str(f"{report.read:,} articles, {rate:,.0f}/s", refresh=False)
        self._bar.update(report.bytes_read - self._bar.n)
