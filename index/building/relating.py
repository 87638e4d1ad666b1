"""The relatives of many stems at once, for an index to keep.

What comes out is what `index.analysis.relations.related_stems` says of each stem, asked of a vocabulary of just these
forms. The rules are asked word by word (`index.analysis.bulk`); likeness, which compares each stem with a few dozen
others, is worked out in whole arrays. Of the pairs of some thousand stems, which are many, the best are kept before
others are looked at: those of all stems would take hundreds of megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.relations import FINDING, LEAST_LIKENESS, LIKE, ROOT, WEAK_RELATIVES
from index.building.posting_arrays import ranges_of_slots
from index.building.stem_keys import StemsByKey
from index.compiled_analysis import answering, bulk, take_turns
from index.storage.arrays import IntArray, Mask, ranges, starts_of

# Pairs that are compared at once: a few arrays of this size stay in the processor's cache.
_PAIRS: Final = 1 << 15
# Pairs of which the best are chosen at once: some 60 MB.
_PAIRS_AT_ONCE: Final = 1 << 19
# Letters of longer words are compared word by word: in arrays that would take the square of their length.
_LONG: Final = 128
# Kinds of relation keys.
_ROOT, _LETTERS, _NAME = range(3)


class Relatives(NamedTuple):
    """Pairs of a stem and one that is related to it: their numbers, those of the first ascending, and the weights."""

    owners: IntArray
    stems: IntArray
    weights: npt.NDArray[np.float64]

    @classmethod
    def joined(cls, parts: Sequence[Relatives]) -> Relatives:
        """Those of parts in one: of a pair that comes again the first place and the last weight, as in a dictionary."""
        owners, stems, weights = map(np.concatenate, zip(*parts, strict=True))
        pairs = owners * (int(stems.max(initial=0)) + 1) + stems
        order = np.argsort(pairs, kind="stable")
        bounds = np.flatnonzero(np.diff(pairs[order], prepend=-1, append=-1))
        first, last = order[bounds[:-1]], order[bounds[1:] - 1]
        in_order = np.lexsort((first, owners[first]))
        first, last = first[in_order], last[in_order]
        return cls(owners[first], stems[first], weights[last])

    def best(self, frequencies: IntArray) -> Relatives:
        """Of each stem's relatives those that find, then the few best others. frequencies: of each stem by number."""
        owners, stems, weights = self
        finding = np.flatnonzero(weights >= FINDING)
        weak = np.flatnonzero(weights < FINDING)
        weak = weak[np.lexsort((stems[weak], -weights[weak] * frequencies[stems[weak]], owners[weak]))]
        before = np.searchsorted(owners[weak], owners[weak])
        weak = weak[np.arange(len(weak)) - before < WEAK_RELATIVES]
        kept = np.concatenate([finding, weak])
        kept = kept[np.argsort(owners[kept], kind="stable")]
        return Relatives(owners[kept], stems[kept], weights[kept])


def sums_of(counts: Mapping[str, int]) -> Any:
    """The `index.analysis.bulk.Sums` of a vocabulary."""
    return bulk.Sums(counts, answering)


class Relating:
    """How the stems of a vocabulary are related."""

    def __init__(
        self,
        stems: Sequence[str],
        stems_by_key: StemsByKey,
        sums: Any,
        stem_of: IntArray,
        frequencies: IntArray,
    ) -> None:
        """stems: all of them, by number, and stems_by_key their `relation_keys`. sums: `sums_of` the vocabulary.
        stem_of: the number of the stem of each of its forms, in order. frequencies: of each stem by number.
        """
        compared = stems_by_key.commonest(frequencies)
        self._alike = _Alike(stems, stems_by_key, compared)
        self._by_rule = _ByRule(stems, compared, sums, stem_of)
        self._frequencies = frequencies

    def all(self, chosen: Sequence[int]) -> Relatives:
        """Of each of some stems, numbers ascending, those that are related to it, itself among them."""
        return Relatives.joined([*self._alike.of(np.array(chosen, np.int64)), self._by_rule.of(chosen)])

    def best(self, chosen: Sequence[int]) -> Relatives:
        """Those of them that are kept (`Relatives.best`)."""
        counts = self._alike.pair_counts(np.array(chosen, np.int64))
        bounds = ranges_of_slots(counts, _PAIRS_AT_ONCE, len(chosen))
        parts = [self.all(chosen[first:end]).best(self._frequencies) for first, end in bounds]
        return Relatives(*map(np.concatenate, zip(*parts, strict=True)))


