"""A leaf of a query tree all of whose texts are known at once: a phrase, a proximity and the like."""

from __future__ import annotations

from collections.abc import Callable

from index.lazy import cached_property
from index.storage.arrays import IntArray
from searcher.matching.matches import Matches
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.postings.occurrences import WeightedFrequencies
from searcher.ranking import ScoreArray


class ListedLeaf:
    """An item whose matches have to be known before it can be weighed."""

    def __init__(self, matches: tuple[Matches, ...], document_frequency: int, idf: float) -> None:
        """document_frequency: texts that it is in, deleted ones included. idf: of so many."""
        self._matches = matches
        self.document_frequency = document_frequency
        self.idf = idf
        self.nbytes = sum(part.nbytes for part in matches)

    @classmethod
    def of(
        cls, unit: RetrievalUnit, frequencies: Callable[[int], WeightedFrequencies], boost: float
    ) -> ListedLeaf:
        """frequencies: by the number of a segment."""
        found = [frequencies(segment) for segment in range(len(unit.segments))]
        document_frequency = sum(len(part.numbers) for part in found)
        idf = unit.idf(document_frequency)
        scored = [unit.scored(segment, idf * boost, part) for segment, part in enumerate(found)]
        return cls(tuple(scored), document_frequency, idf)

    @cached_property
    def max_score(self) -> float:
        return max((float(part.scores.max()) for part in self._matches if len(part.scores)), default=0.0)

    def size(self, segment: int) -> int:
        return len(self._matches[segment].numbers)

    def matches(self, segment: int) -> Matches:
        return self._matches[segment]

    def numbers(self, segment: int) -> IntArray:
        return self._matches[segment].numbers

    def scores_within(self, segment: int, numbers: IntArray) -> ScoreArray:
        return self._matches[segment].scores_of(numbers)
