"""What words, patterns and phrases weigh in one snapshot: `searcher.ranking`'s formula with the snapshot's counts.

Statistics (how many articles hold a word, average lengths) are those of the whole snapshot, so the score of an article
does not depend on its segment. Articles that are deleted but not yet merged away still count in the statistics, as in
Whoosh and Lucene.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index import Snapshot
from index.arrays import Mask
from index.lazy import cached_property
from searcher import ranking
from searcher.cache import remembering
from searcher.language.query import Expanded, Fuzzy, Pattern, Phrase, Word
from searcher.matches import Matches, not_deleted
from searcher.occurrences import WeightedFrequencies
from searcher.patterns import Patterns
from searcher.postings import Tables, postings_of
from searcher.scratch import QueryScratch
from searcher.statistics import Statistics
from searcher.vocabulary import Vocabulary

# Patterns of which it is known how many articles they find.
_PATTERNS: Final = 1000


class Scorer:
    """Terms and weights of what is sought, and scores of where it occurs. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.scratch = QueryScratch()
        self.postings = postings_of(snapshot.segments)
        self.vocabulary = Vocabulary(self.postings)
        self.statistics = Statistics(snapshot)
        self._patterns = Patterns(snapshot)
        self._pattern_frequency = remembering(_PATTERNS, self._frequency_of_pattern)

    @cached_property
    def live(self) -> Mask | None:
        """Bool, one an article of all segments: True where it is not deleted; None where none is."""
        segments = self.snapshot.segments
        if all(view.deleted is None for view in segments):
            return None
        return np.concatenate([view.live() for view in segments])

    def slots(self, item: Expanded) -> Tables:
        """For each segment the terms that answer an item."""
        return self.vocabulary.slots(item.text) if isinstance(item, Word) else self._patterns.slots(item)

    def idf(self, item: Expanded | Phrase) -> float:
        """How much a word, a pattern, or a word alone in quotes says about an article."""
        if isinstance(item, Word):
            return self.vocabulary.expansion(item.text).idf
        if isinstance(item, Phrase):
            terms = self.vocabulary.very_slots_of_any(item.firsts)
            known = [each.total if len(item.firsts) == 1 else None for each in terms]
            document_frequency = self.postings.document_frequency(terms, known)
        else:
            document_frequency = self._pattern_frequency(item)
        return self.statistics.idf(document_frequency, paragraphs=False)

    def _frequency_of_pattern(self, item: Pattern | Fuzzy) -> int:
        """How many articles hold a form that fits."""
        return self.postings.document_frequency(
            self._patterns.slots(item), [None] * len(self.snapshot.segments)
        )

    def max_score(self, item: Expanded | Phrase, *, paragraphs: bool = False) -> float:
        """What a word, a pattern, or a word alone in quotes adds to a score at the most."""
        return self.idf(item) * item.boost * self.saturation(paragraphs=paragraphs)

    def saturation(self, *, paragraphs: bool = False) -> float:
        """What a word of weight 1 adds to a score at the most: no saturated frequency is more than 1."""
        return (ranking.PARAGRAPHS if paragraphs else ranking.ARTICLES).k1 + 1

    def scored(self, segment: int, weight: float, found: WeightedFrequencies, *, paragraphs: bool) -> Matches:
        """Frequencies as matches: deleted articles left out, and each with its score.

        weight: of what has these frequencies, its idf times its boost.
        """
        view = self.snapshot.segments[segment]
        numbers, values = found
        if (kept := not_deleted(numbers, view, paragraphs=paragraphs)) is not None:
            numbers, values = numbers[kept], values[kept]
        if paragraphs:
            lengths = view.passages.lengths(numbers)
            damping = ranking.PARAGRAPHS.damping(lengths, self.statistics.average_paragraph_length)
            return Matches(numbers, ranking.PARAGRAPHS.score(weight, values, damping))
        max_score, damping = weight * self.saturation(), self.statistics.article_damping
        return Matches(numbers, self.postings.scores(segment, numbers, values, max_score, damping))
