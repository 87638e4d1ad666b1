"""Writing segments: from articles as they come in, and by merging segments that exist.

Both ways end in the same functions, so a merged segment is what one indexed in one go would be. Merging copies array
slices and never analyses text again; the postings go to the file in runs of slots, so that memory is bounded by the run
and not by the segment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.analysis import Analyzer, VocabularyStemmer
from index.analysis.relations import relation_keys
from index.arrayfile import ArrayFileWriter
from index.frequencies import IndexFrequencies
from index.interning import TokenBuffer
from index.inversion import IntArray, blob_of, invert, narrowest, starts_of
from index.records import RecordWriter
from index.segment import FORMAT_VERSION, METADATA, SegmentView, encode_article, id_hash, seconds_of

# Heads are fetched ten at a time for a page of results: small blocks. Bodies are text: blocks that compress.
_HEAD_BLOCK = 1 << 10
_BODY_BLOCK = 1 << 17
# Positions that a merge handles at once: 8 bytes each in a few arrays.
_MERGE_RUN = 4_000_000

# The arrays with one entry an article posting, a passage posting, an occurrence.
_LEVELS: Final = {
    "articles": "article",
    "frequencies": "article",
    "passages": "passage",
    "positions": "position",
}


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

    def write(self, folder: Path, name: str, others: Sequence[SegmentView]) -> None:
        """Write the segment's two files to disk. `others`: the rest of the index, as evidence for stems."""
        forms = self._tokens.forms()
        tokens, passage_lengths, passages_per_article = self._tokens.tokens()
        counts = np.bincount(tokens, minlength=len(forms))
        terms = sorted((form, number) for number, form in enumerate(forms) if counts[number])
        vocabulary = _Vocabulary([form for form, _ in terms], [int(counts[n]) for _, n in terms], others)
        slot_of_form = np.zeros(len(forms), np.uint64)
        slot_of_form[[number for _, number in terms]] = vocabulary.slots
        postings = invert(slot_of_form, len(terms), tokens, passage_lengths, passages_per_article)
        starts = {f"{level}_starts": getattr(postings, f"{level}_starts") for level in set(_LEVELS.values())}
        arrays: dict[str, tuple[np.dtype[Any], Iterable[IntArray]]] = {
            name: (getattr(postings, name).dtype, (getattr(postings, name),)) for name in _LEVELS
        }
        _write_postings(folder / f"{name}.pst", vocabulary, starts, arrays)
        _write_articles(folder / f"{name}.art", self.columns, passage_lengths, passages_per_article)


