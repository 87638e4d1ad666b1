"""Readers of files made of records: JSON arrays and objects, JSON Lines (BEIR's too), CSV and TSV.

One record is in memory at a time. What a record's fields mean, `corpus.fields` knows.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from corpus.article import Article
from corpus.documents import Document
from corpus.fields import article_from, has_text_field
from corpus.formats import delimiter_of, wrapped_list
from corpus.report import Rejection

# A record larger than this is no article: a bomb, or a quote that is never closed.
MAX_RECORD = 32 << 20
_CHUNK = 1 << 16
_MAX_CELL = 8 << 20
_MAX_RESTARTS = 100
_MAX_DEPTH = 5000


def read_json(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The objects of a JSON array, of a list inside one object, or one object after the other."""
    import ijson

    start = start.lstrip("\ufeff \t\r\n")
    key = wrapped_list(start)
    prefix = f"{key}.item" if key else "item" if start.startswith("[") else ""
    number = 0
    source = _Utf8Chunks(text)
    try:
        for number, record in enumerate(ijson.items(source, prefix, multiple_values=True), 1):
            source.since_record = source.depth = 0
            yield from _read(document, record, f"record {number}")
    except ijson.JSONError as error:
        reason = str(error).strip().split("\n")[0]
        yield document.reject_rest(f"record {number + 1}", f"not JSON, from here on unread: {reason}")
        return
    except _Unreadable as error:
        yield document.reject_rest(f"record {number + 1}", f"{error}, from here on unread")
        return
    if not number:
        yield document.reject("", "no records in it")


def read_json_lines(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The objects of a file that holds one on each line."""
    for number, line in enumerate(_lines(text), 1):
        place = f"line {number}"
        if line is None:
            yield document.reject(place, f"larger than {MAX_RECORD >> 20} MB")
            continue
        content = line.strip(" \t\r\n\ufeff\0")
        if not content:
            continue
        try:
            record = json.loads(content)
        except ValueError as error:
            # A line without an end is the last, and one that is broken there was cut: who knows what stood below it.
            reject = document.reject if line.endswith("\n") else document.reject_rest
            yield reject(place, f"not JSON: {error}"[:200])
            continue
        except RecursionError:
            yield document.reject(place, "nested too deep")
            continue
        yield from _read(document, record, place)


def read_table(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The rows of a CSV or TSV file with a header; quoted fields may hold line ends."""
    delimiter = delimiter_of(start) or ","
    # The limit is one for the process; csv's own of 128 KB is less than a long report.
    csv.field_size_limit(_MAX_CELL)
    quoting = csv.QUOTE_NONE if delimiter == "\t" and _quotes_are_text(start) else csv.QUOTE_MINIMAL
    names: list[str] | None = None
    rows = 0
    for line, row in _rows(text, delimiter, quoting):
        if row is not None and not any(cell.strip() for cell in row):
            continue
        rows += 1
        if row is None:
            yield document.reject(f"line {line}", "a quote is never closed")
        elif names is None:
            names = [name.strip(" \ufeff\r") for name in row]
            if not has_text_field(names):
                yield document.reject("", "no column is named like a headline or a text")
                return
        elif len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            yield document.reject(f"line {line}", f"{len(row)} columns, the header has {len(names)}")
        else:
            yield from _read(document, dict(zip(names, row, strict=False)), f"line {line}")
    if rows < 2:
        yield document.reject("", "no records in it")


def _read(document: Document, record: Any, place: str) -> Iterator[Article | Rejection]:
    if not isinstance(record, Mapping):
        yield document.reject(place, "not an object with fields")
        return
    article = article_from(record, origin=document.origin, warnings=document.warnings)
    yield document.reject(place, article) if isinstance(article, str) else article


class _Unreadable(Exception):
    """A record that would cost more memory or time than any article."""


class _Utf8Chunks:
    """A text stream as ijson wants it: bytes in UTF-8, whatever the file was in."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._first = True
        self.since_record = 0  # characters
        self.depth = 0  # brackets opened and not closed: ijson's time grows with its square

    def read(self, size: int) -> bytes:
        chunk = self._text.read(min(size, _CHUNK)) if size else ""
        if self._first and chunk:
            chunk, self._first = chunk.lstrip("\ufeff"), False
        self.since_record += len(chunk)
        if self.since_record > MAX_RECORD:
            raise _Unreadable(f"larger than {MAX_RECORD >> 20} MB")
        self.depth += chunk.count("{") + chunk.count("[") - chunk.count("}") - chunk.count("]")
        if self.depth > _MAX_DEPTH:
            raise _Unreadable("nested too deep")
        return chunk.encode("utf-8", "replace")


def _lines(text: TextIO) -> Iterator[str | None]:
    """The lines; None for one that is too large."""
    while line := text.readline(MAX_RECORD):
        if line.endswith("\n") or len(line) < MAX_RECORD:
            yield line
            continue
        while (rest := text.readline(MAX_RECORD)) and not rest.endswith("\n"):
            pass
        yield None


def _quotes_are_text(start: str) -> bool:
    """Whether a TSV file uses quotes as punctuation: a field begins with one and does not end with one."""
    whole_lines = start[: start.rfind("\n") + 1] or start
    try:
        for _ in csv.reader(whole_lines.splitlines(keepends=True), delimiter="\t", strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" not in str(error)
    return False


def _rows(text: TextIO, delimiter: str, quoting: int) -> Iterator[tuple[int, list[str] | None]]:
    """(number of its first line, cells) of each row; None for a line whose quote is never closed.

    Such a quote would swallow the rest of the file, so reading starts again at the line after it.
    """
    pending: list[str] = []  # lines to read again, last first
    taken: list[str] = []  # lines of the row that is being read
    line = 1
    restarts = 0

    def next_lines() -> Iterator[str]:
        while True:
            found = pending.pop() if pending else text.readline(MAX_RECORD)
            if not found:
                return
            taken.append(found)
            yield found.replace("\0", "")

    source = next_lines()
    reader = csv.reader(source, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # one of csv's
    while True:
        try:
            row = next(reader, None)
            bad = row is not None and len(taken) > 1 and not _is_closed(taken, delimiter)
        except csv.Error:
            row, bad = [], True
        if row is None:
            return
        first, count = line, len(taken)
        if bad and restarts < _MAX_RESTARTS:
            restarts += 1
            pending.extend(reversed(taken[1:]))
            count = 1
            source = next_lines()
            reader = csv.reader(source, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # one of csv's
        taken.clear()
        line += count
        yield first, None if bad else row


def _is_closed(lines: list[str], delimiter: str) -> bool:
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" not in str(error)
    return True
