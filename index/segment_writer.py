"""Writing segments: from articles as they come in, and by merging segments that exist.

Both ways end in `write_segment`, so a merged segment is what one indexed in one go would be, but for the order of its
articles. Merging copies array slices and never analyses text again; the postings go to the file in runs of terms, so
that memory is bounded by the run and not by the segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.analysis import Analyzer
from index.arrayfile import ArrayFileWriter
from index.inversion import IntArray, TokenBuffer, blob_of, invert, narrowest, starts_of
from index.records import RecordWriter
from index.segment import FORMAT_VERSION, METADATA, SegmentView, encode_article, id_hash, seconds_of

# Heads are fetched ten at a time for a page of results: small blocks. Bodies are text: blocks that compress.
_HEAD_BLOCK = 1 << 12
_BODY_BLOCK = 1 << 15
# Positions that a merge handles at once: 8 bytes each in a few arrays.
_MERGE_RUN = 4_000_000

_PER_ARTICLE: Final = ("articles", "frequencies", "passage_counts")
_PER_PASSAGE: Final = ("passages", "passage_frequencies")


@dataclass
class ArticleColumns:
    """What the article file holds, one entry an article unless said otherwise."""

    heads: RecordWriter = field(default_factory=lambda: RecordWriter("heads", _HEAD_BLOCK))
    bodies: RecordWriter = field(default_factory=lambda: RecordWriter("bodies", _BODY_BLOCK))
    ids: list[str] = field(default_factory=list)
    content_hashes: list[bytes] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    metadata: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in METADATA})
    superseded: set[bytes] = field(default_factory=set)  # not one an article

    def append(self, article: Article, content_hash: bytes) -> None:
        """Add one article."""
        head, body = encode_article(article)
        self.heads.append(head)
        self.bodies.append(body)
        self.ids.append(article.id)
        self.content_hashes.append(content_hash)
        self.dates.append(seconds_of(article.date))
        for name, values in self.metadata.items():
            values.append(getattr(article, name))

    def extend(self, view: SegmentView, kept: npt.NDArray[np.bool_]) -> None:
        """Add the articles of a segment where `kept` (bool, one an article) holds."""
        numbers = np.flatnonzero(kept).tolist()
        self.ids.extend(view.head(number)[0] for number in numbers)
        view.heads.copy_to(self.heads, kept)
        view.bodies.copy_to(self.bodies, kept)
        self.content_hashes.extend(view.content_hash(number) for number in numbers)
        self.dates.extend(view.dates[kept].tolist())
        for name, values in self.metadata.items():
            known = list(view.values(name))
            values.extend(known[number] for number in view.value_numbers(name)[kept].tolist())
        self.superseded |= view.superseded

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write the columns."""
        self.heads.write_to(file)
        self.bodies.write_to(file)
        hashes = np.array([id_hash(article_id) for article_id in self.ids], np.uint64)
        order = np.argsort(hashes, kind="stable")
        file.add("id_hashes", hashes[order])
        file.add("id_numbers", order.astype(np.uint32))
        ranks = np.zeros(len(self.ids), np.uint32)
        ranks[sorted(range(len(self.ids)), key=self.ids.__getitem__)] = np.arange(len(self.ids))
        file.add("id_ranks", ranks)
        file.add("content_hashes", np.frombuffer(b"".join(self.content_hashes), np.uint64))
        file.add("superseded", np.frombuffer(b"".join(sorted(self.superseded)), np.uint64))
        file.add("dates", np.array(self.dates, np.int64))
        for name, values in self.metadata.items():
            distinct = sorted(set(values))
            numbers = {value: number for number, value in enumerate(distinct)}
            file.add(name, narrowest(np.array([numbers[value] for value in values], np.int64)))
            _add_blob(file, name, distinct)


def _add_blob(file: ArrayFileWriter, name: str, texts: Sequence[str]) -> None:
    text, starts = blob_of(texts)
    file.add(f"{name}.text", text)
    file.add(f"{name}.starts", starts)


