"""The index as Whoosh sees it: schema, segment and codec, to Whoosh 2.7.4's `whoosh.codec.base` interfaces.

The index is a Whoosh index: its folder, table of contents, generations and lock file are Whoosh's, and plain
`whoosh.index.open_dir` reads it, through this codec, with Whoosh's own query classes and scoring. That is the slow way,
kept as the oracle for the fast one (`searcher.evaluation`) and for whoever has Whoosh code already. Writing goes
through `index.writer` alone: Whoosh's posting pool would undo what bulk inversion gains, so the codec's writing side
refuses, saying so.

What Whoosh sees of an article: "text" (headline and paragraphs), "title", and the stored fields. A posting's weight is
the frequency, its value the positions; paragraphs lie `PARAGRAPH_GAP` apart, so that no phrase spans two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from whoosh import fields
from whoosh.analysis import Analyzer as WhooshAnalyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from index.analysis import Analyzer
from index.contents import INDEX_NAME, SegmentEntry
from index.packed_frequencies import BODY_LIMIT, TITLE_LIMIT, TITLE_SHIFT
from index.segment import SegmentView

TEXT_FIELDS: Final = ("text", "title")
PARAGRAPH_GAP: Final = 1000
_READ_ONLY = "this index is written through index.Index.writer, not through Whoosh's own writer"


class FormAnalyzer(WhooshAnalyzer):  # type: ignore[misc]  # Whoosh publishes no types
    """`index.analysis.Analyzer` in the shape that Whoosh's fields want. Holds no state: it is pickled by name."""

    def __call__(self, value: str, **options: Any) -> Iterator[WhooshToken]:
        token = WhooshToken(positions=True, chars=True)
        for form, position, start, end in Analyzer().tokens(value):
            token.text, token.pos, token.startchar, token.endchar = form, position, start, end
            token.boost = 1.0
            yield token


def schema() -> fields.Schema:
    """The Whoosh schema of every Fihris index."""
    text = {name: fields.TEXT(analyzer=FormAnalyzer(), phrase=True) for name in TEXT_FIELDS}
    stored = ("id", "date", "source", "category", "author", "url")
    return fields.Schema(**text, **{name: fields.STORED() for name in stored})


class Segment(base.Segment):  # type: ignore[misc]  # as above, and so below
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


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Stored fields, lengths and deletions."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view

    def doc_count(self) -> int:
        return self._view.live_count

    def doc_count_all(self) -> int:
        return self._view.article_count

    def has_deletions(self) -> bool:
        return self._view.deleted is not None

    def is_deleted(self, docnum: int) -> bool:
        return self._view.deleted is not None and bool(self._view.deleted[docnum])

    def deleted_docs(self) -> Iterator[int]:
        deleted = self._view.deleted
        return iter(() if deleted is None else np.flatnonzero(deleted).tolist())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self._view.article(docnum)
        names = ("id", "title", "date", "source", "category", "author", "url")
        return {name: getattr(article, name) for name in names}

    def _lengths(self, fieldname: str) -> npt.NDArray[np.int64]:
        title = self._view.articles_array("title_lengths").astype(np.int64)
        return title if fieldname == "title" else title + self._view.articles_array("body_lengths")

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) if fieldname in TEXT_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum()) if fieldname in TEXT_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0)) if fieldname in TEXT_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0)) if fieldname in TEXT_FIELDS else 0


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and postings of both text fields. A title term is a term that a headline holds."""

    def __init__(self, view: SegmentView) -> None:
        self._view = view

    @cached_property
    def _in_title(self) -> npt.NDArray[np.bool_]:
        """Bool, one a term."""
        frequencies = self._view.posting_frequencies >> TITLE_SHIFT & TITLE_LIMIT
        held = np.concatenate(([0], np.cumsum(frequencies > 0)))
        by_slot = np.diff(held[self._view.postings_array("article_starts")]) > 0
        return by_slot[self._view.postings_array("slots")]

    def _term(self, fieldname: str, btext: bytes) -> int | None:
        if fieldname not in TEXT_FIELDS:
            return None
        number = self._view.terms.find(btext.decode("utf-8", "replace"))
        if number is not None and fieldname == "title" and not self._in_title[number]:
            return None
        return number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._term(*term) is not None

    def indexed_field_names(self) -> tuple[str, ...]:
        return TEXT_FIELDS

    def cursor(self, fieldname: str, fieldobj: Any) -> FieldCursor:
        return FieldCursor([text.decode() for _, text in self.terms_from(fieldname, b"")])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for fieldname in TEXT_FIELDS:
            yield from self.terms_from(fieldname, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for number in range(self._view.terms.position(prefix), len(self._view.terms)):
            if fieldname == "text" or self._in_title[number]:
                yield fieldname, self._view.terms[number].encode()

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _articles(self, fieldname: str, number: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Articles that hold the term in the field, and how often."""
        articles, packed = self._view.postings(self._slot(number))
        title = (packed >> TITLE_SHIFT & TITLE_LIMIT).astype(np.int64)
        if fieldname == "title":
            return articles[title > 0].astype(np.int64), title[title > 0]
        return articles.astype(np.int64), title + (packed & BODY_LIMIT)

    def _slot(self, number: int) -> int:
        return int(self._view.postings_array("slots")[number])

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        number = self._term(fieldname, text)
        if number is None:
            raise KeyError((fieldname, text))
        articles, frequencies = self._articles(fieldname, number)
        return TermInfo(
            weight=int(frequencies.sum()),
            df=len(articles),
            minlength=1,
            maxlength=2**31,
            maxweight=int(frequencies.max()),
            minid=int(articles[0]),
            maxid=int(articles[-1]),
        )

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        number = self._term(fieldname, text)
        if number is None:
            raise KeyError((fieldname, text))
        articles, frequencies = self._articles(fieldname, number)
        positions: dict[int, list[int]] = {article: [] for article in articles.tolist()}
        view = self._view
        for passage, position in zip(
            *(values.tolist() for values in view.positions(self._slot(number))), strict=True
        ):
            article = int(view.article_of_passage[passage])
            local = passage - int(view.first_passages[article])
            if fieldname == "text" or not local:
                before = int(view.passage_lengths[passage - local : passage].sum(dtype=np.int64))
                positions[article].append(before + local * PARAGRAPH_GAP + position)
        return ListMatcher(
            articles.tolist(),
            weights=frequencies.astype(float).tolist(),
            values=[format_.encode(places) for places in positions.values()],
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )


class FieldCursor(base.FieldCursor):  # type: ignore[misc]
    """A place in the ascending list of a field's terms."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str) -> str | None:
        self._at = bisect_left(self._texts, string)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._texts[self._at] if self._at < len(self._texts) else None

    term = text