class _Vocabulary:
    """The terms of a segment to be, ascending, with their stems and slots."""

    def __init__(self, terms: Sequence[str], counts: Sequence[int], others: Sequence[SegmentView]) -> None:
        """counts: occurrences of each term. others: the segments that the index has beside this one."""
        self.terms = terms
        self.stems = _stems(terms, counts, others)
        order = sorted(range(len(terms)), key=lambda number: (self.stems[number], terms[number]))
        self.slot_terms = np.array(order, np.int64)
        self.slots = np.empty(len(terms), np.int64)
        self.slots[self.slot_terms] = np.arange(len(terms))

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write terms, stems and slots."""
        _add_blob(file, "terms", self.terms)
        file.add("slots", self.slots.astype(np.uint32))
        file.add("slot_terms", self.slot_terms.astype(np.uint32))
        by_slot = [self.stems[number] for number in self.slot_terms.tolist()]
        begins = [slot for slot, stem in enumerate(by_slot) if not slot or stem != by_slot[slot - 1]]
        stems = [by_slot[slot] for slot in begins]
        _add_blob(file, "stems", stems)
        file.add("stem_slots", np.array([*begins, len(by_slot)], np.uint32))
        numbers_of: dict[str, list[int]] = {}
        for number, stem in enumerate(stems):
            for key in relation_keys(stem):
                numbers_of.setdefault(key, []).append(number)
        keys = sorted(key for key, numbers in numbers_of.items() if len(numbers) > 1)
        _add_blob(file, "keys", keys)
        members = [numbers_of[key] for key in keys]
        file.add("key_starts", narrowest(starts_of(np.array([len(each) for each in members], np.int64))))
        file.add("key_stems", narrowest(np.array([stem for each in members for stem in each], np.int64)))


def _stems(terms: Sequence[str], counts: Sequence[int], others: Sequence[SegmentView]) -> list[str]:
    """The stem of each term.

    A form has one stem throughout the index: what a larger segment says of it holds, for it has the better evidence.
    For the rest the evidence is how often each form occurs in the whole index.
    """
    own = dict(zip(terms, counts, strict=True))
    stemmer = VocabularyStemmer(IndexFrequencies(own, others))
    larger = [view for view in others if len(view.terms) > len(terms)]
    stems = []
    for term in terms:
        slots = ((view, slot) for view in larger if (slot := view.slot(term)) is not None)
        view, slot = next(slots, (None, -1))
        stems.append(stemmer.stem(term) if view is None else view.stem(slot))
    return stems


def _write_postings(
    path: Path,
    vocabulary: _Vocabulary,
    starts: Mapping[str, IntArray],
    arrays: Mapping[str, tuple[np.dtype[Any], Iterable[IntArray]]],
) -> None:
    """Write a posting file. starts: by slot; arrays: name to dtype and consecutive parts."""

    def write(file: ArrayFileWriter) -> dict[str, int]:
        vocabulary.write_to(file)
        for name, values in sorted(starts.items()):
            file.add(name, narrowest(values))
        for name, (dtype, parts) in arrays.items():
            file.add_parts(name, dtype, parts)
        return {}

    _write_file(path, write)


def _write_articles(
    path: Path, columns: ArticleColumns, passage_lengths: IntArray, passages_per_article: IntArray
) -> None:
    """Write an article file. passage_lengths: words of every passage; passages_per_article: headline included."""
    begins = starts_of(passages_per_article)
    title_lengths = passage_lengths[begins[:-1]]
    words_before = starts_of(passage_lengths)
    body_lengths = words_before[begins[1:]] - words_before[begins[:-1]] - title_lengths

    def write(file: ArrayFileWriter) -> dict[str, int]:
        columns.write_to(file)
        file.add("body_lengths", narrowest(body_lengths))
        file.add("title_lengths", narrowest(title_lengths))
        file.add("passages.starts", begins.astype(np.uint32))
        file.add("passages.lengths", narrowest(passage_lengths))
        return {
            "articles": len(columns.ids),
            "passages": len(passage_lengths),
            "body_words": int(body_lengths.sum()),
            "title_words": int(title_lengths.sum()),
        }

    _write_file(path, write)


def write_deletions(folder: Path, name: str, generation: int, deleted: Iterable[int]) -> None:
    """Write the deletion file of a segment for a generation of the index."""

    def write(file: ArrayFileWriter) -> dict[str, int]:
        file.add("deleted", np.array(sorted(deleted), np.uint32))
        return {}

    _write_file(folder / f"{name}.{generation}.del", write)


def _write_file(path: Path, write: Callable[[ArrayFileWriter], dict[str, int]]) -> None:
    """Make an array file with what `write` adds to it and the values it returns, whole or not at all."""
    file = ArrayFileWriter(path)
    try:
        values = write(file)
        file.close({"format": FORMAT_VERSION, "analysis": Analyzer.fingerprint} | values)
    except BaseException:
        file.abandon()
        raise


def merge_segments(
    segments: Sequence[tuple[SegmentView, npt.NDArray[np.bool_]]],
    folder: Path,
    name: str,
    others: Sequence[SegmentView],
) -> int:
    """Write one segment of the articles of `segments` that are live, in their order; how many there are.

    segments: arrays, and bool, one an article: True where it is live. others: the rest of the index.
    """
    sources = [_MergeSource(view, live) for view, live in segments]
    base = 0
    counts: dict[str, int] = {}
    for source in sources:
        source.new_article += base
        base += source.kept_count
        source.add_counts(counts)
    terms = sorted(counts)
    vocabulary = _Vocabulary(terms, [counts[term] for term in terms], others)
    slots = dict(zip(terms, vocabulary.slots.tolist(), strict=True))
    for source in sources:
        source.number_slots(slots)

    runs = list(_runs(sources, len(terms)))
    lengths = {level: np.zeros(len(terms), np.int64) for level in set(_LEVELS.values())}
    for first, end in runs:
        for source in sources:
            for level, own in source.lengths(first, end).items():
                lengths[level][first:end] += own

    columns = ArticleColumns()
    for source in sources:
        columns.extend(source.view, source.kept)
    passage_lengths = np.concatenate([source.kept_passage_lengths() for source in sources])
    per_article = np.concatenate([np.diff(source.view.first_passages)[source.kept] for source in sources])

    def parts(array_name: str) -> Iterator[IntArray]:
        for first, end in runs:
            yield _interleave([source.entries(array_name, first, end) for source in sources])

    arrays = {name: (_merged_dtype(name, sources, base), parts(name)) for name in _LEVELS}
    starts = {f"{level}_starts": starts_of(each) for level, each in lengths.items()}
    _write_postings(folder / f"{name}.pst", vocabulary, starts, arrays)
    _write_articles(folder / f"{name}.art", columns, passage_lengths, per_article)
    return base


def _merged_dtype(array_name: str, sources: Sequence[_MergeSource], article_count: int) -> np.dtype[Any]:
    if array_name == "articles":
        return narrowest(np.array([article_count])).dtype
    return np.result_type(*(source.view.postings_array(array_name).dtype for source in sources))


def _runs(sources: Sequence[_MergeSource], slot_count: int) -> Iterator[tuple[int, int]]:
    """Ranges of merged slots with at most about `_MERGE_RUN` positions each."""
    sizes = np.zeros(slot_count, np.int64)
    for source in sources:
        begins = source.view.position_starts.astype(np.int64)
        sizes[source.merged_slots] += begins[source.slots + 1] - begins[source.slots]
    ends = np.cumsum(sizes)
    first = 0
    while first < slot_count:
        before = int(ends[first - 1]) if first else 0
        end = max(first + 1, int(np.searchsorted(ends, before + _MERGE_RUN, side="right")))
        yield first, end
        first = end


def _interleave(parts: Sequence[tuple[npt.NDArray[np.int64], IntArray]]) -> IntArray:
    """Lists of several segments joined slot by slot.

    parts: for each segment the length of each slot's list, and the lists one after the other.
    """
    total = np.sum([lengths for lengths, _ in parts], axis=0)
    begins = starts_of(total)[:-1]
    merged = np.empty(int(total.sum()), np.result_type(*(values.dtype for _, values in parts)))
    for lengths, values in parts:
        within = np.arange(len(values)) - np.repeat(starts_of(lengths)[:-1], lengths)
        merged[np.repeat(begins, lengths) + within] = values
        begins = begins + lengths
    return merged


class _MergeSource:
    """A segment that is being merged: its live articles, renumbered, and its lists in the order of the merged ones."""

    def __init__(self, view: SegmentView, kept: npt.NDArray[np.bool_]) -> None:
        self.view = view
        self.kept = kept
        self.kept_count = int(kept.sum())
        self.new_article = np.cumsum(kept) - 1
        # Slots of this segment that live on, and their slots in the merged one, in the order of the latter.
        self.slots: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self.merged_slots: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._slot_of_term: list[tuple[str, int]] = []

    def add_counts(self, counts: dict[str, int]) -> None:
        """Add the occurrences of each term that live articles still hold."""
        view = self.view
        alive = np.ones(len(view.terms), np.bool_)
        if not self.kept.all():
            held = starts_of(self.kept[view.posting_articles].astype(np.int64))
            alive = np.diff(held[view.article_starts.astype(np.int64)]) > 0
        occurrences = np.diff(view.position_starts.astype(np.int64))
        for term, slot in zip(view.terms, view.postings_array("slots").tolist(), strict=True):
            if alive[slot]:
                counts[term] = counts.get(term, 0) + int(occurrences[slot])
                self._slot_of_term.append((term, slot))

    def number_slots(self, merged: Mapping[str, int]) -> None:
        """Learn the merged slot of every term."""
        pairs = sorted((merged[term], slot) for term, slot in self._slot_of_term)
        self._slot_of_term = []
        self.merged_slots = np.array([pair[0] for pair in pairs], np.int64)
        self.slots = np.array([pair[1] for pair in pairs], np.int64)

    def kept_passage_lengths(self) -> npt.NDArray[np.int64]:
        """Lengths of the passages of the live articles."""
        keep = np.repeat(self.kept, np.diff(self.view.first_passages))
        return self.view.passage_lengths[keep].astype(np.int64)

    def lengths(self, first: int, end: int) -> dict[str, npt.NDArray[np.int64]]:
        """For each level how many live entries each merged slot of a run has: shape (end - first,)."""
        return {level: lengths for level, (_, _, lengths) in self._run(first, end).items()}

    def entries(self, array_name: str, first: int, end: int) -> tuple[npt.NDArray[np.int64], IntArray]:
        """Live entries of an array for a run of merged slots: how many of each slot, and the entries."""
        places, keep, lengths = self._run(first, end)[_LEVELS[array_name]]
        values = self.view.postings_array(array_name)[places]
        if keep is not None:
            values = values[keep]
        if array_name == "articles":
            values = self.new_article[values]
        return lengths, values

    def _run(
        self, first: int, end: int
    ) -> dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_] | None, npt.NDArray[np.int64]]]:
        """For each level: where a run's entries stand, which are live (None: all), how many each slot has."""
        low, high = np.searchsorted(self.merged_slots, (first, end))
        slots, merged = self.slots[low:high], self.merged_slots[low:high] - first
        run = {}
        keep: npt.NDArray[np.bool_] | None = None
        for level in ("article", "passage", "position"):
            begins = self.view.postings_array(f"{level}_starts").astype(np.int64)
            lengths = begins[slots + 1] - begins[slots]
            places = np.repeat(begins[slots] - starts_of(lengths)[:-1], lengths) + np.arange(lengths.sum())
            if not self.kept.all():
                if level == "article":
                    keep = self.kept[self.view.posting_articles[places]]
                else:
                    assert keep is not None
                    entries = self.view.postings_array(f"{level}s")[places]
                    keep = keep[np.cumsum(entries & 1) - 1]
                lengths = _counts(keep, lengths)
            spread = np.zeros(end - first, np.int64)
            spread[merged] = lengths
            run[level] = places, keep, spread
        return run


def _counts(keep: npt.NDArray[np.bool_], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many of `keep` hold in each of the consecutive runs with these lengths."""
    held = starts_of(keep.astype(np.int64))
    ends = starts_of(lengths)
    return held[ends[1:]] - held[ends[:-1]]
