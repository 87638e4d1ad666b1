"""Reader of CSV and TSV: a record a row, its fields by the names in the header.

One row is in memory at a time, with the lines that a quote in it may have swallowed. What a record's fields mean,
`corpus.fields` knows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TextIO

from corpus.article import Article
from corpus.documents import MAX_RECORD, Document
from corpus.fields import has_text_field, read_record
from corpus.formats import delimiter_of, has_separator_line
from corpus.report import Rejection

_MAX_CELL = 8 << 20
_MAX_REREADING = 100  # times what the file holds

# Of a TSV file a cell that begins with a quote, what is in it, and what follows, if it ends there.
_CELL_IN_QUOTES = re.compile(r'(?:(?<=[\t\n])|\A)"(?P<inside>(?:[^"]|"")*+)"?(?P<end>[\t\r\n]|\Z)?')
# A quote in a cell, as databases write it that put a backslash before it (MySQL, Hive, Spark), and as all others do.
_QUOTE_ESCAPED = re.compile(r'\\"\w')
_QUOTE_DOUBLED = re.compile(r'""\w')
_ESCAPE = re.compile(r'\\(["\\\n])')
# Stands for such a quote until the cells are known: no text that was decoded holds it, and to csv it is no quote.
_QUOTE_WITHIN = "\udc22"
_UNCLOSED = "a quote is never closed"
_CUT_OFF = "cut off: a quote is never closed, and nothing like a row follows"
_GIVEN_UP = "a quote is never closed, as before it: all that it may hold is unread"
_TOO_LARGE = (
    f"a row larger than {MAX_RECORD >> 20} MB, or a quote that is never closed: what it may hold is unread"
)


def read_table(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The rows of a CSV or TSV file with a header; quoted fields may hold line ends."""
    delimiter = delimiter_of(start, document.name) or ","
    if "\r" in start and "\n" not in start and isinstance(text, io.TextIOWrapper):
        text.reconfigure(newline="")  # lines end at a CR, as on old Macs
    above = 1 if has_separator_line(start) and text.readline() else 0
    # The limit is one for the process; csv's own of 128 KB is less than a long report.
    csv.field_size_limit(_MAX_CELL)
    escaped = _has_escapes(start, delimiter)
    quoting = csv.QUOTE_MINIMAL
    if delimiter == "\t" and _quotes_are_text(_without_escapes(start, '""') if escaped else start):
        quoting, escaped = csv.QUOTE_NONE, False
    names: list[str] | None = None
    rows = 0
    for line, row in _rows(_Lines(text, escaped), delimiter, quoting):
        if not isinstance(row, str) and (not any(cell.strip() for cell in row) or _names(row) == names):
            continue  # blank, or the header again, where one file was put behind another
        rows += 1
        place = f"line {line + above}"
        if isinstance(row, str):
            reject = document.reject_rest if row in (_CUT_OFF, _GIVEN_UP, _TOO_LARGE) else document.reject
            yield reject(place, row)
        elif names is None:
            names = _names(row)
            if not has_text_field(names):
                yield document.reject("", "no column is named like a headline or a text")
                return
        elif isinstance(row, _LastRow) and row.is_cut(names):
            yield document.reject_rest(place, "cut off: the file ends within a row")
        elif len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            yield document.reject(place, f"{len(row)} columns, the header has {len(names)}")
        else:
            yield read_record(document, _by_name(names, row), place)
    if rows < 2:
        yield document.reject("", "no records in it")


def _names(header: list[str]) -> list[str]:
    return [name.strip(" \ufeff\r").replace(_QUOTE_WITHIN, '"') for name in header]


# What data frames and databases write for a value that is not there.
_NOTHING = frozenset(("nan", "NaN", "None", "NULL", "null", "N/A", "n/a", "#N/A", "<NA>", "\\N"))


