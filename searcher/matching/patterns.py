"""Which terms of a segment fit a `Pattern` or are near a `Fuzzy` form.

A prefix is a stretch of the sorted dictionary. Other patterns and fuzzy forms look at the whole vocabulary, as arrays
of letters: a few milliseconds for some hundred thousand terms, and no loop over terms. What these arrays need is made
when it is first asked for and kept with the segment (`Letters`).

How a pattern is matched: its pieces between the `*` are found one after the other, each at the first place where it
can stand, the first piece at the beginning of a term and the last at its end. For patterns this greedy rule is exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.lazy import cached_property
from index.segments.segment import SegmentView
from index.storage.arrays import Mask
from searcher.cache import ByteBoundedCache, OfSegments
from searcher.language.query import Fuzzy, Pattern
from searcher.postings.slots import WeightedSlots, slots_of_terms
from searcher.ranking import WEIGHT_UNIT

__all__ = ["Letters", "Patterns", "WeightedTerms", "fitting", "is_prefix", "predicate"]

_ANY: Final = ord("?")
# Memory for what was found: a pattern that half the vocabulary fits takes a few megabytes.
_CACHE: Final = 16 << 20


class WeightedTerms(NamedTuple):
    """Terms of a segment by number, ascending, and what each weighs, in hundredths."""

    numbers: npt.NDArray[np.int64]
    weights: npt.NDArray[np.uint32]


class Patterns:
    """Finds patterns and fuzzy forms in the segments of a snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._cache = ByteBoundedCache[Pattern | Fuzzy, OfSegments[WeightedSlots]](_CACHE)
        segments = snapshot.segments  # without a way back to this object, which would keep the files open
        self._letters = lru_cache(None)(lambda segment: Letters(segments[segment]))

    def slots(self, node: Pattern | Fuzzy) -> tuple[WeightedSlots, ...]:
        """For each segment the terms that fit."""
        return self._cache.get(node, lambda: self._found(node)).parts

    def _found(self, node: Pattern | Fuzzy) -> OfSegments[WeightedSlots]:
        found = [
            fitting(node, view, partial(self._letters, segment))
            for segment, view in enumerate(self._segments)
        ]
        return OfSegments(
            tuple(slots_of_terms(view, *terms) for view, terms in zip(self._segments, found, strict=True))
        )


class Letters:
    """The vocabulary of a segment as one array of letters (code points)."""

    def __init__(self, view: SegmentView) -> None:
        raw = view.postings_array("terms.text").tobytes()
        letters = np.frombuffer(
            raw.decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass"), np.uint32
        )
        # Most vocabularies have no letter beyond the basic plane: half the memory, and compared faster.
        self.letters = letters.astype(np.uint16) if not len(letters) or letters.max() < 1 << 16 else letters
        begins = np.zeros(len(raw) + 1, np.int64)
        np.cumsum(np.frombuffer(raw, np.uint8) & 0xC0 != 0x80, out=begins[1:])
        #: Where the letters of each term begin, and the end: shape (terms + 1,).
        self.starts: npt.NDArray[np.int64] = begins[view.postings_array("terms.starts")]

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Letters of each term."""
        return np.diff(self.starts)

    @cached_property
    def signatures(self) -> npt.NDArray[np.uint64]:
        """Which letters each term has: a bit for each, by its code modulo 64."""
        if not len(self.lengths):
            return np.zeros(0, np.uint64)
        bits = np.uint64(1) << (self.letters & 63).astype(np.uint64)
        return np.bitwise_or.reduceat(bits, self.starts[:-1])

    def term(self, number: int) -> str:
        """The term of a number."""
        letters = self.letters[self.starts[number] : self.starts[number + 1]]
        return letters.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def is_prefix(pattern: str) -> bool:
    """Whether the only sign of a pattern is a `*` at its end."""
    return pattern.endswith("*") and not re.search(r"[*?]", pattern[:-1])


def fitting(node: Pattern | Fuzzy, view: SegmentView, letters: Callable[[], Letters]) -> WeightedTerms:
    """The terms of a segment that fit. `letters` is asked for the segment's only where they are needed."""
    if isinstance(node, Fuzzy):
        return _near(node, letters())
    if is_prefix(node.text):
        numbers = view.terms.forms.with_prefix(node.text[:-1])
        found = np.arange(numbers.start, numbers.stop, dtype=np.int64)
    else:
        found = _matching(node.text, letters())
    return WeightedTerms(found, np.full(len(found), WEIGHT_UNIT, np.uint32))


def predicate(node: Pattern | Fuzzy) -> Callable[[str], bool]:
    """Whether a form fits, for one form at a time."""
    if isinstance(node, Fuzzy):
        distance_of = _distances()
        text, distance = node.text, node.distance
        return lambda form: abs(len(form) - len(text)) <= distance and distance_of(form, text) <= distance
    compiled = re.compile(_expression(node.text), re.DOTALL)
    return lambda form: compiled.fullmatch(form) is not None