class SegmentBuilder:
    """Articles that will become one segment."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._tokens = TokenBuffer(analyzer)
        self.columns = ArticleColumns()
        self.deleted: set[int] = set()

    def __len__(self) -> int:
        """Articles held."""
        return len(self.columns.ids)

    @property
    def token_count(self) -> int:
        return len(self._tokens)

    def add(self, article: Article, content_hash: bytes) -> int:
        """Analyse and hold an article; its number in the segment."""
        self._tokens.add((article.title, *article.paragraphs))
        self.columns.append(article, content_hash)
        return len(self) - 1

    def write(self, folder: Path, name: str) -> None:
        """Write the segment's two files to disk."""
        tokens, passage_lengths, passages_per_article = self._tokens.tokens()
        postings = invert(self._tokens.forms(), tokens, passage_lengths, passages_per_article)
        starts = {
            "article_starts": postings.article_starts,
            "passage_starts": postings.passage_starts,
            "position_starts": postings.position_starts,
        }
        arrays: dict[str, tuple[np.dtype[Any], Iterable[IntArray]]] = {
            name: (getattr(postings, name).dtype, (getattr(postings, name),))
            for name in (*_PER_ARTICLE, *_PER_PASSAGE, "positions")
        }
        _write_segment(
            folder,
            name,
            self._analyzer,
            postings.terms,
            starts,
            arrays,
            self.columns,
            passage_lengths,
            passages_per_article,
        )


def _write_segment(
    folder: Path,
    name: str,
    analyzer: Analyzer,
    terms: Sequence[str],
    starts: Mapping[str, IntArray],
    arrays: Mapping[str, tuple[np.dtype[Any], Iterable[IntArray]]],
    columns: ArticleColumns,
    passage_lengths: IntArray,
    passages_per_article: IntArray,
) -> None:
    """Write both files. `arrays`: name to dtype and consecutive parts."""
    identity = {"format": FORMAT_VERSION, "analysis": analyzer.fingerprint}
    file = ArrayFileWriter(folder / f"{name}.pst")
    try:
        _add_blob(file, "terms", terms)
        _write_stem_groups(file, terms, analyzer)
        for array_name, values in starts.items():
            file.add(array_name, values.astype(np.uint64))
        for array_name, (dtype, parts) in arrays.items():
            file.add_parts(array_name, dtype, parts)
        file.close(identity)
    except BaseException:
        file.abandon()
        raise

    begins = starts_of(passages_per_article)
    title_lengths = passage_lengths[begins[:-1]]
    lengths_before = starts_of(passage_lengths)
    body_lengths = lengths_before[begins[1:]] - lengths_before[begins[:-1]] - title_lengths
    file = ArrayFileWriter(folder / f"{name}.art")
    try:
        columns.write_to(file)
        file.add("body_lengths", narrowest(body_lengths))
        file.add("title_lengths", narrowest(title_lengths))
        file.add("passages.starts", begins.astype(np.uint32))
        file.add("passages.lengths", narrowest(passage_lengths))
        file.close(
            identity
            | {
                "articles": len(columns.ids),
                "passages": len(passage_lengths),
                "body_words": int(body_lengths.sum()),
                "title_words": int(title_lengths.sum()),
            }
        )
    except BaseException:
        file.abandon()
        raise


def _write_stem_groups(file: ArrayFileWriter, terms: Sequence[str], analyzer: Analyzer) -> None:
    groups: dict[str, list[int]] = {}
    for number, term in enumerate(terms):
        groups.setdefault(analyzer.stem(term), []).append(number)
    stems = sorted(groups)
    _add_blob(file, "stems", stems)
    members = [groups[stem] for stem in stems]
    file.add("stem_groups.starts", starts_of(np.array([len(m) for m in members], np.int64)).astype(np.uint32))
    file.add("stem_groups.terms", np.array([term for group in members for term in group], np.uint32))


