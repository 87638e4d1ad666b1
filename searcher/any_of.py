"""Any-of questions, the usual ones: the words that are sought, as posting lists are asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from index.inversion import BODY_LIMIT
from searcher import ranking
from searcher.postings import AnyOf, Formula, Mask, Scored, Tables
from searcher.ranking import WEIGHTED_FREQUENCY

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

#: Frequency in the body by packed frequency (`index.inversion.packed_frequencies`).
_BODY: Final = (np.arange(1 << 8) & BODY_LIMIT).astype(np.uint32)


class AnyWord(NamedTuple):
    """A word of the question: no text gets more from it than `most`; for each segment the terms that find it."""

    most: float
    slots: Tables


def best_of_any(
    evaluator: Evaluator, words: Sequence[AnyWord], passing: Mask | None, count: int, *, paragraphs: bool
) -> Scored:
    """The `count` best articles, or paragraphs, and all that tie with the last of them, perhaps others.

    passing: over the articles of all segments; None for all of them.
    """
    words = sorted(words, key=lambda word: -word.most)
    most = np.array([word.most for word in words], np.float32)
    question = AnyOf([word.slots for word in words], most, passing, count)
    statistics = evaluator.statistics
    if paragraphs:
        bound = Formula(_BODY, statistics.least_paragraph_damping)
        average_length = statistics.average_paragraph_length
        return evaluator.postings.best_paragraphs(question, bound, ranking.PARAGRAPHS, average_length)
    formula = Formula(WEIGHTED_FREQUENCY["text"], statistics.article_damping)
    return evaluator.postings.best_articles(question, formula)
