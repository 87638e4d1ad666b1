"""Which forms of the index a word of the query is searched with, and what each weighs."""

from __future__ import annotations

from functools import lru_cache

from index import Snapshot
from index.analysis import Analyzer
from searcher.ranking import SAME_STEM

_CACHED_WORDS = 10_000


class Vocabulary:
    """The terms of a snapshot and how they are related."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._segments = snapshot.segments
        self._analyzer = analyzer
        self.relatives = lru_cache(_CACHED_WORDS)(self._relatives)

    def _relatives(self, form: str) -> dict[str, float]:
        """The form itself (weight 1, whether the index has it or not) and its relatives in the index by weight."""
        stem = self._analyzer.stem(form)
        related = {form: 1.0}
        for view in self._segments:
            for number in view.terms_of_stem(stem):
                related.setdefault(view.terms[number], SAME_STEM)
        return related