def write_deletions(
    folder: Path, name: str, generation: int, deleted: Iterable[int], fingerprint: str
) -> None:
    """Write the deletion file of a segment for a generation of the index."""
    file = ArrayFileWriter(folder / f"{name}.{generation}.del")
    try:
        file.add("deleted", np.array(sorted(deleted), np.uint32))
        file.close({"format": FORMAT_VERSION, "analysis": fingerprint})
    except BaseException:
        file.abandon()
        raise


def merge_segments(
    segments: Sequence[tuple[SegmentView, npt.NDArray[np.bool_]]],
    folder: Path,
    name: str,
    analyzer: Analyzer,
) -> int:
    """Write one segment of the articles of `segments` that are live, in their order; how many there are.

    segments: arrays, and bool, one an article: True where it is live.
    """
    sources = [_MergeSource(view, live) for view, live in segments]
    base = 0
    for source in sources:
        source.new_article += base
        base += source.kept_count
    terms = sorted(set().union(*(source.terms for source in sources)))
    for source in sources:
        source.number_terms(terms)

    runs = list(_runs(sources, len(terms)))
    totals = {name: np.zeros(len(terms), np.int64) for name in ("article", "passage", "position")}
    for first, end in runs:
        for source in sources:
            for level, counts in source.counts(first, end).items():
                totals[level][first:end] += counts
    # A term whose articles are all deleted is dropped.
    alive = totals["article"] > 0
    starts = {f"{level}_starts": starts_of(counts[alive]) for level, counts in totals.items()}

    columns = ArticleColumns()
    for source in sources:
        columns.extend(source.view, source.kept)
    passage_lengths = np.concatenate([source.kept_passage_lengths() for source in sources])
    per_article = np.concatenate([np.diff(source.view.first_passages)[source.kept] for source in sources])

    def parts(array_name: str) -> Iterator[IntArray]:
        for first, end in runs:
            yield _interleave([source.run(array_name, first, end) for source in sources], end - first)

    arrays = {
        array_name: (_merged_dtype(array_name, sources, base), parts(array_name))
        for array_name in (*_PER_ARTICLE, *_PER_PASSAGE, "positions")
    }
    _write_segment(
        folder,
        name,
        analyzer,
        [term for term, live in zip(terms, alive.tolist(), strict=True) if live],
        starts,
        arrays,
        columns,
        passage_lengths,
        per_article,
    )
    return base


def _merged_dtype(array_name: str, sources: Sequence[_MergeSource], article_count: int) -> np.dtype[Any]:
    if array_name == "articles":
        return narrowest(np.array([article_count])).dtype
    return np.result_type(*(source.view.postings_array(array_name).dtype for source in sources))


def _runs(sources: Sequence[_MergeSource], term_count: int) -> Iterator[tuple[int, int]]:
    """Ranges of merged terms with at most about `_MERGE_RUN` positions each."""
    sizes = np.zeros(term_count, np.int64)
    for source in sources:
        np.add.at(sizes, source.merged_number, np.diff(source.view.position_starts.astype(np.int64)))
    ends = np.cumsum(sizes)
    first = 0
    while first < term_count:
        before = int(ends[first - 1]) if first else 0
        end = max(first + 1, int(np.searchsorted(ends, before + _MERGE_RUN, side="right")))
        yield first, end
        first = end


def _interleave(parts: Sequence[tuple[npt.NDArray[np.int64], IntArray]], term_count: int) -> IntArray:
    """Lists of several segments joined term by term.

    parts: for each segment the length of each term's list, shape (term_count,), and the lists one after the other.
    """
    lengths = [counts for counts, _ in parts]
    total = np.sum(lengths, axis=0) if lengths else np.zeros(term_count, np.int64)
    begins = starts_of(total)[:-1]
    merged = np.empty(int(total.sum()), np.result_type(*(values.dtype for _, values in parts)))
    for counts, values in parts:
        within = np.arange(len(values)) - np.repeat(starts_of(counts)[:-1], counts)
        merged[np.repeat(begins, counts) + within] = values
        begins = begins + counts
    return merged