def _expression(pattern: str) -> str:
    """The greedy rule as a regular expression: once a piece is found it stays where it is, as in Python's fnmatch.

    Without that a long word that lacks the last piece would be tried with each of the others at every place.
    """
    pieces = [
        "".join("." if char == "?" else re.escape(char) for char in piece) for piece in pattern.split("*")
    ]
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    return first + "".join(f"(?>.*?{piece})" for piece in middle if piece) + ".*" + last


# --------------------------------------------------------------------------------------------- wildcards


def _matching(pattern: str, letters: Letters) -> npt.NDArray[np.int64]:
    """Numbers of the terms that a pattern with signs anywhere fits."""
    first, *others = (np.array([ord(char) for char in piece], np.int64) for piece in pattern.split("*"))
    numbers: npt.NDArray[np.int64] = np.arange(len(letters.lengths), dtype=np.int64)
    if not others:
        numbers = numbers[letters.lengths == len(first)]
        return numbers[_stands(first, letters, letters.starts[numbers])]
    *middle, last = others
    least = sum(map(len, (first, *middle, last)))
    numbers = numbers[letters.lengths >= least]
    numbers = numbers[_stands(first, letters, letters.starts[numbers])]
    numbers = numbers[_stands(last, letters, letters.starts[numbers + 1] - len(last))]
    free = letters.starts[numbers] + len(first)
    ends = letters.starts[numbers + 1] - len(last)
    for piece in middle:
        if not len(piece):
            continue
        starts = _occurrences(piece, letters)
        at = np.searchsorted(starts, free)
        there = at < len(starts)
        numbers, free, ends, at = numbers[there], free[there], ends[there], at[there]
        free = starts[at] + len(piece)
        there = free <= ends
        numbers, free, ends = numbers[there], free[there], ends[there]
    return numbers


def _stands(piece: npt.NDArray[np.int64], letters: Letters, starts: npt.NDArray[np.int64]) -> Mask:
    """Whether a piece (`?` for any letter) stands at each of these offsets; all of it has to lie in the array."""
    fits = np.ones(len(starts), np.bool_)
    for offset, letter in enumerate(piece.tolist()):
        if letter != _ANY:
            fits &= letters.letters[starts + offset] == letter
    return fits


def _occurrences(piece: npt.NDArray[np.int64], letters: Letters) -> npt.NDArray[np.int64]:
    """Every offset where a piece stands, within a term or across two: ascending."""
    size = len(letters.letters) - len(piece) + 1
    fixed = [(offset, letter) for offset, letter in enumerate(piece.tolist()) if letter != _ANY]
    if size <= 0:
        return np.zeros(0, np.int64)
    if not fixed:
        return np.arange(size, dtype=np.int64)
    offset, letter = fixed[0]
    starts = np.flatnonzero(letters.letters[offset : offset + size] == letter).astype(np.int64)
    for offset, letter in fixed[1:]:
        starts = starts[letters.letters[starts + offset] == letter]
    return starts


# ------------------------------------------------------------------------------------------------- fuzzy


def _distances() -> Callable[[str, str], int]:
    """The Damerau-Levenshtein distance without the restriction that a letter is edited once (ca -> abc is 2)."""
    from rapidfuzz.distance import DamerauLevenshtein  # slow to load, and seldom needed

    distance: Callable[[str, str], int] = DamerauLevenshtein.distance
    return distance


def _near(node: Fuzzy, letters: Letters) -> WeightedTerms:
    """The terms within the distance; of 0, 1 and 2 edits they weigh 1, 1/2 and 1/3."""
    from rapidfuzz.distance import DamerauLevenshtein
    from rapidfuzz.process import cdist

    size, distance = len(node.text), node.distance
    numbers = np.flatnonzero(np.abs(letters.lengths - size) <= distance)
    # An edit takes away one letter at most and adds one at most.
    own = np.bitwise_or.reduce([np.uint64(1 << (ord(char) & 63)) for char in node.text] or [np.uint64(0)])
    signatures = letters.signatures[numbers]
    numbers = numbers[
        (np.bitwise_count(signatures & ~own) <= distance) & (np.bitwise_count(own & ~signatures) <= distance)
    ]
    if not len(numbers):
        return WeightedTerms(numbers.astype(np.int64), np.zeros(0, np.uint32))
    candidates = [letters.term(number) for number in numbers.tolist()]
    edits = cdist(
        [node.text],
        candidates,
        scorer=DamerauLevenshtein.distance,
        score_cutoff=distance,
        dtype=np.uint8,
    )[0]
    near = edits <= distance
    return WeightedTerms(numbers[near].astype(np.int64), (WEIGHT_UNIT // (1 + edits[near])).astype(np.uint32))
