"""The relation keys of the stems of a segment, and which stems have each: what an index keeps of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from index.analysis.relations import relation_keys
from index.building.ordering import ranked
from index.segments.segment import SegmentView
from index.segments.segment_terms import MOST_OF_KEY
from index.storage.arrays import IntArray, starts_of


class StemsByKey(NamedTuple):
    """Each key, ascending, and the numbers of the stems that have it, ascending.

    starts: int64, keys + 1: where those of each key begin in stems. stems: int64.

    A key that a single stem has is kept too: a query may ask for a word that the index lacks, by the key of another.
    """

    keys: list[str]
    starts: npt.NDArray[np.int64]
    stems: npt.NDArray[np.int64]

    @classmethod
    def of(cls, stems: Sequence[str], known: Mapping[str, Sequence[str]]) -> Self:
        """Those of stems, by number. known: the `relation_keys` of stems, as far as they are."""
        keys_of = [known.get(stem) or relation_keys(stem) for stem in stems]
        flat = list(chain.from_iterable(keys_of))
        keys, numbers = ranked(flat)
        owners = np.repeat(np.arange(len(stems)), np.fromiter(map(len, keys_of), np.int64, len(stems)))
        by_key = np.argsort(numbers, kind="stable")
        return cls(keys, starts_of(np.bincount(numbers, minlength=len(keys))), owners[by_key])

    def commonest(self, frequencies: IntArray) -> Self:
        """The same with the `MOST_OF_KEY` commonest stems of each key; of equals those with the lower numbers.

        frequencies: of each stem by number.
        """
        sizes = np.diff(self.starts)
        kept = np.ones(len(self.stems), np.bool_)
        for key in np.flatnonzero(sizes > MOST_OF_KEY).tolist():
            start, end = self.starts[key], self.starts[key + 1]
            by_frequency = np.argsort(-frequencies[self.stems[start:end]], kind="stable")
            kept[start + by_frequency[MOST_OF_KEY:]] = False
        return self._replace(starts=starts_of(np.minimum(sizes, MOST_OF_KEY)), stems=self.stems[kept])


def keys_of_stems(view: SegmentView) -> dict[str, list[str]]:
    """The `relation_keys` of every stem of a segment that has any."""
    owners = view.postings_array("key_stems")
    by_stem = np.argsort(owners, kind="stable")
    owners = owners[by_stem].astype(np.int64)
    keys = list(view.terms.keys)
    starts = view.postings_array("key_starts").astype(np.int64)
    numbers = np.repeat(np.arange(len(keys)), starts[1:] - starts[:-1])
    of_stems = [keys[number] for number in numbers[by_stem].tolist()]
    begins = np.flatnonzero(np.diff(owners, prepend=-1, append=-1))
    stems = view.terms.stems.strings(owners[begins[:-1]].tolist())
    bounds = pairwise(begins.tolist())
    return {stem: of_stems[begin:end] for stem, (begin, end) in zip(stems, bounds, strict=True)}