def best_relatives(chosen: Sequence[int], relating: Relating) -> Relatives:
    """`Relating.best`, for other processes to call."""
    return relating.best(chosen)


class _ByRule:
    """Which stems rules relate to others."""

    def __init__(self, stems: Sequence[str], stems_by_key: StemsByKey, sums: Any, stem_of: IntArray) -> None:
        keys, *numbers = stems_by_key
        lists = (each.tolist() for each in (*numbers, stem_of))
        self._related = bulk.RelatedByRule(stems, sums, keys, *lists)
        self._number_of = {stem: number for number, stem in enumerate(stems)}

    def of(self, part: Sequence[int]) -> Relatives:
        """Of each of some stems those that rules relate to it."""
        related = self._related.of(part, take_turns)
        size = sum(map(len, related))
        find = self._number_of.get
        numbers = np.fromiter((find(stem, -1) for each in related for stem in each), np.int64, size)
        weights = np.fromiter((weight for each in related for weight in each.values()), np.float64, size)
        owners = np.repeat(np.array(part, np.int64), list(map(len, related)))
        known = numbers >= 0
        return Relatives(owners[known], numbers[known], weights[known])


class _Alike:
    """Which stems are like others."""

    def __init__(self, stems: Sequence[str], stems_by_key: StemsByKey, compared: StemsByKey) -> None:
        """compared: of the stems with each key those that the others are compared with."""
        self._trigrams = _Trigrams(stems)
        kinds = [{"=": _LETTERS, "~": _NAME}.get(key[0], _ROOT) for key in stems_by_key.keys]
        chosen = np.array(kinds, np.uint8)
        self._by_letters = _Groups(len(stems), stems_by_key, compared, chosen == _LETTERS)
        self._by_root = _Groups(len(stems), stems_by_key, compared, chosen == _ROOT)

    def pair_counts(self, stems: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """With how many others each of some stems is compared."""
        return self._by_letters.pair_counts(stems) + self._by_root.pair_counts(stems)

    def of(self, block: npt.NDArray[np.int64]) -> Iterator[Relatives]:
        """Of each of some stems those with mostly the same letters; then those of the same root."""
        owners, others = self._by_letters.pairs(block)
        likeness = self._trigrams.likeness(block[owners], others)
        enough = likeness >= LEAST_LIKENESS
        yield Relatives(block[owners[enough]], others[enough], LIKE * likeness[enough])
        owners, others = self._by_root.pairs(block)
        yield Relatives(
            block[owners], others, ROOT * (1 + self._trigrams.likeness(block[owners], others)) / 2
        )


class _Groups:
    """Groups of stems of which each stem is in one at most."""

    def __init__(self, stem_count: int, stems_by_key: StemsByKey, compared: StemsByKey, chosen: Mask) -> None:
        """chosen: bool, one a key: whether the stems that have it are a group. compared: as in `_Alike`."""
        self._members = compared.stems
        self._starts = compared.starts
        # One group more is empty: that of the stems that are in none.
        self._sizes = np.append(np.diff(self._starts), 0)
        self._group_of = np.full(stem_count, len(chosen), np.int64)
        groups = np.repeat(np.arange(len(chosen)), np.diff(stems_by_key.starts))
        grouped = chosen[groups]
        self._group_of[stems_by_key.stems[grouped]] = groups[grouped]

    def pair_counts(self, stems: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many of its group each stem is compared with."""
        return self._sizes[self._group_of[stems]]

    def pairs(self, stems: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Each stem with those of its group: indices into `stems`, ascending, and numbers."""
        sizes = self.pair_counts(stems)
        owners = np.repeat(np.arange(len(stems)), sizes)
        indices = ranges(self._starts[self._group_of[stems]], sizes)
        return owners, self._members[indices]


class _Trigrams:
    """The letter trigrams of words (see `index.analysis.likeness.trigrams`) as numbers."""

    def __init__(self, words: Sequence[str]) -> None:
        marked = f"^{'$^'.join(words)}$"
        codes = np.frombuffer(marked.encode("utf-32-le", "surrogatepass"), np.uint32)
        # A word has as many trigrams as letters.
        self._lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._starts = starts_of(self._lengths)[:-1]
        used = np.zeros(sys.maxunicode + 1, np.bool_)
        used[codes] = True
        letters = np.cumsum(used, dtype=np.uint64)[codes]
        bits = np.uint64(int(letters.max(initial=0)).bit_length())
        trigrams = letters[:-2] << bits + bits | letters[1:-1] << bits | letters[2:]
        begins = np.ones(len(codes), np.bool_)
        ends = np.cumsum(self._lengths + 2)
        begins[ends - 1] = begins[ends - 2] = False
        self._trigrams = trigrams[begins[:-2]].astype(np.uint32 if 3 * bits <= 32 else np.uint64)
        self._sizes = self._lengths.copy()
        self._drop_repeated()

    def _drop_repeated(self) -> None:
        """Put 0, which is no trigram, for each one that its word has had before."""
        for length in np.unique(self._lengths).tolist():
            words = np.flatnonzero(self._lengths == length)
            if length > _LONG:
                for word in words.tolist():
                    own = self._of_word(word)
                    repeated = np.delete(np.arange(length), np.unique(own, return_index=True)[1])
                    own[repeated] = 0
                    self._sizes[word] -= len(repeated)
                continue
            trigrams = self._of(words, length)
            for offset in range(1, length):
                repeated = words[(trigrams[:offset] == trigrams[offset]).any(axis=0)]
                self._trigrams[self._starts[repeated] + offset] = 0
                self._sizes[repeated] -= 1

    def _of(self, words: npt.NDArray[np.int64], width: int) -> npt.NDArray[Any]:
        """The trigrams of words: shape (width, words), 0 where there are no more."""
        found = np.zeros((width, len(words)), self._trigrams.dtype)
        starts, lengths = self._starts[words], self._lengths[words]
        for offset in range(width):
            longer = np.flatnonzero(lengths > offset)
            found[offset, longer] = self._trigrams[starts[longer] + offset]
        return found

    def _of_word(self, word: int) -> npt.NDArray[Any]:
        """The trigrams of a word, to be written to."""
        start = self._starts[word]
        return self._trigrams[start : start + self._lengths[word]]

    def likeness(
        self, words: npt.NDArray[np.int64], others: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """`index.analysis.likeness.likeness` of pairs of words, by their numbers."""
        common = np.zeros(len(words), np.int64)
        longest = np.maximum(self._lengths[words], self._lengths[others])
        for width in np.unique(longest).tolist():
            pairs = np.flatnonzero(longest == width)
            if width > _LONG:
                for pair in pairs.tolist():
                    shared = np.intersect1d(self._of_word(words[pair]), self._of_word(others[pair]))
                    common[pair] = np.count_nonzero(shared)
                continue
            for part in np.array_split(pairs, -(-len(pairs) // _PAIRS)):
                common[part] = _common(self._of(words[part], width), self._of(others[part], width))
        return 2 * common / (self._sizes[words] + self._sizes[others])


def _common(trigrams: npt.NDArray[Any], others: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """How many values each column has in common with that of the other array; 0 is no value."""
    count = np.zeros(trigrams.shape[1], np.int64)
    for row in trigrams:
        found = np.zeros(len(row), np.bool_)
        for other in others:
            found |= row == other
        count += found & (row != 0)
    return count
