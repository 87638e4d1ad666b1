"""The terms of a segment about to be written: their order, their stems, and the slots of their posting lists.

A form has one stem throughout an index as far as possible: what a larger segment says of it holds, for it has the
better evidence. For the others the evidence is how often each form occurs in the whole index. Merging small segments
decides nothing anew; only where what is written becomes the largest segment of all, its forms are all stemmed by what
is then known.

Where segments still give a form different stems, the one that was written last keeps both with the form, so that a
search by either finds it in all of them. And a segment keeps the numbers that its stems have in its parent, the largest
segment beside it, so that the relatives that are kept there are found here without looking for any string.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import VocabularyStemmer
from index.analysis_pool import AnalysisPool
from index.arrayfile import ArrayFileWriter
from index.arrays import IntArray, narrowest, starts_of
from index.compiled_analysis import answering, bulk, take_turns
from index.dictionary import SEARCH_COST, add_texts, blob_of
from index.frequencies import IndexFrequencies, term_frequencies
from index.holdings import finding, holdings
from index.ordering import ranked
from index.relating import Relating, best_relatives, sums_of
from index.segment import SegmentView
from index.sharing import Everywhere, Sharing
from index.stem_keys import StemsByKey

# Stems whose relatives are kept with the segment, the commonest: so many, and one of so many beside. Nearly all that
# are asked for are among them. Others are worked out when asked, in the time of one or two questions.
_RELATED_STEMS: Final = 33_000
_RELATED_PART: Final = 15
# With fewer terms than this a segment keeps no relatives.
_FEW_TERMS: Final = 20_000
# Forms in a part of the work on stems, and stems in one of that on relatives: some hundredths of a second.
_FORMS_IN_PART: Final = 1 << 13
_STEMS_IN_PART: Final = 1 << 11
# With more terms than this another process finds all relatives, where there is one: that takes some 800 bytes for each
# term, in each process that does it, and inverting so many words has this process's time.
_MANY_TERMS: Final = 400_000
# Between forms that are sent: no form has it.
_SEPARATOR: Final = "\n"
# How often one form's stem asks for frequencies.
_QUESTIONS: Final = 25


class Stems(NamedTuple):
    """The stem of each of some forms.

    keys: the `relation_keys` of stems, as far as they are known. restemmed: (stem, form) wherever another segment has
    another stem for the form.
    """

    of_forms: list[str]
    keys: dict[str, Sequence[str]]
    restemmed: set[tuple[str, str]]


class Terms:
    """The terms of a segment, ascending, with their stems and slots."""

    def __init__(
        self,
        counts: Mapping[str, int],
        stems: Stems,
        sums: Everywhere[Any] | None,
        parent: SegmentView | None,
        sharing: Sharing,
    ) -> None:
        """counts: the terms, ascending, with their occurrences. parent: the largest segment beside this, if no smaller.

        sums: `index.relating.sums_of` the counts, if relatives are to be kept.
        """
        self.terms = list(counts)
        self.parent = parent
        self._restemmed = sorted(stems.restemmed)
        self._stems, ranks = ranked(stems.of_forms)
        occurrences = np.fromiter(counts.values(), np.int64, len(self.terms))
        self._known_keys: Mapping[str, Sequence[str]] = stems.keys
        self._find_relations: Callable[[StemsByKey], Mapping[str, IntArray]] = partial(
            _relations, occurrences, self._stems, ranks, sums, sharing
        )
        self._sharing = sharing
        self._relations: Mapping[str, IntArray] = {}
        self._stem_sizes = np.bincount(ranks, minlength=len(self._stems))
        self._slot_terms = np.argsort(ranks, kind="stable")
        self.slots: npt.NDArray[np.uint32] = np.empty(len(ranks), np.uint32)
        self.slots[self._slot_terms] = np.arange(len(ranks), dtype=np.uint32)

    def slots_of(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """The slots of some of the terms."""
        slot_of_term = dict(zip(self.terms, self.slots.tolist(), strict=True))
        return np.fromiter(map(slot_of_term.__getitem__, terms), np.int64, len(terms))

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write terms, stems and slots."""
        add_texts(file, "terms", self.terms)
        file.add("slots", self.slots)
        file.add("slot_terms", self._slot_terms.astype(np.uint32))
        add_texts(file, "stems", self._stems)
        file.add("stem_slots", starts_of(self._stem_sizes).astype(np.uint32))
        add_texts(file, "restemmed", list(chain.from_iterable(self._restemmed)))
        if self.parent:
            in_parent = self.parent.lists.stems.numbers_of(self._stems)
            own = np.flatnonzero(in_parent >= 0)  # both ascend, for both have their stems in order
            file.add("parent.stems", in_parent[own].astype(np.uint32))
            file.add("parent.own", own.astype(np.uint32))

    def relate(self) -> None:
        """Find out how the stems are related; what that takes is let go of, here and by workers."""
        keys = StemsByKey.of(self._stems, self._known_keys)
        self._known_keys = {}
        find, self._find_relations = self._find_relations, lambda _: {}
        self._relations = find(keys)
        self._sharing.forget()

    def add_relations(self, file: ArrayFileWriter) -> None:
        """Write how the stems are related, once that has been found out."""
        for name, values in self._relations.items():
            file.add(name, values)

    def add_holdings(self, file: ArrayFileWriter, article_starts: IntArray, article_count: int) -> None:
        """Write how many articles hold a form that finds each stem whose relatives are kept: once the lists are there.

        article_starts: where the postings of each slot begin.
        """
        related = {
            name[8:]: values for name, values in self._relations.items() if name.startswith("related.")
        }
        if not related:
            return
        counts = holdings(
            file.written("articles"),
            article_starts[starts_of(self._stem_sizes)].astype(np.int64),
            *finding(related["starts"], related["stems"], related["weights"]),
            article_count,
        )
        file.add("related.holdings", narrowest(counts))


