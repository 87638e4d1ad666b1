"""How the stems of a segment about to be written are related: the keys that they share, and relatives of the commonest.

It is found out beside making the posting lists, and is written behind these: how many articles hold a form that finds
a stem is counted from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.building.holdings import finding, holdings
from index.building.relating import Relating, best_relatives
from index.building.stem_keys import StemsByKey
from index.ingestion.sharing import Broadcast, Sharing
from index.storage.arrayfile import ArrayFileWriter
from index.storage.arrays import IntArray, narrowest, starts_of
from index.storage.dictionary import blob_of

# Stems whose relatives are kept with the segment, the commonest: so many, and one of so many beside. Nearly all that
# are asked for are among them: of 31,000 articles all that occur twice. Others are worked out when asked, in the time
# of one or two questions: where one in twenty has such a word, these are the slowest twentieth.
_RELATED_STEMS: Final = 41_000
_RELATED_PART: Final = 15
# Stems in a part of the work on relatives: some hundredths of a second.
_STEMS_IN_PART: Final = 1 << 11
# With more terms than this another process finds all relatives, where there is one: that takes some 800 bytes for each
# term, in each process that does it, and inverting so many words has this process's time.
_MANY_TERMS: Final = 400_000


class StemmedForms(NamedTuple):
    """Forms by whose evidence the relatives of their stems are found.

    stem_of, occurrences: of each form, and the number of its stem. sums: `index.building.relating.sums_of` the forms.
    """

    stem_of: npt.NDArray[np.int64]
    occurrences: npt.NDArray[np.int64]
    sums: Broadcast[Any]


class StemRelations:
    """How the stems of a segment are related, to be found out."""

    def __init__(
        self,
        stems: Sequence[str],
        known_keys: Mapping[str, Sequence[str]],
        forms: StemmedForms | None,
        sharing: Sharing,
    ) -> None:
        """stems: all of them, ascending. known_keys: the `relation_keys` of stems, as far as they are known.

        forms: by which relatives are found; None where none are to be kept.
        """
        self._stems = stems
        self._known_keys = known_keys
        self._forms = forms
        self._sharing = sharing

    def relate(self) -> Relations:
        """Find it out, once: what that takes is let go of, here and by workers."""
        keys = StemsByKey.of(self._stems, self._known_keys)
        self._known_keys = {}
        kept = _kept_relatives(self._stems, keys, self._forms, self._sharing) if self._forms else None
        self._forms = None
        self._sharing.forget()
        text, starts = blob_of(keys.keys)
        return Relations(kept, text, starts, narrowest(keys.starts), narrowest(keys.stems))


class KeptRelatives(NamedTuple):
    """The relatives of the commonest stems, by number.

    related: these stems, ascending. starts: where the relatives of each begin. stems, weights: of all relatives, the
    weights in hundredths.
    """

    related: npt.NDArray[np.uint32]
    starts: IntArray
    stems: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.uint8]

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write them."""
        file.add("related", self.related)
        file.add("related.starts", self.starts)
        file.add("related.stems", self.stems)
        file.add("related.weights", self.weights)

    def write_holdings(
        self, file: ArrayFileWriter, list_starts: npt.NDArray[np.int64], articles: int
    ) -> None:
        """Write how many articles hold a form that finds each of these stems: once the lists are in the file.

        list_starts: where the postings of each stem of the segment begin, and end.
        """
        found_by = finding(self.starts, self.stems, self.weights)
        counts = holdings(file.written("articles"), list_starts, *found_by, articles)
        file.add("related.holdings", narrowest(counts))


class Relations(NamedTuple):
    """How the stems of a segment are related.

    kept: relatives, if any are kept. The others are what a posting file keeps of `index.building.stem_keys.StemsByKey`.
    """

    kept: KeptRelatives | None
    keys_text: npt.NDArray[np.uint8]
    keys_starts: npt.NDArray[np.uint32]
    key_starts: IntArray
    key_stems: IntArray

    def write_to(self, file: ArrayFileWriter, list_starts: npt.NDArray[np.int64], articles: int) -> None:
        """Write it, once the posting lists are in the file.

        list_starts: where the postings of each stem begin, and end. articles: of the segment.
        """
        if self.kept:
            self.kept.write_to(file)
        file.add("keys.text", self.keys_text)
        file.add("keys.starts", self.keys_starts)
        file.add("key_starts", self.key_starts)
        file.add("key_stems", self.key_stems)
        if self.kept:
            self.kept.write_holdings(file, list_starts, articles)


def _kept_relatives(
    stems: Sequence[str], keys: StemsByKey, forms: StemmedForms, sharing: Sharing
) -> KeptRelatives:
    """Find the relatives of the commonest stems."""
    frequencies = np.zeros(len(stems), np.int64)
    np.add.at(frequencies, forms.stem_of, forms.occurrences)
    kept = _RELATED_STEMS + len(stems) // _RELATED_PART
    common = np.sort(np.argsort(-frequencies, kind="stable")[:kept])
    relating = sharing.broadcast(Relating, stems, keys, forms.sums, forms.stem_of, frequencies)
    here = len(forms.stem_of) <= _MANY_TERMS
    found = sharing.map_parts(best_relatives, common.tolist(), relating, at_once=_STEMS_IN_PART, here=here)
    owners, relatives, weights = map(np.concatenate, zip(*found, strict=True))
    return KeptRelatives(
        common.astype(np.uint32),
        narrowest(starts_of(np.bincount(owners, minlength=len(stems))[common])),
        relatives.astype(np.uint32),
        np.rint(weights * 100).astype(np.uint8),
    )
