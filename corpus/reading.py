"""Paths in, articles out: `read_articles` puts the parts of this package together.

`corpus.files` opens, `corpus.encodings` decodes, `corpus.formats` recognises, and one reader a format gives articles
and rejections. A reader that fails, however it does, is an error in one document, never the end of the run: that are a
lack of memory and a library that is missing (`corpus.documents.ERRORS_OF_THE_RUN`).
"""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TextIO

from corpus.article import Article
from corpus.documents import ERRORS_OF_THE_RUN, Document, describe
from corpus.encodings import check_encoding, detect, text_stream, with_byte_order
from corpus.files import documents, given_paths, total_size
from corpus.formats import LOSSES, Format, binary_kind, recognise
from corpus.report import ReadingReport, Rejection

#: What takes a document, its decoded text as a stream, and the beginning of that text.
Reader = Callable[[Document, TextIO, str], Iterator[Article | Rejection]]

# Where the reader of each format is: loaded with the first document of the format.
_READERS: dict[Format, tuple[str, str]] = {
    Format.JSON: ("corpus.records", "read_json"),
    Format.JSON_LINES: ("corpus.records", "read_json_lines"),
    Format.TABLE: ("corpus.tables", "read_table"),
    Format.SGML: ("corpus.sgml", "read_sgml"),
    Format.FEED: ("corpus.feeds", "read_feed"),
    Format.NEWS_XML: ("corpus.news_xml", "read_news_xml"),
    Format.HTML: ("corpus.web_pages", "read_web_page"),
    Format.SAVED_PAGE: ("corpus.saved_pages", "read_saved_page"),
    Format.PLAIN_TEXT: ("corpus.plain_text", "read_plain_text"),
}


def _reader(form: Format) -> Reader:
    module, name = _READERS[form]
    reader: Reader = getattr(import_module(module), name)
    return reader


def read_articles(
    paths: str | Path | Iterable[str | Path],
    *,
    encoding: str | None = None,
    report: ReadingReport | None = None,
) -> Iterator[Article]:
    """Every article of the files, folders and archives at `paths`, one after the other.

    `encoding` overrides its detection for all files. What could not be read stands in `report.rejections`, with
    file, place and reason; `report` also counts. Raises `CorpusError`, before anything is read, for an `encoding`
    that does not exist.
    """
    codec = check_encoding(encoding) if encoding is not None else None
    return _read(given_paths(paths), codec, report if report is not None else ReadingReport())


def _read(paths: list[str], codec: str | None, report: ReadingReport) -> Iterator[Article]:
    report.bytes_total += total_size(paths)
    for found in documents(paths, report):
        if isinstance(found, Rejection):
            report.rejections.append(found)
            continue
        found.warnings = report.warnings
        for article in _articles(found, codec):
            if isinstance(article, Rejection):
                report.rejections.append(article)
            else:
                report.read += 1
                yield article


def _articles(document: Document, codec: str | None) -> Iterator[Article | Rejection]:
    """What the document gives, and a rejection of what it has left where its reader fails."""
    given = 0
    try:
        for article in _recognised(document, codec):
            given += 1
            yield article
    except ERRORS_OF_THE_RUN:
        raise
    except Exception as error:  # a reader and its library have not seen every file that there is
        yield document.reject_rest(f"after record {given}" if given else "", describe(error))


def _recognised(document: Document, codec: str | None) -> Iterator[Article | Rejection]:
    """What the reader of the document's format gives. Raises whatever the reader does."""
    if not document.head:
        yield document.reject("", "empty file")
        return
    if kind := binary_kind(document.head):
        yield document.reject("", f"not a text: {kind}")
        return
    if codec is None:
        document.encoding = detect(document.head, complete=document.complete)
    else:
        document.encoding = with_byte_order(codec, document.head)
    start = _decoded(document.head, document.encoding)
    found = recognise(start, document.name)
    if isinstance(found, str):
        reject = document.reject_rest if document.error or found in LOSSES else document.reject
        yield reject("", describe(document.error) if document.error else found)
        return
    text = text_stream(document.stream, document.encoding)
    try:
        yield from _reader(found)(document, text, start)
    finally:
        # The stream belongs to `corpus.files`; a text stream that is forgotten would close it.
        with contextlib.suppress(ValueError):
            text.detach()


def _decoded(head: bytes, encoding: str) -> str:
    """The beginning of the text; a character that the prefix cuts in two is left out."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)