def _relations(
    occurrences: IntArray,
    stems: Sequence[str],
    stem_of: npt.NDArray[np.int64],
    sums: Everywhere[Any] | None,
    sharing: Sharing,
    keys: StemsByKey,
) -> dict[str, IntArray]:
    """Find out how stems are related: the arrays of a posting file that tell it, by name.

    occurrences, stem_of: of each form, and the number of its stem. sums: `index.relating.sums_of` the forms, if the
    relatives of the commonest stems are to be found.
    """
    relatives = _relatives(occurrences, stems, stem_of, keys, sums, sharing) if sums else {}
    text, starts = blob_of(keys.keys)
    return {
        **relatives,
        "keys.text": text,
        "keys.starts": starts,
        "key_starts": narrowest(keys.starts),
        "key_stems": narrowest(keys.stems),
    }


def _relatives(
    occurrences: IntArray,
    stems: Sequence[str],
    stem_of: npt.NDArray[np.int64],
    keys: StemsByKey,
    sums: Everywhere[Any],
    sharing: Sharing,
) -> dict[str, IntArray]:
    """The same of the relatives of the commonest stems."""
    frequencies = np.zeros(len(stems), np.int64)
    np.add.at(frequencies, stem_of, occurrences)
    kept = _RELATED_STEMS + len(stems) // _RELATED_PART
    common = np.sort(np.argsort(-frequencies, kind="stable")[:kept])
    relating = sharing.everywhere(Relating, stems, keys, sums, stem_of, frequencies)
    here = len(stem_of) <= _MANY_TERMS
    found = sharing.shared(best_relatives, common.tolist(), relating, at_once=_STEMS_IN_PART, here=here)
    owners, relatives, weights = map(np.concatenate, zip(*found, strict=True))
    return {
        "related": common.astype(np.uint32),
        "related.starts": narrowest(starts_of(np.bincount(owners, minlength=len(stems))[common])),
        "related.stems": relatives.astype(np.uint32),
        "related.weights": np.rint(weights * 100).astype(np.uint8),
    }


def terms_in_index(
    counts: Mapping[str, int],
    others: Sequence[SegmentView],
    analysis: AnalysisPool,
    known: Mapping[str, str] | None = None,
    known_keys: Mapping[str, Sequence[str]] | None = None,
    known_restemmed: AbstractSet[tuple[str, str]] = frozenset(),
) -> Terms:
    """The terms of a segment.

    counts: the terms, ascending, with their occurrences. others: the segments that the index has beside this one.
    known: what segments said of the terms that are merged into this one.
    known_keys: the `relation_keys` of stems, as far as the segments that are merged into this one have them.
    known_restemmed: what these have of forms with several stems.

    Relatives are kept by what becomes the largest segment, unless it is so small that they are soon worked out.
    """
    parent = max(others, key=lambda view: len(view.lists.terms), default=None)
    if parent and len(parent.lists.terms) < len(counts):
        parent = None
    related = not parent and len(counts) > _FEW_TERMS
    sharing = analysis.sharing(len(counts) + sum(len(view.lists.terms) for view in others))
    everywhere = None if others else _everywhere(counts, sharing)
    if everywhere:  # nobody else says anything, and these may be hundreds of thousands
        stems = Stems(*_bulk(sharing.everywhere(list, everywhere), everywhere, sharing), set())
    else:
        stems = _stems_beside(counts, others, sharing, known)
        sharing.forget()
    stems.keys.update(known_keys or {})
    stems.restemmed.update(known_restemmed)
    sums = sharing.everywhere(sums_of, everywhere or _everywhere(counts, sharing)) if related else None
    return Terms(counts, stems, sums, parent, sharing)


