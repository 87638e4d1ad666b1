"""What words, patterns and phrases weigh in one snapshot: `searcher.ranking`'s formula with the snapshot's counts.

Statistics (how many articles hold a word, average lengths) are those of the whole snapshot, so the score of an article
does not depend on its segment. Articles that are deleted but not yet merged away still count in the statistics, as in
Whoosh and Lucene.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index import Snapshot
from index.lazy import cached_property
from index.storage.arrays import Mask
from searcher.cache import remembering
from searcher.language.query import Expanded, Fuzzy, Pattern, Phrase, Word
from searcher.matching.patterns import Patterns
from searcher.matching.retrieval_unit import ArticleUnit, ParagraphUnit, RetrievalUnit
from searcher.matching.statistics import Statistics
from searcher.matching.vocabulary import Vocabulary
from searcher.postings import Tables, postings_of
from searcher.postings.scratch import QueryScratch

# Patterns of which it is known how many articles they find.
_PATTERNS: Final = 1000


class Scorer:
    """Terms and weights of what is sought, and the units that are ranked. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.scratch = QueryScratch()
        self.postings = postings_of(snapshot.segments)
        self.vocabulary = Vocabulary(self.postings)
        self.statistics = Statistics(snapshot)
        self.articles = ArticleUnit(self.postings, self.statistics, self.vocabulary)
        self.paragraphs = ParagraphUnit(self.postings, self.statistics)
        self._patterns = Patterns(snapshot)
        self._pattern_frequency = remembering(_PATTERNS, self._frequency_of_pattern)

    @cached_property
    def live(self) -> Mask | None:
        """Bool, one an article of all segments: True where it is not deleted; None where none is."""
        segments = self.snapshot.segments
        if all(view.deleted is None for view in segments):
            return None
        return np.concatenate([view.live() for view in segments])

    def unit(self, *, paragraphs: bool) -> RetrievalUnit:
        """What is ranked: paragraphs, or articles."""
        return self.paragraphs if paragraphs else self.articles

    def slots(self, item: Expanded) -> Tables:
        """For each segment the terms that answer an item."""
        return self.vocabulary.slots(item.text) if isinstance(item, Word) else self._patterns.slots(item)

    def idf(self, item: Expanded | Phrase) -> float:
        """How much a word, a pattern, or a word alone in quotes says about an article."""
        if isinstance(item, Word):
            return self.vocabulary.expansion(item.text).idf
        if isinstance(item, Phrase):
            terms = self.vocabulary.very_slots(item.firsts)
            known = [each.total if len(item.firsts) == 1 else None for each in terms]
            document_frequency = self.postings.document_frequency(terms, known)
        else:
            document_frequency = self._pattern_frequency(item)
        return self.articles.idf(document_frequency)  # where paragraphs are ranked, too

    def _frequency_of_pattern(self, item: Pattern | Fuzzy) -> int:
        """How many articles hold a form that fits."""
        return self.postings.document_frequency(
            self._patterns.slots(item), [None] * len(self.snapshot.segments)
        )

    def max_score(self, item: Expanded | Phrase, unit: RetrievalUnit) -> float:
        """What a word, a pattern, or a word alone in quotes adds to a score at the most."""
        return self.idf(item) * item.boost * unit.saturation