def _by_name(names: list[str], row: list[str]) -> dict[str, str]:
    """The cells of a row by the names of their columns; of several columns of one name the first that is not empty."""
    cells: dict[str, str] = {}
    for name, cell in zip(names, row, strict=False):
        if not cells.get(name):
            cells[name] = "" if cell.strip() in _NOTHING else cell.replace(_QUOTE_WITHIN, '"')
    return cells


def _quotes_are_text(start: str) -> bool:
    """Whether a TSV file uses quotes as punctuation: a field begins with one and does not end with one.

    One such field may be damage: it is none where the header is in quotes, or more fields need theirs, for a tab, a
    line end or another quote in them.
    """
    whole_lines = start[: start.rfind("\n") + 1] or start
    if whole_lines.lstrip("\ufeff\r\n").startswith('"'):
        return False
    text = needed = 0
    for cell in _CELL_IN_QUOTES.finditer(whole_lines):
        if cell["end"] is None:
            text += 1
        elif re.search(r'["\t\n]', cell["inside"]):
            needed += 1
    return text > needed


def _has_escapes(start: str, delimiter: str) -> bool:
    """Whether a backslash stands before quotes in cells: it may also be the last of a cell in quotes, as of a path."""
    if not _QUOTE_ESCAPED.search(start) or _QUOTE_DOUBLED.search(start):
        return False
    return _whole_rows(_without_escapes(start, _QUOTE_WITHIN), delimiter) >= _whole_rows(start, delimiter)


def _whole_rows(start: str, delimiter: str) -> int:
    """How many rows have as many cells as the header."""
    rows = list(csv.reader(io.StringIO(start, newline=None), delimiter=delimiter))
    return sum(len(row) == len(rows[0]) for row in rows)


def _without_escapes(text: str, quote: str) -> str:
    """The text with this for quotes that a backslash stands before; before other letters it stays."""
    return _ESCAPE.sub(lambda escape: quote if escape[1] == '"' else escape[1], text)


def _rows(lines: _Lines, delimiter: str, quoting: int) -> Iterator[tuple[int, list[str] | str]]:
    """(number of its first line, cells) of each row; in place of the cells what is wrong with the line.

    A quote that is never closed would swallow the rest of the file, or all up to the next such quote. So where a row
    of several lines can be none, reading starts again at its second line. A quote that is open at the end, with
    nothing like a row behind it, is where the file was cut off: then the reason is `_CUT_OFF`, and comes last. A last
    line that alone has no end is a `_LastRow`, where it lacks cells that both the header and the row before have, or
    ends within a character.
    """
    line = 1
    width = usual = 0  # cells of the header, and of the row before: many a file leaves out what is empty
    read_again = 0  # characters

    def new_reader() -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # one of csv's

    reader = new_reader()
    while True:
        wrong = ""
        try:
            row = next(reader, None)
        except csv.Error as error:
            row, wrong = [], _refused(error, lines.taken, {width, usual}, delimiter)
        if row is None:
            if lines.error is not None:
                raise lines.error
            return
        taken = lines.taken
        if not wrong and lines.at_end:  # only an open quote asks for more than there is
            wrong = _UNCLOSED if _holds_a_row(taken, {width, usual}, delimiter) else _CUT_OFF
        elif (
            not wrong
            and len(taken) > 1
            and width
            and _is_more_than_a_row(row, taken, width, usual, delimiter)
        ):
            wrong = _UNCLOSED
        if not wrong and line > 1 and _ends_within(row, taken[-1], min(width, usual)):
            row = _LastRow(row)
        first, count = line, len(taken)
        swallowed = lines.size - len(taken[0]) if wrong else 0
        if (
            wrong
            and wrong not in (_CUT_OFF, _TOO_LARGE)
            and read_again + swallowed <= _MAX_REREADING * lines.read
        ):
            read_again += swallowed
            lines.take_back()
            count = 1
        elif swallowed and wrong not in (_CUT_OFF, _TOO_LARGE):
            wrong = _GIVEN_UP  # to read all of it again and again would take for ever
        if wrong:
            reader = new_reader()  # what is left of the old one may be within a quote, or at its end
        lines.begin_row()
        line += count
        width = width or len(row)
        usual = len(row) if len(row) > 1 and not wrong else usual or width
        yield first, wrong or row
        if wrong is _CUT_OFF:
            return


