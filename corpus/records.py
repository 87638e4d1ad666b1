"""Readers of JSON: arrays and objects, lists of articles in an object, and JSON Lines (BEIR's too).

One record is in memory at a time. What a record's fields mean, `corpus.fields` knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from corpus.article import Article
from corpus.documents import MAX_RECORD, Document
from corpus.formats import has_wrapped_lists
from corpus.json_answers import read_object
from corpus.json_chunks import JsonChunks, Unreadable
from corpus.json_lists import read_lists
from corpus.json_window import JsonWindow, null
from corpus.nesting import MAX_DEPTH_OF_LINE, nests_too_deep
from corpus.report import Rejection

_BLANK = " \t\r\n\ufeff\0"
_NOTHING_MORE = re.compile(rf"[,{_BLANK}]*\Z")
_DECODER = json.JSONDecoder(parse_constant=null, strict=False)


def read_json(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The objects of a JSON array, of a list inside one object, or one object after the other."""
    start = start.lstrip("\ufeff \t\r\n")
    if has_wrapped_lists(start):
        yield from _read_events(document, JsonChunks(text, "{"), read_lists)
        return
    listed = start.startswith("[")
    window = JsonWindow(text, listed=listed)
    records = 0
    for records, record in enumerate(window.objects(), 1):
        yield from read_object(document, record, f"record {records}")
    if not window.is_read:
        source = JsonChunks(window, "[" if listed else "", records)
        yield from _read_events(document, source, _read_items if listed else _read_values)


def _read_events(
    document: Document,
    source: JsonChunks,
    reader: Callable[[Document, JsonChunks], Iterator[Article | Rejection]],
) -> Iterator[Article | Rejection]:
    """What a reader finds with ijson, and where that ends."""
    import ijson

    try:
        yield from reader(document, source)
    except ijson.JSONError as error:
        reason = error.args[0] if error.args else error
        if isinstance(reason, bytes):  # where what is shown of the text cuts a character in two
            reason = reason.decode("utf-8", "replace")
        reason = str(reason).strip().split("\n")[0]
        yield document.reject_rest(f"record {source.records + 1}", f"not JSON, from here on unread: {reason}")
        return
    except ArithmeticError:
        yield document.reject_rest(f"record {source.records + 1}", "a number too large, from here on unread")
        return
    except Unreadable as error:
        yield document.reject_rest(f"record {source.records + 1}", f"{error}, from here on unread")
        return
    if not source.records:
        yield document.reject("", "no records in it")


def _read_items(
    document: Document, source: JsonChunks, prefix: str = "item"
) -> Iterator[Article | Rejection]:
    """The values of an array."""
    import ijson

    for record in ijson.items(source, prefix, multiple_values=True):
        source.begin_record()
        yield from read_object(document, record, f"record {source.records}")


def _read_values(document: Document, source: JsonChunks) -> Iterator[Article | Rejection]:
    """Values that follow one another."""
    return _read_items(document, source, "")


def read_json_lines(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The objects of a file that holds one on each line."""
    for number, line in enumerate(_lines(text), 1):
        place = f"line {number}"
        if line is None:
            yield document.reject(place, f"larger than {MAX_RECORD >> 20} MB")
            continue
        content = line.strip(_BLANK)
        if not content:
            continue
        yield from _records_of_line(document, content, place, ended=line.endswith("\n"))


def _records_of_line(
    document: Document, line: str, place: str, *, ended: bool
) -> Iterator[Article | Rejection]:
    """The record of a line, or several where the ends of lines are missing between them."""
    at = 0
    while at < len(line):
        start = at
        try:
            record, at = _DECODER.raw_decode(line, start)
            too_deep = nests_too_deep(record, line, start, at, limit=MAX_DEPTH_OF_LINE)
        except ValueError as error:
            # A line without an end is the last, and one that is broken there was cut: who knows what stood below it.
            reject = document.reject if ended else document.reject_rest
            yield reject(place, f"not JSON: {error}"[:200])
            return
        except RecursionError:
            too_deep = True
        if too_deep:
            yield document.reject(place, "nested too deep")
            return
        yield from read_object(document, record, place)
        if not isinstance(record, Mapping):
            return
        while at < len(line) and line[at] in _BLANK:
            at += 1
        if _NOTHING_MORE.match(line, at):  # but a comma, where the lines of an array were cut out
            return


def _lines(text: TextIO) -> Iterator[str | None]:
    """The lines; None for one that is too large."""
    while line := text.readline(MAX_RECORD):
        if line.endswith("\n") or len(line) < MAX_RECORD:
            yield line
            continue
        while (rest := text.readline(MAX_RECORD)) and not rest.endswith("\n"):
            pass
        yield None
