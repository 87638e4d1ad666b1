"""Signatures: a few numbers an article by which articles of much the same text are found, and profiles to compare them.

Two articles are as like as their sets of grams: |A and B| / |A or B|, where a gram is five words in a row (normalised
forms, headline and body read in one). That is the Jaccard index of w-shingles (Broder, On the resemblance and
containment of documents, 1997). The sets are too large to keep, so a sample of them stands for them, the same sample
for the same text wherever it is:

- every gram has a 64-bit hash that depends on its letters alone, so segments, processes and machines agree on it;
- the hash puts the gram into one of a number of bins, and of each bin the least hash is kept (one-permutation hashing:
  Li, Owen and Zhang, 2012). The share of bins in which two articles keep the same is an estimate of their likeness.

The **signature** that the index stores has `BANDS` numbers, each made of two of 12 bins: articles of likeness s have a
given one in common with probability s^2, and one of the six with 1 - (1 - s^2)^6: .93 at .6, .98 at .7, 1.0 at .9; of
likeness .1 they rarely do. So articles that share a number are worth comparing (locality-sensitive hashing). The
**profile** that they are compared by has `PROFILE_BINS` bins and is made when it is needed. Where there are more bins
than grams the comparison is all but exact.

Articles of fewer than five words have no gram, and are like nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from index.segments.segment import BANDS, Signatures
from index.storage import compiled
from index.storage.arrays import IntArray, starts_of
from index.storage.compiled_numbers import GRAM_WORDS

if TYPE_CHECKING:
    from index.ingestion.word_keys import Words

Hashes = npt.NDArray[np.uint64]
Profiles = npt.NDArray[np.uint8]

#: In place of a number of a signature where the article has no gram in either bin.
NO_BAND: Final = 0
PROFILE_BINS: Final = 512
_EMPTY: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
# Pairs whose profiles are compared at once.
_AT_ONCE: Final = 1024


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers of which every bit depends on every bit of those given (the finalizer of SplitMix64)."""
    mixed: Hashes = numbers ^ (numbers >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _multipliers(count: int) -> Hashes:
    """The first of an endless sequence of odd numbers that look random (SplitMix64)."""
    return _mixed(np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


_OF_WORD: Final = _multipliers(GRAM_WORDS)


def form_hashes(forms: Sequence[str]) -> Hashes:
    """Hash of each form: a sum over its letters, each times a number that belongs to its offset, mixed."""
    letters = np.frombuffer("".join(forms).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    lengths = np.array([len(form) for form in forms], np.int64)
    starts = starts_of(lengths)
    offsets = np.arange(len(letters)) - np.repeat(starts[:-1], lengths)
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * _multipliers(int(lengths.max(initial=0)))[offsets], out=sums[1:])
    return _mixed(sums[starts[1:]] - sums[starts[:-1]])


class FormHashes:
    """The hash of every form of a list that only grows."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms
        self._hashes: Hashes = np.zeros(0, np.uint64)

    def __getitem__(self, numbers: npt.NDArray[np.uint32]) -> Hashes:
        """Hashes of forms by their numbers."""
        return self.all()[numbers]

    def all(self) -> Hashes:
        """Those of all forms that the list has by now."""
        if len(self._hashes) < len(self._forms):
            new = form_hashes(self._forms[len(self._hashes) :])
            self._hashes = np.append(self._hashes, new)
        return self._hashes


def words_per_article(words: Words, passages_per_article: IntArray) -> npt.NDArray[np.int64]:
    """Words of each article, headline and body; every article has a passage."""
    before = starts_of(words.passage_lengths)
    return np.diff(before[starts_of(passages_per_article)])


def signatures(words: Hashes, lengths: IntArray) -> Signatures:
    """The signature of each article: uint32, shape (articles, BANDS).

    words: the hash of every word in reading order; lengths: words of each article.
    """
    least = _least(words, lengths, 2 * BANDS)
    first, second = least[:, ::2], least[:, 1::2]
    bands = (_mixed(first * _OF_WORD[0] + second) >> np.uint64(32)).astype(np.uint32)
    bands[bands == NO_BAND] = 1
    bands[(first == _EMPTY) & (second == _EMPTY)] = NO_BAND
    return bands


def profiles(words: Hashes, lengths: IntArray) -> Profiles:
    """The profile of each article, for `likeness`: uint8, shape (articles, bins). Parameters as for `signatures`."""
    least = _least(words, lengths, PROFILE_BINS)
    made = least.astype(np.uint8)
    np.maximum(made, 1, out=made)  # 0 is for a bin without a gram
    made[least == _EMPTY] = 0
    return made


def _least(words: Hashes, lengths: IntArray, bins: int) -> Hashes:
    """The least gram hash of each article in each bin, `_EMPTY` where it has none: shape (articles, bins)."""
    if compiled.AVAILABLE:
        found = compiled.loops.least(words, lengths, _OF_WORD, bins)
        return np.frombuffer(found, np.uint64).reshape(-1, bins)
    grams = words[: max(len(words) - GRAM_WORDS + 1, 0)] * _OF_WORD[0]
    for offset in range(1, GRAM_WORDS):
        grams += words[offset : offset + len(grams)] * _OF_WORD[offset]
    begins = np.ones(len(words), np.bool_)  # no gram begins in the last four words of an article
    ends = np.cumsum(lengths)
    for back in range(1, GRAM_WORDS):
        begins[np.maximum(ends - back, 0)[lengths > 0]] = False
    grams = _mixed(grams[begins[: len(grams)]])
    article = np.repeat(np.arange(len(lengths)), np.maximum(lengths - (GRAM_WORDS - 1), 0))
    # The upper half says which bin, by multiplication instead of division; the lower half is what is kept.
    cells = ((grams >> np.uint64(32)) * np.uint64(bins) >> np.uint64(32)).astype(np.int64) + article * bins
    least = np.full(len(lengths) * bins, _EMPTY)
    np.minimum.at(least, cells, grams & np.uint64(0xFFFFFFFF))
    return least.reshape(-1, bins)


def likeness(held: Profiles, ones: IntArray, others: IntArray) -> npt.NDArray[np.float32]:
    """Likeness, 0 to 1, of pairs of profiles, each given as a row of `ones` and one of `others`."""
    found = np.zeros(len(ones), np.float32)
    for first in range(0, len(ones), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        a, b = held[ones[part]], held[others[part]]
        common = np.count_nonzero((a == b) & (a != 0), axis=1)
        found[part] = common / np.maximum(np.count_nonzero(a | b, axis=1), 1)
    return found
