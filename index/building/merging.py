"""Merging segments: their live articles and lists in one, without analysing text again.

Lists are copied in array slices and gathers, a range of slots at a time. Beside the range there are in memory, of each
segment, a few bytes for each posting and, where articles were deleted, a byte for each occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.building.article_columns import ArticleColumns
from index.building.posting_arrays import LEVELS, PositionSkips, PostingArrays, ranges_of_slots
from index.building.segment_files import Division, write_postings, writing_articles
from index.building.stem_keys import keys_of_stems
from index.building.stem_relations import StemRelations
from index.building.term_stems import stems_of
from index.building.terms import MergedStems, Terms, terms_in_index
from index.ingestion.analysis_pool import AnalysisPool
from index.lazy import cached_property
from index.segments.live_articles import LiveArticles
from index.segments.segment import SegmentView
from index.storage.arrayfile import AnyArray
from index.storage.arrays import IntArray, Mask, ranges, starts_of, width_for
from index.storage.peaks import Grades, unpacked_grades

# Positions handled at once: 8 bytes each in a few arrays.
_AT_ONCE: Final = 4_000_000
# Beside the arrays of a segment: the occurrences of each posting, which a segment does not hold as an array.
_COUNTS: Final = "counts"


def merge_segments(
    segments: Sequence[LiveArticles],
    folder: Path,
    name: str,
    others: Sequence[SegmentView],
    analysis: AnalysisPool,
) -> int:
    """Write one segment of the live articles of `segments`, in their order; how many there are.

    others: the rest of the index.

    Raises IndexDamaged where one of the segments is not what was written.
    """
    sources = []
    base = 0
    for view, kept in segments:
        view.require_whole()
        sources.append(_Source(view, kept, base))
        base += sources[-1].kept_count
    terms, relations = _merged_terms(sources, others, analysis)
    for source in sources:
        source.find_slots(terms)

    starts: dict[str, IntArray] = {}
    for level in dict.fromkeys(LEVELS.values()):
        counts = np.zeros(len(terms.terms), np.int64)
        for source in sources:
            counts[source.merged_slots] += source.counts(level)
        starts[level] = starts_of(counts)
    ranges = list(ranges_of_slots(np.diff(starts["position"]), _AT_ONCE, len(terms.terms)))

    def parts(array: str) -> Iterator[IntArray]:
        dtype = _merged_type(array, sources, base)
        for first, end in ranges:
            yield _interleaved(starts[_level(array)], array, dtype, first, end, sources)

    skips = PositionSkips()
    for occurrences, packed in zip(parts(_COUNTS), parts("frequencies"), strict=True):
        skips.append(occurrences, packed)
    columns = ArticleColumns(folder)
    for source in sources:
        columns.extend(source.view, source.kept)
    columns.drop_old_superseded(others)
    with writing_articles(folder, name, lambda: columns, _division(sources)):
        arrays = {array: (_merged_type(array, sources, base), parts(array)) for array in LEVELS}
        write_postings(folder, name, terms, relations, lambda _: PostingArrays(starts, arrays, skips), base)
    return base


def _division(sources: Sequence[_Source]) -> Division:
    lengths = [source.passage_lengths() for source in sources]
    sentences = []
    first = 0  # the position of a source's first word
    for source, own in zip(sources, lengths, strict=True):
        sentences.append(source.sentences(own) + first)
        first += int(own.sum()) + len(own)
    per_article = [np.diff(source.view.passages.first)[source.kept] for source in sources]
    return Division(np.concatenate(per_article), np.concatenate(lengths), np.concatenate(sentences))


def _merged_terms(
    sources: Sequence[_Source], others: Sequence[SegmentView], analysis: AnalysisPool
) -> tuple[Terms, StemRelations]:
    counts: dict[str, int] = {}
    stems: dict[str, str] = {}
    for source in sorted(sources, key=lambda source: len(source.terms)):
        for term, count in zip(source.terms, source.frequencies(), strict=True):
            counts[term] = counts.get(term, 0) + count
        stems |= zip(source.terms, stems_of(source.view, source.numbers), strict=True)
    counts = {term: counts[term] for term in sorted(counts)}
    keys: dict[str, list[str]] = {}
    restemmed: set[tuple[str, str]] = set()
    for source in sources:
        keys |= keys_of_stems(source.view)
        if others:  # else no other segment is left that could say anything else
            restemmed.update(source.view.terms.restemmed() or ())
    return terms_in_index(counts, others, analysis, MergedStems(stems, keys, restemmed))


def _level(array: str) -> str:
    return "article" if array == _COUNTS else LEVELS[array]


def _merged_type(array: str, sources: Sequence[_Source], article_count: int) -> np.dtype[Any]:
    if array == "articles":
        return width_for(article_count)
    return np.result_type(*(source.array(array).dtype for source in sources))


def _interleaved(
    starts: IntArray, array: str, dtype: np.dtype[Any], first: int, end: int, sources: Sequence[_Source]
) -> IntArray:
    """The lists of a range of merged slots, each of the lists that the segments have of it, in their order.

    starts: where the merged list of each slot begins. dtype: of what is merged.
    """
    offset = int(starts[first])
    merged: IntArray = np.empty(int(starts[end]) - offset, dtype)
    begins = starts[first:end] - offset
    for source in sources:
        slots, counts, values = source.lists(array, first, end)
        targets = begins[slots]
        if len(sources) == 1:
            merged[:] = values
        else:
            merged[ranges(targets, counts)] = values
        begins[slots] = targets + counts
    return merged


def _totals(held: Mask, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many entries hold of each of consecutive runs, of which `starts` has the beginnings and the end."""
    totals = np.zeros(len(starts) - 1, np.int64)
    for first, end in ranges_of_slots(np.diff(starts), _AT_ONCE, len(totals)):
        bounds = starts[first : end + 1]
        before = starts_of(held[bounds[0] : bounds[-1]].view(np.uint8))[bounds - bounds[0]]
        totals[first:end] = before[1:] - before[:-1]
    return totals