class _MergeSource:
    """A segment that is being merged: its live articles, renumbered, and its terms' numbers among the merged ones."""

    def __init__(self, view: SegmentView, kept: npt.NDArray[np.bool_]) -> None:
        self.view = view
        self.kept = kept
        self.kept_count = int(self.kept.sum())
        self.new_article = np.cumsum(self.kept) - 1
        self.terms = list(view.terms)
        self.merged_number: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    def number_terms(self, merged: Sequence[str]) -> None:
        """Look the segment's terms up among the merged ones (both ascending)."""
        numbers = {term: number for number, term in enumerate(merged)}
        self.merged_number = np.array([numbers[term] for term in self.terms], np.int64)

    def kept_passage_lengths(self) -> npt.NDArray[np.int64]:
        """Lengths of the passages of the live articles."""
        keep = np.repeat(self.kept, np.diff(self.view.first_passages))
        return self.view.passage_lengths[keep].astype(np.int64)

    def _terms_between(self, first: int, end: int) -> tuple[int, int]:
        low, high = np.searchsorted(self.merged_number, (first, end))
        return int(low), int(high)

    def _slice(self, starts: str, low: int, high: int) -> tuple[slice, npt.NDArray[np.int64]]:
        """Where the lists of terms low…high stand, and the length of each."""
        bounds = self.view.postings_array(starts)[low : high + 1].astype(np.int64)
        return slice(int(bounds[0]), int(bounds[-1])), np.diff(bounds)

    def _masks(
        self, low: int, high: int
    ) -> dict[str, tuple[slice, npt.NDArray[np.bool_], npt.NDArray[np.int64]]]:
        """For each level: the slice of terms low…high, what of it is live, and the live count of each term."""
        array = self.view.postings_array
        articles, article_lengths = self._slice("article_starts", low, high)
        keep_articles = self.kept[array("articles")[articles]]
        passages, passage_lengths = self._slice("passage_starts", low, high)
        keep_passages = np.repeat(keep_articles, array("passage_counts")[articles])
        positions, position_lengths = self._slice("position_starts", low, high)
        keep_positions = np.repeat(keep_passages, array("passage_frequencies")[passages])
        return {
            "article": (articles, keep_articles, _counts(keep_articles, article_lengths)),
            "passage": (passages, keep_passages, _counts(keep_passages, passage_lengths)),
            "position": (positions, keep_positions, _counts(keep_positions, position_lengths)),
        }

    def counts(self, first: int, end: int) -> dict[str, npt.NDArray[np.int64]]:
        """Live entries of each merged term of a run, by level: shape (end - first,)."""
        low, high = self._terms_between(first, end)
        spread = {}
        for level, (_, _, counts) in self._masks(low, high).items():
            spread[level] = np.zeros(end - first, np.int64)
            spread[level][self.merged_number[low:high] - first] = counts
        return spread

    def run(self, array_name: str, first: int, end: int) -> tuple[npt.NDArray[np.int64], IntArray]:
        """Live entries of an array for a run of merged terms: how many of each term, and the entries."""
        level = (
            "article"
            if array_name in _PER_ARTICLE
            else "passage"
            if array_name in _PER_PASSAGE
            else "position"
        )
        low, high = self._terms_between(first, end)
        part, keep, counts = self._masks(low, high)[level]
        values = self.view.postings_array(array_name)[part][keep]
        if array_name == "articles":
            values = self.new_article[values]
        spread = np.zeros(end - first, np.int64)
        spread[self.merged_number[low:high] - first] = counts
        return spread, values


def _counts(keep: npt.NDArray[np.bool_], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many of `keep` hold in each of the consecutive runs with these lengths."""
    held = starts_of(keep.astype(np.int64))
    ends = starts_of(lengths)
    return held[ends[1:]] - held[ends[:-1]]