class _Lines:
    """The lines of a table as csv takes them; those of a row that was none can be taken again, but for the first."""

    def __init__(self, text: TextIO, escaped: bool) -> None:
        """escaped: whether a backslash stands before quotes within a cell."""
        self._text = text
        self._escaped = escaped
        self._pending: list[str] = []  # lines to take again, last first
        self.taken: list[str] = []  # lines of the row that is being read
        self.size = 0  # of these, in characters
        self.read = 0  # characters in all
        self.at_end = False
        self.error: Exception | None = None  # what ended the lines too early

    def __iter__(self) -> Iterator[str]:
        """The next lines. Raises csv.Error where a row has more than any article."""
        while True:
            if self.size > MAX_RECORD:
                raise csv.Error(_TOO_LARGE)
            if self._pending:
                found = self._pending.pop()
            else:
                try:
                    found = self._text.readline(MAX_RECORD)
                except Exception as error:  # of whatever kind: it is raised when all before it has been read
                    self.error, found = error, ""
                self.read += len(found)
                found = _without_escapes(found, _QUOTE_WITHIN) if self._escaped else found
            if not found:
                self.at_end = True
                return
            self.taken.append(found)
            self.size += len(found)
            yield found.replace("\0", "").lstrip("\ufeff")

    def take_back(self) -> None:
        """Have the lines of this row, but for the first, come next."""
        self._pending.extend(reversed(self.taken[1:]))
        self.at_end = False

    def begin_row(self) -> None:
        """What comes next is of another row."""
        self.taken = []
        self.size = 0


def _refused(error: csv.Error, taken: list[str], widths: set[int], delimiter: str) -> str:
    """What is wrong with lines that csv does not read."""
    too_large = _TOO_LARGE if str(error) == _TOO_LARGE else f"a cell larger than {_MAX_CELL >> 20} MB"
    if "limit" not in str(error) and too_large is not _TOO_LARGE:
        return "a line end (CR) in a cell without quotes"
    return _UNCLOSED if _holds_a_row(taken, widths, delimiter) else too_large


def _is_more_than_a_row(row: list[str], taken: list[str], width: int, usual: int, delimiter: str) -> bool:
    """Whether the quote that closed one of an earlier line was to open another, or belongs to a text further down."""
    odd, strange = not _is_well_formed(taken, delimiter), len(row) not in (width, usual)
    if odd and len(row) != width:
        return True
    return (odd or strange) and _holds_a_row(taken, {width, usual}, delimiter)


def _holds_a_row(taken: list[str], widths: set[int], delimiter: str) -> bool:
    """Whether any line but the first is a row of its own."""
    return any(_splits_into(widths, line, delimiter) for line in taken[1:])


class _LastRow(list[str]):
    """The cells of a row in which the file may have been cut off."""

    def is_cut(self, names: list[str]) -> bool:
        """Whether it was, by the names of the columns: within a character, or before the last headline or text."""
        return self[-1].endswith("\ufffd") or has_text_field(names[len(self) :])


def _ends_within(row: list[str], line: str, width: int) -> bool:
    """Whether a file may be cut off in a row of it, which should have so many cells. line: the last of its lines."""
    if line.endswith(("\n", "\r")):
        return False
    return line.endswith("\ufffd") or (len(row) < width and any(cell.strip() for cell in row))


def _splits_into(widths: set[int], line: str, delimiter: str) -> bool:
    """Whether a line alone is a row of one of these numbers of cells, with its quotes or without."""
    if line.count(delimiter) + 1 in widths:
        return True
    try:
        return len(next(csv.reader([line], delimiter=delimiter), [])) in widths
    except csv.Error:
        return False


def _is_well_formed(lines: list[str], delimiter: str) -> bool:
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True
