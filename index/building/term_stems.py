"""The stems of the terms of a segment about to be written.

A form has one stem throughout an index as far as possible: what a larger segment says of it holds, for it has the
better evidence. For the others the evidence is how often each form occurs in the whole index. Merging small segments
decides nothing anew; only where what is written becomes the largest segment of all, its forms are all stemmed by what
is then known.

Where segments still give a form different stems, the one that was written last keeps both with the form, so that a
search by either finds it in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import VocabularyStemmer
from index.compiled_analysis import answering, bulk, take_turns
from index.ingestion.sharing import Broadcast, Sharing
from index.segments.frequencies import IndexFrequencies, term_frequencies
from index.segments.segment import SegmentView
from index.storage.dictionary import SEARCH_COST

# Forms in a part of the work: some hundredths of a second.
_FORMS_IN_PART: Final = 1 << 13
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


def stems_alone(counts: Broadcast[Mapping[str, int]], sharing: Sharing) -> Stems:
    """The stem of each of a segment's terms, where there are no other segments: there may be hundreds of thousands.

    counts: the terms with their occurrences.
    """
    return Stems(*_by_frequencies(sharing.broadcast(list, counts), counts, sharing), set())


def stems_beside(
    counts: Mapping[str, int],
    others: Sequence[SegmentView],
    sharing: Sharing,
    known: Mapping[str, str],
) -> Stems:
    """The stem of each of a segment's terms, where there are other segments.

    counts: the terms with their occurrences. known: what segments said of the terms that are merged into this one.
    """
    by_size = sorted(others, key=lambda view: len(view.terms.forms))
    larger = [view for view in by_size if len(view.terms.forms) >= len(counts)]
    found: dict[str, str] = dict(known) if larger else {}
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
    if len(forms) * _QUESTIONS * SEARCH_COST < sum(len(view.terms.forms) for view in others):
        return list(map(VocabularyStemmer(IndexFrequencies(counts, others)).stem, forms)), {}
    added = dict(counts)
    for view in others:
        for term, count in zip(view.terms.forms, term_frequencies(view).tolist(), strict=True):
            added[term] = added.get(term, 0) + count
    in_index = broadcast_counts(added, sharing)
    return _by_frequencies(sharing.broadcast(list, forms), in_index, sharing)


def _by_frequencies(
    forms: Broadcast[Any], frequencies: Broadcast[Mapping[str, int]], sharing: Sharing
) -> tuple[list[str], dict[str, Sequence[str]]]:
    """The stems of forms and the keys of these, by the frequencies of a vocabulary."""
    numbers = range(len(forms.value))
    stemmer = sharing.broadcast(bulk_stemmer, frequencies, len(numbers))
    parts = sharing.map_parts(stems_and_keys, numbers, forms, stemmer, at_once=_FORMS_IN_PART)
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


def broadcast_counts(counts: Mapping[str, int], sharing: Sharing) -> Broadcast[Mapping[str, int]]:
    """Counts, for every process; a dictionary takes longer to send than its parts do."""
    occurrences = np.fromiter(counts.values(), np.int64, len(counts))
    return sharing.broadcast(counted, _SEPARATOR.join(counts), occurrences, locally=lambda: counts)


def counted(forms: str, occurrences: npt.NDArray[np.int64]) -> Mapping[str, int]:
    """Forms, with a separator between them, and the occurrences of each."""
    if not len(occurrences):
        return {}
    return dict(zip(forms.split(_SEPARATOR), occurrences.tolist(), strict=True))


def stems_of(view: SegmentView, numbers: npt.NDArray[np.int64]) -> list[str]:
    """The stems of terms of a segment, by their numbers."""
    slots = view.postings_array("slots")[numbers]
    stems = np.searchsorted(view.postings_array("stem_slots"), slots, side="right") - 1
    return view.terms.stems.strings(stems.tolist())


def _stems_held(view: SegmentView, terms: Sequence[str]) -> dict[str, str]:
    """The stems that a segment has of these terms, of those that it has."""
    numbers = view.terms.forms.numbers_of(terms)
    held = np.flatnonzero(numbers >= 0)
    return dict(zip([terms[index] for index in held.tolist()], stems_of(view, numbers[held]), strict=True))
