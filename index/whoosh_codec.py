"""The index as Whoosh sees it: schema, segment and codec, to Whoosh 2.7.4's `whoosh.codec.base` interfaces.

The index is a Whoosh index: its folder, table of contents, generations and lock file are Whoosh's, and plain
`whoosh.index.open_dir` reads it, through this codec, with Whoosh's own query classes and scoring. That is the slow way,
kept as the oracle for the fast one (`searcher.retrieval.evaluation`) and for whoever has Whoosh code already. Writing
goes through `index.commits.writer` alone: Whoosh's posting pool would undo what bulk inversion gains. Whoosh's own
writer takes no codec from the index, but the schema, which refuses its commit (`ReadOnlySchema`).

What Whoosh sees of an article: "text" (headline and paragraphs), "title", and the stored fields. A posting's weight is
the frequency, its value the positions; paragraphs lie `PARAGRAPH_GAP` apart, so that no phrase spans two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from whoosh import fields
from whoosh.analysis import Analyzer as WhooshAnalyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from index.analysis import Analyzer
from index.analysis.analyzer import Token
from index.analysis.folding import fold
from index.lazy import cached_property
from index.segments.segment import SegmentView
from index.segments.segment_entry import SegmentEntry
from index.storage.arrays import Mask
from index.storage.file_names import INDEX_NAME
from index.storage.packed_frequencies import TITLE_LIMIT, TITLE_SHIFT
from index.whoosh_matcher import Postings, PostingsMatcher

TEXT_FIELDS: Final = ("text", "title")
# What only a regular expression has. A point alone is none of it: U.S* is a prefix, and the term that it means is us.
_REGULAR: Final = re.compile(r"[][\\(){}|^$+]|\.[*?+]")
_NO_SIGNS: Final = re.compile(r"[^\x00-\x7f]+")
_NO_WILDCARDS: Final = re.compile(r"[^*?]+")
_READ_ONLY = "this index is written through index.Index.writer, not through Whoosh's own writer"


class FormAnalyzer(WhooshAnalyzer):  # type: ignore[misc]  # Whoosh publishes no types
    """`index.analysis.Analyzer` in the shape that Whoosh's fields want. Holds no state: it is pickled by name."""

    def __call__(self, value: str, *, tokenize: bool = True, **options: Any) -> Iterator[WhooshToken]:
        """The tokens of a text.

        tokenize: otherwise it is the text of a pattern, a prefix or an end of a range, which Whoosh's query parser
        wants as one token: its letters are folded, and what stands between them is as it was.
        """
        token = WhooshToken(positions=True, chars=True)
        tokens = Analyzer().tokens(value) if tokenize else [Token(_folded(value), 0, 0, len(value))]
        for form, position, start, end in tokens:
            token.text, token.pos, token.startchar, token.endchar = form, position, start, end
            token.boost = 1.0
            yield token


def _folded(pattern: str) -> str:
    """A prefix, a wildcard or a regular expression with its letters folded; of the last, letters beyond ASCII alone."""
    letters = _NO_SIGNS if _REGULAR.search(pattern) else _NO_WILDCARDS
    return letters.sub(lambda found: fold(found[0]), pattern)


class ReadOnlySchema(fields.Schema):  # type: ignore[misc]  # as above, and so below
    """The schema as it is read from an index: Whoosh's writer can't commit with it.

    `clean` is the first that Whoosh asks of a schema on the way to a table of contents, before anything is written
    that a reader would see, and before old files are removed.
    """

    def clean(self) -> None:
        raise NotImplementedError(_READ_ONLY)


class _Schema(fields.Schema):  # type: ignore[misc]
    """The schema as it is written to an index; read back it is a `ReadOnlySchema`."""

    def __reduce__(self) -> tuple[Any, ...]:
        return ReadOnlySchema, (), self.__dict__


def schema() -> fields.Schema:
    """The Whoosh schema of every Fihris index."""
    text = {name: fields.TEXT(FormAnalyzer(), phrase=True, stored=name == "title") for name in TEXT_FIELDS}
    stored = ("id", "date", "source", "category", "author", "url")
    return _Schema(**text, **{name: fields.STORED() for name in stored})


class Segment(base.Segment):  # type: ignore[misc]
    """A `SegmentEntry` as Whoosh wants it. Its pickle holds strings and integers only."""

    def __init__(self, segid: str, article_count: int, deleted_articles: int, deletions: int) -> None:
        super().__init__(INDEX_NAME)
        self.segid = segid
        self.article_count = article_count
        self.deleted_articles = deleted_articles
        self.deletions = deletions

    def codec(self) -> Codec:
        return Codec()

    def doc_count_all(self) -> int:
        return self.article_count

    def deleted_count(self) -> int:
        return self.deleted_articles

    def open(self, folder: Path) -> SegmentView:
        """The segment's arrays; raises as `SegmentView` does."""
        entry = SegmentEntry(self.segid, self.article_count, self.deleted_articles, self.deletions)
        return entry.open(folder)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise NotImplementedError(_READ_ONLY)