def _everywhere(counts: Mapping[str, int], sharing: Sharing) -> Everywhere[Mapping[str, int]]:
    """The counts in every process; a dictionary takes longer to send than its parts do."""
    occurrences = np.fromiter(counts.values(), np.int64, len(counts))
    return sharing.everywhere(counted, _SEPARATOR.join(counts), occurrences, here=lambda: counts)


def counted(forms: str, occurrences: npt.NDArray[np.int64]) -> Mapping[str, int]:
    """Forms, with a separator between them, and the occurrences of each."""
    if not len(occurrences):
        return {}
    return dict(zip(forms.split(_SEPARATOR), occurrences.tolist(), strict=True))


def _stems_beside(
    counts: Mapping[str, int],
    others: Sequence[SegmentView],
    sharing: Sharing,
    known: Mapping[str, str] | None = None,
) -> Stems:
    """The stem of each of a segment's terms, where there are other segments; parameters as of `terms_in_index`."""
    by_size = sorted(others, key=lambda view: len(view.lists.terms))
    larger = [view for view in by_size if len(view.lists.terms) >= len(counts)]
    found: dict[str, str] = dict(known or {}) if larger else {}
    restemmed: set[tuple[str, str]] = set()
    keys: dict[str, Sequence[str]] = {}

    def notice(held: Mapping[str, str]) -> None:
        """What another segment says."""
        for term, stem in held.items():
            if found.get(term, stem) != stem:
                restemmed.update(((stem, term), (found[term], term)))

    sought = [term for term in counts if term not in found]
    for view in larger:  # the largest has the last word
        held = _stems_held(view, sought)
        notice(held)
        found |= held
    unknown = [term for term in counts if term not in found]
    if unknown:
        stems, keys = _by_evidence(unknown, counts, others, sharing)
        found |= zip(unknown, stems, strict=True)
    for view in by_size[: len(by_size) - len(larger)]:
        notice(_stems_held(view, list(counts)))
    return Stems([found[term] for term in counts], keys, restemmed)


def _by_evidence(
    forms: Sequence[str], counts: Mapping[str, int], others: Sequence[SegmentView], sharing: Sharing
) -> tuple[list[str], dict[str, Sequence[str]]]:
    """The stems of forms, and the keys of these as far as they are found, by the frequencies in the whole index."""
    if len(forms) * _QUESTIONS * SEARCH_COST < sum(len(view.lists.terms) for view in others):
        return list(map(VocabularyStemmer(IndexFrequencies(counts, others)).stem, forms)), {}
    added = dict(counts)
    for view in others:
        for term, count in zip(view.lists.terms, term_frequencies(view).tolist(), strict=True):
            added[term] = added.get(term, 0) + count
    in_index = _everywhere(added, sharing)
    return _bulk(sharing.everywhere(list, forms), in_index, sharing)


def _bulk(
    forms: Everywhere[Any], frequencies: Everywhere[Mapping[str, int]], sharing: Sharing
) -> tuple[list[str], dict[str, Sequence[str]]]:
    """The stems of forms and the keys of these, by the frequencies of a vocabulary."""
    numbers = range(len(forms.here))
    stemmer = sharing.everywhere(bulk_stemmer, frequencies, len(numbers))
    parts = sharing.shared(stems_and_keys, numbers, forms, stemmer, at_once=_FORMS_IN_PART)
    sharing.forget(stemmer, forms)  # as much memory as what comes next
    stems = [stem for found, _ in parts for stem in found]
    return stems, dict(chain.from_iterable(keys.items() for _, keys in parts))


def bulk_stemmer(frequencies: Mapping[str, int], asked: int) -> Any:
    """The `index.analysis.bulk.BulkStemmer` of a vocabulary."""
    return bulk.BulkStemmer(frequencies, asked, answering)


def stems_and_keys(
    numbers: range, forms: Sequence[str], stemmer: Any
) -> tuple[list[str], dict[str, Sequence[str]]]:
    """What a `bulk_stemmer` says of a range of some forms."""
    stems, keys = stemmer.of(forms[numbers.start : numbers.stop], take_turns)
    return stems, keys


def stems_of(view: SegmentView, numbers: npt.NDArray[np.int64]) -> list[str]:
    """The stems of terms of a segment, by their numbers."""
    slots = view.lists.array("slots")[numbers]
    stems = np.searchsorted(view.lists.array("stem_slots"), slots, side="right") - 1
    return view.lists.stems.several(stems)


def _stems_held(view: SegmentView, terms: Sequence[str]) -> dict[str, str]:
    """The stems that a segment has of these terms, of those that it has."""
    numbers = view.lists.terms.numbers_of(terms)
    held = np.flatnonzero(numbers >= 0)
    return dict(zip([terms[place] for place in held.tolist()], stems_of(view, numbers[held]), strict=True))
