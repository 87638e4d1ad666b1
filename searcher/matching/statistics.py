"""What the formula of `searcher.ranking` has to know of a whole snapshot: how many texts, and how long.

Articles, and passages, are numbered through all segments here, one after the other.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index import Snapshot
from index.lazy import cached_property
from index.storage import peaks
from index.storage.arrays import end_to_end
from searcher import ranking
from searcher.postings import Formula
from searcher.ranking import FloatArray

# In what parts of one the bounds of peaks are counted, and how many at the most: hundreds of them, each times a weight
# in hundredths, are added up in 32 bits.
_PEAK_UNIT: Final = 64
_LARGEST_PEAK: Final = (1 << 24) / ranking.WEIGHT_UNIT


class Statistics:
    """Counts and lengths over one snapshot, deleted articles included. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self.article_total = sum(view.article_count for view in snapshot.segments)

    @cached_property
    def average_article_length(self) -> float:
        words = sum(view.body_word_count for view in self._segments)
        return words / max(self.article_total, 1)

    @cached_property
    def paragraph_total(self) -> int:
        return sum(len(view.passages) - view.article_count for view in self._segments)

    @cached_property
    def average_paragraph_length(self) -> float:
        words = sum(view.body_word_count for view in self._segments)
        return words / max(self.paragraph_total, 1)

    @cached_property
    def body_lengths(self) -> npt.NDArray[np.uint32]:
        """Words in the body of every article of all segments."""
        return end_to_end((view.articles_array("body_lengths") for view in self._segments), np.uint32)

    @cached_property
    def article_damping(self) -> FloatArray:
        """The second term of the formula's denominator, for each article of all segments."""
        return ranking.ARTICLES.damping(self.body_lengths, self.average_article_length)

    @cached_property
    def article_formula(self) -> Formula:
        """The formula for words of articles, headlines included."""
        return Formula(
            ranking.WEIGHTED_FREQUENCY["text"], self.article_damping, least=ranking.ARTICLES.least_damping
        )

    @cached_property
    def paragraph_bound(self) -> Formula:
        """What a word adds to a paragraph at the most, by the grade of its peak (`index.storage.peaks`).

        The value that a grade bounds and the frequency over the damping of our formula, f / (k1 x (1 - b + b x length /
        average)), are two quotients of f. The denominators are sums of two terms, so their quotient is no more than the
        larger of the terms' quotients. And since no word is more frequent than its paragraph has words, none has more
        than average / (k1 x b).
        """
        model, average = ranking.PARAGRAPHS, self.average_paragraph_length or 1.0
        factor = (
            max((1 - peaks.B) / (1 - model.b), peaks.B / peaks.REFERENCE_LENGTH * average / model.b)
            / model.k1
        )
        most = np.minimum(peaks.BOUNDS * factor, average / (model.k1 * model.b))
        unit = np.float32(min(_PEAK_UNIT, _LARGEST_PEAK / most[-1]))
        return Formula(np.ceil(most * unit).astype(np.uint32), np.array([unit]), of_peaks=True)