class Codec(base.Codec):  # type: ignore[misc]
    """Readers for Whoosh over a `SegmentView`."""

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        return TermsReader(segment.open(Path(storage.folder)))

    def per_document_reader(self, storage: Any, segment: Segment) -> PerDocumentReader:
        return PerDocumentReader(segment.open(Path(storage.folder)))

    def per_document_writer(self, storage: Any, segment: Segment) -> Any:
        raise NotImplementedError(_READ_ONLY)

    field_writer = per_document_writer

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        raise NotImplementedError(_READ_ONLY)

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        raise NotImplementedError(_READ_ONLY)


class _Lengths(dict[str, npt.NDArray[np.int64]]):
    """By field the words that each article has in it, worked out when they are asked for."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view

    def __missing__(self, fieldname: str) -> npt.NDArray[np.int64]:
        lengths = self._view.articles_array("title_lengths").astype(np.int64)
        if fieldname == "text":
            lengths += self._view.articles_array("body_lengths")
        elif fieldname != "title":
            lengths = lengths[:0]
        self[fieldname] = lengths
        return lengths


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Stored fields, lengths and deletions."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view
        self._lengths = _Lengths(view)

    def doc_count(self) -> int:
        return self._view.live_count

    def doc_count_all(self) -> int:
        return self._view.article_count

    def has_deletions(self) -> bool:
        return self._view.deleted is not None

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh's matchers for NOT ask for one number beyond the last, too.
        deleted = self._view.deleted
        return deleted is not None and 0 <= docnum < len(deleted) and bool(deleted[docnum])

    def deleted_docs(self) -> Iterator[int]:
        deleted = self._view.deleted
        return iter(() if deleted is None else np.flatnonzero(deleted).tolist())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self._view.article(docnum)
        names = ("id", "title", "date", "source", "category", "author", "url")
        return {name: getattr(article, name) for name in names}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths[fieldname][docnum]) if fieldname in TEXT_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths[fieldname].sum())

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths[fieldname]
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths[fieldname].max(initial=0))


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and postings of both text fields. A title term is a term that a headline holds."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view
        self._lengths = _Lengths(view)

    @cached_property
    def _in_title(self) -> Mask:
        """Bool, one a term."""
        frequencies = self._view.lists.posting_frequencies >> TITLE_SHIFT & TITLE_LIMIT
        held = np.concatenate(([0], np.cumsum(frequencies > 0)))
        by_slot = np.diff(held[self._view.postings_array("article_starts")]) > 0
        return by_slot[self._view.postings_array("slots")]

    def _term(self, fieldname: str, btext: bytes) -> int | None:
        if fieldname not in TEXT_FIELDS:
            return None
        number = self._view.terms.forms.find(btext.decode("utf-8", "replace"))
        if number is not None and fieldname == "title" and not self._in_title[number]:
            return None
        return number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._term(*term) is not None

    def indexed_field_names(self) -> tuple[str, ...]:
        return TEXT_FIELDS

    def cursor(self, fieldname: str, fieldobj: Any) -> FieldCursor:
        texts = self._texts_from(fieldname, b"") if fieldname in TEXT_FIELDS else ()
        return FieldCursor([text.decode("utf-8", "surrogatepass") for text in texts])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from(TEXT_FIELDS[0], b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from a prefix on, and those of the fields behind it."""
        if fieldname not in TEXT_FIELDS:
            return
        for behind in TEXT_FIELDS[TEXT_FIELDS.index(fieldname) :]:
            yield from ((behind, text) for text in self._texts_from(behind, prefix))
            prefix = b""

    def _texts_from(self, fieldname: str, prefix: bytes) -> Iterator[bytes]:
        for number in range(self._view.terms.forms.lower_bound(prefix), len(self._view.terms.forms)):
            if fieldname == "text" or self._in_title[number]:
                yield self._view.terms.forms[number].encode("utf-8", "surrogatepass")

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _postings(self, fieldname: str, text: bytes) -> Postings:
        number = self._term(fieldname, text)
        if number is None:
            raise KeyError((fieldname, text))
        return Postings(self._view, fieldname, int(self._view.postings_array("slots")[number]))

    def _info(self, fieldname: str, postings: Postings) -> TermInfo:
        lengths = self._lengths[fieldname][postings.articles]
        return TermInfo(
            weight=int(postings.counts.sum()),
            df=len(postings.articles),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=int(postings.counts.max()),
            minid=int(postings.articles[0]),
            maxid=int(postings.articles[-1]),
        )

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return self._info(fieldname, self._postings(fieldname, text))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        try:
            postings = self._postings(fieldname, text)
        except KeyError:  # which Whoosh expects of `term_info`, and of this the other
            raise TermNotFound((fieldname, text)) from None
        info = self._info(fieldname, postings)
        return PostingsMatcher(postings, (fieldname, text), info, format_, scorer)


class FieldCursor(base.FieldCursor):  # type: ignore[misc]
    """A cursor over the ascending list of a field's terms."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._texts)

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        if isinstance(string, bytes):
            string = string.decode("utf-8", "replace")
        self._at = bisect_left(self._texts, string)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._texts[self._at] if self.is_valid() else None

    term = text