class _Source:
    """A segment that is being merged: its live articles, renumbered, and its lists in the order of the merged ones."""

    def __init__(self, view: SegmentView, kept: Mask, base: int) -> None:
        """kept: bool, one an article. base: number that the first of them gets."""
        self.view = view
        self.kept = kept
        self.kept_count = int(kept.sum())
        self._whole = self.kept_count == len(kept)
        self._new_article = (np.cumsum(kept) + (base - 1)).astype(np.uint32)
        held = self._live_counts["article"][view.postings_array("slots")] > 0
        #: The terms that live articles hold, ascending, and their numbers.
        self.numbers = np.flatnonzero(held)
        self.terms = [term for term, alive in zip(view.terms.forms, held.tolist(), strict=True) if alive]
        # The slots of these and their slots in the merged segment, in the order of the latter.
        self._slots: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self.merged_slots: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    @cached_property
    def _starts(self) -> dict[str, npt.NDArray[np.int64]]:
        return {
            level: self.view.postings_array(f"{level}_starts").astype(np.int64) for level in LEVELS.values()
        }

    @cached_property
    def _live(self) -> dict[str, Mask]:
        """For each level whether an entry is of a live article; only where some are not."""
        article = self.kept[self.view.lists.posting_articles]
        return {"article": article, "position": np.repeat(article, self._occurrences)}

    @cached_property
    def _occurrences(self) -> npt.NDArray[np.uint32]:
        """Occurrences of each posting."""
        return self.view.lists.occurrence_counts(slice(0, len(self.view.lists.posting_articles)))

    @cached_property
    def _peaks(self) -> Grades:
        return unpacked_grades(self.view.lists.posting_peaks, len(self.view.lists.posting_articles))

    def array(self, name: str) -> AnyArray:
        """An array of the segment, with one entry a posting or an occurrence."""
        if name == _COUNTS:
            return self._occurrences
        return self._peaks if name == "peaks" else self.view.postings_array(name)

    @cached_property
    def _live_counts(self) -> dict[str, npt.NDArray[np.int64]]:
        """For each level the live entries of each slot."""
        if self._whole:
            return {level: starts[1:] - starts[:-1] for level, starts in self._starts.items()}
        return {level: _totals(self._live[level], starts) for level, starts in self._starts.items()}

    def frequencies(self) -> list[int]:
        """Occurrences of each of `terms` in live articles."""
        found: list[int] = self._live_counts["position"][self._term_slots].tolist()
        return found

    @cached_property
    def _term_slots(self) -> npt.NDArray[np.int64]:
        return self.view.postings_array("slots")[self.numbers].astype(np.int64)

    def find_slots(self, merged: Terms) -> None:
        """Learn the merged slot of every term."""
        slots = merged.slots_of(self.terms)
        order = np.argsort(slots)
        self.merged_slots = slots[order]
        self._slots = self._term_slots[order]

    def passage_lengths(self) -> npt.NDArray[np.uint32]:
        """Lengths of the passages of the live articles."""
        return self.view.passages.lengths(self._kept_passages.nonzero()[0])

    @cached_property
    def _kept_passages(self) -> Mask:
        return np.repeat(self.kept, np.diff(self.view.passages.first))

    def sentences(self, passage_lengths: IntArray) -> npt.NDArray[np.int64]:
        """Where the sentences of the live articles begin, as if there were no others; with the lengths of above."""
        view, kept = self.view, self._kept_passages
        sentences = view.sentence_starts.astype(np.int64)
        passages = view.passages.containing(sentences)
        live = kept[passages]
        sentences, passages = sentences[live], passages[live]
        begins = starts_of(passage_lengths.astype(np.int64) + 1)[np.cumsum(kept)[passages] - 1]
        starts: npt.NDArray[np.int64] = sentences - view.passages.first_positions[passages] + begins
        return starts

    def counts(self, level: str) -> npt.NDArray[np.int64]:
        """Live entries of each of `merged_slots` at a level."""
        return self._live_counts[level][self._slots]

    def lists(
        self, array: str, first: int, end: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], IntArray]:
        """The lists that this segment has in a range of merged slots: slots counted from `first`, lengths, entries."""
        low, high = np.searchsorted(self.merged_slots, (first, end))
        slots, level = self._slots[low:high], _level(array)
        begins = self._starts[level][slots]
        lengths = self._starts[level][slots + 1] - begins
        chosen: slice | npt.NDArray[np.int64]
        if len(slots) and (begins[1:] == begins[:-1] + lengths[:-1]).all():
            chosen = slice(int(begins[0]), int(begins[-1] + lengths[-1]))
        else:
            chosen = ranges(begins, lengths)
        values = self.array(array)[chosen]
        if not self._whole:
            values = values[self._live[level][chosen]]
        if array == "articles":
            values = self._new_article[values]
        return self.merged_slots[low:high] - first, self._live_counts[level][slots], values
